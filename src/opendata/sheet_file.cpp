#include "opendata/sheet_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "opendata/sheet_parts.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostColumns = 16'384;      // ECMA-376 part 1, 18.3.1.13
constexpr std::size_t kLongestCell = 32'767 * 4;  // characters of up to four bytes
constexpr std::uint64_t kMinutes = 24 * 60;

// "BC12" is column 54, counted from 0.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t out = 0, letters = 0;
  for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 4; ++letters)
    out = out * 26 + static_cast<std::size_t>(reference[letters] - 'A' + 1);
  if (letters == 0 || out > kMostColumns) return std::nullopt;
  return out - 1;
}

// A serial number as a day (18.17.4.1); 1900 counts a 29 February that never was, so days from March 1900 on are right.
std::string day_text(double serial, const Workbook& book) {
  const Date start = book.is_1904 ? make_date(1904, 1, 1) : make_date(1899, 12, 30);
  const double whole = std::floor(serial);
  const std::string day = format_iso_date(start + std::chrono::days{static_cast<int>(whole)});
  const auto minutes = static_cast<std::uint64_t>(std::lround((serial - whole) * static_cast<double>(kMinutes)));
  if (minutes == 0 || minutes >= kMinutes) return day;
  return fmt::format("{} {:02}:{:02}", day, minutes / 60, minutes % 60);
}

/// One sheet as rows of text.
class SheetReader {
 public:
  SheetReader(const Workbook& book, const std::vector<std::string>& texts, const std::vector<char>& days,
              const TakeRow& take)
      : book_(book), texts_(texts), days_(days), take_(take) {}

  [[nodiscard]] XmlHandlers handlers() {
    return {[this](std::string_view name, const XmlAttributes& a) { start(name, a); },
            [this](std::string_view name) { end(name); }, [this](std::string_view text) { value_text(text); }};
  }
  [[nodiscard]] const Result<Done>& outcome() const { return outcome_; }

 private:
  static std::string attribute(const XmlAttributes& all, std::string_view name) {
    const auto found = all.find(name);
    return found == all.end() ? std::string() : found->second;
  }

  void start(std::string_view name, const XmlAttributes& a) {
    if (name == "row") row_.clear();
    if (name == "c") {
      const std::string reference = attribute(a, "r");
      const auto column = reference.empty() ? std::optional(row_.size()) : column_of(reference);
      if (!column) outcome_ = fail(ErrorKind::invalid, "sheet-broken", "a cell without a place");
      at_ = column.value_or(0);
      type_ = attribute(a, "t");
      style_ = static_cast<std::size_t>(parse_int(attribute(a, "s")).value_or(0));
      value_.clear();
    }
    is_value_ = name == "v" || name == "t";
  }

  void value_text(std::string_view text) {
    if (!is_value_ || !outcome_) return;
    if (value_.size() + text.size() > kLongestCell)
      outcome_ = fail(ErrorKind::too_large, "sheet-cell-too-long", "32,767 characters at most");
    else
      value_.append(text);
  }

  void end(std::string_view name) {
    is_value_ = false;
    if (!outcome_) return;
    if (name == "c" && !value_.empty()) {
      if (row_.size() <= at_) row_.resize(at_ + 1);
      row_[at_] = cell();
    }
    if (name == "row") hand_over();
  }

  [[nodiscard]] std::string cell() const {
    if (type_ == "s") {
      const auto place = parse_int(value_);
      return place && static_cast<std::size_t>(*place) < texts_.size() ? texts_[static_cast<std::size_t>(*place)] : "";
    }
    if (type_ == "b") return value_ == "1" ? "true" : "false";
    if (type_ == "str" || type_ == "inlineStr" || type_ == "e" || type_ == "d") return value_;
    const auto number = parse_double(value_);
    const bool is_day = style_ < days_.size() && days_[style_];
    if (!number || !is_day || *number < 0 || *number > 2'958'465) return value_;  // to the year 9999
    return day_text(*number, book_);
  }

  void hand_over() {
    width_ = std::max(width_, row_.size());
    row_.resize(width_);
    views_.assign(row_.begin(), row_.end());
    outcome_ = take_(views_);
  }

  const Workbook& book_;
  const std::vector<std::string>& texts_;
  const std::vector<char>& days_;
  const TakeRow& take_;
  std::vector<std::string> row_;
  std::vector<std::string_view> views_;
  std::size_t at_ = 0, style_ = 0, width_ = 0;
  std::string type_, value_;
  bool is_value_ = false;
  Result<Done> outcome_ = Done{};
};

// Hidden columns and rows, of one sheet.
Result<Done> find_hidden(const ZipFile& zip, const std::string& part, std::set<std::string>& refused) {
  return read_part(zip, part,
                   {[&](std::string_view name, const XmlAttributes& a) {
                      const auto hidden = a.find("hidden");
                      if (hidden == a.end() || (hidden->second != "1" && hidden->second != "true")) return;
                      if (name == "col") refused.insert("hidden-column");
                      if (name == "row") refused.insert("hidden-row");
                    },
                    [](std::string_view) {}, [](std::string_view) {}});
}

Result<Workbook> open_book(const ZipFile& zip) {
  auto book = read_workbook(zip);
  if (!book) return book;
  for (const Workbook::Sheet& sheet : book->sheets)
    if (!sheet.part.empty())
      if (auto looked = find_hidden(zip, sheet.part, book->refused); !looked) return fail(std::move(looked));
  return book;
}

}  // namespace

Result<SheetFile> look_at_sheets(const std::string& path) {
  const auto zip = ZipFile::open(path);
  if (!zip) return fail(Error(zip.error()));
  const auto book = open_book(*zip);
  if (!book) return fail(Error(book.error()));
  SheetFile out;
  for (const Workbook::Sheet& sheet : book->sheets) out.sheets.push_back(sheet.name);
  out.refused.assign(book->refused.begin(), book->refused.end());
  return out;
}

Result<Done> read_sheet(const std::string& path, int number, const TakeRow& take, FileForm::Properties properties) {
  const auto zip = ZipFile::open(path);
  if (!zip) return fail(Error(zip.error()));
  auto book = open_book(*zip);
  if (!book) return fail(Error(book.error()));
  if (properties == FileForm::Properties::leave_out) book->refused.erase("properties");
  if (book->refused == std::set<std::string>{"properties"})
    return fail(ErrorKind::invalid, "sheet-properties", "leave them out, in [file]: properties = \"leave-out\"");
  if (!book->refused.empty())
    return fail(ErrorKind::invalid, "sheet-refused", fmt::format("{}", fmt::join(book->refused, ", ")));
  if (number < 1 || static_cast<std::size_t>(number) > book->sheets.size())
    return fail(ErrorKind::invalid, "section-missing", std::to_string(number));
  const auto texts = read_texts(*zip);
  if (!texts) return fail(Error(texts.error()));
  const auto days = read_day_formats(*zip);
  if (!days) return fail(Error(days.error()));
  SheetReader reader(*book, *texts, *days, take);
  const auto read = read_part(*zip, book->sheets[static_cast<std::size_t>(number) - 1].part, reader.handlers());
  if (!reader.outcome()) return reader.outcome();
  return read;
}

}  // namespace sas::opendata
