#include "opendata/sections.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostColumns = 2'000;
constexpr int kMostSections = 100;
constexpr std::string_view kMark = "\xef\xbb\xbf";

using Row = std::vector<std::string>;

class Sections {
 public:
  Sections(FileForm::Encoding encoding, const TakeSectionRow& take) : encoding_(encoding), take_(take) {}

  Result<Done> row(Cells cells) {
    if (cells.size() > kMostColumns) return fail(ErrorKind::too_large, "too-many-columns", "2,000 at most");
    const Row now = decoded(cells);
    if (std::all_of(now.begin(), now.end(), [](const std::string& cell) { return trim(cell).empty(); }))
      return end_section();
    if (!width_) return begin(now);
    if (now.size() == *width_) return hand_over(now);
    // A single row that is narrower than what follows is a header that somebody did not finish.
    if (rows_ == 0 && now.size() > *width_) {
      width_ = now.size();
      return hand_over(now);
    }
    if (auto ended = end_section(); !ended) return ended;
    return begin(now);
  }

  Result<Done> end_section() {
    if (width_ && rows_ == 0)
      if (auto taken = hand_header(); !taken) return taken;
    width_.reset();
    return Done{};
  }

 private:
  Result<Done> begin(Row header) {
    if (++section_ > kMostSections) return fail(ErrorKind::invalid, "file-uneven", "the rows have no common width");
    header_ = std::move(header);
    width_ = header_.size();
    rows_ = 0;
    return Done{};
  }

  Result<Done> hand_header() {
    for (std::size_t i = 0; i < *width_; ++i) {
      if (i == header_.size()) header_.emplace_back();
      header_[i] = std::string(trim(header_[i]));
      if (header_[i].empty()) header_[i] = "kolom " + std::to_string(i + 1);
    }
    return hand(0, header_);
  }

  Result<Done> hand_over(const Row& row) {
    if (rows_ == 0)
      if (auto taken = hand_header(); !taken) return taken;
    return hand(++rows_, row);
  }

  Result<Done> hand(std::uint64_t number, const Row& row) {
    views_.assign(row.begin(), row.end());
    return take_(section_, number, views_);
  }

  Row decoded(Cells cells) {
    Row out(cells.begin(), cells.end());
    if (is_first_ && !out.empty() && out[0].starts_with(kMark)) out[0].erase(0, kMark.size());
    is_first_ = false;
    if (encoding_ == FileForm::Encoding::windows_1252)
      for (std::string& cell : out) cell = from_windows_1252(cell);
    return out;
  }

  FileForm::Encoding encoding_;
  const TakeSectionRow& take_;
  int section_ = 0;
  std::optional<std::size_t> width_;  ///< of the section at hand
  Row header_;
  std::uint64_t rows_ = 0;
  std::vector<std::string_view> views_;
  bool is_first_ = true;
};

}  // namespace

Result<Done> read_sections(const std::string& path, char separator, FileForm::Encoding encoding,
                           const TakeSectionRow& take) {
  Sections sections(encoding, take);
  auto read = read_csv_file(path, separator, [&](Cells cells) { return sections.row(cells); });
  if (!read) return read;
  return sections.end_section();
}

}  // namespace sas::opendata
