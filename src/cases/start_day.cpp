#include "cases/start_day.h"

#include <algorithm>

namespace sas::cases {

using catalogue::StartDay;
using catalogue::StartFrom;

namespace {

std::optional<Date> day_in(const json::Array& answers, std::string_view question) {
  for (const json::Value& item : answers) {
    const json::Object* answer = item.if_object();
    if (answer == nullptr || json::text_at(*answer, "id") != question) continue;
    const auto day = parse_iso_date(json::text_at(*answer, "value"));
    return day ? std::optional<Date>(*day) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

StartDay start_of(const catalogue::Promise& promise, Date received, const json::Array& answers,
                  std::optional<Date> visit) {
  if (promise.from == StartFrom::visit && visit) return {std::max(received, *visit), StartFrom::visit};
  if (promise.from == StartFrom::answer) {
    // Who tells us afterwards has the promise from the day we know of it.
    const auto day = day_in(answers, promise.from_question);
    if (day && *day > received) return {*day, StartFrom::answer};
  }
  return {received, StartFrom::received};
}

Result<Date> legal_start(const catalogue::Product& product, const Case& c, const json::Array& answers,
                         const calendar::Rules& rules) {
  const bool at_visit = product.legal_term.from == StartFrom::visit && c.start.from == StartFrom::visit;
  const std::string& question = product.legal_term.decision_day_question;
  const auto decided_on = question.empty() ? std::nullopt : day_in(answers, question);
  return catalogue::legal_start(product, at_visit ? c.start.day : c.received_day, decided_on, rules);
}

std::string cause_of(const StartDay& start) {
  return start.from == StartFrom::answer ? "resident" : start.from == StartFrom::visit ? "appointment" : "";
}

StartFrom start_from(std::string_view cause) {
  return cause == "resident" ? StartFrom::answer : cause == "appointment" ? StartFrom::visit : StartFrom::received;
}

}  // namespace sas::cases
