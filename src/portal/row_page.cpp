#include "portal/row_page.h"

#include <algorithm>
#include <optional>

namespace sas::portal {
namespace {

std::vector<std::size_t> places_of(const RowIndex& index, const std::vector<std::string>& columns) {
  std::vector<std::size_t> out;
  for (const std::string& name : columns) {
    const auto found = std::find(index.header().begin(), index.header().end(), name);
    out.push_back(static_cast<std::size_t>(found - index.header().begin()));
  }
  return out;
}

void add_rows(RowPage& page, std::vector<csv::Row>& rows, const std::vector<std::size_t>& places) {
  page.rows.reserve(rows.size());
  for (csv::Row& row : rows) {
    csv::Row& cells = page.rows.emplace_back();
    cells.reserve(places.size());
    for (const std::size_t place : places) cells.push_back(place < row.size() ? row[place] : std::string());
  }
}

Result<RowPage> read_plain(Library& library, const releases::Release& release, const lake::FileQuestion& question) {
  const auto index = library.rows(release);
  if (!index) return fail(Error(index.error()));
  auto rows = (*index)->read(question.offset, question.limit);
  if (!rows) return fail(std::move(rows));
  RowPage out;
  out.total = (*index)->rows();
  for (std::size_t i = 0; i < rows->size(); ++i) out.numbers.push_back(question.offset + i + 1);
  add_rows(out, *rows, places_of(**index, question.columns));
  return out;
}

/// True when only values are asked for, and the rows in their order.
bool is_by_value(const lake::FileQuestion& question) {
  return !question.filters.empty() && question.words.empty() && question.sort.empty() &&
         question.rows == lake::FileQuestion::Rows::all;
}

/// None when the index cannot tell.
Result<std::optional<RowPage>> read_keyed(const ColumnIndex& index, const lake::FileQuestion& question) {
  const auto found = index.find(question.filters);
  if (!found) return fail(Error(found.error()));
  if (!*found) return std::optional<RowPage>();
  RowPage out;
  out.total = (*found)->count();
  out.numbers = (*found)->page(question.offset, question.limit);
  auto rows = index.rows().pick(out.numbers);
  if (!rows) return fail(std::move(rows));
  // An index that says something else than the table is never believed.
  for (const csv::Row& row : *rows)
    if (!index.fits(row, question.filters)) return fail(ErrorKind::unavailable, "rows-index-lost");
  for (std::uint64_t& number : out.numbers) ++number;
  add_rows(out, *rows, places_of(index.rows(), question.columns));
  return std::optional(std::move(out));
}

}  // namespace

bool is_plain(const lake::FileQuestion& question) {
  return question.filters.empty() && question.words.empty() && question.sort.empty() &&
         question.rows == lake::FileQuestion::Rows::all;
}

Result<RowPage> read_rows(Library& library, const releases::Release& release, const lake::FileQuestion& question) {
  if (is_plain(question)) return read_plain(library, release, question);
  if (const auto index = is_by_value(question) ? library.columns(release) : nullptr) {
    auto page = read_keyed(*index, question);
    if (page && *page) return std::move(**page);
    if (!page) library.discard_columns(release);
  }
  auto answer = library.ask(release, question);
  if (!answer) return fail(std::move(answer));
  RowPage out;
  out.total = answer->total;
  out.numbers = std::move(answer->numbers);
  for (auto& row : answer->rows) {
    csv::Row& cells = out.rows.emplace_back();
    for (lake::FileCell& cell : row) cells.push_back(cell ? std::move(*cell) : std::string());
  }
  return out;
}

Result<RowPage> pick_rows(Library& library, const releases::Release& release, const std::vector<std::string>& columns,
                          std::vector<std::uint64_t> numbers, std::uint64_t total) {
  const auto index = library.rows(release);
  if (!index) return fail(Error(index.error()));
  RowPage out;
  out.total = total;
  out.numbers = std::move(numbers);
  std::vector<std::uint64_t> from_nought = out.numbers;
  for (std::uint64_t& number : from_nought) --number;
  auto rows = (*index)->pick(from_nought);
  if (!rows) return fail(std::move(rows));
  add_rows(out, *rows, places_of(**index, columns));
  return out;
}

}  // namespace sas::portal
