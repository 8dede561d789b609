#include "calendar/term_lines.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "base/json.h"
#include "calendar/explain.h"

namespace sas::calendar {
namespace {

// What a line holds, owning what a Term only looks at.
struct Line {
  Term term;
  std::vector<Suspension> suspensions;
  std::vector<Extension> extensions;
  std::vector<Date> decree_days;
  std::vector<Date> closing_days;
};

tl::unexpected<Error> bad(std::string code, std::string_view field) {
  return fail(ErrorKind::invalid, std::move(code), fmt::format("field {}", field));
}

Result<std::string_view> text_of(const json::Object& object, std::string_view field) {
  const json::Value* value = object.if_contains(field);
  if (value == nullptr) return bad("field-missing", field);
  if (!value->is_string()) return bad("field-type", field);
  return std::string_view(value->get_string());
}

Result<Date> date_of(const json::Value& value, std::string_view field) {
  if (!value.is_string()) return bad("field-type", field);
  auto date = parse_iso_date(std::string_view(value.get_string()));
  if (!date) return bad(date.error().code, field);
  return date;
}

Result<const json::Array*> list_of(const json::Object& object, std::string_view field) {
  static const json::Array none;
  const json::Value* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return &none;
  if (!value->is_array()) return bad("field-type", field);
  return &value->get_array();
}

Result<Done> read_dates(const json::Object& object, std::string_view field, std::vector<Date>& dates) {
  const auto list = list_of(object, field);
  if (!list) return fail(Error(list.error()));
  for (const json::Value& item : **list) {
    auto date = date_of(item, field);
    if (!date) return fail(std::move(date));
    dates.push_back(*date);
  }
  return Done{};
}

Result<Done> read_suspensions(const json::Object& object, Line& line) {
  const auto list = list_of(object, "suspensions");
  if (!list) return fail(Error(list.error()));
  for (const json::Value& item : **list) {
    const json::Object* s = item.if_object();
    if (s == nullptr) return bad("field-type", "suspensions");
    const json::Value *from_value = s->if_contains("from"), *until_value = s->if_contains("until");
    if (from_value == nullptr) return bad("field-missing", "suspensions.from");
    if (until_value == nullptr) return bad("field-missing", "suspensions.until");
    const auto from = date_of(*from_value, "suspensions.from"), until = date_of(*until_value, "suspensions.until");
    if (!from) return fail(Error(from.error()));
    if (!until) return fail(Error(until.error()));
    const auto ground_text = text_of(*s, "ground");
    if (!ground_text) return bad(ground_text.error().code, "suspensions.ground");
    const auto ground = parse_ground(*ground_text);
    if (!ground) return bad("ground-unknown", "suspensions.ground");
    line.suspensions.push_back({*from, *until, *ground});
  }
  return Done{};
}

Result<Done> read_lengths(const json::Object& object, Line& line) {
  const auto text = text_of(object, "length");
  if (!text) return fail(Error(text.error()));
  const auto length = parse_length(*text);
  if (!length) return bad(length.error().code, "length");
  line.term.length = *length;
  const auto list = list_of(object, "extensions");
  if (!list) return fail(Error(list.error()));
  for (const json::Value& item : **list) {
    if (!item.is_string()) return bad("field-type", "extensions");
    const auto extension = parse_length(std::string_view(item.get_string()));
    if (!extension) return bad(extension.error().code, "extensions");
    line.extensions.push_back({*extension});
  }
  return Done{};
}

Result<Done> read_source(const json::Object& object, Term& term) {
  const auto text = text_of(object, "source");
  if (!text) return fail(Error(text.error()));
  if (*text == "act")
    term.source = Source::act;
  else if (*text == "ministerial")
    term.source = Source::ministerial;
  else if (*text == "ordinance")
    term.source = Source::ordinance;
  else if (*text == "promise")
    term.source = Source::promise;
  else
    return bad("source-unknown", "source");
  return Done{};
}

Result<Done> read_options(const json::Object& object, Term& term) {
  if (object.if_contains("unit") != nullptr) {
    const auto unit = text_of(object, "unit");
    if (!unit) return fail(Error(unit.error()));
    if (*unit == "working")
      term.counting = Counting::working_days;
    else if (*unit != "calendar")
      return bad("unit-unknown", "unit");
  }
  if (const json::Value* backward = object.if_contains("backward"); backward != nullptr) {
    if (!backward->is_bool()) return bad("field-type", "backward");
    if (backward->get_bool()) term.direction = Direction::backward;
  }
  const auto list = list_of(object, "exclude");
  if (!list) return fail(Error(list.error()));
  for (const json::Value& item : **list) {
    if (!item.is_string()) return bad("field-type", "exclude");
    const std::string_view article{item.get_string()};
    if (article != "ATW" && article != "ATW-1" && article != "ATW-2") return bad("exclude-unknown", "exclude");
    term.excludes_roll |= article != "ATW-2";
    term.excludes_minimum |= article != "ATW-1";
  }
  return Done{};
}

Result<Done> read_line(const json::Object& object, Line& line) {
  const json::Value* start = object.if_contains("start");
  if (start == nullptr) return bad("field-missing", "start");
  const auto date = date_of(*start, "start");
  if (!date) return fail(Error(date.error()));
  line.term.start = *date;
  auto done = read_lengths(object, line);
  if (done) done = read_source(object, line.term);
  if (done) done = read_options(object, line.term);
  if (done) done = read_suspensions(object, line);
  if (done) done = read_dates(object, "decree_days", line.decree_days);
  if (done) done = read_dates(object, "closing_days", line.closing_days);
  line.term.suspensions = line.suspensions;
  line.term.extensions = line.extensions;
  line.term.decree_days = line.decree_days;
  line.term.closing_days = line.closing_days;
  return done;
}

void append_date(std::string& out, Date date) {
  const std::chrono::year_month_day ymd{date};
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                 static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

void write_error(std::string& out, const Error& error) {
  out += R"(,"error":{"code":")" + error.code + R"(","detail":)" + json::write(json::Value(error.detail)) + "}}\n";
}

void write_outcome(std::string& out, const Term& term, const Outcome& outcome) {
  out += R"(,"end":")";
  append_date(out, outcome.end);
  out += R"(","steps":[)";
  bool first = true;
  for (const Step& step : outcome.trace()) {
    out += first ? R"({"rule":")" : R"(,{"rule":")";
    first = false;
    out += to_text(step.rule);
    out += R"(","from":")";
    append_date(out, step.from);
    out += R"(","to":")";
    append_date(out, step.to);
    out += "\"}";
  }
  // The sentences hold no character that JSON must escape.
  out += R"(],"nl":")";
  explain_to(out, term, outcome, Language::nl);
  out += R"(","en":")";
  explain_to(out, term, outcome, Language::en);
  out += "\"}\n";
}

}  // namespace

void answer_line(std::string_view line, std::string& out) {
  std::array<unsigned char, 4096> memory;  // NOLINT: filled by the parser; one line fits, more goes to the heap
  boost::json::monotonic_resource resource(memory.data(), memory.size());
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = 8;
  const json::Value value = boost::json::parse({line.data(), line.size()}, error, &resource, options);
  out += R"({"id":)";
  if (error || !value.is_object()) {
    out += "null";
    return write_error(out,
                       Error{ErrorKind::invalid, "json-invalid", error ? error.message() : "expected an object", {}});
  }
  const json::Object& object = value.get_object();
  const json::Value* id = object.if_contains("id");
  out += id == nullptr ? std::string("null") : json::write(*id);
  Line read;
  if (const auto done = read_line(object, read); !done) return write_error(out, done.error());
  const auto outcome = reckon(read.term);
  if (!outcome) return write_error(out, outcome.error());
  write_outcome(out, read.term, *outcome);
}

}  // namespace sas::calendar
