#include "calendar/line_fields.h"

#include <fmt/format.h>


namespace sas::calendar {
namespace {

Result<Suspension> suspension_of(const json::Value& item) {
  const json::Object* s = item.if_object();
  if (s == nullptr) return bad_field("field-type", "suspensions", "a list of {from, until, ground}");
  const json::Value *from_value = s->if_contains("from"), *until_value = s->if_contains("until");
  if (from_value == nullptr) return bad_field("field-missing", "suspensions.from", "the first day that does not count");
  if (until_value == nullptr) return bad_field("field-missing", "suspensions.until", "the day it runs again");
  const auto from = date_value(*from_value, "suspensions.from"), until = date_value(*until_value, "suspensions.until");
  if (!from) return fail(Error(from.error()));
  if (!until) return fail(Error(until.error()));
  const json::Value* ground_value = s->if_contains("ground");
  const auto ground = ground_value != nullptr && ground_value->is_string()
                          ? parse_ground(std::string_view(ground_value->get_string()))
                          : std::nullopt;
  if (!ground)
    return bad_field(ground_value == nullptr ? "field-missing" : "ground-unknown", "suspensions.ground",
                     "4:15-1-a, 4:15-1-b, 4:15-2-a, 4:15-2-b, 4:15-2-c or outage");
  return Suspension{*from, *until, *ground};
}

}  // namespace

tl::unexpected<Error> bad_field(std::string code, std::string_view field, std::string_view remedy) {
  return fail(ErrorKind::invalid, std::move(code), fmt::format("field {}: {}", field, remedy));
}

Result<std::string_view> text_field(const json::Object& object, std::string_view field) {
  const json::Value* value = object.if_contains(field);
  if (value == nullptr) return bad_field("field-missing", field, "give a text");
  if (!value->is_string()) return bad_field("field-type", field, "must be a text");
  return std::string_view(value->get_string());
}

Result<Date> date_value(const json::Value& value, std::string_view field) {
  if (!value.is_string()) return bad_field("field-type", field, "a day such as 2026-04-03");
  auto date = parse_iso_date(std::string_view(value.get_string()));
  if (!date) return bad_field(date.error().code, field, date.error().detail);
  return date;
}

Result<Date> date_field(const json::Object& object, std::string_view field) {
  const json::Value* value = object.if_contains(field);
  if (value == nullptr) return bad_field("field-missing", field, "give a day such as 2026-04-03");
  return date_value(*value, field);
}

Result<bool> flag_field(const json::Object& object, std::string_view field) {
  const json::Value* value = object.if_contains(field);
  if (value == nullptr) return false;
  if (!value->is_bool()) return bad_field("field-type", field, "true or false");
  return value->get_bool();
}

Result<const json::Array*> list_field(const json::Object& object, std::string_view field) {
  static const json::Array none;
  const json::Value* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return &none;
  if (!value->is_array()) return bad_field("field-type", field, "must be a list");
  return &value->get_array();
}

Result<std::vector<Date>> dates_field(const json::Object& object, std::string_view field) {
  const auto list = list_field(object, field);
  if (!list) return fail(Error(list.error()));
  std::vector<Date> out;
  for (const json::Value& item : **list) {
    const auto date = date_value(item, field);
    if (!date) return fail(Error(date.error()));
    out.push_back(*date);
  }
  return out;
}

Result<std::vector<Suspension>> suspensions_field(const json::Object& object) {
  const auto list = list_field(object, "suspensions");
  if (!list) return fail(Error(list.error()));
  std::vector<Suspension> out;
  for (const json::Value& item : **list) {
    const auto suspension = suspension_of(item);
    if (!suspension) return fail(Error(suspension.error()));
    out.push_back(*suspension);
  }
  return out;
}

Result<OpeningHours> opening_field(const json::Object& object) {
  const json::Value* value = object.if_contains("opening");
  if (value == nullptr || !value->is_object())
    return bad_field("field-type", "opening", "an object such as {\"monday\": [\"09:00-17:00\"]}");
  OpeningHours out;
  for (const auto& [key, parts] : value->get_object()) {
    const auto day = std::find(weekday_keys.begin(), weekday_keys.end(), std::string_view(key));
    if (day == weekday_keys.end() || !parts.is_array())
      return bad_field("opening-invalid", "opening", "lists under monday to sunday");
    for (const json::Value& item : parts.get_array()) {
      const auto part = item.is_string() ? parse_open_part(std::string_view(item.get_string())) : std::nullopt;
      if (!part) return bad_field("opening-invalid", "opening", "parts of a day such as 09:00-17:00");
      out.week[static_cast<std::size_t>(day - weekday_keys.begin())].push_back(*part);
    }
  }
  if (const auto done = check(out); !done) return fail(Error(done.error()));
  return out;
}

void append_date(std::string& out, Date date) {
  const std::chrono::year_month_day ymd{date};
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                 static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

void append_local_moment(std::string& out, Instant moment) {
  const Date day = local_date(moment);
  const int minute = local_minute_of_day(moment);
  append_date(out, day);
  const auto wall = day.time_since_epoch() + std::chrono::minutes{minute};
  const auto offset =
      wall - std::chrono::floor<std::chrono::minutes>(moment.time_since_epoch());  // +1 or +2 hours in our time
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
  fmt::format_to(std::back_inserter(out), "T{:02}:{:02}+{:02}:{:02}", minute / 60, minute % 60, minutes / 60,
                 minutes % 60);
}

}  // namespace sas::calendar
