#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

/// JSON written straight into a text: answers are large, and a tree of values would be built only to be taken down.
namespace sas::sensorthings {

/// With quotes; appends. The text must be UTF-8.
void append_quoted(std::string& out, std::string_view text);
/// The shortest digits that read back as the same number; whole numbers without a point. Must be finite.
void append_number(std::string& out, double value);
void append_number(std::string& out, std::int64_t value);

/// Any value, its numbers as append_number writes them. Appends.
void append_json(std::string& out, const json::Value& value);
[[nodiscard]] std::string json_text(const json::Value& value);

/// The commas and names of one object. Opens with the first member.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }
  /// Appends the name; the value must be appended next.
  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_quoted(out_, name);
    out_ += ':';
    return out_;
  }
  void text(std::string_view name, std::string_view value) { append_quoted(member(name), value); }
  void raw(std::string_view name, std::string_view json) { member(name) += json; }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace sas::sensorthings
