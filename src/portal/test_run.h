#pragma once
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <string>

/// For the tests of this room: programs of others.
namespace sas::portal::testing {

/// What a command printed, and how it ended.
struct Ran {
  std::string output;
  int status = 0;
};
inline Ran run(const std::string& command) {
  Ran out;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> block{};
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe)) out.output.append(block.data(), n);
  out.status = ::pclose(pipe);
  return out;
}

}  // namespace sas::portal::testing
