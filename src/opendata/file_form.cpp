#include "opendata/file_form.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.h"
#include "base/time.h"
#include "opendata/cells.h"
#include "shapes/forms.h"

namespace sas::opendata {
namespace {

using releases::Type;

// 0x80 to 0x9f; the rest of the page is that of Latin-1. 0 where there is none.
constexpr std::array<std::uint16_t, 32> kUpper{0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                               0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                               0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                               0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

// "1.234.567,8" to "1234567.8": groups of three digits, all of them or none.
std::optional<std::string> with_point(std::string_view text) {
  std::string out;
  if (text.starts_with('-')) {
    out = "-";
    text.remove_prefix(1);
  }
  const std::size_t comma = text.find(',');
  const std::vector<std::string> groups = split(text.substr(0, comma), '.');
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool is_group = i == 0 ? groups.size() == 1 || groups[i].size() <= 3 : groups[i].size() == 3;
    if (!is_digits(groups[i]) || !is_group) return std::nullopt;
    out += groups[i];
  }
  if (comma == std::string_view::npos) return out;
  if (!is_digits(text.substr(comma + 1))) return std::nullopt;
  return out + "." + std::string(text.substr(comma + 1));
}

std::optional<std::string> number_of(std::string_view text, Type type, const FileForm& form) {
  std::optional<std::string> out = std::string(text);
  if (form.decimal == FileForm::Decimal::comma) out = with_point(text);
  if (!out || !fits(type, *out)) return std::nullopt;
  return out;
}

// "3-4-2026", "03/04/2026", "3.4.2026": day, month, year with four digits.
std::optional<std::string> day_of(std::string_view text, const FileForm& form) {
  if (form.days == FileForm::Days::iso) {
    if (!parse_iso_date(text)) return std::nullopt;
    return std::string(text);
  }
  const std::size_t mark = text.find_first_of("-/.");
  if (mark == std::string_view::npos) return std::nullopt;
  const std::vector<std::string> parts = split(text, text[mark]);
  if (parts.size() != 3 || parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4) return std::nullopt;
  const auto day = parse_int(parts[0]), month = parse_int(parts[1]);
  if (!day || !month || !is_digits(parts[2])) return std::nullopt;
  const std::string iso = fmt::format("{}-{:02}-{:02}", parts[2], *month, *day);
  if (!parse_iso_date(iso)) return std::nullopt;
  return iso;
}

std::optional<std::string> truth_of(std::string_view text) {
  const std::string word = fold(text);
  if (word == "true" || word == "ja" || word == "waar" || word == "yes") return "true";
  if (word == "false" || word == "nee" || word == "onwaar" || word == "no") return "false";
  return std::nullopt;
}

// What cannot be read stays as it is, and the gate refuses it.
std::optional<std::string> shape_of(std::string_view text) {
  const auto shape = shapes::shape_from_text(text);
  return shape ? std::optional(shapes::text_of(*shape)) : std::nullopt;
}

std::optional<std::string> value_of(std::string_view cell, Type type, const FileForm& form) {
  const std::string_view text = trim(cell);
  switch (type) {
    case Type::text:
      return std::string(cell);
    case Type::integer:
    case Type::decimal:
      return number_of(text, type, form);
    case Type::date:
      return day_of(text, form);
    case Type::moment:
      return parse_iso_instant(text) ? std::optional(std::string(text)) : std::nullopt;
    case Type::truth:
      return truth_of(text);
    case Type::shape:
      return shape_of(text);
  }
  return std::nullopt;
}

}  // namespace

std::string canonical(std::string_view cell, Type type, const FileForm& form) {
  if (type != Type::text && trim(cell).empty()) return "";
  auto value = value_of(cell, type, form);
  return value ? std::move(*value) : std::string(cell);
}

bool is_canonical(std::string_view cell, Type type, const FileForm& form) {
  switch (type) {
    case Type::text:
      return true;
    case Type::integer:
    case Type::decimal:
      return form.decimal == FileForm::Decimal::point && fits(type, cell);
    case Type::date:
      return form.days == FileForm::Days::iso && fits(type, cell);
    case Type::moment:
    case Type::truth:
    case Type::shape:
      return fits(type, cell);
  }
  return false;
}

bool is_written_as(std::string_view cell, Type type, const FileForm& form) {
  return !trim(cell).empty() && value_of(cell, type, form).has_value();
}

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_upper = byte >= 0x80 && byte < 0xa0;
    const unsigned code = is_upper ? kUpper[byte - 0x80U] : byte;
    append_utf8(out, code == 0 && is_upper ? 0xfffd : code);
  }
  return out;
}

}  // namespace sas::opendata
