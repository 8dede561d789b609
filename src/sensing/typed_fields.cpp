#include "sensing/typed_fields.h"

#include <algorithm>

#include "base/text.h"

namespace sas::sensing {

std::optional<double> typed_number(std::string_view text) {
  std::string plain(trim(text));
  std::replace(plain.begin(), plain.end(), ',', '.');
  return parse_double(plain);
}

std::optional<Date> typed_date(const http::Fields& typed, const std::string& name) {
  const auto part = [&](const char* which) { return parse_int(trim(typed.get(name + which))); };
  const auto day = part("-day"), month = part("-month"), year = part("-year");
  if (!day || !month || !year) return std::nullopt;
  const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const auto date = parse_iso_date(std::to_string(*year) + "-" + two(*month) + "-" + two(*day));
  if (!date) return std::nullopt;
  return *date;
}

}  // namespace sas::sensing
