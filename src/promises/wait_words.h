#pragma once
#include <string>

#include "html/components.h"
#include "people/gate.h"
#include "promises/figures.h"

/// Where the time went, for pages of residents and of managers alike.
namespace sas::promises {

/// "3,2 dagen": the mean over `cases` of a time in milliseconds.
[[nodiscard]] std::string mean_days(const html::Say& say, std::int64_t ms, std::int64_t cases);
/// The waits of the city together in one month: only of groups that may be published.
struct CityWait {
  std::int64_t cases = 0;
  Waited waited{};
};
[[nodiscard]] CityWait city_wait(const Snapshot& snapshot, const Period& month);
/// One number for needless waiting, with what it is made of and where the data are; nothing when there were too few cases.
[[nodiscard]] html::Html needless_section(const people::Visit& visit, const Snapshot& snapshot);
/// One product in the months that have ended: the largest cause and its trend, a picture, days in law beside days felt, and a table.
/// Months with fewer than ten cases are left out.
[[nodiscard]] html::Html waits_of_product(const people::Visit& visit, const Snapshot& snapshot, const ProductId& product);

}  // namespace sas::promises
