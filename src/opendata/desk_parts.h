#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "html/components.h"
#include "opendata/changes.h"
#include "opendata/gate.h"
#include "opendata/intake.h"
#include "people/gate.h"
#include "releases/public_reader.h"

/// The parts of the pages of the workplace: markup from values. Of this room only.
namespace sas::opendata {

struct SetRow {
  const Declaration* declaration = nullptr;
  std::optional<LastJudgement> judgement;
  std::shared_ptr<const releases::Published> standing;
};

/// What the records know of a set.
struct SetState {
  std::optional<LastJudgement> judgement;
  std::optional<ProposedChanges> proposal, confirmed;
  bool is_held = false;
};

[[nodiscard]] html::Page desk_page(const people::Visit& visit, const std::string& title);
[[nodiscard]] html::Html set_table(const people::Visit& visit, const std::vector<SetRow>& rows);
[[nodiscard]] html::Html problem_list(const people::Visit& visit, const config::Problems& problems);
/// That the set does not refresh by itself; nothing when it does.
[[nodiscard]] html::Html held_notice(const people::Visit& visit, const SetState& state);
/// A judgement on the three legal tests, each finding with its remedy; under a heading of whoever shows it.
[[nodiscard]] html::Html judgement_part(const people::Visit& visit, const LastJudgement& judgement);
/// The last judgement of a set, or that there is none.
[[nodiscard]] html::Html judgement_section(const people::Visit& visit, const std::optional<LastJudgement>& judgement);
/// What may be done instead, what that loses, and the button to agree; or what is done already.
[[nodiscard]] html::Html changes_section(const people::Visit& visit, const std::string& slug, const SetState& state);
/// Every release with its state; one that stands has a form to take it back. `history` may be null.
[[nodiscard]] html::Html releases_section(const people::Visit& visit, const releases::DataSetHistory* history,
                                          const std::vector<html::Choice>& reasons);

/// The form to bring a file of at most `most` bytes to `action`, and what was seen in one that was only looked at.
[[nodiscard]] html::Html bring_form(const people::Visit& visit, const std::string& action, std::string_view button,
                                    std::uint64_t most);
[[nodiscard]] html::Html proposal_section(const people::Visit& visit, const FileProposal& proposal,
                                          const std::string& draft);

}  // namespace sas::opendata
