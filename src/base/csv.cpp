#include "base/csv.h"

#include <fmt/format.h>

#include <utility>

namespace sas::csv {
namespace {

bool looks_like_formula(std::string_view field) {
  if (field.empty() || std::string_view("=+-@").find(field.front()) == std::string_view::npos) return false;
  return field.find_first_not_of("0123456789.,", 1) != std::string_view::npos || field.size() == 1;
}

}  // namespace

std::string line(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    const std::string field = looks_like_formula(row[i]) ? "'" + row[i] : row[i];
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      out += field;
      continue;
    }
    out += '"';
    for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    out += '"';
  }
  return out + "\r\n";
}

Result<std::vector<Row>> read(std::string_view text, char separator) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<Row> rows(1);
  std::string field;
  bool quoted = false, was_quoted = false;
  const auto end_field = [&] { rows.back().push_back(std::exchange(field, {})), was_quoted = false; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field += '"', ++i;
      else
        quoted = false, was_quoted = true;
    } else if (c == '"' && field.empty() && !was_quoted)
      quoted = true;
    else if (c == separator)
      end_field();
    else if (c == '\n')
      end_field(), rows.emplace_back();
    else if (c != '\r')
      field += c;
  }
  if (quoted) return fail(ErrorKind::invalid, "csv-quote", fmt::format("row {}: a quote is not closed", rows.size()));
  if (!field.empty() || was_quoted || !rows.back().empty())
    end_field();
  else
    rows.pop_back();
  return rows;
}

}  // namespace sas::csv
