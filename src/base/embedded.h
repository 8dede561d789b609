#pragma once
#include <string_view>

namespace sas::embedded {

/// A file that was built into the binary; see cmake/embed.cmake.
struct File {
  std::string_view name;     ///< file name without its folder
  std::string_view content;  ///< the bytes, for the life of the program
};

}  // namespace sas::embedded
