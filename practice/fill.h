#pragma once
#include <span>
#include <string>

namespace sas::practice {

/// `practice-town fill …`: writes a town with its cases into the records of a site. Returns an exit code.
[[nodiscard]] int fill(std::span<const std::string> args);

}  // namespace sas::practice
