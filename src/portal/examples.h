#pragma once
#include <string>
#include <vector>

namespace sas::portal {

/// A piece of a program that anybody can copy and run as it stands. The tests run every one of them.
struct Example {
  std::string language;  ///< "curl", "Python", "R", "JavaScript"
  std::string runner;    ///< the command that reads it from standard input
  std::string code;
};

/// The first rows of a set in four languages; each prints how many rows the set has. Pure.
[[nodiscard]] std::vector<Example> examples(const std::string& public_url, const std::string& dataset);
/// One call of an API that answers with JSON, in the same four languages; each prints the answer. Pure.
[[nodiscard]] std::vector<Example> calls(const std::string& url);

}  // namespace sas::portal
