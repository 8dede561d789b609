#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sas::feeds {

/// A member of a JSON object as a number or truth. Sources write one field now as a number and then as a text: both are
/// read, and `repaired` says that the type was put right.
struct JsonCell {
  enum class What { missing, good, wrong } what = What::missing;  ///< null, absent and "" are missing
  double value = 0;
  bool repaired = false;
};

[[nodiscard]] JsonCell number_cell(const json::Object& object, std::string_view key);
/// true, false, "true", "False": 1 and 0.
[[nodiscard]] JsonCell truth_cell(const json::Object& object, std::string_view key);
/// The object at `key`, or null.
[[nodiscard]] const json::Object* object_at(const json::Object& object, std::string_view key);
/// The array at `key`, or null.
[[nodiscard]] const json::Array* array_at(const json::Object& object, std::string_view key);

}  // namespace sas::feeds
