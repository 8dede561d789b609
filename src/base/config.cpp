#include "base/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sas::config {
namespace {

std::string list_of(const std::vector<std::string_view>& allowed) {
  std::string out;
  for (const auto word : allowed) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

json::Value to_json(const toml::node& node);

json::Object to_json(const toml::table& table) {
  json::Object object;
  for (const auto& [key, value] : table) object[std::string_view(key)] = to_json(value);
  return object;
}

json::Value to_json(const toml::node& node) {
  if (const auto* table = node.as_table()) return to_json(*table);
  if (const auto* array = node.as_array()) {
    json::Array out;
    for (const auto& item : *array) out.push_back(to_json(item));
    return out;
  }
  if (const auto* text = node.as_string()) return json::Value(std::string_view(text->get()));
  if (const auto* number = node.as_integer()) return json::Value(number->get());
  if (const auto* real = node.as_floating_point()) return json::Value(real->get());
  if (const auto* flag = node.as_boolean()) return json::Value(flag->get());
  if (const auto* date = node.as_date()) {
    const toml::date& d = date->get();
    return json::Value(fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day));
  }
  return json::Value(nullptr);
}

const json::Object& no_object() {
  static const json::Object none;
  return none;
}

}  // namespace

Result<json::Object> parse_toml(std::string_view text) {
  try {
    return to_json(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::invalid, "toml-invalid",
                fmt::format("line {}, column {}: {}", error.source().begin.line, error.source().begin.column,
                            error.description()));
  }
}

Result<std::string> read_file(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return fail(ErrorKind::not_found, "file-missing", path);
  const std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  if (!in || !out) return fail(ErrorKind::unavailable, "file-unreadable", path);
  return std::move(out).str();
}

std::string to_text(const Problems& problems) {
  std::string out;
  for (const Problem& p : problems) out += fmt::format("{}: {}: {}\n", p.file, p.field, p.remedy);
  return out;
}

void Table::note(std::string_view key, std::string remedy) {
  problems_.push_back({file_, path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key), std::move(remedy)});
}

const json::Value* Table::find_if(std::string_view key) {
  seen_.emplace(key);
  return object_.if_contains(key);
}

const json::Value* Table::find(std::string_view key, std::string_view type) {
  const json::Value* value = find_if(key);
  if (value == nullptr) note(key, fmt::format("add this field; it is {}", type));
  return value;
}

std::string Table::text(std::string_view key) {
  const json::Value* value = find(key, "a text");
  if (value == nullptr) return {};
  if (!value->is_string() || trim(std::string_view(value->get_string())).empty()) {
    note(key, "give it a text that is not empty");
    return {};
  }
  return std::string(value->get_string());
}

std::string Table::text_or(std::string_view key, std::string otherwise) {
  return find_if(key) == nullptr ? std::move(otherwise) : text(key);
}

std::string Table::word(std::string_view key, const std::vector<std::string_view>& allowed) {
  std::string value = text(key);
  if (!value.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    note(key, fmt::format("\"{}\" is not known; choose one of: {}", value, list_of(allowed)));
    return {};
  }
  return value;
}

std::string Table::word_or(std::string_view key, const std::vector<std::string_view>& allowed, std::string otherwise) {
  return find_if(key) == nullptr ? std::move(otherwise) : word(key, allowed);
}

std::vector<std::string> Table::texts(std::string_view key) {
  const json::Value* value = find(key, "a list of texts");
  std::vector<std::string> out;
  if (value == nullptr) return out;
  if (!value->is_array()) {
    note(key, "make it a list of texts");
    return out;
  }
  for (const json::Value& item : value->get_array()) {
    if (item.is_string())
      out.emplace_back(item.get_string());
    else
      note(key, "put only texts in this list");
  }
  return out;
}

std::vector<std::string> Table::words(std::string_view key, const std::vector<std::string_view>& allowed) {
  std::vector<std::string> values = texts(key);
  if (values.empty() && has(key)) note(key, fmt::format("name at least one of: {}", list_of(allowed)));
  for (const std::string& value : values)
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
      note(key, fmt::format("\"{}\" is not known; choose from: {}", value, list_of(allowed)));
  return values;
}

std::optional<std::int64_t> Table::integer_if(std::string_view key) {
  const json::Value* value = find_if(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  note(key, "make it a whole number");
  return std::nullopt;
}

std::int64_t Table::integer(std::string_view key) {
  if (find(key, "a whole number") == nullptr) return 0;
  return integer_if(key).value_or(0);
}

bool Table::boolean_or(std::string_view key, bool otherwise) {
  const json::Value* value = find_if(key);
  if (value == nullptr) return otherwise;
  if (value->is_bool()) return value->get_bool();
  note(key, "make it true or false");
  return otherwise;
}

bool Table::boolean(std::string_view key) {
  if (find(key, "true or false") == nullptr) return false;
  return boolean_or(key, false);
}

std::optional<Date> Table::date_if(std::string_view key) {
  const json::Value* value = find_if(key);
  if (value == nullptr) return std::nullopt;
  const auto date = value->is_string() ? parse_iso_date(std::string_view(value->get_string()))
                                       : fail(ErrorKind::invalid, "date-invalid");
  if (date) return *date;
  note(key, "make it a date such as 2026-03-01");
  return std::nullopt;
}

Date Table::date(std::string_view key) {
  if (find(key, "a date such as 2026-03-01") == nullptr) return Date{};
  return date_if(key).value_or(Date{});
}

Bilingual Table::own_texts() {
  return Bilingual{text("nl"), text("en")};
}

Bilingual Table::bilingual(std::string_view key) {
  const json::Value* value = find(key, "a table with nl and en");
  if (value == nullptr) return {};
  if (!value->is_object()) {
    note(key, "make it a table with nl and en");
    return {};
  }
  Table inner = table(key);
  Bilingual out = inner.own_texts();
  inner.done();
  return out;
}

Bilingual Table::bilingual_or_empty(std::string_view key) {
  return find_if(key) == nullptr ? Bilingual{} : bilingual(key);
}

Table Table::table(std::string_view key) {
  const json::Value* value = find(key, "a table");
  std::string path = path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
  if (value != nullptr && !value->is_object()) note(key, "make it a table");
  const json::Object& object = value != nullptr && value->is_object() ? value->get_object() : no_object();
  return Table(object, file_, std::move(path), problems_);
}

std::vector<Table> Table::tables(std::string_view key) {
  std::vector<Table> out;
  const json::Value* value = find_if(key);
  if (value == nullptr) return out;
  if (!value->is_array()) {
    note(key, "make it a list of tables");
    return out;
  }
  const json::Array& array = value->get_array();
  for (std::size_t i = 0; i < array.size(); ++i) {
    const std::string path = fmt::format("{}{}{}[{}]", path_, path_.empty() ? "" : ".", key, i + 1);
    if (array[i].is_object())
      out.emplace_back(array[i].get_object(), file_, path, problems_);
    else
      note(key, "put only tables in this list");
  }
  return out;
}

void Table::done() {
  for (const auto& entry : object_) {
    const std::string_view key(entry.key().data(), entry.key().size());
    if (seen_.find(key) == seen_.end()) note(key, "this field is not known; correct its name or take it out");
  }
}

}  // namespace sas::config
