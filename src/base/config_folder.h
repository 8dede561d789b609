#pragma once
#include <string>
#include <vector>

#include "base/config.h"

namespace sas::config {

/// A TOML file of a folder, not read as TOML yet.
struct NamedText {
  std::string name;  ///< of the file, without ".toml"
  std::string text;
};

/// All TOML files that stand in a folder, in the order of their names; a folder that is not there has none. What cannot
/// be read is noted in `problems`.
[[nodiscard]] std::vector<NamedText> read_folder(const std::string& folder, Problems& problems);

}  // namespace sas::config
