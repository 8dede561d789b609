#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "base/text.h"
#include "privacy/disguise.h"
#include "privacy/names.h"
#include "privacy/numbers.h"
#include "privacy/text_reading.h"
#include "privacy/tokens.h"
#include "privacy/word_finder.h"

namespace sas::privacy {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool joins_digits(char c) {
  return c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || c == '/';
}

// Upper case, letters and digits only.
std::string compact_of(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (digit(c) || letter(c)) out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

// Version nibble 1-8 and variant bits of RFC 9562.
bool is_uuid(std::string_view hex) {
  return hex.size() == 32 && is_hex(hex) && hex[12] >= '1' && hex[12] <= '8' &&
         std::string_view("89abAB").find(hex[16]) != std::string_view::npos;
}

Marks hex_marks(std::string_view text) {
  const bool dashed = text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
  if (dashed) {
    std::string hex;
    for (const char c : text)
      if (c != '-') hex += c;
    return is_hex(hex) && hex.size() == 32 ? mark::uuid : 0;
  }
  if (text.starts_with("0x")) text.remove_prefix(2);
  if (!is_hex(text)) return 0;
  if (is_uuid(text)) return mark::uuid;
  const std::size_t n = text.size();
  return n == 32 || n == 40 || n == 56 || n == 64 || n == 96 || n == 128 ? mark::hash : 0;
}

bool is_mac(std::string_view text) {
  if (text.size() == 14 && text[4] == '.' && text[9] == '.')
    return is_hex(compact_of(text)) && compact_of(text).size() == 12;
  if (text.size() != 17 || (text[2] != ':' && text[2] != '-')) return false;
  for (std::size_t i = 0; i < 17; ++i)
    if (i % 3 == 2 ? text[i] != text[2] : !is_hex(text.substr(i, 1))) return false;
  return true;
}

bool is_ip6(std::string_view text) {
  std::size_t colons = 0, run = 0;
  for (const char c : text) {
    if (c == ':')
      ++colons, run = 0;
    else if (!is_hex(std::string_view(&c, 1)) || ++run > 4)
      return false;
  }
  return colons >= 2 && colons <= 7 && (colons == 7 || text.find("::") != std::string_view::npos) && text.size() > 4;
}

Marks code_marks(std::string_view text) {
  Marks marks = hex_marks(text);
  if (is_mac(text)) marks |= mark::mac;
  if (is_ip6(text)) marks |= mark::ip;
  const std::string compact = compact_of(text);
  if (compact.size() == 2 && text == compact) marks |= mark::two_letters;
  const bool dashed = text.size() == 8 && (text[2] == '-' || text[1] == '-' || text[3] == '-');
  if (text.size() <= 8 && (is_plate(compact) || (dashed && is_old_plate(compact)))) marks |= mark::plate;
  if (is_postcode(compact) && text.size() <= 7) marks |= mark::postcode;
  if (is_document_number(compact) && text.size() <= 11) {
    marks |= mark::document;
    if (!all_digits(std::string_view(compact).substr(2))) marks |= mark::document_mixed;
  }
  if (is_vat_shape(compact)) {
    marks |= mark::vat;
    const std::string_view digits = std::string_view(compact).substr(compact.size() - 12, 9);
    if (passes_eleven(digits) && digits[0] != '8' && !digits.starts_with("00")) marks |= mark::vat_eleven;
  }
  if (passes_iban(compact)) marks |= mark::iban;
  return marks;
}

// IBANs, plates and postcodes among other words.
Marks inner_code_marks(std::string_view text) {
  Marks marks = 0;
  for (std::size_t i = 0; i + 4 < text.size(); ++i) {
    if (i > 0 && (letter(text[i - 1]) || digit(text[i - 1]))) continue;
    if (!letter(text[i]) || !letter(text[i + 1]) || !digit(text[i + 2]) || !digit(text[i + 3])) continue;
    std::string run;
    for (std::size_t j = i; j < text.size() && run.size() < 34; ++j) {
      if (letter(text[j]) || digit(text[j]))
        run += text[j];
      else if (text[j] != ' ' && text[j] != '.' && text[j] != '-')
        break;
      const std::string code = run.size() >= 15 ? compact_of(run) : std::string();
      const bool ends = j + 1 == text.size() || !(letter(text[j + 1]) || digit(text[j + 1]));
      if (!code.empty() && ends && passes_iban(code)) marks |= mark::iban;
    }
  }
  return marks;
}

// Words that tell what the rest of a cell is, as bits of a finder.
constexpr std::uint32_t kBsnWord = 1, kPlateWord = 2, kBirthWord = 4, kDocumentWord = 8, kFirmWord = 16,
                        kPhotoWord = 32;

std::uint32_t telling_words(std::string_view folded) {
  static const WordFinder finder({{"bsn", kBsnWord},
                                  {"burgerservice", kBsnWord},
                                  {"sofi", kBsnWord},
                                  {"citizen service", kBsnWord},
                                  {"kenteken", kPlateWord},
                                  {"nummerplaat", kPlateWord},
                                  {"licence plate", kPlateWord},
                                  {"license plate", kPlateWord},
                                  {"geboren", kBirthWord},
                                  {"geb.", kBirthWord},
                                  {"geboorte", kBirthWord},
                                  {"born", kBirthWord},
                                  {"birth", kBirthWord},
                                  {"dob", kBirthWord},
                                  {"paspoort", kDocumentWord},
                                  {"passport", kDocumentWord},
                                  {"rijbewijs", kDocumentWord},
                                  {"v-nummer", kDocumentWord},
                                  {"vnummer", kDocumentWord},
                                  {"vreemdeling", kDocumentWord},
                                  {"id-kaart", kDocumentWord},
                                  {"identiteitskaart", kDocumentWord},
                                  {"documentnummer", kDocumentWord},
                                  {"driving licence", kDocumentWord},
                                  {"eenmanszaak", kFirmWord},
                                  {"zzp", kFirmWord},
                                  {"zelfstandige", kFirmWord},
                                  {"vennootschap onder firma", kFirmWord},
                                  {"maatschap", kFirmWord},
                                  {"sole trader", kFirmWord},
                                  {".jpg", kPhotoWord},
                                  {".jpeg", kPhotoWord},
                                  {".png", kPhotoWord},
                                  {".heic", kPhotoWord},
                                  {".webp", kPhotoWord},
                                  {".gif", kPhotoWord},
                                  {".tif", kPhotoWord},
                                  {".bmp", kPhotoWord}});
  return finder.find(folded);
}

struct Hotwords {
  bool bsn, plate, birth, document;
};

Hotwords hotwords_of(std::uint32_t told) {
  return {(told & kBsnWord) != 0, (told & kPlateWord) != 0, (told & kBirthWord) != 0, (told & kDocumentWord) != 0};
}

// Runs of digits with single separators inside: "06-12 34 56 78", "1234.56.782".
Marks run_marks(std::string_view text, const Hotwords& hot) {
  Marks marks = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!digit(text[i]) && !(text[i] == '+' && i + 1 < text.size() && digit(text[i + 1]))) continue;
    const bool in_word = i > 0 && letter(text[i - 1]) && text[i] != '+';
    std::size_t end = i, digits = 0;
    std::size_t last = i;
    for (; end < text.size(); ++end) {
      if (digit(text[end]))
        ++digits, last = end;
      else if (end == i || !(end + 1 < text.size() && joins_digits(text[end])))
        if (text[end] != '+' || end != i) break;
    }
    const std::string_view run = text.substr(i, last - i + 1);
    std::string plain;
    for (const char c : run)
      if (digit(c)) plain += c;
    if (digits == 8 || digits == 9) {
      const bool real = passes_eleven(plain);
      marks |= mark::embedded_nine | (real ? mark::embedded_eleven : 0);
      if (real && hot.bsn) marks |= mark::marked_bsn;
      if (hot.document) marks |= mark::marked_other;
    }
    if (digits == 10 && hot.document) marks |= mark::marked_other;
    if (hot.birth && read_day(run).marks) marks |= mark::marked_birth;
    if (!in_word && digits >= 10 && digits <= 14) {
      const Marks phone = read_phone(run);
      if (phone & (mark::mobile | mark::mobile_bare)) marks |= mark::mobile;
      if (phone & (mark::landline | mark::landline_bare)) marks |= mark::landline;
    }
    i = last;
  }
  return marks;
}

// Single numbers that stand between spaces, which a longer run would hide: "zaak 12 bsn 123456782 kamer 4".
Marks token_marks(std::string_view text, const Hotwords& hot) {
  Marks marks = 0;
  for (const std::string_view token : Tokens(text)) {
    std::string_view bare = token;
    while (!bare.empty() && !letter(bare.back()) && !digit(bare.back())) bare.remove_suffix(1);
    while (!bare.empty() && !letter(bare.front()) && !digit(bare.front()) && bare.front() != '+') bare.remove_prefix(1);
    const std::string compact = compact_of(bare);
    if (all_digits(compact) && (compact.size() == 8 || compact.size() == 9)) marks |= run_marks(bare, hot);
    if (all_digits(compact) && compact.size() == 10) marks |= run_marks(bare, hot);
    if (hot.birth && read_day(bare).marks) marks |= mark::marked_birth;
    if (hot.plate && (is_plate(compact) || is_old_plate(compact))) marks |= mark::marked_plate;
    if (hot.document && is_document_number(compact)) marks |= mark::marked_other;
    if (is_mac(bare)) marks |= mark::mac;
    if (bare.size() >= 15 && passes_iban(compact)) marks |= mark::iban;
  }
  return marks;
}

Marks word_marks(std::string_view folded, std::uint32_t told) {
  static constexpr std::array<std::string_view, 8> sexes{"m", "v", "f", "man", "vrouw", "male", "female", "mannelijk"};
  static constexpr std::array<std::string_view, 8> left_out{"x", "nb", "n.b.", "nvt", "n.v.t.", "geheim", "n/a", "na"};
  Marks marks = 0;
  if (std::find(sexes.begin(), sexes.end(), folded) != sexes.end() || folded == "vrouwelijk") marks |= mark::sex;
  if (std::find(left_out.begin(), left_out.end(), folded) != left_out.end()) marks |= mark::suppressed;
  if ((told & kFirmWord) || folded == "vof") marks |= mark::legal_form;
  return marks;
}

bool is_domain(std::string_view text) {
  const std::size_t point = text.rfind('.');
  if (point == std::string_view::npos || point == 0 || text.size() - point < 3 || text.size() - point > 14)
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return letter(c) || digit(c) || c == '.' || c == '-'; }) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(point) + 1, text.end(), letter);
}

Marks link_marks(std::string_view folded, std::uint32_t told) {
  Marks marks = (told & kPhotoWord) ? mark::photo : 0;
  std::string_view host = folded;
  if (host.starts_with("@")) host.remove_prefix(1);
  if (is_domain(host) && !(marks & mark::photo))
    marks |= mark::domain | (is_private_mail(host) ? mark::domain_person : 0);
  return marks;
}

// "1.23456782E+08", as spreadsheets show long numbers.
std::optional<std::string> from_scientific(std::string_view text) {
  bool has_power = false;
  for (const char c : text) {
    has_power = has_power || c == 'e' || c == 'E';
    if (!digit(c) && c != '.' && c != ',' && c != 'e' && c != 'E' && c != '+') return std::nullopt;
  }
  if (!has_power) return std::nullopt;
  std::string plain{text};
  std::replace(plain.begin(), plain.end(), ',', '.');
  plain.erase(std::remove(plain.begin(), plain.end(), '+'), plain.end());
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size() || value < 1e7 || value > 1e15 ||
      value != std::floor(value))
    return std::nullopt;
  return std::to_string(static_cast<long long>(value));
}

// "12 mei 1967", "12-mrt-1967", "May 12, 1967" is left to the header.
Reading read_named_day(std::string_view folded) {
  static constexpr std::array<std::string_view, 12> months{"jan", "feb", "maa", "apr", "mei", "jun",
                                                           "jul", "aug", "sep", "okt", "nov", "dec"};
  std::string text{folded};
  for (char& c : text)
    if (c == '-' || c == '.' || c == '/') c = ' ';
  const auto parts = split(text, ' ');
  if (parts.size() != 3 || !is_digits(parts[0]) || parts[0].size() > 2 || !is_digits(parts[2]) ||
      parts[2].size() != 4 || parts[1].size() < 3)
    return {};
  std::string name = parts[1].substr(0, 3);
  if (name == "mrt" || name == "mar") name = "maa";
  if (name == "may") name = "mei";
  if (name == "oct") name = "okt";
  const auto month = std::find(months.begin(), months.end(), name);
  if (month == months.end()) return {};
  const auto number = month - months.begin() + 1;
  const auto two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return read_day(parts[2] + "-" + two(number) + "-" + two(*parse_int(parts[0])));
}

std::size_t words_in(std::string_view text) {
  std::size_t words = 0;
  for (const std::string_view word : Tokens(text))
    if (std::count_if(word.begin(), word.end(), letter) >= 2) ++words;
  return words;
}

}  // namespace

Marks read_email(std::string_view text) {
  Marks marks = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto local_char = [](char c) {
      return letter(c) || digit(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'';
    };
    std::size_t from = at, to = at + 1;
    while (from > 0 && local_char(text[from - 1])) --from;
    while (to < text.size() && (letter(text[to]) || digit(text[to]) || text[to] == '.' || text[to] == '-')) ++to;
    while (to > at + 1 && text[to - 1] == '.') --to;
    const std::string local = fold(text.substr(from, at - from)), domain = fold(text.substr(at + 1, to - at - 1));
    if (local.empty() || !is_domain(domain)) continue;
    const std::string first = local.substr(0, local.find_first_of(".-_+"));
    const bool role = is_role_mailbox(local) || is_role_mailbox(first) || domain.starts_with(local + ".");
    marks |= role && !is_private_mail(domain) ? mark::email_role : mark::email;
  }
  return marks;
}

Reading read_words(std::string_view text) {
  if (const auto plain = from_scientific(text)) return read_figures(*plain);
  Reading out = read_day(text);
  if (out.marks) return out;
  const std::string folded = fold(text);
  out = text.size() <= 24 ? read_named_day(folded) : Reading{};
  const std::uint32_t told = telling_words(folded);
  const Hotwords hot = hotwords_of(told);
  out.marks |= mark::letters | word_marks(folded, told);
  if (text.find('@') != std::string_view::npos) out.marks |= read_email(text);
  if (text.size() <= 130) out.marks |= code_marks(text);
  out.marks |= inner_code_marks(text);
  if (std::any_of(text.begin(), text.end(), digit) && !(out.marks & (mark::uuid | mark::hash))) {
    out.marks |= run_marks(text, hot) | token_marks(text, hot) | read_address(text);
  }
  if (text.find('.') != std::string_view::npos) out.marks |= link_marks(folded, told);
  if (text.size() <= 80) out.marks |= read_name(text);
  if (words_in(text) >= 5) out.marks |= mark::prose;
  return out;
}

}  // namespace sas::privacy
