#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cases/case.h"
#include "people/access.h"
#include "store/store.h"

/// Reading cases. Every function takes the viewer and reads only what that viewer may see.
namespace sas::cases {

[[nodiscard]] Result<Case> find_case(store::ReadTx& tx, const CaseId& id, const people::Viewer& viewer);
[[nodiscard]] Result<Case> find_case_by_number(store::ReadTx& tx, std::string_view number,
                                               const people::Viewer& viewer);

enum class Which { open, closed, all };

struct Filter {
  Which which = Which::open;
  std::optional<ProductId> product;
  std::optional<StaffId> handler;  ///< an empty id means: nobody has it
  std::optional<PersonId> person;
  std::string text;  ///< part of the number or of the name given with the case
  std::size_t limit = 50;
  std::size_t offset = 0;
};

/// Open cases by the promised day, the most urgent first; closed ones by the day they were closed, the latest first.
[[nodiscard]] std::vector<Case> list_cases(store::ReadTx& tx, const Filter& filter, const people::Viewer& viewer);
[[nodiscard]] std::int64_t count_cases(store::ReadTx& tx, const Filter& filter, const people::Viewer& viewer);

struct OpenCounts {
  std::int64_t open = 0;
  std::int64_t overdue = 0;   ///< promised day lies before `today`
  std::int64_t due_soon = 0;  ///< today or within three days
  std::int64_t nobody = 0;    ///< no handler yet
};
[[nodiscard]] OpenCounts count_open(store::ReadTx& tx, Date today, const people::Viewer& viewer);

/// The parts below belong to a case that was read with find_case: the right to it is already proven by holding a Case.
[[nodiscard]] std::vector<Document> documents_of(store::ReadTx& tx, const Case& c);
[[nodiscard]] Result<std::string> content_of(store::ReadTx& tx, const Case& c, const DocumentId& id);
[[nodiscard]] std::vector<CompletionRequest> requests_of(store::ReadTx& tx, const Case& c);
[[nodiscard]] std::optional<Decision> decision_of(store::ReadTx& tx, const Case& c);
[[nodiscard]] std::vector<Note> notes_of(store::ReadTx& tx, const Case& c);
[[nodiscard]] std::vector<calendar::Suspension> suspensions_of(store::ReadTx& tx, const Case& c, Date open_until);
/// "Z-2026-000123" of cases whose time to answer our question has passed before `today`.
[[nodiscard]] std::vector<CaseId> lapsed_requests(store::ReadTx& tx, Date today);

}  // namespace sas::cases
