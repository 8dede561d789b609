#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "sensorthings/expression.h"
#include "sensorthings/model.h"

/// Paths of expressions held against the model.
namespace sas::sensorthings {

/// "Datastream/Thing/properties/owner" from an Observation: two navigations, a property, and names inside it.
struct PathMeaning {
  std::vector<const Navigation*> through;
  const EntityType* type = nullptr;    ///< of the entity that has the property
  const Property* property = nullptr;  ///< none: the number of the entity
  std::vector<std::string> inside;
};

/// Errors `url-invalid` with the name that is not known.
[[nodiscard]] Result<PathMeaning> meaning_of(const EntityType& from, const Expression& path);
/// Every path in it, in order.
void collect_paths(const Expression& expression, std::vector<const Expression*>& out);
/// The same expression with the first `count` names of every path left out.
[[nodiscard]] Expression without_prefix(const Expression& expression, std::size_t count);
[[nodiscard]] Expression ids_in(std::vector<std::string> path, const std::vector<std::int64_t>& ids);
/// "the filter mixes …": for conditions that compare what is kept apart.
[[nodiscard]] tl::unexpected<Error> mixed(const Expression& where);

}  // namespace sas::sensorthings
