#pragma once
#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

/// The one door to JSON. Other rooms write `json::Value` and never name the library behind it.
namespace sas::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// Parses one document; depth at most 32; errors `json-invalid`.
[[nodiscard]] Result<Value> parse(std::string_view text);
/// The same with another limit to the depth, for a source of our own that nests deeply.
[[nodiscard]] Result<Value> parse(std::string_view text, std::size_t max_depth);
/// Compact text.
[[nodiscard]] std::string write(const Value& value);
/// Keys sorted bytewise, no white space: equal values give equal bytes (the subset of RFC 8785 that needs no floats).
[[nodiscard]] std::string write_canonical(const Value& value);
/// A number that people may see: whole ones without a fraction or an exponent.
[[nodiscard]] Value number(double value);
/// The string at `key`, or empty when it is absent or of another type.
[[nodiscard]] std::string text_at(const Object& object, std::string_view key);
/// The whole number at `key`, or `otherwise`.
[[nodiscard]] std::int64_t int_at(const Object& object, std::string_view key, std::int64_t otherwise = 0);

}  // namespace sas::json
