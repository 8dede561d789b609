#include "feeds/json_cell.h"

#include "base/text.h"
#include "feeds/fields.h"

namespace sas::feeds {

using What = JsonCell::What;

JsonCell number_cell(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  if (value->is_string()) {
    const std::string_view text = strip(std::string_view(value->get_string()));
    if (text.empty()) return {};
    const auto number = decimal(text);
    if (!number) return {What::wrong, 0, false};
    return {What::good, *number, true};
  }
  if (!value->is_number()) return {What::wrong, 0, false};
  return {What::good, value->to_number<double>(), false};
}

JsonCell truth_cell(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  if (value->is_bool()) return {What::good, value->get_bool() ? 1.0 : 0.0, false};
  if (!value->is_string()) return {What::wrong, 0, false};
  const std::string text = fold(strip(std::string_view(value->get_string())));
  if (text.empty()) return {};
  if (text == "true") return {What::good, 1, true};
  if (text == "false") return {What::good, 0, true};
  return {What::wrong, 0, false};
}

const json::Object* object_at(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const json::Array* array_at(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

}  // namespace sas::feeds
