#pragma once
#include <string>
#include <string_view>

#include "base/time.h"

namespace sas::contact {

struct CalendarEntry {
  std::string uid;
  Instant made_at;
  Instant start;
  int minutes = 15;
  std::string summary;
  std::string location;
};

/// One event as a calendar file (RFC 5545): lines end in CRLF, are folded at 75 octets and times are in UTC.
[[nodiscard]] std::string calendar_file(const CalendarEntry& entry);

}  // namespace sas::contact
