#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sensing/registry_changes.h"
#include "sensorthings/access.h"
#include "sensorthings/observation_body.h"
#include "sensorthings/read.h"
#include "sensorthings/series_cache.h"

/// Changes of entities within one transaction: 18-088 clause 10.
namespace sas::sensorthings {

/// What is still to be done when the transaction is durable.
struct AfterCommit {
  std::vector<lake::Observation> observations;                     ///< for the intake
  std::vector<std::pair<sensing::Kind, std::int64_t>> created;     ///< to be undone when the intake refuses one
  std::set<std::int64_t> series;                                   ///< that changed, came or went
  std::vector<lake::Observation> removed;                          ///< to be taken out of the lake
  enum class Moved { nothing, something } moved = Moved::nothing;  ///< a Thing has another Location
};

/// Use one for each transaction. Every function checks that the asker may do it (`sensor-forbidden`).
class Writer {
 public:
  Writer(const ReadParts& parts, store::WriteTx& tx, sensing::RegisterChanges& changes)
      : parts_(parts), tx_(tx), changes_(changes) {}

  /// What a new entity belongs to: the entity before it in the path, or around it in the body.
  struct Parent {
    const EntityType* type = nullptr;
    std::int64_t id = 0;
  };
  /// Makes an entity and everything inside it, and links what it names. `where` begins every error: "Datastreams[0]/".
  /// Errors `body-invalid` and those of an Observation.
  [[nodiscard]] Result<std::int64_t> create(const EntityType& type, const json::Object& body,
                                            std::optional<Parent> parent, const std::string& where = {});
  /// Which properties a change must name: those it has (PATCH), or all (PUT: absent ones get no value).
  enum class Extent { named, all };
  [[nodiscard]] Result<Done> update(const EntityType& type, std::int64_t id, const json::Object& body, Extent extent);
  [[nodiscard]] Result<Done> remove(const EntityType& type, std::int64_t id);
  /// An Observation for a series; joins the ones to be taken in after the commit.
  [[nodiscard]] Result<lake::Observation> observe(std::int64_t series, const ObservationBody& body);

  [[nodiscard]] Result<Done> may_observe(const sensing::Series& series) const;
  /// Observations of the series are about that feature as well. Error `body-invalid` when it does not exist.
  [[nodiscard]] Result<Done> use_feature(std::int64_t series, std::int64_t feature);

  /// The series with the feature that its Thing stands for now; both are written down when they are new.
  [[nodiscard]] Result<SeriesFacts> facts(std::int64_t series);

  [[nodiscard]] const ReadParts& parts() const { return parts_; }

  AfterCommit after;

 private:
  struct Row {
    sensing::Columns columns;
    std::vector<std::int64_t> parts;  ///< ObservedProperties of a MultiDatastream
  };
  [[nodiscard]] Result<Done> may_create(const EntityType& type, const std::optional<Parent>& parent) const;
  [[nodiscard]] Result<Done> may_change(const EntityType& type, std::int64_t id) const;
  [[nodiscard]] Result<Done> properties(const EntityType& type, const json::Object& body, const std::string& where,
                                        Extent extent, Row& row) const;
  [[nodiscard]] Result<Done> check_names(const EntityType& type, const json::Object& body,
                                         const std::string& where) const;
  [[nodiscard]] Result<Done> to_ones(const EntityType& type, const json::Object& body,
                                     const std::optional<Parent>& parent, const std::string& where, Extent extent,
                                     Row& row);
  [[nodiscard]] Result<Done> to_manys(const EntityType& type, std::int64_t id, const json::Object& body,
                                      const std::string& where);
  [[nodiscard]] Result<Done> to_many(const EntityType& type, std::int64_t id, const Navigation& by,
                                     const json::Array& list, const std::string& where);
  [[nodiscard]] Result<Done> series_columns(const EntityType& type, const json::Object& body, const std::string& where,
                                            Row& row) const;
  /// The number of what is named there, made first when it is an entity of its own.
  [[nodiscard]] Result<std::int64_t> one(const EntityType& type, const json::Value& value, const std::string& where);
  [[nodiscard]] Result<std::vector<std::int64_t>> several(const EntityType& type, const json::Value& value,
                                                          const std::string& where);
  [[nodiscard]] Result<std::int64_t> add_history(const json::Object& body, const Row& row, const std::string& where,
                                                 const std::optional<Parent>& parent);
  [[nodiscard]] Result<std::int64_t> feature_for(const SeriesFacts& facts, const ObservationBody& body);
  void move(std::int64_t thing, const std::vector<std::int64_t>& locations);

  const ReadParts& parts_;
  store::WriteTx& tx_;
  sensing::RegisterChanges& changes_;
};

}  // namespace sas::sensorthings
