#include "base/json.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sas::json {
namespace {

void write_sorted(const Value& value, std::string& out) {
  if (const auto* object = value.if_object()) {
    std::vector<std::string_view> keys;
    for (const auto& entry : *object) keys.emplace_back(entry.key().data(), entry.key().size());
    std::sort(keys.begin(), keys.end());
    out += '{';
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i > 0) out += ',';
      out += boost::json::serialize(boost::json::string(keys[i]));
      out += ':';
      write_sorted(object->at(keys[i]), out);
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      write_sorted((*array)[i], out);
    }
    out += ']';
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

Result<Value> parse(std::string_view text) {
  return parse(text, 32);
}

Result<Value> parse(std::string_view text, std::size_t max_depth) {
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = max_depth;
  Value value = boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return fail(ErrorKind::invalid, "json-invalid", error.message());
  return value;
}

std::string write(const Value& value) {
  return boost::json::serialize(value);
}

std::string write_canonical(const Value& value) {
  std::string out;
  write_sorted(value, out);
  return out;
}

Value number(double value) {
  constexpr double exact = 9007199254740992.0;  // 2^53: beyond it whole numbers are not all to be told apart
  if (std::abs(value) < exact && value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

std::string text_at(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

std::int64_t int_at(const Object& object, std::string_view key, std::int64_t otherwise) {
  const Value* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64()) return otherwise;
  return value->get_int64();
}

}  // namespace sas::json
