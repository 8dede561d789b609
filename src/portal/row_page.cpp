#include "portal/row_page.h"

#include <algorithm>

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

Result<RowPage> read_plain(Library& library, const releases::Release& release, const lake::FileQuestion& question) {
  const auto index = library.rows(release);
  if (!index) return fail(Error(index.error()));
  auto rows = (*index)->read(question.offset, question.limit);
  if (!rows) return fail(std::move(rows));
  const std::vector<std::size_t> places = places_of(**index, question.columns);
  RowPage out;
  out.total = (*index)->rows();
  out.rows.reserve(rows->size());
  for (csv::Row& row : *rows) {
    out.numbers.push_back(question.offset + out.numbers.size() + 1);
    csv::Row& cells = out.rows.emplace_back();
    cells.reserve(places.size());
    for (const std::size_t place : places) cells.push_back(place < row.size() ? std::move(row[place]) : std::string());
  }
  return out;
}

}  // namespace

bool is_plain(const lake::FileQuestion& question) {
  return question.filters.empty() && question.words.empty() && question.sort.empty() &&
         question.rows == lake::FileQuestion::Rows::all;
}

Result<RowPage> read_rows(Library& library, const releases::Release& release, const lake::FileQuestion& question) {
  if (is_plain(question)) return read_plain(library, release, question);
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

}  // namespace sas::portal
