#include "calendar/term_lines.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "base/json.h"
#include "calendar/ask_lines.h"
#include "calendar/explain.h"
#include "calendar/line_fields.h"

namespace sas::calendar {
namespace {

// What a line holds, owning what a Term only looks at.
struct Line {
  Term term;
  std::vector<Suspension> suspensions;
  std::vector<Extension> extensions;
  std::vector<Date> decree_days;
  std::vector<Date> closing_days;
  bool explain = false;
};

Result<Extension> extension_of(const json::Value& item) {
  Extension out;
  const json::Object* object = item.if_object();
  if (object == nullptr && !item.is_string())
    return bad_field("field-type", "extensions", "lengths such as P6W, or {length, ground, maximum}");
  const auto text = object == nullptr ? std::string_view(item.get_string()) : text_field(*object, "length");
  if (!text) return bad_field(text.error().code, "extensions.length", "a length such as P6W");
  const auto length = parse_length(*text);
  if (!length) return bad_field(length.error().code, "extensions", length.error().detail);
  out.length = *length;
  if (object == nullptr) return out;
  if (object->if_contains("ground") != nullptr) {
    const auto name = text_field(*object, "ground");
    const auto ground = name ? parse_extension_ground(*name) : std::nullopt;
    if (!ground) return bad_field("ground-unknown", "extensions.ground", "4:14, 7:10-3, 7:10-4 or own");
    out.ground = *ground;
  }
  if (object->if_contains("maximum") != nullptr) {
    const auto most = text_field(*object, "maximum");
    const auto maximum = most ? parse_length(*most) : fail(Error(most.error()));
    if (!maximum) return bad_field(maximum.error().code, "extensions.maximum", "a length such as P6W");
    out.maximum = *maximum;
  }
  return out;
}

Result<Done> read_lengths(const json::Object& object, Line& line) {
  const auto text = text_field(object, "length");
  if (!text) return fail(Error(text.error()));
  const auto length = parse_length(*text);
  if (!length) return bad_field(length.error().code, "length", length.error().detail);
  line.term.length = *length;
  const auto list = list_field(object, "extensions");
  if (!list) return fail(Error(list.error()));
  for (const json::Value& item : **list) {
    const auto extension = extension_of(item);
    if (!extension) return fail(Error(extension.error()));
    line.extensions.push_back(*extension);
  }
  return Done{};
}

Result<Done> read_source(const json::Object& object, Term& term) {
  const auto text = text_field(object, "source");
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
    return bad_field("source-unknown", "source", "act, ministerial, ordinance or promise");
  return Done{};
}

Result<Done> read_options(const json::Object& object, Term& term) {
  if (object.if_contains("unit") != nullptr) {
    const auto unit = text_field(object, "unit");
    if (!unit) return fail(Error(unit.error()));
    if (*unit == "working")
      term.counting = Counting::working_days;
    else if (*unit != "calendar")
      return bad_field("unit-unknown", "unit", "calendar or working");
  }
  const auto backward = flag_field(object, "backward");
  if (!backward) return fail(Error(backward.error()));
  if (*backward) term.direction = Direction::backward;
  const auto list = list_field(object, "exclude");
  if (!list) return fail(Error(list.error()));
  for (const json::Value& item : **list) {
    if (!item.is_string()) return bad_field("field-type", "exclude", "ATW, ATW-1 or ATW-2");
    const std::string_view article{item.get_string()};
    if (article != "ATW" && article != "ATW-1" && article != "ATW-2")
      return bad_field("exclude-unknown", "exclude", "ATW, ATW-1 or ATW-2");
    term.excludes_roll |= article != "ATW-2";
    term.excludes_minimum |= article != "ATW-1";
  }
  return Done{};
}

Result<Done> read_line(const json::Object& object, Line& line) {
  const auto date = date_field(object, "start");
  if (!date) return fail(Error(date.error()));
  line.term.start = *date;
  auto done = read_lengths(object, line);
  if (done) done = read_source(object, line.term);
  if (done) done = read_options(object, line.term);
  if (!done) return done;
  auto suspensions = suspensions_field(object);
  if (!suspensions) return fail(Error(suspensions.error()));
  auto decree_days = dates_field(object, "decree_days");
  if (!decree_days) return fail(Error(decree_days.error()));
  auto closing_days = dates_field(object, "closing_days");
  if (!closing_days) return fail(Error(closing_days.error()));
  line.suspensions = std::move(*suspensions);
  line.decree_days = std::move(*decree_days);
  line.closing_days = std::move(*closing_days);
  line.term.suspensions = line.suspensions;
  line.term.extensions = line.extensions;
  line.term.decree_days = line.decree_days;
  line.term.closing_days = line.closing_days;
  return done;
}

void write_error(std::string& out, const Error& error) {
  out += R"(,"error":{"code":")" + error.code + R"(","detail":)" + json::write(json::Value(error.detail)) + "}}\n";
}

// What a step did, for who asks for it with "explain": true.
void write_reasons(std::string& out, const ExplainedStep& nl, const ExplainedStep& en) {
  out += R"(,"article_nl":")" + nl.article + R"(","article_en":")" + en.article;
  out += R"(","why_nl":")" + nl.why + R"(","why_en":")" + en.why + '"';
}

void write_steps(std::string& out, const Line& line, const Outcome& outcome) {
  std::vector<ExplainedStep> nl, en;
  if (line.explain) {
    nl = explain_steps(line.term, outcome, Language::nl);
    en = explain_steps(line.term, outcome, Language::en);
  }
  for (std::size_t i = 0; i < outcome.step_count; ++i) {
    const Step& step = outcome.steps[i];
    out += i == 0 ? R"({"rule":")" : R"(,{"rule":")";
    out += to_text(step.rule);
    out += R"(","from":")";
    append_date(out, step.from);
    out += R"(","to":")";
    append_date(out, step.to);
    out += '"';
    if (line.explain) write_reasons(out, nl[i], en[i]);
    out += '}';
  }
}

void write_outcome(std::string& out, const Line& line, const Outcome& outcome) {
  out += R"(,"end":")";
  append_date(out, outcome.end);
  out += R"(","steps":[)";
  write_steps(out, line, outcome);
  // The sentences hold no character that JSON must escape.
  out += R"(],"nl":")";
  explain_to(out, line.term, outcome, Language::nl);
  out += R"(","en":")";
  explain_to(out, line.term, outcome, Language::en);
  out += outcome.certainty == Certainty::provisional ? "\",\"provisional\":true}\n" : "\"}\n";
}

Result<Done> answer_days(const json::Object& object, std::string& out) {
  Line read;
  if (auto done = read_line(object, read); !done) return done;
  const auto explain = flag_field(object, "explain");
  if (!explain) return fail(Error(explain.error()));
  read.explain = *explain;
  const auto outcome = reckon(read.term);
  if (!outcome) return fail(Error(outcome.error()));
  write_outcome(out, read, *outcome);
  return Done{};
}

bool starts_at_a_time(const json::Object& object) {
  const json::Value* start = object.if_contains("start");
  return start != nullptr && start->is_string() && start->get_string().size() > 10 && start->get_string()[10] == 'T';
}

Result<Done> answer(const json::Object& object, std::string& out) {
  const json::Value* ask = object.if_contains("ask");
  if (ask == nullptr || *ask == "term")
    return starts_at_a_time(object) ? answer_hours(object, out) : answer_days(object, out);
  if (*ask == "penalty") return answer_penalty(object, out);
  if (*ask == "objection") return answer_objection(object, out);
  if (*ask == "tacit") return answer_tacit(object, out);
  return bad_field("ask-unknown", "ask", "term, penalty, objection or tacit");
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
  const std::size_t before = out.size();
  if (const auto done = answer(object, out); !done) {
    out.resize(before);
    write_error(out, done.error());
  }
}

}  // namespace sas::calendar
