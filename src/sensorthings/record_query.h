#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/lake.h"
#include "sensorthings/access.h"
#include "sensorthings/options.h"
#include "sensorthings/series_times.h"
#include "sensorthings/value.h"
#include "store/store.h"

/// Finding entities in the records: $filter, $orderby, $top, $skip and $count.
namespace sas::sensorthings {

/// A row of the register.
struct Entity {
  std::int64_t id = 0;
  std::vector<store::Value> values;  ///< in the order of EntityType::properties; null for computed ones
};

/// What to look among: all, or what one navigation leads to from these entities.
struct Scope {
  const EntityType* from = nullptr;
  const Navigation* by = nullptr;
  std::vector<std::int64_t> parents;
};

/// One page of what was found, of one parent.
struct Found {
  std::int64_t parent = 0;
  std::vector<std::int64_t> ids;
  bool more = false;
  std::optional<std::int64_t> total;
};

/// What a question is asked with. All outlive it.
struct ReadParts {
  store::ReadTx& tx;
  lake::Lake& lake;
  const Access& access;
  SeriesTimes& times;
  Moment now{};
};

/// Rows that one question may look at before it is `filter-too-wide`.
inline constexpr std::size_t most_rows = 200'000;

/// The page of each parent, in the order of Scope::parents; one page without a scope. Of options: filter, order, top,
/// skip, count; `top` must be set. Errors `url-invalid`, `filter-mixed`, `filter-too-wide`, and those of the lake.
[[nodiscard]] Result<std::vector<Found>> find(const ReadParts& parts, const EntityType& type,
                                              const std::optional<Scope>& scope, const Options& options);
/// All that match, by number; for conditions on something else. At most `most_ids`.
[[nodiscard]] Result<std::vector<std::int64_t>> find_ids(const ReadParts& parts, const EntityType& type,
                                                         const Expression& filter);
/// The rows of those numbers that may be seen.
[[nodiscard]] std::map<std::int64_t, Entity> load(const ReadParts& parts, const EntityType& type,
                                                  const std::vector<std::int64_t>& ids);

}  // namespace sas::sensorthings
