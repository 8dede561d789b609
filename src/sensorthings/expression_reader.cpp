#include <charconv>
#include <cmath>

#include "base/text.h"
#include "sensorthings/url_cursor.h"

/// Expressions of $filter and $orderby: OData 4.0 URL conventions clause 5.1.1 as far as 18-088 tables 21-25 take it
/// up.
namespace sas::sensorthings {
namespace {

bool is_word(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u >= 0x80 || c == '_' ||
         c == '@' || c == '$' || c == '.' || c == '-' || c == ':';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

struct OpName {
  std::string_view word;
  Op op;
};
constexpr OpName comparisons[] = {{"eq", Op::eq}, {"ne", Op::ne}, {"gt", Op::gt},
                                  {"ge", Op::ge}, {"lt", Op::lt}, {"le", Op::le}};
constexpr OpName sums[] = {{"add", Op::add}, {"sub", Op::sub}};
constexpr OpName products[] = {{"mul", Op::mul}, {"div", Op::div}, {"mod", Op::mod}};

class Reader {
 public:
  explicit Reader(UrlCursor& in) : in_(in) {}

  Result<Expression> either() { return chain<&Reader::both>("or", Op::either); }

 private:
  // Every level of brackets and calls comes through here.
  struct Level {
    explicit Level(int& d) : depth(d) { ++depth; }
    ~Level() { --depth; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    int& depth;
  };

  Result<Expression> node(Op op, std::size_t at, std::vector<Expression> args = {}) {
    if (++in_.nodes > UrlLimits::nodes) return in_.too_complex("expressions with at most 1000 parts");
    Expression out;
    out.op = op;
    out.at = at;
    out.args = std::move(args);
    return out;
  }

  bool take_word(std::string_view wanted) {
    if (in_.next_word() != wanted) return false;
    in_.skip_space();
    in_.skip(wanted.size());
    return true;
  }

  template <std::size_t N>
  const OpName* take_operator(const OpName (&names)[N]) {
    const std::string_view word = in_.next_word();
    for (const OpName& name : names)
      if (name.word == word) {
        in_.skip_space();
        in_.skip(word.size());
        return &name;
      }
    return nullptr;
  }

  template <Result<Expression> (Reader::*Part)()>
  Result<Expression> chain(std::string_view word, Op op) {
    const std::size_t at = in_.at();
    Result<Expression> first = (this->*Part)();
    if (!first || in_.next_word() != word) return first;
    std::vector<Expression> args;
    args.push_back(std::move(*first));
    while (take_word(word)) {
      Result<Expression> next = (this->*Part)();
      if (!next) return next;
      args.push_back(std::move(*next));
    }
    return node(op, at, std::move(args));
  }

  Result<Expression> both() { return chain<&Reader::no>("and", Op::both); }

  Result<Expression> no() {
    in_.skip_space();
    const std::size_t at = in_.at();
    int count = 0;
    while (in_.next_word() == "not") {
      take_word("not");
      if (++count > UrlLimits::depth) return in_.too_complex("at most 32 times not");
    }
    Result<Expression> out = comparison();
    for (; out && count > 0; --count) {
      std::vector<Expression> args;
      args.push_back(std::move(*out));
      out = node(Op::no, at, std::move(args));
    }
    return out;
  }

  Result<Expression> pair(Op op, std::size_t at, Expression left, Expression right) {
    std::vector<Expression> args;
    args.push_back(std::move(left));
    args.push_back(std::move(right));
    return node(op, at, std::move(args));
  }

  Result<Expression> comparison() {
    in_.skip_space();
    const std::size_t at = in_.at();
    Result<Expression> left = sum();
    if (!left) return left;
    if (take_word("in")) {
      Result<Expression> right = list();
      return right ? pair(Op::in, at, std::move(*left), std::move(*right)) : right;
    }
    const OpName* op = take_operator(comparisons);
    if (op == nullptr) return left;
    Result<Expression> right = sum();
    return right ? pair(op->op, at, std::move(*left), std::move(*right)) : right;
  }

  Result<Expression> list() {
    in_.skip_space();
    const std::size_t at = in_.at();
    if (!in_.take('(')) return in_.wrong("a list in brackets behind in");
    return items(Op::list, at);
  }

  // Up to and with the closing bracket.
  Result<Expression> items(Op op, std::size_t at) {
    const Level level(in_.depth);
    if (in_.depth > UrlLimits::depth) return in_.too_complex("at most 32 brackets in each other");
    std::vector<Expression> args;
    in_.skip_space();
    if (in_.take(')')) return node(op, at);
    do {
      Result<Expression> each = either();
      if (!each) return each;
      args.push_back(std::move(*each));
      in_.skip_space();
    } while (in_.take(','));
    if (!in_.take(')')) return in_.wrong("a comma or a closing bracket");
    return node(op, at, std::move(args));
  }

  template <std::size_t N>
  Result<Expression> operators(Result<Expression> (Reader::*part)(), const OpName (&names)[N]) {
    in_.skip_space();
    const std::size_t at = in_.at();
    Result<Expression> out = (this->*part)();
    while (out) {
      const OpName* op = take_operator(names);
      if (op == nullptr) break;
      Result<Expression> right = (this->*part)();
      if (!right) return right;
      out = pair(op->op, at, std::move(*out), std::move(*right));
      // A chain of sums leans to the left: as deep as it is long, so its length is what is limited.
      if (out && ++chained_ > 100) return in_.too_complex("at most 100 sums and products");
    }
    return out;
  }
  Result<Expression> sum() { return operators(&Reader::product, sums); }
  Result<Expression> product() { return operators(&Reader::primary, products); }

  Result<Expression> primary() {
    in_.skip_space();
    const std::size_t at = in_.at();
    const char c = in_.peek();
    if (in_.done()) return in_.wrong("a value or the name of a property");
    if (c == '(') return bracket();
    if (c == '\'') return text(at);
    if (is_digit(c)) return number_or_time(at);
    if (c == '-' && is_digit(in_.peek(1))) return number_or_time(at);
    if (c == '-') return minus(at);
    if (!is_word(c)) return in_.wrong("a value or the name of a property");
    return name(at);
  }

  Result<Expression> bracket() {
    const Level level(in_.depth);
    if (in_.depth > UrlLimits::depth) return in_.too_complex("at most 32 brackets in each other");
    in_.skip();
    Result<Expression> inside = either();
    if (!inside) return inside;
    in_.skip_space();
    if (!in_.take(')')) return in_.wrong("a closing bracket");
    return inside;
  }

  Result<Expression> minus(std::size_t at) {
    const Level level(in_.depth);
    if (in_.depth > UrlLimits::depth) return in_.too_complex("at most 32 minus signs in each other");
    in_.skip();
    Result<Expression> inside = primary();
    if (!inside) return inside;
    std::vector<Expression> args;
    args.push_back(std::move(*inside));
    return node(Op::negate, at, std::move(args));
  }

  Result<Expression> literal(std::size_t at, Value value) {
    Result<Expression> out = node(Op::literal, at);
    if (out) out->literal = std::move(value);
    return out;
  }

  Result<std::string> quoted() {
    std::string out;
    in_.skip();
    while (!in_.done()) {
      const char c = in_.peek();
      in_.skip();
      if (c != '\'') {
        out += c;
      } else if (in_.peek() == '\'' && !in_.done()) {
        out += '\'';
        in_.skip();
      } else {
        return out;
      }
    }
    return in_.wrong("the quote that ends the text");
  }

  Result<Expression> text(std::size_t at) {
    Result<std::string> value = quoted();
    if (!value) return fail(std::move(value));
    return literal(at, std::move(*value));
  }

  std::string_view digits_run() {
    const std::size_t begin = in_.at();
    in_.skip();  // a sign or a digit
    while (!in_.done() && (is_word(in_.peek()) || in_.peek() == '+')) in_.skip();
    return in_.since(begin);
  }

  Result<Expression> number_or_time(std::size_t at) {
    const std::string_view run = digits_run();
    if (run.find('T') != std::string_view::npos || run.find('t') != std::string_view::npos) {
      if (in_.peek() == '/' && is_digit(in_.peek(1))) {
        in_.skip();
        digits_run();
      }
      if (const auto time = parse_time(in_.since(at))) return literal(at, *time);
      in_.back_to(at);
      return in_.wrong("a time as in 2026-04-03T10:15:30Z, or two with a slash, the earlier first");
    }
    if (run.size() == 10 && run[4] == '-')
      if (const auto midnight = parse_moment(std::string(run) + "T00:00Z"))
        return literal(at, DayValue{micros(*midnight) / 86'400'000'000});
    if (run.find(':') != std::string_view::npos)
      if (const auto time = parse_moment("1970-01-01T" + std::string(run) + "Z"))
        return literal(at, ClockValue{micros(*time)});
    if (std::optional<Value> number = parse_number(run)) return literal(at, std::move(*number));
    in_.back_to(at);
    return in_.wrong("a number, a date or a time");
  }

  static std::optional<Value> parse_number(std::string_view run) {
    const char* const end = run.data() + run.size();
    std::int64_t whole = 0;
    if (const auto [stop, error] = std::from_chars(run.data(), end, whole); error == std::errc{} && stop == end)
      return Value(whole);
    double real = 0;
    const auto [stop, error] = std::from_chars(run.data(), end, real);
    if (error != std::errc{} || stop != end || !std::isfinite(real)) return std::nullopt;
    return Value(real);
  }

  Result<Expression> typed_text(std::size_t at, const std::string& type) {
    const std::size_t place = in_.at();
    Result<std::string> value = quoted();
    if (!value) return fail(std::move(value));
    if (type == "geography" || type == "geometry") {
      Result<Geometry> geometry = geometry_from_wkt(*value);
      if (geometry) return literal(at, std::move(*geometry));
      in_.back_to(place);
      return in_.wrong("a geometry as in geography'POINT (6.1 52.5)'");
    }
    if (type == "duration") {
      if (const auto duration = parse_duration(*value)) return literal(at, *duration);
      in_.back_to(place);
      return in_.wrong("a duration as in duration'PT5M', without months and years");
    }
    if (type == "datetime" || type == "datetimeoffset" || type == "time" || type == "interval")
      if (const auto time = parse_time(*value)) return literal(at, *time);
    in_.back_to(at);
    return in_.wrong("a value or the name of a property");
  }

  Result<Expression> name(std::size_t at) {
    const std::string_view first = in_.word();
    if (in_.peek() == '\'') return typed_text(at, lower(first));
    if (in_.peek() == '(') {
      in_.skip();
      Result<Expression> call = items(Op::call, at);
      if (call) call->name = lower(first);
      return call;
    }
    if (in_.peek() != '/') {
      if (first == "null") return literal(at, nullptr);
      if (first == "true") return literal(at, true);
      if (first == "false") return literal(at, false);
    }
    Result<Expression> out = node(Op::path, at);
    if (!out) return out;
    out->path.emplace_back(first);
    while (in_.take('/')) {
      const std::string_view next = in_.word();
      if (next.empty()) return in_.wrong("the name of a property");
      if (out->path.size() >= UrlLimits::path_segments) return in_.too_complex("paths of at most 32 names");
      out->path.emplace_back(next);
    }
    return out;
  }

  UrlCursor& in_;
  int chained_ = 0;
};

}  // namespace

std::string_view UrlCursor::word() {
  const std::size_t begin = at_;
  while (!done() && is_word(peek())) skip();
  return since(begin);
}

std::string_view UrlCursor::next_word() {
  const std::size_t begin = at_;
  skip_space();
  const std::string_view out = word();
  at_ = begin;
  return out;
}

tl::unexpected<Error> UrlCursor::wrong(std::string_view expected) const {
  return fail(ErrorKind::invalid, "url-invalid",
              what_ + ", at character " + std::to_string(at_ + 1) + ": expected " + std::string(expected));
}

tl::unexpected<Error> UrlCursor::too_complex(std::string_view limit) const {
  return fail(ErrorKind::invalid, "url-too-complex",
              what_ + ", at character " + std::to_string(at_ + 1) + ": this service takes " + std::string(limit));
}

Result<Expression> read_expression(UrlCursor& in) {
  return Reader(in).either();
}

Result<Expression> parse_expression(std::string_view text) {
  UrlCursor in(text, "the expression");
  Result<Expression> out = read_expression(in);
  in.skip_space();
  if (out && !in.done()) return in.wrong("the end");
  return out;
}

}  // namespace sas::sensorthings
