#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sensing/registry_changes.h"

/// The entities of 18-088 clause 8.2, their properties and how they hang together, as tables that everything else
/// reads: the grammar, SQL, JSON and the checks of what comes in.
namespace sas::sensorthings {

enum class Type {
  thing,
  location,
  historical_location,
  datastream,
  multi_datastream,
  sensor,
  observed_property,
  observation,
  feature
};

/// How a property is kept and written.
enum class Shape {
  text,      ///< column of text
  json,      ///< column with JSON text of any kind
  object,    ///< column with JSON text of an object
  geometry,  ///< column with JSON text, GeoJSON when the encoding says so
  time,      ///< column with microseconds
  computed,  ///< phenomenonTime, resultTime and observedArea of a Datastream: told by the values themselves
  lake,      ///< a property of an Observation
};

enum class Need { required, optional, read_only };

struct Property {
  std::string_view name;
  Shape shape = Shape::text;
  std::string_view column;
  Need need = Need::required;
};

/// From an entity to others: directly when a column of one holds the number of the other, or by a table between.
struct Navigation {
  std::string_view name;
  Type target = Type::thing;
  enum class Many { one, many } many = Many::one;
  std::string_view table;   ///< the table between; empty when there is none
  std::string_view mine;    ///< column that holds my number; without a table between: of the other, or "id"
  std::string_view theirs;  ///< column that holds their number; without a table between: of mine, or "id"
  Need need = Need::optional;
  [[nodiscard]] bool is_many() const { return many == Many::many; }
};

struct EntityType {
  Type type = Type::thing;
  std::string_view name;   ///< "Thing"
  std::string_view set;    ///< "Things"
  std::string_view table;  ///< empty for Observation
  std::string_view only;   ///< further condition on a row, with $a for the alias: "$a.is_multi = 0"
  sensing::Kind kind = sensing::Kind::thing;
  std::span<const Property> properties;
  std::span<const Navigation> navigations;

  [[nodiscard]] const Property* property(std::string_view wanted) const;
  [[nodiscard]] const Navigation* navigation(std::string_view wanted) const;
  [[nodiscard]] bool is_series() const { return type == Type::datastream || type == Type::multi_datastream; }
};

[[nodiscard]] const EntityType& entity(Type type);
/// By the name of the set, "Things".
[[nodiscard]] const EntityType* entity_set(std::string_view set);
/// All nine, in the order of the root document.
[[nodiscard]] std::span<const EntityType> all_entities();

}  // namespace sas::sensorthings
