#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lake/lake.h"

/// A question to the lake being put together: values go in as parameters, never into the text.
namespace sas::sensorthings {

struct LakeSql {
  std::vector<lake::Cell> params;

  std::string bind(lake::Cell value) {
    params.push_back(std::move(value));
    return "$" + std::to_string(params.size());
  }
  /// A list of numbers to stand behind IN; many go in as one parameter.
  std::string bind_list(const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return "(SELECT 1 WHERE false)";
    // A few stand by themselves: then the engine can skip what lies outside.
    if (ids.size() <= 8) {
      std::string marks;
      for (const std::int64_t id : ids) marks += (marks.empty() ? "" : ", ") + bind(id);
      return "(" + marks + ")";
    }
    std::string text;
    for (const std::int64_t id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
    return "(SELECT unnest(CAST(string_split(" + bind(std::move(text)) + ", ',') AS BIGINT[])))";
  }
};

}  // namespace sas::sensorthings
