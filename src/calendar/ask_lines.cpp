#include "calendar/ask_lines.h"

#include "calendar/explain.h"
#include "calendar/line_fields.h"
#include "calendar/objection.h"
#include "calendar/penalty.h"

namespace sas::calendar {
namespace {

void write_date(std::string& out, std::string_view key, Date date) {
  out += ",\"";
  out += key;
  out += "\":\"";
  append_date(out, date);
  out += '"';
}

void write_number(std::string& out, std::string_view key, std::int64_t value) {
  out += ",\"";
  out += key;
  out += "\":" + std::to_string(value);
}

void write_sentences(std::string& out, const std::string& nl, const std::string& en) {
  out += ",\"nl\":" + json::write(json::Value(nl)) + ",\"en\":" + json::write(json::Value(en)) + "}\n";
}

// With an offset or Z as RFC 3339; without one the clock on the wall in Amsterdam.
Result<Instant> moment_field(const json::Object& line) {
  const auto text = text_field(line, "start");
  if (!text) return fail(Error(text.error()));
  const bool local = text->size() == 16 || text->size() == 19;
  const auto moment = parse_iso_instant(std::string(*text) + (local ? "Z" : ""));
  if (!moment) return bad_field(moment.error().code, "start", "a moment such as 2026-04-03T16:00");
  if (!local) return moment;
  const auto day = std::chrono::floor<std::chrono::days>(*moment);
  const auto in_day = *moment - day;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(in_day);
  return local_time(Date{day.time_since_epoch()}, static_cast<int>(minutes.count())) + (in_day - minutes);
}

Result<int> applicants_field(const json::Object& line) {
  const json::Value* value = line.if_contains("applicants");
  if (value == nullptr) return 1;
  if (!value->is_int64() || value->get_int64() < 1 || value->get_int64() > 1000)
    return bad_field("applicants-invalid", "applicants", "1 to 1000");
  return static_cast<int>(value->get_int64());
}

struct PenaltyLine {
  LateDecision late;
  Date as_of;
  std::vector<Suspension> suspensions;
  std::vector<Date> decree_days;
};

Result<Done> read_penalty(const json::Object& line, PenaltyLine& read) {
  const auto legal = date_field(line, "legal_day"), notice = date_field(line, "notice");
  if (!legal) return fail(Error(legal.error()));
  if (!notice) return fail(Error(notice.error()));
  read.late.legal_day = *legal;
  read.late.notice = *notice;
  if (line.if_contains("decided") != nullptr) {
    const auto decided = date_field(line, "decided");
    if (!decided) return fail(Error(decided.error()));
    read.late.decided = *decided;
  }
  if (read.late.decided && line.if_contains("as_of") == nullptr) {
    read.as_of = *read.late.decided;
  } else {
    const auto as_of = date_field(line, "as_of");
    if (!as_of) return fail(Error(as_of.error()));
    read.as_of = *as_of;
  }
  const auto applicants = applicants_field(line);
  if (!applicants) return fail(Error(applicants.error()));
  read.late.applicants = *applicants;
  if (line.if_contains("exception") != nullptr) {
    const auto text = text_field(line, "exception");
    if (!text) return fail(Error(text.error()));
    read.late.exception = parse_no_penalty(*text);
    if (!read.late.exception)
      return bad_field("exception-unknown", "exception", "late-notice, no-interest, inadmissible or unfounded");
  }
  auto suspensions = suspensions_field(line);
  if (!suspensions) return fail(Error(suspensions.error()));
  auto decree_days = dates_field(line, "decree_days");
  if (!decree_days) return fail(Error(decree_days.error()));
  read.suspensions = std::move(*suspensions);
  read.decree_days = std::move(*decree_days);
  read.late.suspensions = read.suspensions;
  read.late.decree_days = read.decree_days;
  return Done{};
}

}  // namespace

Result<Done> answer_hours(const json::Object& line, std::string& out) {
  const auto start = moment_field(line);
  if (!start) return fail(Error(start.error()));
  const auto text = text_field(line, "length");
  if (!text) return fail(Error(text.error()));
  const auto length = parse_length(*text);
  if (!length || length->unit != Unit::hour)
    return bad_field("length-invalid", "length", "a start with a time needs hours, such as PT4H");
  HoursTerm term{*start, length->count, nullptr};
  OpeningHours opening;
  if (line.if_contains("opening") != nullptr) {
    auto read = opening_field(line);
    if (!read) return fail(Error(read.error()));
    opening = std::move(*read);
    auto closing_days = dates_field(line, "closing_days");
    if (!closing_days) return fail(Error(closing_days.error()));
    opening.closing_days = std::move(*closing_days);
    term.opening = &opening;
  }
  const auto outcome = reckon(term);
  if (!outcome) return fail(Error(outcome.error()));
  out += ",\"end\":\"";
  append_local_moment(out, outcome->end);
  out += "\",\"steps\":[";
  for (const HoursStep& step : outcome->trace()) {
    if (out.back() == '}') out += ',';
    out += step.rule == HoursRule::opening ? R"({"rule":"opening","from":")" : R"({"rule":"hours","from":")";
    append_local_moment(out, step.from);
    out += R"(","to":")";
    append_local_moment(out, step.to);
    out += "\"}";
  }
  out += ']';
  write_sentences(out, explain(term, *outcome, Language::nl), explain(term, *outcome, Language::en));
  return Done{};
}

Result<Done> answer_penalty(const json::Object& line, std::string& out) {
  PenaltyLine read;
  if (auto done = read_penalty(line, read); !done) return done;
  const auto penalty = reckon_penalty(read.late, read.as_of);
  if (!penalty) return fail(Error(penalty.error()));
  write_date(out, "notice_end", penalty->notice_end);
  write_date(out, "first_day", penalty->first_day);
  write_date(out, "last_day", penalty->last_day);
  write_number(out, "days", penalty->days);
  write_number(out, "cents", penalty->amount.count());
  write_number(out, "each", penalty->each.count());
  write_number(out, "maximum", penalty->maximum.count());
  if (penalty->fixed_by) write_date(out, "fixed_by", *penalty->fixed_by);
  write_sentences(out, explain(read.late, *penalty, Language::nl), explain(read.late, *penalty, Language::en));
  return Done{};
}

Result<Done> answer_objection(const json::Object& line, std::string& out) {
  const auto published = date_field(line, "published");
  if (!published) return fail(Error(published.error()));
  const auto committee = flag_field(line, "committee"), adjourned = flag_field(line, "adjourned");
  if (!committee) return fail(Error(committee.error()));
  if (!adjourned) return fail(Error(adjourned.error()));
  const Rules& rules = program_rules();
  const auto term = objection_term(*published, rules);
  if (!term) return fail(Error(term.error()));
  const auto ends = reckon(*term);
  if (!ends) return fail(Error(ends.error()));
  Date received = *published;
  if (line.if_contains("received") != nullptr) {
    const auto day = date_field(line, "received");
    if (!day) return fail(Error(day.error()));
    received = *day;
  }
  auto deciding =
      objection_decision_term(ends->end, received, *committee ? Committee::advises : Committee::none, rules);
  if (!deciding) return fail(Error(deciding.error()));
  const std::array<Extension, 1> longer{adjournment(rules, *published)};
  if (*adjourned) deciding->extensions = longer;
  const auto decided = reckon(*deciding);
  if (!decided) return fail(Error(decided.error()));
  write_date(out, "object_by", ends->end);
  write_date(out, "decide_by", decided->end);
  const auto sentence = [&](Language l) {
    return explain_objection(*term, *ends, l) + ". " + explain(*deciding, *decided, l);
  };
  write_sentences(out, sentence(Language::nl), sentence(Language::en));
  return Done{};
}

Result<Done> answer_tacit(const json::Object& line, std::string& out) {
  const auto legal = date_field(line, "legal_day");
  if (!legal) return fail(Error(legal.error()));
  const auto decision = tacit_decision(*legal, program_rules());
  if (!decision) return fail(Error(decision.error()));
  write_date(out, "given", decision->given);
  write_date(out, "effective", decision->effective);
  write_date(out, "publish_by", decision->publish_by);
  write_sentences(out, explain(*decision, Language::nl), explain(*decision, Language::en));
  return Done{};
}

}  // namespace sas::calendar
