#include "suppliers/row_file.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "opendata/csv_rows.h"
#include "portal/ckan_call.h"

namespace sas::suppliers {
namespace {

using portal::wrong_argument;

std::optional<std::string> text_of(const json::Value& value) {
  if (value.is_null()) return std::string();
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_object() || value.is_array()) return std::nullopt;
  return json::write(value);
}

std::optional<std::size_t> place_of(const std::vector<std::string>& columns, std::string_view name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

Result<std::vector<std::size_t>> places_of(const std::vector<std::string>& columns,
                                           const std::vector<std::string>& names) {
  std::vector<std::size_t> out;
  for (const std::string& name : names) {
    const auto place = place_of(columns, name);
    if (!place) return fail(wrong_argument("primary_key", "There is no column \"" + name + "\""));
    out.push_back(*place);
  }
  return out;
}

std::vector<std::string> key_of(const RowTexts& row, const std::vector<std::size_t>& places) {
  std::vector<std::string> out;
  for (const std::size_t place : places) out.push_back(row[place]);
  return out;
}

}  // namespace

Result<RowTable> read_rows(const std::string& path) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) > most_changed || error)
    return fail(error ? Error{ErrorKind::not_found, "rows-unreadable", "there are no rows yet", {}}
                      : Error{ErrorKind::too_large, "rows-too-large", "bring this file whole: resource_create", {}});
  RowTable out;
  bool is_header = true;
  const auto read = opendata::read_csv_file(path, ',', [&](opendata::Cells cells) -> Result<Done> {
    RowTexts row(cells.begin(), cells.end());
    if (is_header)
      out.columns = std::move(row);
    else if (row.size() != out.columns.size())
      return fail(ErrorKind::conflict, "rows-unreadable", "the file that is there has rows of another width");
    else
      out.rows.push_back(std::move(row));
    is_header = false;
    return Done{};
  });
  if (!read) return fail(Error(read.error()));
  return out;
}

Result<Done> write_rows(const RowTable& table, const std::string& path) {
  const std::string waiting = path + "." + std::to_string(::getpid()) + ".part";
  opendata::CsvText text;
  std::ofstream out(waiting, std::ios::binary | std::ios::trunc);
  const auto add = [&](const RowTexts& row) {
    text.add(std::vector<std::string_view>(row.begin(), row.end()));
    if (text.text().size() < (std::size_t{1} << 20U)) return;
    out << text.text();
    text.clear();
  };
  add(table.columns);
  for (const RowTexts& row : table.rows) add(row);
  out << text.text();
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(waiting, path, error);
  if (out && !error) return Done{};
  std::filesystem::remove(waiting, error);
  return fail(ErrorKind::unavailable, "rows-unwritable", "the rows could not be kept: try again later");
}

Result<RowTexts> row_from(const json::Value& record, const std::vector<std::string>& columns) {
  const json::Object* object = record.if_object();
  if (object == nullptr) return fail(wrong_argument("records", "Each record must be an object {column: value}"));
  RowTexts out(columns.size());
  for (const auto& [name, value] : *object) {
    if (name == "_id") continue;
    const auto place = place_of(columns, name);
    if (!place) return fail(wrong_argument("records", "There is no column \"" + std::string(name) + "\""));
    auto text = text_of(value);
    if (!text) return fail(wrong_argument("records", "A value must be a text, a number, true, false or null"));
    out[*place] = std::move(*text);
  }
  return out;
}

Result<Done> merge_rows(RowTable& table, std::vector<RowTexts> rows, const std::vector<std::string>& key_columns,
                        Merge how) {
  const auto places = places_of(table.columns, key_columns);
  if (!places) return fail(Error(places.error()));
  std::map<std::vector<std::string>, std::size_t> known;
  if (!places->empty())
    for (std::size_t i = 0; i < table.rows.size(); ++i) known.emplace(key_of(table.rows[i], *places), i);
  for (RowTexts& row : rows) {
    const auto key = key_of(row, *places);
    const auto there = places->empty() ? known.end() : known.find(key);
    if (there != known.end() && how == Merge::insert)
      return fail(wrong_argument("records", "A row with that key is there already: use method upsert"));
    if (there == known.end() && how == Merge::update)
      return fail(wrong_argument("records", "There is no row with that key: use method upsert"));
    if (there != known.end()) {
      table.rows[there->second] = std::move(row);
      continue;
    }
    if (!places->empty()) known.emplace(key, table.rows.size());
    table.rows.push_back(std::move(row));
  }
  return Done{};
}

Result<std::size_t> remove_rows(RowTable& table, const json::Object& filters) {
  std::vector<std::pair<std::size_t, std::string>> wanted;
  for (const auto& [name, value] : filters) {
    const auto place = place_of(table.columns, name);
    const auto text = text_of(value);
    if (!place || !text)
      return fail(wrong_argument("filters", "Must be an object {column: value} with columns that exist"));
    wanted.emplace_back(*place, *text);
  }
  return std::erase_if(table.rows, [&](const RowTexts& row) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) { return row[one.first] == one.second; });
  });
}

}  // namespace sas::suppliers
