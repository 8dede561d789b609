#include "base/config_folder.h"

#include <algorithm>
#include <filesystem>

namespace sas::config {

std::vector<NamedText> read_folder(const std::string& folder, Problems& problems) {
  std::error_code none;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder, none))
    if (file.path().extension() == ".toml") files.push_back(file.path());
  std::sort(files.begin(), files.end());
  std::vector<NamedText> out;
  for (const auto& file : files) {
    auto text = read_file(file.string());
    if (text)
      out.push_back({file.stem().string(), std::move(*text)});
    else
      problems.push_back({file.filename().string(), "", "the file cannot be read"});
  }
  return out;
}

}  // namespace sas::config
