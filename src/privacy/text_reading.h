#pragma once
#include <string_view>

#include "privacy/cell.h"

/// The parts of reading a cell; other rooms use `cell.h`. Every text here is without disguise (see `disguise.h`).
namespace sas::privacy {

/// A cell without letters.
[[nodiscard]] Reading read_figures(std::string_view text);
/// A cell with letters.
[[nodiscard]] Reading read_words(std::string_view text);
/// A text of digits with one decimal mark and perhaps a sign.
[[nodiscard]] Marks read_decimal(std::string_view text);
/// What read_cell() says of a cell, without its short ways for plain numbers and moments: to test those against.
[[nodiscard]] Reading read_carefully(std::string_view cell);
/// A day written "2026-04-03", "03-04-2026", "3/4/2026", "20260403", with or without a time after it.
[[nodiscard]] Reading read_day(std::string_view text);
/// Mobile and landline marks of a text with separators.
[[nodiscard]] Marks read_phone(std::string_view text);
/// E-mail marks: personal, or that of a role such as info@.
[[nodiscard]] Marks read_email(std::string_view text);
/// Names of persons from lists, initials and prefixes.
[[nodiscard]] Marks read_name(std::string_view text);
/// Addresses: postcode with number, street with number.
[[nodiscard]] Marks read_address(std::string_view text);

}  // namespace sas::privacy
