#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "calendar/opening_hours.h"
#include "calendar/term.h"

/// Reading the fields of a line of `sassenpoort term`; for this room only. Every error names its field and says what to
/// write there.
namespace sas::calendar {

[[nodiscard]] tl::unexpected<Error> bad_field(std::string code, std::string_view field, std::string_view remedy);
/// Errors `field-missing`, `field-type`.
[[nodiscard]] Result<std::string_view> text_field(const json::Object& object, std::string_view field);
/// Errors `field-missing`, `field-type`, `date-invalid`.
[[nodiscard]] Result<Date> date_field(const json::Object& object, std::string_view field);
[[nodiscard]] Result<Date> date_value(const json::Value& value, std::string_view field);
/// False when it is not there. Error `field-type`.
[[nodiscard]] Result<bool> flag_field(const json::Object& object, std::string_view field);
/// Empty when it is not there or null. Error `field-type`.
[[nodiscard]] Result<const json::Array*> list_field(const json::Object& object, std::string_view field);
[[nodiscard]] Result<std::vector<Date>> dates_field(const json::Object& object, std::string_view field);
/// Errors of the dates, and `ground-unknown`.
[[nodiscard]] Result<std::vector<Suspension>> suspensions_field(const json::Object& object);
/// {"monday": ["09:00-17:00", …], …}; error `opening-invalid`, `opening-none`.
[[nodiscard]] Result<OpeningHours> opening_field(const json::Object& object);

/// "2026-04-07"
void append_date(std::string& out, Date date);
/// "2026-04-07T12:00+02:00", Europe/Amsterdam.
void append_local_moment(std::string& out, Instant moment);

}  // namespace sas::calendar
