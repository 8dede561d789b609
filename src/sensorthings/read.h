#pragma once
#include <string>
#include <string_view>

#include "sensorthings/options.h"
#include "sensorthings/record_query.h"
#include "sensorthings/resource_path.h"

/// Answers to GET: 18-088 clause 9.
namespace sas::sensorthings {

struct Answer {
  std::string body;
  std::string type = "application/json";
};

/// What `path` leads to, as `options` ask. Errors `url-unknown` (nothing there, or not for the asker), `url-invalid`
/// and those of find().
[[nodiscard]] Result<Answer> read(const ReadParts& parts, std::string_view base, const ResourcePath& path,
                                  const Options& options);

/// The entity that the path leads to: its last step with a number, even when it was reached by a navigation.
struct Place {
  const EntityType* type = nullptr;
  std::int64_t id = 0;
  std::optional<lake::Observation> observation;  ///< when it is one
};
/// Every step must lead from the one before it and be visible. Errors `url-unknown`.
[[nodiscard]] Result<Place> find_place(const ReadParts& parts, std::span<const Step> steps);

}  // namespace sas::sensorthings
