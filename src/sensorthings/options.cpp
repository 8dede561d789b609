#include "sensorthings/options.h"

#include <algorithm>

#include "base/text.h"
#include "sensorthings/url_cursor.h"

namespace sas::sensorthings {
namespace {

// Far beyond any page, and far from where sums of such numbers no longer fit.
constexpr std::int64_t most_number = 1'000'000'000'000;

// Reads the value of one option where the cursor stands, up to the end of the text or of a nested option.
class OptionReader {
 public:
  OptionReader(UrlCursor& in, Options& out) : in_(in), out_(out) {}

  Result<Done> value(const std::string& name) {
    if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) return in_.wrong(name + " only once");
    seen_.push_back(name);
    if (name == "$filter") return filter();
    if (name == "$expand") return expand();
    if (name == "$select") return select();
    if (name == "$orderby") return order();
    if (name == "$top") return top();
    if (name == "$skip") return skip();
    if (name == "$count") return count();
    if (name == "$resultFormat") return format();
    return in_.wrong(
        "an option that is known: $filter, $expand, $select, $orderby, $top, $skip, $count or "
        "$resultFormat");
  }

 private:
  Result<Done> filter() {
    Result<Expression> read = read_expression(in_);
    if (!read) return fail(std::move(read));
    out_.filter = std::move(*read);
    return Done{};
  }

  Result<std::int64_t> number() {
    in_.skip_space();
    const std::string_view word = in_.word();
    const std::optional<std::int64_t> value = parse_int(word);
    if (!value || *value > most_number) return in_.wrong("a whole number from zero to 1000000000000");
    return *value;
  }

  Result<Done> top() {
    const Result<std::int64_t> value = number();
    if (!value) return fail(value.error());
    out_.top = *value;
    return Done{};
  }

  Result<Done> skip() {
    const Result<std::int64_t> value = number();
    if (!value) return fail(value.error());
    out_.skip = *value;
    return Done{};
  }

  Result<Done> count() {
    in_.skip_space();
    const std::string_view word = in_.word();
    if (word != "true" && word != "false") return in_.wrong("true or false");
    out_.count = word == "true" ? Options::Count::tell : Options::Count::leave_out;
    return Done{};
  }

  Result<Done> format() {
    in_.skip_space();
    const std::string_view word = in_.word();
    if (word == "dataArray")
      out_.format = Options::Format::data_array;
    else if (word == "CSV" || word == "csv")
      out_.format = Options::Format::csv;
    else if (word != "default" && word != "json")
      return in_.wrong("dataArray or CSV");
    return Done{};
  }

  Result<Done> select() {
    do {
      in_.skip_space();
      std::vector<std::string> path;
      do {
        const std::string_view word = in_.word();
        if (word.empty()) return in_.wrong("the name of a property");
        if (path.size() >= UrlLimits::path_segments) return in_.too_complex("paths of at most 32 names");
        path.emplace_back(word);
      } while (in_.take('/'));
      if (out_.select.size() >= 100) return in_.too_complex("at most 100 properties in $select");
      out_.select.push_back(std::move(path));
      in_.skip_space();
    } while (in_.take(','));
    return Done{};
  }

  Result<Done> order() {
    do {
      Result<Expression> what = read_expression(in_);
      if (!what) return fail(std::move(what));
      OrderBy each{std::move(*what), OrderBy::Direction::up};
      const std::string_view word = in_.next_word();
      if (word == "desc" || word == "asc") {
        if (word == "desc") each.direction = OrderBy::Direction::down;
        in_.skip_space();
        in_.skip(word.size());
      }
      if (out_.order.size() >= 10) return in_.too_complex("at most 10 orders in $orderby");
      out_.order.push_back(std::move(each));
      in_.skip_space();
    } while (in_.take(','));
    return Done{};
  }

  Result<Done> expand() {
    do {
      if (auto good = expand_one(); !good) return good;
      in_.skip_space();
    } while (in_.take(','));
    return Done{};
  }

  // "Datastreams/Observations($top=1)": the brackets belong to the last name.
  Result<Done> expand_one() {
    Options* level = &out_;
    std::size_t deep = 0;
    while (true) {
      in_.skip_space();
      const std::size_t at = in_.at();
      const std::string name(in_.word());
      if (name.empty()) return in_.wrong("the name of a navigation");
      if (++deep + static_cast<std::size_t>(in_.depth) > static_cast<std::size_t>(UrlLimits::depth) ||
          ++in_.expands > UrlLimits::expands)
        return in_.too_complex("at most 50 names in $expand, 32 in each other");
      level = &entry(*level, name, at);
      if (!in_.take('/')) break;
    }
    if (!in_.take('(')) return Done{};
    return nested(*level);
  }

  // The same navigation twice is one, with what both ask for.
  static Options& entry(Options& level, const std::string& name, std::size_t at) {
    for (Expand& each : level.expand)
      if (each.navigation == name) return each.options;
    level.expand.push_back({name, at, {}});
    return level.expand.back().options;
  }

  Result<Done> nested(Options& level) {
    if (!level.raw.empty()) return in_.wrong("options for a navigation only once");
    ++in_.depth;
    if (in_.depth > UrlLimits::depth) return in_.too_complex("$expand at most 32 deep");
    OptionReader inside(in_, level);
    do {
      in_.skip_space();
      if (in_.peek() == ')') break;
      const std::string name(in_.word());
      if (!in_.take('=')) return in_.wrong("an option with =");
      const std::size_t begin = in_.at();
      if (auto good = inside.value(name); !good) return good;
      level.raw.emplace_back(name, std::string(in_.since(begin)));
      in_.skip_space();
    } while (in_.take(';'));
    if (!in_.take(')')) return in_.wrong("a semicolon or a closing bracket");
    --in_.depth;
    return Done{};
  }

  UrlCursor& in_;
  Options& out_;
  std::vector<std::string> seen_;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "…T10:00:00+01:00": nobody means a space there, though a form would.
bool is_offset(std::string_view text, std::size_t at) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  if (at < 3 || !digit(at - 1) || !digit(at - 2) || !digit(at + 1) || !digit(at + 2)) return false;
  const bool colon = at + 3 < text.size() && text[at + 3] == ':';
  const bool encoded = text.substr(std::min(at + 3, text.size())).starts_with("%3A") ||
                       text.substr(std::min(at + 3, text.size())).starts_with("%3a");
  return colon || encoded;
}

// At & signs outside quotes.
std::vector<std::string_view> split_options(std::string_view query) {
  std::vector<std::string_view> out;
  bool in_text = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= query.size(); ++i) {
    if (i < query.size() && query[i] == '\'') in_text = !in_text;
    if (i < query.size() && (query[i] != '&' || in_text)) continue;
    if (i > begin) out.push_back(query.substr(begin, i - begin));
    begin = i + 1;
  }
  return out;
}

}  // namespace

std::optional<std::string> decode_query(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' && !is_offset(text, i) ? ' ' : text[i];
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

Result<Options> parse_options(std::string_view query) {
  if (query.size() > UrlLimits::length)
    return fail(ErrorKind::invalid, "url-too-complex", "the query is longer than 8192 bytes");
  Options out;
  int nodes = 0;
  std::vector<std::string> seen;
  for (const std::string_view item : split_options(query)) {
    const std::size_t equals = item.find('=');
    const auto name = decode_query(item.substr(0, equals));
    const auto value = decode_query(equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1));
    if (!name || !value)
      return fail(ErrorKind::invalid, "url-invalid", "the query has a broken %-sign or text that is no UTF-8");
    if (std::find(seen.begin(), seen.end(), *name) != seen.end())
      return fail(ErrorKind::invalid, "url-invalid", *name + " may be given once");
    seen.push_back(*name);
    UrlCursor in(*value, name->starts_with('$') ? *name : "the query");
    in.nodes = nodes;
    if (auto good = OptionReader(in, out).value(*name); !good) return fail(std::move(good));
    in.skip_space();
    if (!in.done()) return in.wrong("the end");
    nodes = in.nodes;
    out.raw.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

}  // namespace sas::sensorthings
