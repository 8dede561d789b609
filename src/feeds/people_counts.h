#pragma once
#include <string_view>

namespace sas::feeds {

/// True when a field or column of that name holds how many people there were or passed ("count_in", "peopleCount",
/// "aantal_bezoekers"): such a number is a count and comes in only as the total of a bin of at least five minutes, for
/// a shorter one tells of one person at one moment (AVG art. 5(1)(c)). Words are told apart by capitals and by anything
/// that is no letter. Pure.
[[nodiscard]] bool counts_people(std::string_view name);

}  // namespace sas::feeds
