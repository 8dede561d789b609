#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "releases/release.h"

/// What a cell must look like in a release, one form for each type, so that every format says the same. Pure.
namespace sas::opendata {

/// An empty cell is no value and fits every type. `integer`: "-12", at most 18 digits. `decimal`: "-0.5", no exponent.
/// `date`: "2026-04-03". `moment`: RFC 3339 with Z or an offset. `truth`: "true", "false". `text`: UTF-8 without
/// control characters other than line feed and tab. `shape`: the canonical text of shapes/forms.h; that it does not
/// cross itself is for the judgement.
[[nodiscard]] bool fits(releases::Type type, std::string_view cell);

/// "2026-04-03T13:00:00Z", of a day before the 29th: such texts stand in the order of their moments.
[[nodiscard]] bool is_plain_moment(std::string_view text);

/// A text that spreadsheets run as a formula when they open the CSV: it begins with = + - @, a tab or a carriage
/// return, and is no number. Such a cell is refused, not changed: a character put before it would make the release say
/// something else than the source does, and a reader that is no spreadsheet could not take it away again.
[[nodiscard]] bool is_formula(std::string_view cell);

/// The word for a type in declarations: "text", "integer", "decimal", "date", "moment", "truth", "shape".
[[nodiscard]] std::string_view word_of(releases::Type type);
[[nodiscard]] std::vector<std::string_view> type_words();
/// The type of that word; text for an unknown one.
[[nodiscard]] releases::Type type_of(std::string_view word);

}  // namespace sas::opendata
