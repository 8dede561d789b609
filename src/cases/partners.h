#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/case.h"
#include "store/store.h"

/// Other organisations that a case may have to wait for. A closed list, because the names stand in the ledger for ever: what somebody
/// types there might be about a person.
namespace sas::cases {

inline constexpr std::array<std::string_view, 12> partners{
    "police",  "fire-service", "environment-service", "water-board", "province", "municipality",
    "rdw",     "ind",          "court",               "uwv",         "adviser",  "other"};
[[nodiscard]] bool is_partner(std::string_view code);

/// One time that we asked one of them.
struct PartnerAsked {
  std::string partner;
  Instant asked_at;
  std::optional<Instant> answered_at;
};
/// Of a case that was read with find_case; the oldest first.
[[nodiscard]] std::vector<PartnerAsked> partners_of(store::ReadTx& tx, const Case& c);

}  // namespace sas::cases
