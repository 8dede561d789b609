#include "sensorthings/evaluate.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "sensorthings/functions.h"

namespace sas::sensorthings {
namespace {

std::optional<double> number_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

// A day stands for its midnight UTC, and a text from JSON for the time that it tells.
std::optional<Time> time_of(const Value& value) {
  if (const auto* time = std::get_if<Time>(&value)) return *time;
  if (const auto* day = std::get_if<DayValue>(&value)) return Time{moment(day->days * 86'400'000'000), std::nullopt};
  if (const auto* text = std::get_if<std::string>(&value)) return parse_time(*text);
  return std::nullopt;
}

template <typename T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// Before: over when the other begins. None: they overlap, so neither comes first.
std::optional<int> compare_times(const Time& a, const Time& b) {
  if (a == b) return 0;
  if (!a.until && !b.until) return three_way(a.from, b.from);
  if (a.last() <= b.from) return -1;
  if (b.last() <= a.from) return 1;
  return std::nullopt;
}

// None: the two cannot be compared.
std::optional<int> compare(const Value& a, const Value& b) {
  const auto x = number_of(a), y = number_of(b);
  if (x && y) {
    const auto *i = std::get_if<std::int64_t>(&a), *j = std::get_if<std::int64_t>(&b);
    return i && j ? three_way(*i, *j) : three_way(*x, *y);
  }
  if (std::holds_alternative<Time>(a) || std::holds_alternative<Time>(b)) {
    const auto s = time_of(a), t = time_of(b);
    return s && t ? compare_times(*s, *t) : std::nullopt;
  }
  if (a.index() != b.index()) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&a)) return three_way(*text, std::get<std::string>(b));
  if (const auto* truth = std::get_if<bool>(&a)) return three_way(*truth, std::get<bool>(b));
  if (const auto* span = std::get_if<Micros>(&a)) return three_way(*span, std::get<Micros>(b));
  if (const auto* day = std::get_if<DayValue>(&a)) return three_way(*day, std::get<DayValue>(b));
  if (const auto* clock = std::get_if<ClockValue>(&a)) return three_way(*clock, std::get<ClockValue>(b));
  return std::nullopt;
}

// `le` of a time that lies within an interval: it begins no later, and ends no later.
bool within_order(Op op, const Value& a, const Value& b) {
  const auto s = time_of(a), t = time_of(b);
  if (!s || !t || (!std::holds_alternative<Time>(a) && !std::holds_alternative<Time>(b))) return false;
  if (op == Op::ge) return s->from >= t->from && !(s->last() < t->last());
  if (op == Op::le) return s->from <= t->from && s->last() <= t->last();
  return false;
}

bool compares(Op op, const Value& a, const Value& b) {
  if (is_null(a) || is_null(b)) {
    if (op == Op::eq) return is_null(a) && is_null(b);
    if (op == Op::ne) return is_null(a) != is_null(b);
    return false;
  }
  const std::optional<int> c = compare(a, b);
  if (op == Op::ne) return !c || *c != 0;
  if (!c) return within_order(op, a, b);
  switch (op) {
    case Op::eq:
      return *c == 0;
    case Op::gt:
      return *c > 0;
    case Op::ge:
      return *c >= 0;
    case Op::lt:
      return *c < 0;
    case Op::le:
      return *c <= 0;
    default:
      return false;
  }
}

// None beyond what a moment can hold: durations add up.
std::optional<Moment> moved(Moment m, Micros by) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(micros(m), by.count(), &out)) return std::nullopt;
  return moment(out);
}

Value shift(const Value& a, Micros by) {
  if (const auto* span = std::get_if<Micros>(&a)) {
    const auto sum = moved(moment(span->count()), by);
    return sum ? Value(Micros{micros(*sum)}) : Value(nullptr);
  }
  std::optional<Time> time;
  if (std::holds_alternative<Time>(a) || std::holds_alternative<DayValue>(a)) time = time_of(a);
  if (!time) return nullptr;
  const auto from = moved(time->from, by), last = moved(time->last(), by);
  if (!from || !last) return nullptr;
  return Time{*from, time->until ? last : std::nullopt};
}

Value whole_arithmetic(Op op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  switch (op) {
    case Op::add:
      if (!__builtin_add_overflow(a, b, &out)) return out;
      return static_cast<double>(a) + static_cast<double>(b);
    case Op::sub:
      if (!__builtin_sub_overflow(a, b, &out)) return out;
      return static_cast<double>(a) - static_cast<double>(b);
    case Op::mul:
      if (!__builtin_mul_overflow(a, b, &out)) return out;
      return static_cast<double>(a) * static_cast<double>(b);
    case Op::div:
      if (b == 0) return nullptr;
      if (b == -1) return -static_cast<double>(a);
      return a / b;
    case Op::mod:
      if (b == 0) return nullptr;
      if (b == -1) return std::int64_t{0};
      return a % b;
    default:
      return nullptr;
  }
}

Value arithmetic(Op op, const Value& a, const Value& b) {
  const auto *i = std::get_if<std::int64_t>(&a), *j = std::get_if<std::int64_t>(&b);
  if (i && j) return whole_arithmetic(op, *i, *j);
  if (const auto x = number_of(a), y = number_of(b); x && y) {
    double out = 0;
    if (op == Op::add) out = *x + *y;
    if (op == Op::sub) out = *x - *y;
    if (op == Op::mul) out = *x * *y;
    if (op == Op::div) out = *x / *y;
    if (op == Op::mod) out = std::fmod(*x, *y);
    if (!std::isfinite(out)) return nullptr;
    return out;
  }
  if (const auto* by = std::get_if<Micros>(&b)) {
    if (op == Op::add) return shift(a, *by);
    if (op == Op::sub) return shift(a, -*by);
  }
  if (const auto* by = std::get_if<Micros>(&a); by && op == Op::add) return shift(b, *by);
  if (op == Op::sub)
    if (const auto s = time_of(a), t = time_of(b); s && t)
      if (const auto span = moved(s->from, -t->from.time_since_epoch())) return Micros{micros(*span)};
  return nullptr;
}

Value negated(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return whole_arithmetic(Op::sub, 0, *whole);
  if (const auto* real = std::get_if<double>(&value)) return -*real;
  if (const auto* span = std::get_if<Micros>(&value)) return -*span;
  return nullptr;
}

// Three-valued logic of OData 4.0 part 2 clause 5.1.1.1.
std::optional<bool> truth(const Value& value) {
  if (const auto* known = std::get_if<bool>(&value)) return *known;
  return std::nullopt;
}

Value junction(const Expression& e, const Lookup& lookup, Moment now) {
  const bool decisive = e.op == Op::either;
  bool unknown = false;
  for (const Expression& arg : e.args) {
    const std::optional<bool> t = truth(evaluate(arg, lookup, now));
    if (t == decisive) return decisive;
    unknown = unknown || !t;
  }
  if (unknown) return nullptr;
  return !decisive;
}

Value member(const Expression& e, const Lookup& lookup, Moment now) {
  const Value value = evaluate(e.args[0], lookup, now);
  for (const Expression& each : e.args[1].args)
    if (compares(Op::eq, value, evaluate(each, lookup, now))) return true;
  return false;
}

}  // namespace

Value evaluate(const Expression& e, const Lookup& lookup, Moment now) {
  switch (e.op) {
    case Op::literal:
      return e.literal;
    case Op::path:
      return lookup(e);
    case Op::list:
      return nullptr;
    case Op::in:
      return member(e, lookup, now);
    case Op::both:
    case Op::either:
      return junction(e, lookup, now);
    case Op::no: {
      const std::optional<bool> t = truth(evaluate(e.args[0], lookup, now));
      if (!t) return nullptr;
      return !*t;
    }
    case Op::negate:
      return negated(evaluate(e.args[0], lookup, now));
    case Op::call: {
      std::vector<Value> args;
      for (const Expression& arg : e.args) args.push_back(evaluate(arg, lookup, now));
      return call(e.name, args, now);
    }
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
    case Op::mod:
      return arithmetic(e.op, evaluate(e.args[0], lookup, now), evaluate(e.args[1], lookup, now));
    default:
      return compares(e.op, evaluate(e.args[0], lookup, now), evaluate(e.args[1], lookup, now));
  }
}

bool matches(const Expression& filter, const Lookup& lookup, Moment now) {
  return truth(evaluate(filter, lookup, now)).value_or(false);
}

int order(const Value& a, const Value& b) {
  if (is_null(a) || is_null(b)) return static_cast<int>(is_null(b)) - static_cast<int>(is_null(a));
  if (const auto c = compare(a, b)) return *c;
  if (const auto s = time_of(a), t = time_of(b); s && t) return three_way(s->from, t->from);
  return three_way(a.index(), b.index());
}

Result<Done> check_calls(const Expression& e) {
  if (e.op == Op::call) {
    const auto arity = arguments_of(e.name);
    if (!arity)
      return fail(ErrorKind::invalid, "url-invalid",
                  "at character " + std::to_string(e.at + 1) + ": there is no function of that name");
    if (e.args.size() < arity->first || e.args.size() > arity->second)
      return fail(ErrorKind::invalid, "url-invalid",
                  "at character " + std::to_string(e.at + 1) + ": " + e.name + " takes another number of arguments");
  }
  for (const Expression& arg : e.args)
    if (auto good = check_calls(arg); !good) return good;
  return Done{};
}

Value value_of(const json::Value& value) {
  if (value.is_null()) return nullptr;
  if (const auto* truth = value.if_bool()) return *truth;
  if (const auto* whole = value.if_int64()) return *whole;
  if (const auto* large = value.if_uint64()) return static_cast<double>(*large);
  if (const auto* real = value.if_double()) return *real;
  if (const auto* text = value.if_string()) return std::string(*text);
  return std::make_shared<const json::Value>(value);
}

const json::Value* part_of(const json::Value& value, const std::string* begin, const std::string* end) {
  const json::Value* at = &value;
  for (; begin != end && at != nullptr; ++begin) {
    if (const auto* object = at->if_object()) {
      at = object->if_contains(*begin);
    } else if (const auto* array = at->if_array()) {
      const auto place = parse_int(*begin);
      at = place && static_cast<std::size_t>(*place) < array->size() ? &(*array)[static_cast<std::size_t>(*place)]
                                                                     : nullptr;
    } else {
      at = nullptr;
    }
  }
  return at;
}

}  // namespace sas::sensorthings
