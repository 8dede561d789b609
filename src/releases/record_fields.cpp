#include "releases/record_fields.h"

namespace sas::releases {
namespace {

const json::Object& no_object() {
  static const json::Object none;
  return none;
}

const json::Array& no_array() {
  static const json::Array none;
  return none;
}

Bilingual bilingual_of(const json::Object& object) {
  return {json::text_at(object, "nl"), json::text_at(object, "en")};
}

bool is_whole(const Bilingual& text) {
  return !text.nl.empty() && !text.en.empty();
}

}  // namespace

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_dataset_name(std::string_view text) {
  return !text.empty() && text.size() <= 80 && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string RecordFields::path_to(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void RecordFields::note(std::string_view key) {
  wrong_.push_back({path_to(key), "release-invalid"});
}

std::string RecordFields::text_or_empty(std::string_view key) {
  if (has(key) && !object_.at(key).is_string()) note(key);
  return json::text_at(object_, key);
}

std::string RecordFields::text(std::string_view key) {
  std::string out = json::text_at(object_, key);
  if (out.empty()) note(key);
  return out;
}

std::int64_t RecordFields::integer(std::string_view key, std::int64_t least) {
  const json::Value* value = object_.if_contains(key);
  if (value != nullptr && value->is_int64() && value->get_int64() >= least) return value->get_int64();
  note(key);
  return least;
}

std::uint64_t RecordFields::count(std::string_view key) {
  return static_cast<std::uint64_t>(integer(key, 0));
}

Instant RecordFields::instant(std::string_view key) {
  const auto moment = parse_iso_instant(json::text_at(object_, key));
  if (!moment) note(key);
  return moment.value_or(Instant{});
}

std::optional<Date> RecordFields::date_if(std::string_view key) {
  if (!has(key)) return std::nullopt;
  const auto day = parse_iso_date(json::text_at(object_, key));
  if (day) return *day;
  note(key);
  return std::nullopt;
}

Bilingual RecordFields::bilingual_or_empty(std::string_view key) {
  const json::Value* value = object_.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_object() || !is_whole(bilingual_of(value->get_object()))) {
    note(key);
    return {};
  }
  return bilingual_of(value->get_object());
}

Bilingual RecordFields::bilingual(std::string_view key) {
  if (!has(key)) note(key);
  return bilingual_or_empty(key);
}

const json::Array& RecordFields::array(std::string_view key) {
  const json::Value* value = object_.if_contains(key);
  if (value == nullptr) return no_array();
  if (value->is_array()) return value->get_array();
  note(key);
  return no_array();
}

std::vector<Bilingual> RecordFields::bilinguals(std::string_view key) {
  std::vector<Bilingual> out;
  for (const json::Value& item : array(key)) {
    const bool is_good = item.is_object() && is_whole(bilingual_of(item.get_object()));
    if (is_good)
      out.push_back(bilingual_of(item.get_object()));
    else
      note(key);
  }
  return out;
}

std::vector<std::string> RecordFields::texts(std::string_view key) {
  std::vector<std::string> out;
  for (const json::Value& item : array(key)) {
    if (item.is_string())
      out.emplace_back(item.get_string());
    else
      note(key);
  }
  return out;
}

std::string RecordFields::sha256(std::string_view key) {
  std::string out = json::text_at(object_, key);
  if (!is_sha256(out)) note(key);
  return out;
}

RecordFields RecordFields::object(std::string_view key) {
  const json::Value* value = object_.if_contains(key);
  const bool is_there = value != nullptr && value->is_object();
  if (!is_there) note(key);
  return {is_there ? value->get_object() : no_object(), path_to(key), wrong_};
}

std::vector<RecordFields> RecordFields::objects(std::string_view key) {
  std::vector<RecordFields> out;
  for (const json::Value& item : array(key)) {
    if (item.is_object())
      out.emplace_back(item.get_object(), path_to(key) + "[" + std::to_string(out.size()) + "]", wrong_);
    else
      note(key);
  }
  return out;
}

}  // namespace sas::releases
