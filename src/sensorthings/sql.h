#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

/// A statement being put together: values go in as parameters, never into the text.
namespace sas::sensorthings {

struct Sql {
  std::vector<store::Value> params;

  /// The mark that stands for the value: "$3".
  std::string bind(store::Value value) {
    params.push_back(std::move(value));
    return "$" + std::to_string(params.size());
  }
  /// "($3, $4, …)", or a list of nothing that matches nothing. The count is rounded up to a power of two by repeating
  /// the last one, so that the stores keep few statements.
  std::string bind_list(const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return "(NULL)";
    std::size_t size = 1;
    while (size < ids.size()) size *= 2;
    std::string out = "(";
    for (std::size_t i = 0; i < size; ++i) out += (i == 0 ? "" : ", ") + bind(ids[std::min(i, ids.size() - 1)]);
    return out + ")";
  }
  /// The finished text with the parameters that it names, numbered anew: a condition that was given up leaves some
  /// over, and the stores want every parameter used.
  [[nodiscard]] std::string finish(const std::string& text) {
    std::vector<store::Value> used;
    std::vector<std::size_t> number(params.size(), 0);
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
      if (text[i] != '$') {
        out += text[i++];
        continue;
      }
      std::size_t n = 0;
      for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
        n = n * 10 + static_cast<std::size_t>(text[i] - '0');
      std::size_t& now = number.at(n - 1);
      if (now == 0) {
        used.push_back(params[n - 1]);
        now = used.size();
      }
      out += "$" + std::to_string(now);
    }
    params = std::move(used);
    return out;
  }
};

/// More numbers than this do not go into one statement (SQLite takes 32766 parameters).
inline constexpr std::size_t most_ids = 16'384;

}  // namespace sas::sensorthings
