#include "sensorthings/lake_terms.h"

#include "base/text.h"
#include "sensorthings/paths.h"

namespace sas::sensorthings {
namespace {

using Term = LakeTerms::Term;
using Kind = LakeTerms::Kind;
using Text = Result<std::string>;

tl::unexpected<Error> wrong(const Expression& e, std::string_view why) {
  return fail(ErrorKind::invalid, "url-invalid", "at character " + std::to_string(e.at + 1) + ": " + std::string(why));
}

std::string_view sign_of(Op op) {
  switch (op) {
    case Op::ne:
      return " IS DISTINCT FROM ";
    case Op::gt:
      return " > ";
    case Op::ge:
      return " >= ";
    case Op::lt:
      return " < ";
    case Op::le:
      return " <= ";
    default:
      return " = ";
  }
}

// As evaluate() compares times: an interval is before what begins when it is over.
std::string compared_times(Op op, const Term& a, const Term& b) {
  const bool instants = a.sql == a.last && b.sql == b.last;
  if (instants) return a.sql + std::string(sign_of(op)) + b.sql;
  const std::string same = "(" + a.sql + " = " + b.sql + " AND " + a.last + " = " + b.last + ")";
  switch (op) {
    case Op::eq:
      return same;
    case Op::ne:
      return "(" + same + ") IS NOT TRUE";
    case Op::gt:
      return "(" + b.last + " <= " + a.sql + " AND (" + b.sql + " < " + a.sql + " OR " + a.last + " > " + b.last + "))";
    case Op::lt:
      return "(" + a.last + " <= " + b.sql + " AND (" + a.sql + " < " + b.sql + " OR " + b.last + " > " + a.last + "))";
    case Op::ge:
      return "(" + a.sql + " >= " + b.sql + " AND " + a.last + " >= " + b.last + ")";
    default:
      return "(" + a.sql + " <= " + b.sql + " AND " + a.last + " <= " + b.last + ")";
  }
}

std::string json_path(const std::vector<std::string>& inside) {
  std::string out = "$";
  for (const std::string& name : inside) {
    if (is_digits(name)) {
      out += "[" + name + "]";
      continue;
    }
    out += ".\"";
    for (const char c : name)
      if (c != '"' && c != '\\') out += c;
    out += '"';
  }
  return out;
}

Term number(std::string sql) {
  return {Kind::number, std::move(sql), {}, {}};
}
Term text(std::string sql) {
  return {Kind::text, std::move(sql), {}, {}};
}
Term truth(std::string sql) {
  return {Kind::truth, std::move(sql), {}, {}};
}

std::optional<std::string> as_number(const Term& t) {
  if (t.kind == Kind::number) return t.sql;
  if (t.kind == Kind::any) return t.number;
  return std::nullopt;
}
std::optional<std::string> as_text(const Term& t) {
  if (t.kind == Kind::text || t.kind == Kind::any) return t.sql;
  return std::nullopt;
}

}  // namespace

Term LakeTerms::literal(const Value& value) {
  if (const auto* known = std::get_if<bool>(&value)) return truth(*known ? "TRUE" : "FALSE");
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return number(sql_.bind(*whole));
  if (const auto* real = std::get_if<double>(&value)) return number(sql_.bind(*real));
  if (const auto* words = std::get_if<std::string>(&value)) return text(sql_.bind(*words));
  if (const auto* time = std::get_if<Time>(&value)) {
    std::string from = "make_timestamp(CAST(" + sql_.bind(micros(time->from)) + " AS BIGINT))";
    std::string last = time->until ? "make_timestamp(CAST(" + sql_.bind(micros(*time->until)) + " AS BIGINT))" : from;
    return {Kind::time, std::move(from), {}, std::move(last)};
  }
  if (const auto* span = std::get_if<Micros>(&value))
    return {Kind::span, "CAST(" + sql_.bind(span->count()) + " AS BIGINT)", {}, {}};
  if (const auto* day = std::get_if<DayValue>(&value)) return {Kind::day, sql_.bind(day->days), {}, {}};
  if (const auto* clock = std::get_if<ClockValue>(&value)) return {Kind::clock, sql_.bind(clock->micros), {}, {}};
  return {};
}

Term LakeTerms::json_part(const std::string& column, const std::vector<std::string>& inside) {
  const std::string part = "(CASE WHEN json_valid(" + column + ") THEN json_extract_string(" + column + ", " +
                           sql_.bind(json_path(inside)) + ") END)";
  return {Kind::any, part, "TRY_CAST(" + part + " AS DOUBLE)", {}};
}

Result<Term> LakeTerms::path(const Expression& e) {
  Result<PathMeaning> meaning = meaning_of(entity(Type::observation), e);
  if (!meaning) return fail(std::move(meaning));
  if (!meaning->through.empty()) return mixed(e);
  if (meaning->property == nullptr)
    return text(
        "(series_id || '-' || epoch_us(time) || CASE WHEN until IS NULL THEN '' ELSE '-' || epoch_us(until) END || "
        "CASE "
        "WHEN feature = 0 THEN '' ELSE 'f' || feature END)");
  const std::string_view name = meaning->property->name;
  if (name == "phenomenonTime") return Term{Kind::time, "time", {}, "coalesce(until, time)"};
  if (name == "resultTime") return Term{Kind::time, "result_time", {}, "result_time"};
  if (name == "result") {
    if (!meaning->inside.empty()) return json_part("text", meaning->inside);
    return Term{Kind::any, "text", "coalesce(value, TRY_CAST(text AS DOUBLE))", {}};
  }
  std::vector<std::string> inside{std::string(name)};
  inside.insert(inside.end(), meaning->inside.begin(), meaning->inside.end());
  return json_part("extra", inside);
}

Result<Term> LakeTerms::text_call(const Expression& e) {
  std::vector<std::string> args;
  for (const Expression& arg : e.args) {
    Result<Term> each = term(arg);
    if (!each) return each;
    const bool place = e.name == "substring" && !args.empty();
    const std::optional<std::string> sql = place ? as_number(*each) : as_text(*each);
    if (!sql) return wrong(arg, e.name + (place ? " wants a number here" : " wants a text here"));
    args.push_back(*sql);
  }
  const auto join = [](std::string_view name, const std::string& a, const std::string& b) {
    return std::string(name) + "(" + a + ", " + b + ")";
  };
  if (e.name == "length") return number("length(" + args[0] + ")");
  if (e.name == "tolower") return text("lower(" + args[0] + ")");
  if (e.name == "toupper") return text("upper(" + args[0] + ")");
  if (e.name == "trim") return text("trim(" + args[0] + ")");
  if (e.name == "concat") return text("(" + args[0] + " || " + args[1] + ")");
  if (e.name == "indexof") return number("(" + join("strpos", args[0], args[1]) + " - 1)");
  if (e.name == "startswith") return truth(join("starts_with", args[0], args[1]));
  if (e.name == "endswith") return truth(join("ends_with", args[0], args[1]));
  if (e.name == "contains") return truth(join("contains", args[0], args[1]));
  if (e.name == "substringof") return truth(join("contains", args[1], args[0]));
  const std::string from = "CAST(greatest(" + args[1] + ", 0) AS BIGINT) + 1";
  if (args.size() == 2) return text("substring(" + args[0] + ", " + from + ")");
  return text("substring(" + args[0] + ", " + from + ", CAST(greatest(" + args[2] + ", 0) AS BIGINT))");
}

Result<Term> LakeTerms::time_call(const Expression& e) {
  Result<Term> a = term(e.args[0]);
  if (!a) return a;
  if (a->kind != Kind::time) return wrong(e.args[0], e.name + " wants a time here");
  const std::string& t = a->sql;
  if (e.name == "fractionalseconds") return number("((epoch_us(" + t + ") % 1000000) / 1000000.0)");
  if (e.name == "date") return Term{Kind::day, "(epoch_us(date_trunc('day', " + t + ")) // 86400000000)", {}, {}};
  if (e.name == "time")
    return Term{Kind::clock, "(epoch_us(" + t + ") - epoch_us(date_trunc('day', " + t + ")))", {}, {}};
  if (e.name == "totaloffsetminutes") return number("CASE WHEN " + t + " IS NULL THEN NULL ELSE 0 END");
  return number(e.name + "(" + t + ")");  // year, month, day, hour, minute, second
}

Result<Term> LakeTerms::interval_call(const Expression& e) {
  Result<Term> x = term(e.args[0]);
  if (!x) return x;
  Result<Term> y = term(e.args[1]);
  if (!y) return y;
  if (x->kind != Kind::time || y->kind != Kind::time) return wrong(e, e.name + " wants two times");
  const Term &a = *x, &b = *y;
  if (e.name == "before")
    return truth("(" + a.last + " < " + b.sql + " OR (" + a.last + " = " + b.sql + " AND " + a.sql + " < " + a.last +
                 "))");
  if (e.name == "after")
    return truth("(" + b.last + " < " + a.sql + " OR (" + b.last + " = " + a.sql + " AND " + b.sql + " < " + b.last +
                 "))");
  if (e.name == "meets") return truth("(" + a.last + " = " + b.sql + " OR " + b.last + " = " + a.sql + ")");
  if (e.name == "during") return truth("(" + a.sql + " >= " + b.sql + " AND " + a.last + " <= " + b.last + ")");
  if (e.name == "starts") return truth("(" + a.sql + " = " + b.sql + ")");
  if (e.name == "finishes") return truth("(" + a.last + " = " + b.last + ")");
  return truth("(" + a.sql + " <= " + b.last + " AND " + b.sql + " <= " + a.last + ")");
}

Result<Term> LakeTerms::call(const Expression& e) {
  for (const std::string_view name : {"length", "tolower", "toupper", "trim", "concat", "indexof", "startswith",
                                      "endswith", "contains", "substringof", "substring"})
    if (e.name == name) return text_call(e);
  for (const std::string_view name : {"before", "after", "meets", "during", "starts", "finishes", "overlaps"})
    if (e.name == name) return interval_call(e);
  for (const std::string_view name :
       {"year", "month", "day", "hour", "minute", "second", "fractionalseconds", "date", "time", "totaloffsetminutes"})
    if (e.name == name) return time_call(e);
  if (e.name == "now") return literal(Time{now_, std::nullopt});
  if (e.name == "mindatetime") return Term{Kind::time, "TIMESTAMP '0001-01-01'", {}, "TIMESTAMP '0001-01-01'"};
  if (e.name == "maxdatetime") return Term{Kind::time, "TIMESTAMP '9999-12-31'", {}, "TIMESTAMP '9999-12-31'"};
  if (e.name == "round" || e.name == "floor" || e.name == "ceiling") {
    Result<Term> a = term(e.args[0]);
    if (!a) return a;
    const auto value = as_number(*a);
    if (!value) return wrong(e.args[0], e.name + " wants a number here");
    return number((e.name == "ceiling" ? "ceil" : e.name) + "(" + *value + ")");
  }
  return wrong(e, e.name + " is for the FeatureOfInterest of an Observation, not for its own properties");
}

Result<Term> LakeTerms::arithmetic(const Expression& e) {
  Result<Term> a = term(e.args[0]);
  if (!a) return a;
  Result<Term> b = term(e.args[1]);
  if (!b) return b;
  const auto x = as_number(*a), y = as_number(*b);
  if (x && y) {
    // As numbers with a fraction throughout: whole ones would end in an error where they no longer fit.
    const std::string p = "CAST(" + *x + " AS DOUBLE)", q = "CAST(" + *y + " AS DOUBLE)";
    if (e.op == Op::add) return number("(" + p + " + " + q + ")");
    if (e.op == Op::sub) return number("(" + p + " - " + q + ")");
    if (e.op == Op::mul) return number("(" + p + " * " + q + ")");
    if (e.op == Op::mod) return number("(" + p + " % nullif(" + q + ", 0))");
    // Whole numbers divide to a whole number (OData 4.0 part 2 clause 5.1.1.2.4), as in evaluate().
    const bool whole = e.args[0].op == Op::literal && e.args[1].op == Op::literal &&
                       std::holds_alternative<std::int64_t>(e.args[0].literal) &&
                       std::holds_alternative<std::int64_t>(e.args[1].literal);
    const std::string quotient = "(" + p + " / nullif(" + q + ", 0))";
    return number(whole ? "trunc(" + quotient + ")" : quotient);
  }
  const std::string sign = e.op == Op::sub ? " - " : " + ";
  if (e.op != Op::add && e.op != Op::sub) return wrong(e, "this operator wants two numbers");
  if (a->kind == Kind::time && b->kind == Kind::span)
    return Term{Kind::time,
                "(" + a->sql + sign + "to_microseconds(" + b->sql + "))",
                {},
                "(" + a->last + sign + "to_microseconds(" + b->sql + "))"};
  if (a->kind == Kind::span && b->kind == Kind::span)
    return Term{Kind::span, "(" + a->sql + sign + b->sql + ")", {}, {}};
  if (a->kind == Kind::time && b->kind == Kind::time && e.op == Op::sub)
    return Term{Kind::span, "(epoch_us(" + a->sql + ") - epoch_us(" + b->sql + "))", {}, {}};
  return wrong(e, "these two cannot be added or subtracted");
}

Result<Term> LakeTerms::term(const Expression& e) {
  switch (e.op) {
    case Op::literal:
      return literal(e.literal);
    case Op::path:
      return path(e);
    case Op::call:
      return call(e);
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
    case Op::mod:
      return arithmetic(e);
    case Op::negate: {
      Result<Term> inside = term(e.args[0]);
      if (!inside) return inside;
      const auto value = as_number(*inside);
      if (!value) return wrong(e, "a minus sign wants a number");
      return number("(- CAST(" + *value + " AS DOUBLE))");
    }
    default: {
      Text inside = condition(e);
      if (!inside) return fail(std::move(inside));
      return truth("(" + *inside + ")");
    }
  }
}

std::string LakeTerms::compared(Op op, const Term& a, const Term& b) {
  const std::string sign(sign_of(op));
  if (a.kind == Kind::nothing || b.kind == Kind::nothing) {
    const Term& other = a.kind == Kind::nothing ? b : a;
    if (op != Op::eq && op != Op::ne) return "FALSE";
    if (other.kind == Kind::nothing) return op == Op::eq ? "TRUE" : "FALSE";
    const std::string absent = other.kind == Kind::any
                                   ? "(" + other.number + " IS NULL AND nullif(" + other.sql + ", '') IS NULL)"
                                   : "(" + other.sql + " IS NULL)";
    return op == Op::eq ? absent : "NOT " + absent;
  }
  if (a.kind == Kind::time && b.kind == Kind::time) return compared_times(op, a, b);
  const auto day_as_time = [](const Term& t) {
    const std::string sql = "make_timestamp(CAST(" + t.sql + " AS BIGINT) * 86400000000)";
    return t.kind == Kind::day ? Term{Kind::time, sql, {}, sql} : t;
  };
  if (a.kind != b.kind && (a.kind == Kind::time || b.kind == Kind::time) &&
      (a.kind == Kind::day || b.kind == Kind::day))
    return compared_times(op, day_as_time(a), day_as_time(b));
  if (const auto x = as_number(a), y = as_number(b); x && y && (a.kind == Kind::number || b.kind == Kind::number))
    return *x + sign + *y;
  if (a.kind == Kind::truth && b.kind == Kind::any) return compared(op == Op::eq || op == Op::ne ? op : Op::eq, b, a);
  if (a.kind == Kind::any && b.kind == Kind::truth)
    return "coalesce(" + a.number + ", CASE " + a.sql + " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)" + sign +
           "CAST(" + b.sql + " AS INTEGER)";
  if (const auto x = as_text(a), y = as_text(b); x && y) {
    // A JSON result that is text is kept with its quotes.
    const auto bare = [](const Term& t, const std::string& sql) {
      return t.kind == Kind::any && sql == "text" ? std::string(
                                                        "(CASE WHEN text LIKE '\"%' AND json_valid(text) THEN "
                                                        "json_extract_string(text, '$') ELSE text END)")
                                                  : sql;
    };
    return bare(a, *x) + sign + bare(b, *y);
  }
  if (a.kind == b.kind) return a.sql + sign + b.sql;
  // Of two kinds that have nothing in common no one is before the other.
  return op == Op::ne ? "TRUE" : "FALSE";
}

Text LakeTerms::comparison(const Expression& e) {
  Result<Term> a = term(e.args[0]);
  if (!a) return fail(std::move(a));
  Result<Term> b = term(e.args[1]);
  if (!b) return fail(std::move(b));
  std::string out = compared(e.op, *a, *b);
  if (unknown_ == Unknown::is_false) out = "coalesce(" + out + ", FALSE)";
  return out;
}

Text LakeTerms::among(const Expression& e) {
  Result<Term> a = term(e.args[0]);
  if (!a) return fail(std::move(a));
  std::string out;
  for (const Expression& each : e.args[1].args) {
    Result<Term> b = term(each);
    if (!b) return fail(std::move(b));
    out += (out.empty() ? "" : " OR ") + compared(Op::eq, *a, *b);
  }
  return out.empty() ? std::string("FALSE") : "coalesce(" + out + ", FALSE)";
}

Text LakeTerms::condition(const Expression& e) {
  switch (e.op) {
    case Op::both:
    case Op::either: {
      std::string out;
      for (const Expression& arg : e.args) {
        Text each = condition(arg);
        if (!each) return each;
        out += (out.empty() ? "(" : (e.op == Op::both ? " AND " : " OR ")) + *each;
      }
      return out + ")";
    }
    case Op::no: {
      const Unknown before = unknown_;
      unknown_ = Unknown::is_false;
      Text inside = condition(e.args[0]);
      unknown_ = before;
      return inside ? Text("NOT (" + *inside + ")") : inside;
    }
    case Op::in:
      return among(e);
    case Op::eq:
    case Op::ne:
    case Op::gt:
    case Op::ge:
    case Op::lt:
    case Op::le:
      return comparison(e);
    default:
      break;
  }
  Result<Term> value = e.op == Op::list ? Result<Term>(Term{}) : term(e);
  if (!value) return fail(std::move(value));
  if (value->kind == Kind::any) return compared(Op::eq, *value, truth("TRUE"));
  if (value->kind == Kind::nothing && e.op == Op::literal) return std::string("FALSE");
  if (value->kind != Kind::truth) return wrong(e, "this is no condition");
  return unknown_ == Unknown::is_false ? "coalesce(" + value->sql + ", FALSE)" : value->sql;
}

Result<std::vector<std::string>> LakeTerms::sortable(const Expression& e) {
  Result<Term> value = term(e);
  if (!value) return fail(std::move(value));
  if (value->kind == Kind::any) return std::vector{value->number, value->sql};
  if (value->kind == Kind::nothing) return std::vector<std::string>{"NULL"};
  return std::vector{value->sql};
}

}  // namespace sas::sensorthings
