#include "opendata/csv_rows.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <memory>

namespace sas::opendata {
namespace {

constexpr std::size_t kLongestRow = std::size_t{16} << 20;
constexpr std::string_view kMark = "\xef\xbb\xbf";
constexpr std::size_t kPiece = std::size_t{1} << 20;

tl::unexpected<Error> bad_quote(std::uint64_t row, std::string_view what) {
  return fail(ErrorKind::invalid, "csv-quote", "row " + std::to_string(row + 1) + ": " + std::string(what));
}

}  // namespace

Result<Done> CsvRows::feed(std::string_view piece) {
  text_.erase(0, at_);
  at_ = 0;
  text_.append(piece);
  return take_rows();
}

Result<Done> CsvRows::finish() {
  is_last_ = true;
  if (auto taken = take_rows(); !taken) return taken;
  if (at_ < text_.size()) return bad_quote(rows_, "a quote is not closed");
  return Done{};
}

Result<Done> CsvRows::take_rows() {
  if (is_start_) {
    if (text_.size() < kMark.size() && !is_last_) return Done{};
    is_start_ = false;
    if (text_.starts_with(kMark)) at_ = kMark.size();
  }
  while (at_ < text_.size()) {
    const Row found = find_row();
    if (found == Row::broken) return bad_quote(rows_, "there is text behind a closing quote");
    if (found == Row::cut) {
      if (text_.size() - at_ > kLongestRow)
        return fail(ErrorKind::too_large, "csv-row-too-long", "a row is longer than 16 MiB, or a quote is not closed");
      return Done{};
    }
    if (auto taken = hand_over(); !taken) return taken;
  }
  return Done{};
}

// Notes the cells of the row at at_ and moves at_ behind it, if the row is whole.
CsvRows::Row CsvRows::find_row() {
  cells_.clear();
  const std::size_t start = at_;
  std::size_t at = start;
  for (;;) {
    if (at < text_.size() && text_[at] == '"') {
      at_ = at;
      const Row quoted = find_quoted();
      at = at_;
      at_ = start;
      if (quoted != Row::whole) return quoted;
    } else {
      const std::size_t begin = at;
      at = end_of_plain(at);
      std::size_t end = at;
      if (end > begin && text_[end - 1] == '\r' && (at == text_.size() || text_[at] == '\n')) --end;
      cells_.push_back({begin, end});
    }
    if (at == text_.size()) {
      if (!is_last_) return Row::cut;
      at_ = at;
      return Row::whole;
    }
    const char ended_by = text_[at++];
    if (ended_by == '\n') {
      at_ = at;
      return Row::whole;
    }
  }
}

// The separator or line feed from `at` on, or the end. A quote inside a plain cell is a character like others.
std::size_t CsvRows::end_of_plain(std::size_t at) const {
  const char* const text = text_.data();
  for (; text_.size() - at >= 16; at += 16)
    for (std::uint32_t hits = scan_.sixteen(text + at); hits != 0; hits &= hits - 1) {
      const std::size_t hit = at + static_cast<std::size_t>(std::countr_zero(hits));
      if (text[hit] != '"') return hit;
    }
  while (at < text_.size() && text[at] != separator_ && text[at] != '\n') ++at;
  return at;
}

// A quoted cell at at_, which moves behind its closing quote and a carriage return.
CsvRows::Row CsvRows::find_quoted() {
  Cell cell{at_ + 1, 0, false, true};
  std::size_t close = text_.find('"', cell.begin);
  for (;; close = text_.find('"', close + 2)) {
    if (close == std::string::npos) return Row::cut;
    if (close + 1 == text_.size() && !is_last_) return Row::cut;
    if (close + 1 == text_.size() || text_[close + 1] != '"') break;
    cell.has_doubled = true;
  }
  cell.end = close;
  cells_.push_back(cell);
  at_ = close + 1;
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ == text_.size()) return Row::whole;
  return text_[at_] == separator_ || text_[at_] == '\n' ? Row::whole : Row::broken;
}

std::string_view CsvRows::plain(const Cell& cell) {
  std::size_t end = cell.end;
  if (cell.has_doubled) {
    end = cell.begin;
    for (std::size_t i = cell.begin; i < cell.end; ++i) {
      text_[end++] = text_[i];
      if (text_[i] == '"') ++i;
    }
  }
  return std::string_view(text_).substr(cell.begin, end - cell.begin);
}

Result<Done> CsvRows::hand_over() {
  if (cells_.size() == 1 && cells_[0].begin == cells_[0].end && !cells_[0].is_quoted) return Done{};
  views_.clear();
  for (const Cell& cell : cells_) views_.push_back(plain(cell));
  ++rows_;
  return take_(views_);
}

Result<Done> read_pieces(const std::string& path, const std::function<Result<Done>(std::string_view)>& take) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) return fail(ErrorKind::unavailable, "file-unreadable", path);
  std::string piece(kPiece, '\0');
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), file.get()))
    if (auto taken = take(std::string_view(piece).substr(0, got)); !taken) return taken;
  if (std::ferror(file.get()) != 0) return fail(ErrorKind::unavailable, "file-unreadable", path);
  return Done{};
}

Result<Done> read_csv_file(const std::string& path, char separator, TakeRow take) {
  CsvRows rows(separator, std::move(take));
  auto read = read_pieces(path, [&](std::string_view piece) { return rows.feed(piece); });
  return read ? rows.finish() : read;
}

void CsvText::add_cell(std::string_view cell) {
  const auto needs_quotes = [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; };
  if (std::none_of(cell.begin(), cell.end(), needs_quotes)) {
    text_ += cell;
    return;
  }
  text_ += '"';
  for (const char c : cell) {
    text_ += c;
    if (c == '"') text_ += c;
  }
  text_ += '"';
}

void CsvText::add(Cells cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += ',';
    add_cell(cells[i]);
  }
  // A row of one empty cell would be an empty line, which readers pass over.
  if (cells.size() == 1 && cells[0].empty()) text_ += "\"\"";
  text_ += "\r\n";
}

}  // namespace sas::opendata
