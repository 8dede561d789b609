#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cases/partners.h"
#include "cases/case_clock.h"
#include "cases/queries.h"
#include "desk/desk.h"
#include "desk/timeline.h"
#include "people/person.h"

namespace sas::desk {

/// Everything about one case, of one moment.
struct CaseFile {
  cases::Case c;
  const catalogue::Product* product = nullptr;
  std::vector<cases::Document> documents;
  std::vector<cases::CompletionRequest> requests;
  std::vector<cases::PartnerAsked> partners;  ///< other organisations that were asked, the oldest first
  std::optional<cases::Decision> decision;
  cases::CaseClock clock;
  std::optional<cases::Pause> pause;             ///< when the term stands still
  std::optional<cases::PenaltyState> penalty;  ///< when a notice of default came
  std::vector<cases::Note> notes;
  std::vector<messages::Message> messages;
  std::vector<contact::Appointment> appointments;
  std::vector<contact::Moment> moments;
  std::vector<ledger::Event> events;     ///< of the case, oldest first
  std::vector<ledger::Event> consulted;  ///< what base registers were asked about the person, newest first
  std::optional<people::Person> person;  ///< for whom it is; none for anonymous
  std::optional<people::Person> acting;  ///< who sent it, when that is somebody else
  StaffNames names;
};

/// Error `case-not-found`.
[[nodiscard]] Result<CaseFile> read_case_file(const DeskParts& parts, const CaseId& id, const people::Viewer& viewer);

/// The case as it is shown: asked, who, dates, documents, registers, messages, appointments, contact, notes.
[[nodiscard]] html::Html case_facts(const DeskParts& parts, const people::Visit& visit, const CaseFile& file);

}  // namespace sas::desk
