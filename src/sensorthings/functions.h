#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "sensorthings/value.h"

/// The functions of 18-088 tables 23 to 25, and those on intervals that its best known server adds.
namespace sas::sensorthings {

/// Least and most arguments; none for an unknown name.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> arguments_of(std::string_view name);
/// Null when an argument is null or of a type it has no meaning for. The number of arguments was checked.
[[nodiscard]] Value call(std::string_view name, std::span<const Value> args, Moment now);

}  // namespace sas::sensorthings
