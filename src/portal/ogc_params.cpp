#include "portal/ogc_params.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "portal/search_params.h"

namespace sas::portal {
namespace {

bool is_moment(std::string_view text) {
  return parse_iso_date(text).has_value() || parse_iso_instant(text).has_value();
}

}  // namespace

Error invalid_parameter(std::string_view name, std::string remedy) {
  return {ErrorKind::invalid,
          "parameter-invalid",
          std::string(name) + ": " + remedy,
          {{std::string(name), "parameter-invalid"}}};
}

Error unknown_parameter(const std::string& name) {
  return {
      ErrorKind::invalid, "parameter-unknown", name + ": there is no such parameter", {{name, "parameter-unknown"}}};
}

Result<std::uint64_t> number_at(const http::Fields& fields, std::string_view name, std::uint64_t otherwise,
                                std::uint64_t least, std::uint64_t most) {
  if (!fields.has(name)) return otherwise;
  const auto value = parse_int(fields.get(name));
  if (!value || static_cast<std::uint64_t>(*value) < least)
    return fail(invalid_parameter(name, fmt::format("must be a whole number from {}", least)));
  return std::min(static_cast<std::uint64_t>(*value), most);
}

std::optional<releases::Extent> read_box(const std::string& text) {
  const std::vector<std::string> parts = split(text, ',');
  if (parts.size() == 6) return read_extent(parts[0] + "," + parts[1] + "," + parts[3] + "," + parts[4]);
  return read_extent(text);
}

Result<TimeSpan> read_time_span(const std::string& text) {
  const std::size_t slash = text.find('/');
  TimeSpan out;
  out.from = text.substr(0, slash);
  out.until = slash == std::string::npos ? out.from : text.substr(slash + 1);
  if (slash != std::string::npos)
    for (std::string* end : {&out.from, &out.until})
      if (*end == "..") end->clear();
  const bool is_whole = slash != std::string::npos || !out.from.empty();
  for (const std::string& end : {out.from, out.until})
    if (!is_whole || (!end.empty() && !is_moment(end)))
      return fail(invalid_parameter("datetime", "must be a date, a moment, or two with / between them"));
  return out;
}

}  // namespace sas::portal
