#include "promises/shapes.h"

namespace sas::promises::shapes {
namespace {

using http::Field;
using enum http::FieldType;
using enum http::Field::Value;

void append(std::vector<Field>& out, std::vector<Field> more) {
  out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<Field> scores() {
  return {{"from", date, "first day of the period"},
          {"until", date, "day after the last of the period"},
          {"due", integer, "how many fell due in the period, open ones included", may_be_null},
          {"kept", integer, "how many of them were on time", may_be_null},
          {"share", number, "kept / due", may_be_null},
          {"ci_low", number, "lower end of the 95% interval of the share (Wilson)", may_be_null},
          {"ci_high", number, "upper end of the 95% interval of the share (Wilson)", may_be_null},
          {"median_days", integer, "median time to decision in days without pauses (Kaplan-Meier)", may_be_null},
          {"p90_days", integer, "days without pauses in which 9 of 10 were decided", may_be_null},
          {"median_days_with_pauses", integer, "as median_days, every day counted", may_be_null},
          {"p90_days_with_pauses", integer, "as p90_days, every day counted", may_be_null},
          {"open_overdue", integer, "how many were open and late at the end of the period", may_be_null}};
}

std::vector<Field> of_promise() {
  return {{"product", text, "short name of the product, or of the promise about our service"},
          {"upl_uri", text, "address in the uniform product list; empty for a promise about our service"},
          {"version", integer, "version of the promise, from 1"},
          {"promise", text, "the promise, in Dutch"},
          {"channel", text, "all, or the channel these figures are about"}};
}

}  // namespace

std::vector<Field> figures() {
  std::vector<Field> out = of_promise();
  out.push_back({"area", text, "all, or the postcode area these figures are about"});
  append(out, scores());
  return out;
}

std::vector<Field> service_figures() {
  std::vector<Field> out = of_promise();
  append(out, scores());
  return out;
}

std::vector<Field> waits() {
  std::vector<Field> out{{"product", text, "short name of the product"},
                         {"version", integer, "version of the promise in force when the cases began"},
                         {"from", date, "first day of the month"},
                         {"until", date, "first day of the next month"},
                         {"cases", integer, "cases that were open in the month"}};
  for (const char* cause : {"resident", "queue", "handling", "partner", "lawful", "appointment", "outage"})
    out.push_back({std::string(cause) + "_ms", integer, "milliseconds that cases waited for this cause"});
  append(out, {{"total_ms", integer, "sum of the seven causes"},
               {"needless_ms", integer, "queue and outage together"},
               {"largest", text, "the largest cause"}});
  return out;
}

std::vector<Field> channels() {
  return {{"product", text, "short name of the product, or all"},
          {"digital", integer, "cases that came in through the site", may_be_null},
          {"phone", integer, "cases that came in by phone", may_be_null},
          {"desk", integer, "cases that came in at the desk", may_be_null},
          {"post", integer, "cases that came in by post", may_be_null},
          {"digital_share", number, "share that came in through the site", may_be_null},
          {"completed_share", number, "share of the forms begun that were sent", may_be_null},
          {"appointment_searches", integer, "searches for a free appointment", may_be_null},
          {"failed_search_share", number, "share of those that found none", may_be_null},
          {"first_free_days", number, "mean days until the first free appointment that was offered", may_be_null}};
}

std::vector<Field> promise() {
  return {{"id", text, "short name of the product"},
          {"name_nl", text, "name of the product in Dutch"},
          {"name_en", text, "name of the product in English"},
          {"promise_nl", text, "the promise in Dutch"},
          {"promise_en", text, "the promise in English"},
          {"wanted_share", number, "share that is to be on time"},
          {"month", text, "the month of the figures, as 2026-10", may_be_null},
          {"share", number, "share that was on time", may_be_null},
          {"due", integer, "how many fell due", may_be_null},
          {"ready_by", date, "9 of 10 applications of today are ready on or before this day", may_be_null}};
}

std::vector<Field> forecasts() {
  return {{"product", text, "short name of the product"},
          {"share", number, "share of the applications of today that is ready by then"},
          {"ready_by", date, "the day", may_be_null},
          {"legal_day", date, "last day by law", may_be_null},
          {"basis", text, "like: like cases of the product; product: all of it; house: all products"},
          {"judged", integer, "past forecasts held against what happened"},
          {"came_true", integer, "how many of those were ready by the day named"},
          {"mean_days", number, "mean length of those forecasts in days", may_be_null},
          {"mean_days_plain_p90", number, "the same with a plain p90 of the product", may_be_null},
          {"mean_days_plain_p90_year", number, "the same with a p90 of the last year", may_be_null}};
}

std::vector<Field> outages() {
  return {{"outage", text, "identifier"},
          {"channel", text, "what did not work"},
          {"from", instant, "when it began"},
          {"until", instant, "when it ended", may_be_null},
          {"minutes", integer, "how long it lasted", may_be_null},
          {"evidence", text, "probe: the program saw it; gap: the program itself stood still; report: an employee wrote it down"}};
}

}  // namespace sas::promises::shapes
