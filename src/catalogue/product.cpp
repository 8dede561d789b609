#include "catalogue/product.h"

#include <algorithm>
#include <array>

#include "calendar/explain.h"
#include "calendar/objection.h"

namespace sas::catalogue {
namespace {

Result<DueDate> due(const calendar::Term& term) {
  const auto outcome = calendar::reckon(term);
  if (!outcome) return fail(Error(outcome.error()));
  return DueDate{outcome->end, calendar::explain(term, *outcome, Language::nl),
                 calendar::explain(term, *outcome, Language::en)};
}

}  // namespace

std::string_view to_text(ChannelKind kind) {
  static constexpr std::array<std::string_view, 4> names{"digital", "phone", "desk", "post"};
  return names[static_cast<std::size_t>(kind)];
}

const Promise* Product::promise_on(Date day) const {
  const Promise* found = nullptr;
  for (const Promise& p : promises)
    if (p.valid_from <= day && (!p.valid_until || day < *p.valid_until)) found = &p;
  return found;
}

const Promise* Product::promise_version(int version) const {
  for (const Promise& p : promises)
    if (p.version == version) return &p;
  return nullptr;
}

const StatusType* Product::status(std::string_view code) const {
  for (const StatusType& s : case_type.statuses)
    if (s.code == code) return &s;
  return nullptr;
}

const ResultType* Product::result(std::string_view code) const {
  for (const ResultType& r : case_type.results)
    if (r.code == code) return &r;
  return nullptr;
}

const Slot* Product::slot(std::string_view code) const {
  for (const Slot& s : case_type.slots)
    if (s.code == code) return &s;
  return nullptr;
}

Result<DueDate> promised_day(const Product& product, const Promise& promise, Date start,
                             const std::vector<calendar::Suspension>& suspensions,
                             const std::vector<Date>& closing_days, const calendar::Rules& rules) {
  calendar::Term term;
  term.rules = &rules;
  term.start = start;
  term.length = promise.length;
  term.counting = promise.counting;
  term.source = promise.legal ? product.legal_term.source : calendar::Source::promise;
  term.suspensions = suspensions;
  term.closing_days = closing_days;
  return due(term);
}

Result<DueDate> promised_day_from(const Product& product, const Promise& promise, const StartDay& start,
                                  const std::vector<calendar::Suspension>& suspensions,
                                  const std::vector<Date>& closing_days, const calendar::Rules& rules) {
  auto due = promised_day(product, promise, start.day, suspensions, closing_days, rules);
  if (!due) return due;
  if (start.from == StartFrom::answer) {
    due->nl += ", geteld vanaf " + promise.from_name.nl;
    due->en += ", counted from " + promise.from_name.en;
  } else if (start.from == StartFrom::visit) {
    due->nl += ", geteld vanaf uw bezoek, want dan kunnen wij pas beginnen";
    due->en += ", counted from your visit, because only then can we begin";
  }
  return due;
}

Result<DueDate> legal_day(const Product& product, Date start, const std::vector<calendar::Suspension>& suspensions,
                          Extended extended, const calendar::Rules& rules) {
  calendar::Term term;
  term.rules = &rules;
  term.start = start;
  term.length = product.legal_term.length;
  term.source = product.legal_term.source;
  term.suspensions = suspensions;
  std::vector<calendar::Extension> extensions;
  if (extended == Extended::yes && product.legal_term.extension) extensions.push_back({*product.legal_term.extension});
  term.extensions = extensions;
  return due(term);
}

Result<std::optional<DueDate>> objection_day(const Product& product, Date published, const calendar::Rules& rules) {
  if (!product.objection_possible) return std::optional<DueDate>();
  const auto term = calendar::objection_term(published, rules);
  if (!term) return fail(Error(term.error()));
  auto day = due(*term);
  if (!day) return fail(std::move(day));
  return std::optional<DueDate>(std::move(*day));
}

Result<Date> legal_start(const Product& product, Date received, std::optional<Date> decided_on,
                         const calendar::Rules& rules) {
  if (product.legal_term.decision_day_question.empty() || !decided_on || *decided_on > received) return received;
  const auto term = calendar::objection_term(*decided_on, rules);
  if (!term) return received;  // a decision from before the law that is in force: count from the day it came in
  const auto end = calendar::reckon(*term);
  if (!end) return fail(Error(end.error()));
  return std::max(received, end->end);
}

}  // namespace sas::catalogue
