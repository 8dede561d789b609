#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/strong_id.h"
#include "base/time.h"
#include "calendar/term.h"
#include "catalogue/product.h"

/// Zaakgericht werken: what somebody asked, what we did with it and when. The ZGW information model under English
/// names.
namespace sas::cases {

/// How to reach the person about this case, as given with it. Personal data: never in logs.
struct ContactDetails {
  std::string name;
  std::string email;
  std::string phone;
};

struct Case {
  CaseId id;
  std::string number;  ///< "Z-2026-000123": what people quote
  ProductId product;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  Language language = Language::nl;  ///< of the letters
  Instant received_at;
  Date received_day;
  catalogue::StartDay start;  ///< from which day the promise counts; the received day, or later
  int promise_version = 1;
  Date promised_day;
  std::string promised_why_nl, promised_why_en;
  Date legal_day;
  bool extended = false;
  std::string extension_reason;
  std::optional<Date> suspended_since;  ///< the first day that does not count; set while we wait for the applicant
  std::optional<calendar::Ground> pause_ground;  ///< why it stands still; set together with suspended_since
  std::string status_code;
  std::string result_code;  ///< empty while open
  std::optional<Instant> closed_at;
  std::optional<Date> closed_day;
  std::optional<Date> archive_day;
  std::string archive_nomination;  ///< ZGW: vernietigen, blijvend_bewaren
  std::string confidentiality;
  PersonId person;  ///< empty for anonymous
  StaffId handler;  ///< empty until somebody takes it
  std::string area;
  json::Array answers;  ///< [{id, label_nl, label_en, value, shown_nl, shown_en}, …]
  ContactDetails contact;
  std::int64_t version = 1;

  [[nodiscard]] bool open() const { return !closed_at; }
  /// We wait for an answer of the applicant; other pauses ask nothing of them.
  [[nodiscard]] bool waits_for_applicant() const {
    return suspended_since && pause_ground.value_or(calendar::Ground::completion_asked) ==
                                  calendar::Ground::completion_asked;
  }
  [[nodiscard]] const std::string& promised_why(Language l) const {
    return l == Language::nl ? promised_why_nl : promised_why_en;
  }
};

struct Document {
  DocumentId id;
  CaseId case_id;
  bool from_resident = true;
  std::string slot;
  std::string title;
  std::string filename;
  std::string media_type;
  std::int64_t size = 0;
  std::string sha256;  ///< hexadecimal
  Instant created_at;
};

/// A question of ours to the applicant, with the documents it names.
struct CompletionRequest {
  std::string id;
  std::string question;
  std::vector<std::string> slots;
  Instant asked_at;
  Date answer_by;
  std::optional<Instant> answered_at;
  std::string answer;
};

struct Decision {
  std::string id;
  std::string result_code;
  std::string reasons;
  Instant decided_at;
  StaffId decided_by;
  Date published_day;
  std::optional<Date> objection_until;
  std::string objection_why_nl, objection_why_en;
};

struct Note {
  StaffId staff;
  std::string text;
  Instant at;
};

/// An upload that passed the checks of documents.h.
struct NewDocument {
  std::string slot;
  std::string title;
  std::string filename;
  std::string media_type;
  std::string content;
};

}  // namespace sas::cases
