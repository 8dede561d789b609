#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/message.h"

/// A call of the CKAN Action API v3: its arguments, and the envelope around its answer.
namespace sas::portal {

/// Arguments of a call: from the query of GET, or the JSON object or form of POST. Wrong ones are `ckan-argument` with
/// the field. No thread rule.
class CkanArguments {
 public:
  /// Errors: `ckan-body` (no JSON object, no form).
  [[nodiscard]] static Result<CkanArguments> read(const http::Request& request);
  explicit CkanArguments(json::Object values) : values_(std::move(values)) {}

  [[nodiscard]] bool has(std::string_view name) const;
  /// Empty when it is absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] Result<std::string> required(std::string_view name) const;
  /// A whole number from 0 to `most`; beyond it, `most`.
  [[nodiscard]] Result<std::uint64_t> number(std::string_view name, std::uint64_t otherwise, std::uint64_t most) const;
  enum class Flag { no, yes };
  [[nodiscard]] Result<Flag> flag(std::string_view name, Flag otherwise) const;
  /// A list, or a text with commas or with a JSON list in it.
  [[nodiscard]] Result<std::vector<std::string>> list(std::string_view name) const;
  /// A value, or the JSON in a text that begins with `{` or `[`; null when it is absent.
  [[nodiscard]] Result<json::Value> value(std::string_view name) const;

 private:
  json::Object values_;
};

/// A wrong argument, with what to do about it.
[[nodiscard]] Error wrong_argument(std::string_view name, std::string remedy);

/// `result` is JSON text.
[[nodiscard]] http::Response ckan_answer(const std::string& help, const std::string& result);
/// CKAN's form of an error: Not Found Error with 404, Validation Error with 409, and so on.
[[nodiscard]] http::Response ckan_error(const std::string& help, const Error& error);

}  // namespace sas::portal
