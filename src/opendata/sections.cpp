#include "opendata/sections.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostColumns = 2'000;
constexpr int kMostSections = 100;

using Row = std::vector<std::string>;

class Sections {
 public:
  Sections(FileForm::Encoding encoding, const TakeSectionRow& take) : encoding_(encoding), take_(take) {}

  Result<Done> row(Cells cells) {
    if (cells.size() > kMostColumns) return fail(ErrorKind::too_large, "too-many-columns", "2,000 at most");
    const Cells now = decoded(cells);
    if (std::all_of(now.begin(), now.end(), [](std::string_view cell) { return trim(cell).empty(); }))
      return end_section();
    if (!width_) return begin({now.begin(), now.end()});
    if (now.size() == *width_) return hand_over(now);
    // A single row that is narrower than what follows is a header that somebody did not finish.
    if (rows_ == 0 && now.size() > *width_) {
      width_ = now.size();
      return hand_over(now);
    }
    if (auto ended = end_section(); !ended) return ended;
    return begin({now.begin(), now.end()});
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
    const std::vector<std::string_view> views(header_.begin(), header_.end());
    return take_(section_, 0, views);
  }

  Result<Done> hand_over(Cells row) {
    if (rows_ == 0)
      if (auto taken = hand_header(); !taken) return taken;
    return take_(section_, ++rows_, row);
  }

  // The cells as UTF-8; they last until the next row.
  Cells decoded(Cells cells) {
    if (encoding_ == FileForm::Encoding::utf8) return cells;
    texts_.clear();
    for (const std::string_view cell : cells) texts_.push_back(from_windows_1252(cell));
    views_.assign(texts_.begin(), texts_.end());
    return views_;
  }

  FileForm::Encoding encoding_;
  const TakeSectionRow& take_;
  int section_ = 0;
  std::optional<std::size_t> width_;  ///< of the section at hand
  Row header_;
  std::uint64_t rows_ = 0;
  std::vector<std::string_view> views_;
  Row texts_;
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
