#include "sensing/registry_changes.h"

namespace sas::sensing {
namespace {

json::Array names_of(const Columns& columns) {
  json::Array out;
  for (const auto& [name, value] : columns) out.push_back(json::Value(name));
  return out;
}

json::Array numbers_of(const std::vector<std::int64_t>& ids) {
  json::Array out;
  for (const std::int64_t id : ids) out.push_back(json::Value(id));
  return out;
}

std::vector<store::Value> values_of(const Columns& columns) {
  std::vector<store::Value> out;
  for (const auto& [name, value] : columns) out.push_back(value);
  return out;
}

}  // namespace

std::string_view table_of(Kind kind) {
  switch (kind) {
    case Kind::thing:
      return "thing";
    case Kind::location:
      return "location";
    case Kind::historical_location:
      return "historical_location";
    case Kind::sensor:
      return "sensor";
    case Kind::observed_property:
      return "observed_property";
    case Kind::datastream:
      return "datastream";
    case Kind::feature:
      return "feature_of_interest";
  }
  return {};
}

std::int64_t RegisterChanges::next_number(Kind kind) {
  const auto row = tx_.query_one(
      "INSERT INTO sensing_number (kind, last) VALUES ($1, 1) ON CONFLICT (kind) DO UPDATE SET last = "
      "sensing_number.last + 1 RETURNING last",
      {std::string(table_of(kind))});
  return row->integer(0);
}

void RegisterChanges::log(std::string_view what, Kind kind, std::int64_t id, json::Object facts) {
  ledger::NewEvent event;
  event.kind = "sensor." + std::string(what);
  event.subject = std::string(table_of(kind)) + ":" + std::to_string(id);
  event.acting = acting_;
  event.facts = std::move(facts);
  ledger_.append(tx_, event);
}

std::vector<std::int64_t> RegisterChanges::ids(std::string_view sql, std::int64_t id) {
  std::vector<std::int64_t> out;
  for (const store::Row& row : tx_.query(sql, {id})) out.push_back(row.integer(0));
  return out;
}

std::int64_t RegisterChanges::add(Kind kind, const Columns& columns) {
  const std::int64_t id = next_number(kind);
  std::string names = "id, created_at", marks = "$1, $2";
  std::vector<store::Value> values{id, to_millis(clock_.now())};
  for (const auto& [name, value] : columns) {
    names += ", " + name;
    values.push_back(value);
    marks += ", $" + std::to_string(values.size());
  }
  tx_.execute("INSERT INTO " + std::string(table_of(kind)) + " (" + names + ") VALUES (" + marks + ")", values);
  log("added", kind, id, {{"fields", names_of(columns)}});
  return id;
}

bool RegisterChanges::change(Kind kind, std::int64_t id, const Columns& columns) {
  const std::optional<Columns> differ = different(kind, id, columns);
  if (!differ) return false;
  if (differ->empty()) return true;
  std::string sets;
  for (std::size_t i = 0; i < differ->size(); ++i)
    sets += (i == 0 ? "" : ", ") + (*differ)[i].first + " = $" + std::to_string(i + 1);
  std::vector<store::Value> values = values_of(*differ);
  values.push_back(id);
  tx_.execute(
      "UPDATE " + std::string(table_of(kind)) + " SET " + sets + " WHERE id = $" + std::to_string(values.size()),
      values);
  log("changed", kind, id, {{"fields", names_of(*differ)}});
  return true;
}

/// Those whose value is another one now; none when there is no such row.
std::optional<Columns> RegisterChanges::different(Kind kind, std::int64_t id, const Columns& columns) {
  std::string names = "id";
  for (const auto& [name, value] : columns) names += ", " + name;
  const auto row = tx_.query_one("SELECT " + names + " FROM " + std::string(table_of(kind)) + " WHERE id = $1", {id});
  if (!row) return std::nullopt;
  Columns out;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (row->value(i + 1) != columns[i].second) out.push_back(columns[i]);
  return out;
}

std::int64_t RegisterChanges::add_history(std::int64_t thing, const std::vector<std::int64_t>& locations,
                                          std::int64_t at_micros) {
  const std::int64_t id = add(Kind::historical_location, {{"thing", thing}, {"time", at_micros}});
  for (const std::int64_t location : locations)
    tx_.execute(
        "INSERT INTO historical_location_location (historical_location, location) VALUES ($1, $2) ON CONFLICT DO "
        "NOTHING",
        {id, location});
  const auto newer =
      tx_.query_one("SELECT 1 FROM historical_location WHERE thing = $1 AND time > $2 LIMIT 1", {thing, at_micros});
  if (newer) return id;
  tx_.execute("DELETE FROM thing_location WHERE thing = $1", {thing});
  for (const std::int64_t location : locations) add_place(thing, location);
  log("moved", Kind::thing, thing, {{"locations", numbers_of(locations)}});
  return id;
}

std::int64_t RegisterChanges::move_thing(std::int64_t thing, const std::vector<std::int64_t>& locations,
                                         std::int64_t at_micros) {
  // Two moves within one microsecond, or a clock that stepped back: the last one told is where the thing is.
  const auto last = tx_.query_one("SELECT max(time) FROM historical_location WHERE thing = $1", {thing});
  if (!last->is_null(0) && last->integer(0) >= at_micros) at_micros = last->integer(0) + 1;
  return add_history(thing, locations, at_micros);
}

void RegisterChanges::add_place(std::int64_t thing, std::int64_t location) {
  tx_.execute("INSERT INTO thing_location (thing, location) VALUES ($1, $2) ON CONFLICT DO NOTHING", {thing, location});
}

void RegisterChanges::unlink_place(std::int64_t thing, std::int64_t location) {
  tx_.execute("DELETE FROM thing_location WHERE thing = $1 AND location = $2", {thing, location});
  log("changed", Kind::thing, thing, {{"fields", json::Array{"locations"}}});
}

void RegisterChanges::set_parts(std::int64_t datastream, const std::vector<std::int64_t>& properties) {
  tx_.execute("DELETE FROM datastream_property WHERE datastream = $1", {datastream});
  for (std::size_t i = 0; i < properties.size(); ++i)
    tx_.execute("INSERT INTO datastream_property (datastream, position, observed_property) VALUES ($1, $2, $3)",
                {datastream, static_cast<std::int64_t>(i), properties[i]});
}

void RegisterChanges::add_feature(std::int64_t datastream, std::int64_t feature) {
  tx_.execute("INSERT INTO datastream_feature (datastream, feature) VALUES ($1, $2) ON CONFLICT DO NOTHING",
              {datastream, feature});
}

std::int64_t RegisterChanges::feature_of(std::int64_t location) {
  const auto row = tx_.query_one(
      "SELECT feature, name, description, encoding_type, location FROM location WHERE id = $1", {location});
  if (!row) return 0;
  if (!row->is_null(0)) return row->integer(0);
  const std::int64_t feature = add(Kind::feature, {{"name", row->text(1)},
                                                   {"description", row->text(2)},
                                                   {"encoding_type", row->text(3)},
                                                   {"feature", row->text(4)}});
  tx_.execute("UPDATE location SET feature = $1 WHERE id = $2", {feature, location});
  return feature;
}

void RegisterChanges::remove_row(Kind kind, std::int64_t id, Removed& removed) {
  const std::string table{table_of(kind)};
  if (tx_.execute("DELETE FROM " + table + " WHERE id = $1", {id}) == 0) return;
  removed.rows.emplace_back(kind, id);
  if (kind == Kind::datastream) {
    removed.series.push_back(lake::SeriesId{id});
    tx_.execute("INSERT INTO removed_series (id) VALUES ($1)", {id});
  }
  log("removed", kind, id, {});
}

Removed RegisterChanges::remove(Kind kind, std::int64_t id) {
  Removed removed;
  const auto take = [&](Kind part, std::string_view sql) {
    for (const std::int64_t each : ids(sql, id)) {
      const Removed more = remove(part, each);
      removed.rows.insert(removed.rows.end(), more.rows.begin(), more.rows.end());
      removed.series.insert(removed.series.end(), more.series.begin(), more.series.end());
    }
  };
  const auto drop = [&](std::string_view table, std::string_view column) {
    tx_.execute("DELETE FROM " + std::string(table) + " WHERE " + std::string(column) + " = $1", {id});
  };
  switch (kind) {
    case Kind::thing:
      take(Kind::historical_location, "SELECT id FROM historical_location WHERE thing = $1");
      take(Kind::datastream, "SELECT id FROM datastream WHERE thing = $1");
      drop("thing_location", "thing");
      drop("sensing_credential", "thing");
      drop("sensing_mqtt_account", "thing");
      drop("sensor_declaration", "thing");
      break;
    case Kind::location:
      take(Kind::historical_location,
           "SELECT historical_location FROM historical_location_location WHERE location = $1");
      drop("thing_location", "location");
      break;
    case Kind::historical_location:
      drop("historical_location_location", "historical_location");
      break;
    case Kind::sensor:
      take(Kind::datastream, "SELECT id FROM datastream WHERE sensor = $1");
      break;
    case Kind::observed_property:
      take(Kind::datastream,
           "SELECT id FROM datastream WHERE observed_property = $1 UNION SELECT datastream FROM datastream_property "
           "WHERE observed_property = $1");
      break;
    case Kind::datastream:
      drop("datastream_property", "datastream");
      drop("datastream_feature", "datastream");
      break;
    case Kind::feature:
      drop("datastream_feature", "feature");
      tx_.execute("UPDATE datastream SET feature = NULL WHERE feature = $1", {id});
      tx_.execute("UPDATE location SET feature = NULL WHERE feature = $1", {id});
      break;
  }
  remove_row(kind, id, removed);
  return removed;
}

}  // namespace sas::sensing
