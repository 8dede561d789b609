#include "sensorthings/functions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace sas::sensorthings {
namespace {

using namespace std::chrono;
using Args = std::span<const Value>;

const std::string* text_of(const Value& value) {
  return std::get_if<std::string>(&value);
}

std::optional<Time> time_of(const Value& value) {
  if (const auto* time = std::get_if<Time>(&value)) return *time;
  if (const auto* day = std::get_if<DayValue>(&value)) return Time{moment(day->days * 86'400'000'000), std::nullopt};
  if (const auto* text = text_of(value)) return parse_time(*text);
  return std::nullopt;
}

// Where the n-th code point begins; the size when there are fewer.
std::size_t byte_of(std::string_view text, std::int64_t n) {
  std::size_t at = 0;
  while (n > 0 && at < text.size()) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    --n;
  }
  return at;
}

// The other case of one code point: ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic.
std::uint32_t to_lower(std::uint32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1U) != 0 ? c + 1 : c;
  if (c == 0x178) return 0xFF;
  if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}
std::uint32_t to_upper(std::uint32_t c) {
  for (const std::uint32_t by : {32U, 1U, 80U, 0U})
    if (c >= by && to_lower(c - by) == c) return c - by;
  return c == 0xFF ? 0x178 : c;
}

void append_code_point(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

// Code points beyond two bytes have no case here and are kept as they are.
std::string in_case(std::string_view text, std::uint32_t (*change)(std::uint32_t)) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      append_code_point(out, change(lead));
      ++i;
    } else if ((lead & 0xE0U) == 0xC0U && i + 1 < text.size()) {
      const std::uint32_t c = ((lead & 0x1FU) << 6U) | (static_cast<unsigned char>(text[i + 1]) & 0x3FU);
      append_code_point(out, change(c));
      i += 2;
    } else {
      out += text[i++];
    }
  }
  return out;
}

Value string_call(std::string_view name, Args args) {
  const std::string* a = text_of(args[0]);
  if (a == nullptr) return nullptr;
  if (name == "length") return static_cast<std::int64_t>(utf8_length(*a));
  if (name == "tolower") return in_case(*a, to_lower);
  if (name == "toupper") return in_case(*a, to_upper);
  if (name == "trim") return std::string(trim(*a));
  if (name == "substring") {
    const auto* from = std::get_if<std::int64_t>(&args[1]);
    const auto* count = args.size() > 2 ? std::get_if<std::int64_t>(&args[2]) : nullptr;
    if (from == nullptr || (args.size() > 2 && count == nullptr)) return nullptr;
    const std::string_view rest = std::string_view(*a).substr(byte_of(*a, std::max<std::int64_t>(*from, 0)));
    if (count == nullptr) return std::string(rest);
    return std::string(rest.substr(0, byte_of(rest, std::max<std::int64_t>(*count, 0))));
  }
  const std::string* b = text_of(args[1]);
  if (b == nullptr) return nullptr;
  if (name == "startswith") return a->starts_with(*b);
  if (name == "endswith") return a->ends_with(*b);
  if (name == "contains") return a->find(*b) != std::string::npos;
  if (name == "substringof") return b->find(*a) != std::string::npos;
  if (name == "concat") return *a + *b;
  const std::size_t at = a->find(*b);
  if (at == std::string::npos) return std::int64_t{-1};
  return static_cast<std::int64_t>(utf8_length(std::string_view(*a).substr(0, at)));
}

Value time_call(std::string_view name, Args args) {
  if (const auto* clock = std::get_if<ClockValue>(&args[0])) {
    if (name == "hour") return clock->micros / 3'600'000'000;
    if (name == "minute") return clock->micros / 60'000'000 % 60;
    if (name == "second") return clock->micros / 1'000'000 % 60;
  }
  const std::optional<Time> time = time_of(args[0]);
  if (!time) return nullptr;
  const sys_days day = floor<days>(time->from);
  const year_month_day date{day};
  const std::int64_t rest = (time->from - day).count();
  if (name == "year") return static_cast<std::int64_t>(static_cast<int>(date.year()));
  if (name == "month") return static_cast<std::int64_t>(static_cast<unsigned>(date.month()));
  if (name == "day") return static_cast<std::int64_t>(static_cast<unsigned>(date.day()));
  if (name == "hour") return rest / 3'600'000'000;
  if (name == "minute") return rest / 60'000'000 % 60;
  if (name == "second") return rest / 1'000'000 % 60;
  if (name == "fractionalseconds") return static_cast<double>(rest % 1'000'000) / 1e6;
  if (name == "date") return DayValue{day.time_since_epoch().count()};
  if (name == "time") return ClockValue{rest};
  return std::int64_t{0};  // totaloffsetminutes: times are kept in UTC
}

Value interval_call(std::string_view name, Args args) {
  const std::optional<Time> a = time_of(args[0]), b = time_of(args[1]);
  if (!a || !b) return nullptr;
  if (name == "before") return a->last() < b->from || (a->until && a->last() == b->from);
  if (name == "after") return b->last() < a->from || (b->until && b->last() == a->from);
  if (name == "meets") return a->last() == b->from || b->last() == a->from;
  if (name == "during") return a->from >= b->from && a->last() <= b->last();
  if (name == "starts") return a->from == b->from;
  if (name == "finishes") return a->last() == b->last();
  return a->from <= b->last() && b->from <= a->last();  // overlaps
}

Value number_call(std::string_view name, Args args) {
  if (std::holds_alternative<std::int64_t>(args[0])) return args[0];
  const auto* value = std::get_if<double>(&args[0]);
  if (value == nullptr) return nullptr;
  if (name == "floor") return std::floor(*value);
  if (name == "ceiling") return std::ceil(*value);
  return std::round(*value);
}

struct SpatialName {
  std::string_view name;
  Predicate predicate;
};
constexpr SpatialName spatial[] = {{"st_equals", Predicate::equals},         {"st_disjoint", Predicate::disjoint},
                                   {"st_touches", Predicate::touches},       {"st_within", Predicate::within},
                                   {"st_overlaps", Predicate::overlaps},     {"st_crosses", Predicate::crosses},
                                   {"st_intersects", Predicate::intersects}, {"st_contains", Predicate::contains},
                                   {"geo.intersects", Predicate::intersects}};

Value spatial_call(std::string_view name, Args args) {
  const auto* a = std::get_if<Geometry>(&args[0]);
  if (a == nullptr) return nullptr;
  if (name == "geo.length") return length(*a);
  const auto* b = std::get_if<Geometry>(&args[1]);
  if (b == nullptr) return nullptr;
  if (name == "geo.distance") return distance(*a, *b);
  if (name == "st_relate") {
    const std::string* pattern = text_of(args[2]);
    if (pattern == nullptr) return nullptr;
    const Result<bool> related = relates(*a, *b, *pattern);
    if (!related) return nullptr;
    return *related;
  }
  for (const SpatialName& each : spatial)
    if (each.name == name) return holds(each.predicate, *a, *b);
  return nullptr;
}

Value moment_call(std::string_view name, Args, Moment now) {
  if (name == "now") return Time{now, std::nullopt};
  const year wanted = name == "mindatetime" ? year{1} : year{9999};
  return Time{sys_days{wanted / (name == "mindatetime" ? January / 1 : December / 31)}, std::nullopt};
}

struct Function {
  std::string_view name;
  std::size_t least, most;
  Value (*make)(std::string_view, Args);
};
constexpr Function functions[] = {{"substringof", 2, 2, string_call},
                                  {"endswith", 2, 2, string_call},
                                  {"startswith", 2, 2, string_call},
                                  {"contains", 2, 2, string_call},
                                  {"length", 1, 1, string_call},
                                  {"indexof", 2, 2, string_call},
                                  {"substring", 2, 3, string_call},
                                  {"tolower", 1, 1, string_call},
                                  {"toupper", 1, 1, string_call},
                                  {"trim", 1, 1, string_call},
                                  {"concat", 2, 2, string_call},
                                  {"year", 1, 1, time_call},
                                  {"month", 1, 1, time_call},
                                  {"day", 1, 1, time_call},
                                  {"hour", 1, 1, time_call},
                                  {"minute", 1, 1, time_call},
                                  {"second", 1, 1, time_call},
                                  {"fractionalseconds", 1, 1, time_call},
                                  {"date", 1, 1, time_call},
                                  {"time", 1, 1, time_call},
                                  {"totaloffsetminutes", 1, 1, time_call},
                                  {"round", 1, 1, number_call},
                                  {"floor", 1, 1, number_call},
                                  {"ceiling", 1, 1, number_call},
                                  {"before", 2, 2, interval_call},
                                  {"after", 2, 2, interval_call},
                                  {"meets", 2, 2, interval_call},
                                  {"during", 2, 2, interval_call},
                                  {"overlaps", 2, 2, interval_call},
                                  {"starts", 2, 2, interval_call},
                                  {"finishes", 2, 2, interval_call},
                                  {"geo.distance", 2, 2, spatial_call},
                                  {"geo.length", 1, 1, spatial_call},
                                  {"geo.intersects", 2, 2, spatial_call},
                                  {"st_equals", 2, 2, spatial_call},
                                  {"st_disjoint", 2, 2, spatial_call},
                                  {"st_touches", 2, 2, spatial_call},
                                  {"st_within", 2, 2, spatial_call},
                                  {"st_overlaps", 2, 2, spatial_call},
                                  {"st_crosses", 2, 2, spatial_call},
                                  {"st_intersects", 2, 2, spatial_call},
                                  {"st_contains", 2, 2, spatial_call},
                                  {"st_relate", 3, 3, spatial_call},
                                  {"now", 0, 0, nullptr},
                                  {"mindatetime", 0, 0, nullptr},
                                  {"maxdatetime", 0, 0, nullptr}};

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> arguments_of(std::string_view name) {
  for (const Function& each : functions)
    if (each.name == name) return std::pair{each.least, each.most};
  return std::nullopt;
}

Value call(std::string_view name, Args args, Moment now) {
  for (const Function& each : functions)
    if (each.name == name) return each.make == nullptr ? moment_call(name, args, now) : each.make(name, args);
  return nullptr;
}

}  // namespace sas::sensorthings
