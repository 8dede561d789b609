#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "people/viewer.h"
#include "store/store.h"

namespace sas::people {

/// A condition for a WHERE clause with its parameters. Every query over cases, and over what hangs on them, carries
/// one: the rows a viewer may not see are never read.
struct Condition {
  std::string sql;
  std::vector<store::Value> params;
};

/// The cases `viewer` may see, as a condition on the table alias `alias`, its parameters numbered from `first`.
/// Residents: their own, or those of whom they act for. Staff: up to the confidentiality of their roles. Visitors:
/// none.
[[nodiscard]] Condition may_see_case(const Viewer& viewer, std::string_view alias, int first);

/// The ZGW order of vertrouwelijkheidaanduiding: openbaar 1 … zeer_geheim 8; 8 for anything unknown.
[[nodiscard]] int confidentiality_rank(std::string_view zgw_name);

/// Highest rank the roles give: desk and editor see up to zaakvertrouwelijk, handlers and managers up to vertrouwelijk,
/// administrators see no case content for being administrator.
[[nodiscard]] int highest_rank(const Viewer& viewer);

}  // namespace sas::people
