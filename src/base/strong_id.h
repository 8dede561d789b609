#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.h"
#include "base/time.h"

namespace sas {

/// An identifier that cannot be mixed up with another kind. The value is a UUID in text form unless the tag says
/// otherwise.
template <typename Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] const std::string& text() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  friend bool operator==(const StrongId&, const StrongId&) = default;
  friend auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  std::string value_;
};

using CaseId = StrongId<struct CaseTag>;
using PersonId = StrongId<struct PersonTag>;  ///< a resident or an organisation, as we know it
using StaffId = StrongId<struct StaffTag>;    ///< an employee
using DocumentId = StrongId<struct DocumentTag>;
using DraftId = StrongId<struct DraftTag>;
using ProductId = StrongId<struct ProductTag>;  ///< folder name in the catalogue, e.g. "parkeervergunning"
using SessionId = StrongId<struct SessionTag>;

/// A new UUID version 7 (RFC 9562): ordered by time, so that indexes stay compact.
[[nodiscard]] std::string new_uuid(const Clock& clock, Random& random);
/// True for the 8-4-4-4-12 form in lower-case hexadecimal digits.
[[nodiscard]] bool is_uuid(std::string_view text);

}  // namespace sas

template <typename Tag>
struct std::hash<sas::StrongId<Tag>> {
  std::size_t operator()(const sas::StrongId<Tag>& id) const noexcept { return std::hash<std::string>{}(id.text()); }
};
