#pragma once
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sensorthings/model.h"
#include "sensorthings/options.h"

namespace sas::sensorthings {

/// $select held against an entity type (18-088 clause 9.3.2.2). Names inside a property select the whole property.
class Selection {
 public:
  /// Everything.
  Selection() = default;
  /// Errors `url-invalid` with the name that the type does not have.
  [[nodiscard]] static Result<Selection> of(const EntityType& type, const Options& options);

  [[nodiscard]] bool everything() const { return names_.empty(); }
  [[nodiscard]] bool has(std::string_view name) const { return names_.empty() || names_.find(name) != names_.end(); }
  /// @iot.id, by either of its names.
  [[nodiscard]] bool id() const { return has("id") || has("@iot.id"); }

 private:
  std::set<std::string, std::less<>> names_;
};

}  // namespace sas::sensorthings
