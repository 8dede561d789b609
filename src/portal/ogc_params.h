#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "releases/release.h"

/// Parameters that the doors of OGC share (OGC 17-069r4 clauses 7.14 and 7.15). Pure.
namespace sas::portal {

/// `parameter-invalid` with the field and what it must be.
[[nodiscard]] Error invalid_parameter(std::string_view name, std::string remedy);
/// `parameter-unknown` with the field.
[[nodiscard]] Error unknown_parameter(const std::string& name);
/// The whole number in that field, or `otherwise` when it is absent; above `most` it is `most` (requirement 22).
[[nodiscard]] Result<std::uint64_t> number_at(const http::Fields& fields, std::string_view name,
                                              std::uint64_t otherwise, std::uint64_t least, std::uint64_t most);
/// Four numbers, or six with heights that say nothing here; none otherwise.
[[nodiscard]] std::optional<releases::Extent> read_box(const std::string& text);

/// What `datetime` says: dates or moments as they were written; empty for an open end.
struct TimeSpan {
  std::string from, until;
};
/// "2026-01-01", "2026-01-01T10:00:00Z", "a/b", "../b", "a/..". Error `parameter-invalid`.
[[nodiscard]] Result<TimeSpan> read_time_span(const std::string& text);

}  // namespace sas::portal
