#pragma once
#include <vector>

#include "opendata/asks.h"

/// What the desk asks about a set and about each column. Of this room only; pure.
namespace sas::opendata {

/// Title, owner, licence and the like: what the catalogue shows.
[[nodiscard]] std::vector<Ask> word_asks();
/// What a row is about, where the moment and the place stand, whether the rows are counts already, how the file is
/// written.
[[nodiscard]] std::vector<Ask> structure_asks(const std::vector<std::string>& columns);
[[nodiscard]] std::vector<Ask> column_asks();

/// What is wrong beside what wrong_answers() tells: words with personal data (`draft-personal`), a contact that is no
/// role (`draft-contact`); one of the two degrees, or rows about people without what was counted (`draft-together`); a
/// closed column without its ground (`draft-ground`), a place without its precision (`draft-precision`).
[[nodiscard]] std::vector<FieldError> wrong_words(const json::Object& content);
[[nodiscard]] std::vector<FieldError> wrong_structure(const json::Object& content);
[[nodiscard]] std::vector<FieldError> wrong_column(const json::Object& column);

}  // namespace sas::opendata
