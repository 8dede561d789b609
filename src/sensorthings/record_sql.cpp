#include "sensorthings/record_sql.h"

namespace sas::sensorthings {
namespace {

using Text = Result<std::optional<std::string>>;

std::string replaced(std::string_view text, const std::string& alias) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "$a") {
      out += alias;
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view sign_of(Op op) {
  switch (op) {
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

bool is_null_literal(const Expression& e) {
  return e.op == Op::literal && is_null(e.literal);
}

}  // namespace

// One join for each way that paths share: two conditions on Datastreams are about the same Datastream.
std::string RecordSql::alias_of(const std::vector<const Navigation*>& through) {
  std::string alias{root_alias}, key;
  for (const Navigation* by : through) {
    key += "/" + std::string(by->name);
    const auto known = aliases_.find(key);
    if (known != aliases_.end()) {
      alias = known->second;
      continue;
    }
    const EntityType& type = entity(by->target);
    const std::string number = std::to_string(aliases_.size() + 1);
    const std::string next = "e" + number, between = "k" + number;
    std::string on;
    if (by->table.empty()) {
      on = by->is_many() ? next + "." + std::string(by->mine) + " = " + alias + ".id"
                         : next + ".id = " + alias + "." + std::string(by->theirs);
    } else {
      joins_ += " LEFT JOIN " + std::string(by->table) + " " + between + " ON " + between + "." +
                std::string(by->mine) + " = " + alias + ".id";
      on = next + ".id = " + between + "." + std::string(by->theirs);
    }
    if (!type.only.empty()) on += " AND " + replaced(type.only, next);
    joins_ += " LEFT JOIN " + std::string(type.table) + " " + next + " ON " + on + " AND " +
              visible(type.type, next, access_, sql);
    multiplies_ = multiplies_ || by->is_many();
    aliases_.emplace(key, next);
    alias = next;
  }
  return alias;
}

Result<RecordSql::Column> RecordSql::column(const Expression& path) {
  Result<PathMeaning> meaning = meaning_of(root_, path);
  if (!meaning) return fail(std::move(meaning));
  for (const Navigation* by : meaning->through)
    if (by->target == Type::observation) return mixed(path);
  const std::string alias = alias_of(meaning->through);
  const bool number = meaning->property == nullptr || meaning->property->shape == Shape::computed;
  std::string name = alias + "." + (number ? "id" : std::string(meaning->property->column));
  return Column{std::move(*meaning), std::move(name)};
}

std::optional<RecordSql::Term> RecordSql::literal(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return Term{Term::Kind::text, sql.bind(*text)};
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return Term{Term::Kind::number, sql.bind(*whole)};
  if (const auto* real = std::get_if<double>(&value)) return Term{Term::Kind::number, sql.bind(*real)};
  if (const auto* time = std::get_if<Time>(&value); time && !time->until)
    return Term{Term::Kind::micros, sql.bind(micros(time->from))};
  return std::nullopt;
}

Result<std::optional<RecordSql::Term>> RecordSql::term(const Expression& e) {
  using Maybe = std::optional<Term>;
  if (e.op == Op::literal) return literal(e.literal);
  if (e.op == Op::path) {
    Result<Column> column = this->column(e);
    if (!column) return fail(std::move(column));
    const Property* property = column->meaning.property;
    if (property == nullptr) return Maybe(Term{Term::Kind::number, column->sql});
    if (property->shape == Shape::text && column->meaning.inside.empty())
      return Maybe(Term{Term::Kind::text, column->sql});
    if (property->shape == Shape::time) return Maybe(Term{Term::Kind::micros, column->sql});
    return Maybe();
  }
  if (e.op == Op::call && e.name == "length") {
    auto text = term(e.args[0]);
    if (!text || !*text || (*text)->kind != Term::Kind::text) return text ? Result<Maybe>(Maybe()) : text;
    return Maybe(Term{Term::Kind::number, "length(" + (*text)->sql + ")"});
  }
  if (e.op == Op::call && e.name == "concat") {
    auto a = term(e.args[0]);
    if (!a || !*a || (*a)->kind != Term::Kind::text) return a ? Result<Maybe>(Maybe()) : a;
    auto b = term(e.args[1]);
    if (!b || !*b || (*b)->kind != Term::Kind::text) return b ? Result<Maybe>(Maybe()) : b;
    return Maybe(Term{Term::Kind::text, "(" + (*a)->sql + " || " + (*b)->sql + ")"});
  }
  return Maybe();
}

Text RecordSql::comparison(const Expression& e) {
  const bool equality = e.op == Op::eq || e.op == Op::ne;
  for (std::size_t i = 0; equality && i < 2; ++i) {
    if (!is_null_literal(e.args[i])) continue;
    auto other = term(e.args[1 - i]);
    if (!other || !*other) return other ? Text(std::nullopt) : fail(std::move(other));
    return std::optional((*other)->sql + (e.op == Op::eq ? " IS NULL" : " IS NOT NULL"));
  }
  auto a = term(e.args[0]);
  if (!a || !*a) return a ? Text(std::nullopt) : fail(std::move(a));
  auto b = term(e.args[1]);
  if (!b || !*b) return b ? Text(std::nullopt) : fail(std::move(b));
  if ((*a)->kind != (*b)->kind) return std::nullopt;
  const std::string &x = (*a)->sql, &y = (*b)->sql;
  if (e.op == Op::ne) return std::optional(x + " IS DISTINCT FROM " + y);
  std::string out = x + std::string(sign_of(e.op)) + y;
  // Under `not` an unknown must be false, not unknown (OData 4.0 part 2 clause 5.1.1.1).
  if (under_not_ > 0) out = "COALESCE(" + out + ", 1 = 0)";
  return std::optional(std::move(out));
}

Text RecordSql::among(const Expression& e) {
  auto a = term(e.args[0]);
  if (!a || !*a) return a ? Text(std::nullopt) : fail(std::move(a));
  std::vector<std::int64_t> numbers;
  for (const Expression& each : e.args[1].args) {
    const auto* number = std::get_if<std::int64_t>(&each.literal);
    if (each.op != Op::literal || number == nullptr) return std::nullopt;
    numbers.push_back(*number);
  }
  if ((*a)->kind != Term::Kind::number) return std::nullopt;
  if (numbers.empty()) return std::optional<std::string>("1 = 0");
  if (sql.params.size() + 2 * numbers.size() > 32'000)
    return fail(ErrorKind::invalid, "filter-too-wide", "the filter matches too many series: make it narrower");
  return std::optional("COALESCE(" + (*a)->sql + " IN " + sql.bind_list(numbers) + ", 1 = 0)");
}

Text RecordSql::text_condition(const Expression& e) {
  const bool turned = e.name == "substringof";
  if (e.name != "startswith" && e.name != "endswith" && e.name != "contains" && !turned) return std::nullopt;
  const Expression &whole = e.args[turned ? 1 : 0], &part = e.args[turned ? 0 : 1];
  const auto* text = part.op == Op::literal ? std::get_if<std::string>(&part.literal) : nullptr;
  if (text == nullptr || text->empty()) return std::nullopt;
  auto a = term(whole);
  if (!a || !*a || (*a)->kind != Term::Kind::text) return a ? Text(std::nullopt) : fail(std::move(a));
  const std::string &x = (*a)->sql, p = sql.bind(*text);
  std::string out;
  // LIKE, instr and strpos are each another thing to the other store; these three are not.
  if (e.name == "startswith")
    out = "substr(" + x + ", 1, length(" + p + ")) = " + p;
  else if (e.name == "endswith")
    out = "(length(" + x + ") >= length(" + p + ") AND substr(" + x + ", length(" + x + ") - length(" + p +
          ") + 1) = " + p + ")";
  else
    out = "replace(" + x + ", " + p + ", '') <> " + x;
  return std::optional(std::move(out));
}

Text RecordSql::junction(const Expression& e) {
  std::string out;
  for (const Expression& arg : e.args) {
    Text each = condition(arg);
    if (!each || !*each) return each;
    out += (out.empty() ? "(" : (e.op == Op::both ? " AND " : " OR ")) + **each;
  }
  return std::optional(out + ")");
}

Text RecordSql::condition(const Expression& e) {
  switch (e.op) {
    case Op::both:
    case Op::either:
      return junction(e);
    case Op::no: {
      ++under_not_;
      Text inside = condition(e.args[0]);
      --under_not_;
      if (!inside || !*inside) return inside;
      return std::optional("NOT (" + **inside + ")");
    }
    case Op::in:
      return among(e);
    case Op::call:
      return text_condition(e);
    case Op::eq:
    case Op::ne:
    case Op::gt:
    case Op::ge:
    case Op::lt:
    case Op::le:
      return comparison(e);
    default:
      return std::nullopt;
  }
}

Text RecordSql::sortable(const Expression& e) {
  if (e.op != Op::path) return std::nullopt;
  auto a = term(e);
  if (!a) return fail(std::move(a));
  if (!*a) return std::nullopt;
  return std::optional((*a)->sql);
}

}  // namespace sas::sensorthings
