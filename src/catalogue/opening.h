#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "calendar/opening_hours.h"

/// When people can reach the municipality, by channel of catalogue/contact.toml: what a promise in opening hours counts.
namespace sas::catalogue {

/// By the name of the channel ("phone", "desk"). A channel without hours is not in it: it has no opening to count.
using OpeningByChannel = std::map<std::string, calendar::OpeningHours, std::less<>>;

/// Reads [channels.<name>] and its hours; local time in Europe/Amsterdam. Every channel is closed on `closing_days` too.
/// A channel with a problem is left out; every problem names file, field and remedy. Other fields of the file are not
/// looked at. Pure.
[[nodiscard]] OpeningByChannel load_opening(const json::Object& toml, const std::vector<Date>& closing_days,
                                            config::Problems& problems);
/// The same from the folder of the catalogue. Without the file no channel has hours; one that cannot be read is a
/// problem.
[[nodiscard]] OpeningByChannel load_opening(const std::string& folder, const std::vector<Date>& closing_days,
                                            config::Problems& problems);

}  // namespace sas::catalogue
