#include "people/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sas::people {

int confidentiality_rank(std::string_view zgw_name) {
  static constexpr std::array<std::string_view, 8> order{
      "openbaar",      "beperkt_openbaar", "intern", "zaakvertrouwelijk",
      "vertrouwelijk", "confidentieel",    "geheim", "zeer_geheim"};
  const auto at = std::find(order.begin(), order.end(), zgw_name);
  return at == order.end() ? 8 : static_cast<int>(at - order.begin()) + 1;
}

int highest_rank(const Viewer& viewer) {
  if (viewer.kind == ViewerKind::system) return 8;
  if (viewer.has(Role::handler) || viewer.has(Role::manager)) return 5;
  if (viewer.has(Role::desk)) return 4;
  return 0;
}

Condition may_see_case(const Viewer& viewer, std::string_view alias, int first) {
  switch (viewer.kind) {
    case ViewerKind::resident:
      return {fmt::format("{}.person_id = ${}", alias, first), {viewer.concerned.text()}};
    case ViewerKind::staff:
      return {fmt::format("{}.confidentiality_rank <= ${}", alias, first), {std::int64_t{highest_rank(viewer)}}};
    case ViewerKind::system:
      return {fmt::format("{}.confidentiality_rank <= ${}", alias, first), {std::int64_t{8}}};
    case ViewerKind::visitor:
      break;
  }
  return {fmt::format("{}.confidentiality_rank < ${}", alias, first), {std::int64_t{0}}};
}

}  // namespace sas::people
