#include "privacy/cell.h"

#include <string>

#include "base/text.h"
#include "privacy/disguise.h"
#include "privacy/text_reading.h"

namespace sas::privacy {
namespace {

// What is worth finding under a code or from right to left.
constexpr Marks kPersonal = mark::certain | mark::eleven | mark::mobile_bare | mark::a_number | mark::embedded_eleven |
                            mark::full_name | mark::postcode | mark::address | mark::plate | mark::landline |
                            mark::vat | mark::ip | mark::document | mark::first_name | mark::surname | mark::imei |
                            mark::date;
constexpr Marks kReadable = mark::uuid | mark::hash | mark::date | mark::prose | mark::full_name;

bool has_letter(std::string_view text) {
  for (const char c : text)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80) return true;
  return false;
}

Reading read_plain(std::string_view text) {
  const bool words = has_letter(text) || text.find_first_of("@:;|") != std::string_view::npos;
  return words ? read_words(text) : read_figures(text);
}

// Decodes at most twice: a code within a code is rarely an accident.
Marks decoded_marks(std::string_view text, int depth) {
  Marks marks = 0;
  for (const std::string& inner : decodings(text)) {
    Marks found = read_plain(unveil(inner)).marks;
    if (depth > 1) found |= decoded_marks(inner, depth - 1);
    const bool told = (found & (kPersonal | mark::eight_nine | mark::ten | mark::decoded)) != 0;
    marks |= told ? found | mark::decoded : mark::encoded;
  }
  return marks;
}

// Names, mail, accounts and VAT numbers written from right to left; digits are mirrored where they are read.
Marks mirrored_marks(std::string_view text) {
  const Marks found = read_plain(reversed(text)).marks &
                      (mark::email | mark::iban | mark::full_name | mark::vat | mark::vat_eleven | mark::mobile |
                       mark::address | mark::first_name | mark::surname);
  return found ? found | mark::decoded : 0;
}

}  // namespace

Reading read_cell(std::string_view cell) {
  std::string_view text = trim(cell);
  if (text.empty()) return {};
  std::string plain;
  Reading out;
  if (may_be_veiled(text)) {
    if (!is_utf8(text)) return {mark::not_utf8 | mark::letters, 0};
    plain = unveil(text);
    out.marks |= plain.size() != text.size() ? mark::hidden : 0;
    text = trim(plain);
    if (text.empty()) return out;
  }
  // A spreadsheet's marks around a text: ="0612345678" and '0612345678.
  while (!text.empty() && (text.front() == '=' || text.front() == '\'' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '\'' || text.back() == '"')) text.remove_suffix(1);
  const Reading seen = read_plain(text);
  out.marks |= seen.marks;
  out.day = seen.day;
  if (text.size() >= 6 && text.size() <= 400 && !(out.marks & (mark::certain | kReadable)) &&
      text.find(' ') == std::string_view::npos && !(out.marks & mark::number && text.size() < 12)) {
    out.marks |= decoded_marks(text, 2);
    if (is_encoded_digest(text)) out.marks |= mark::encoded;
  }
  if (text.size() >= 3 && text.size() <= 60 && has_letter(text) && !(out.marks & (kPersonal | kReadable)))
    out.marks |= mirrored_marks(text);
  return out;
}

}  // namespace sas::privacy
