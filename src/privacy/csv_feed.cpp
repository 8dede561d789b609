#include "privacy/csv_feed.h"

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "privacy/byte_scan.h"

namespace sas::privacy {
namespace {

constexpr std::size_t kLongestRow = 16U << 20;

char separator_of(std::string_view line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t'}) {
    const auto found = std::count(line.begin(), line.end(), candidate);
    if (found > most) most = found, best = candidate;
  }
  return best;
}

bool is_empty_row(const std::vector<std::string_view>& cells) {
  return cells.size() == 1 && cells[0].empty();
}

}  // namespace

Result<Done> CsvFeed::feed(std::string_view chunk) {
  if (rest_.empty()) {
    const std::size_t used = take_rows(chunk);
    rest_.assign(chunk.substr(used));
  } else {
    // The rest of the row that was cut goes first; after it the chunk is read where it stands.
    const std::size_t line = chunk.find('\n');
    const std::size_t head = line == std::string_view::npos ? chunk.size() : line + 1;
    rest_.append(chunk.substr(0, head));
    rest_.erase(0, take_rows(rest_));
    const std::string_view tail = chunk.substr(head);
    if (rest_.empty()) {
      rest_.assign(tail.substr(take_rows(tail)));
    } else if (!tail.empty()) {
      rest_.append(tail);
      rest_.erase(0, take_rows(rest_));
    }
  }
  if (rest_.size() > kLongestRow)
    return fail(ErrorKind::too_large, "csv-row-too-long", "a row is longer than 16 MiB, or a quote is not closed");
  return Done{};
}

// Takes every whole row; the number of bytes that were used. Quotes are only special at the start of a cell.
std::size_t CsvFeed::take_rows(std::string_view text) {
  if (!begun_) {
    const std::size_t line = text.find('\n');
    if (line == std::string_view::npos) return 0;
    start(text.substr(0, line));
  }
  const ByteScan scan(separator_);
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* row_start = begin;
  const char* at = begin;
  if (!judge_ && text.starts_with("\xef\xbb\xbf")) row_start = at = begin + 3;
  cell_start_ = at;
  cells_.clear();
  unquoted_used_ = 0;
  const auto special = [&](const char* here) {
    if (*here == '\n')
      end_row(here), row_start = here + 1;
    else if (*here == separator_)
      end_cell(here);
  };
  while (at < end) {
    if (at == cell_start_ && *at == '"') {  // a quoted cell: to the quote that is not doubled
      const char* close = at + 1;
      while (close < end && !(*close == '"' && (close + 1 == end || close[1] != '"'))) close += *close == '"' ? 2 : 1;
      if (close >= end || close + 1 == end) break;
      at = close + 1;
      continue;
    }
    if (end - at >= 16) {
      std::uint32_t bits = scan.sixteen(at);
      const char* const block = at;
      at += 16;
      for (; bits != 0; bits &= bits - 1) {
        const char* here = block + std::countr_zero(bits);
        if (*here != '"') {
          special(here);
        } else if (here == cell_start_) {
          at = here;
          break;
        }
      }
    } else {
      if (*at == '\n' || *at == separator_) special(at);
      ++at;
    }
  }
  return static_cast<std::size_t>(row_start - begin);
}

void CsvFeed::end_cell(const char* end) {
  const std::string_view cell(cell_start_, static_cast<std::size_t>(end - cell_start_));
  cell_start_ = end + 1;
  cells_.push_back(cell.size() >= 2 && cell.front() == '"' && cell.back() == '"' ? unquoted(cell) : cell);
}

std::string_view CsvFeed::unquoted(std::string_view quoted) {
  const std::string_view cell = quoted.substr(1, quoted.size() - 2);
  if (cell.find('"') == std::string_view::npos) return cell;
  if (unquoted_used_ == unquoted_.size()) unquoted_.emplace_back();
  std::string& plain = unquoted_[unquoted_used_++];
  plain.clear();
  for (std::size_t i = 0; i < cell.size(); ++i) {
    plain += cell[i];
    if (cell[i] == '"' && i + 1 < cell.size() && cell[i + 1] == '"') ++i;
  }
  return plain;
}

void CsvFeed::end_row(const char* end) {
  const char* last = end > cell_start_ && end[-1] == '\r' ? end - 1 : end;
  end_cell(last);
  cell_start_ = end + 1;
  if (!is_empty_row(cells_)) {
    if (judge_) {
      judge_->row(cells_);
    } else {
      std::vector<std::string> header;
      for (const std::string_view cell : cells_) header.emplace_back(trim(cell));
      judge_.emplace(set_, std::move(header));
    }
  }
  cells_.clear();
  unquoted_used_ = 0;
}

void CsvFeed::start(std::string_view first_line) {
  separator_ = separator_of(first_line);
  begun_ = true;
}

Result<Report> CsvFeed::finish() {
  if (!rest_.empty()) {
    rest_ += '\n';
    const std::size_t used = take_rows(rest_);
    if (used < rest_.size())
      return fail(ErrorKind::invalid, "csv-quote", "the last row has a quote that is not closed");
    rest_.clear();
  }
  if (!judge_) return fail(ErrorKind::invalid, "csv-empty", "there is no header: the first line names the columns");
  return judge_->finish();
}

}  // namespace sas::privacy
