#include <algorithm>

#include "base/text.h"
#include "sensing/registry.h"
#include "sensing/registry_changes.h"
#include "sensing/registry_rows.h"
#include "sensing/series_check.h"
#include "sensing/series_terms.h"

/// ensure_series: how doors other than SensorThings say what they measure.
namespace sas::sensing {
namespace {

bool is_key(std::string_view text) {
  const auto fits = [](unsigned char c) { return c > 0x20 && c < 0x7f && (c < 'A' || c > 'Z'); };
  return !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), fits);
}

Result<Done> check(const SeriesDescription& d) {
  SeriesCheck check;
  check.that(is_key(d.key), "key", "key-form");
  check.that(is_key(d.thing_key), "thing_key", "key-form");
  check.that(!d.name.empty(), "name", "missing");
  check.that(!d.thing_name.empty(), "thing_name", "missing");
  check.that(!d.sensor_name.empty(), "sensor_name", "missing");
  check.that(!d.property_name.empty(), "property_name", "missing");
  const std::pair<const std::string*, const char*> texts[] = {{&d.name, "name"},
                                                              {&d.thing_name, "thing_name"},
                                                              {&d.thing_description, "thing_description"},
                                                              {&d.sensor_name, "sensor_name"},
                                                              {&d.sensor_metadata, "sensor_metadata"},
                                                              {&d.property_name, "property_name"},
                                                              {&d.property_definition, "property_definition"},
                                                              {&d.unit_name, "unit_name"},
                                                              {&d.unit_symbol, "unit_symbol"},
                                                              {&d.unit_definition, "unit_definition"},
                                                              {&d.source, "source"},
                                                              {&d.licence, "licence"}};
  for (const auto& [text, field] : texts) check.text(*text, field);
  check.that(d.longitude.has_value() == d.latitude.has_value(), "latitude", "position-half");
  check.that(!d.longitude || (*d.longitude >= -180 && *d.longitude <= 180), "longitude", "position-range");
  check.that(!d.latitude || (*d.latitude >= -90 && *d.latitude <= 90), "latitude", "position-range");
  check.that(!d.zone.empty() && d.zone.size() < 64 && is_utf8(d.zone), "zone", "zone-unknown");
  check.retention(d.retention);
  check.rules(d.rules);
  return std::move(check).answer();
}

// The register as this description wants it, written only where it differs.
class Ensure {
 public:
  Ensure(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock, const SeriesDescription& description)
      : tx_(tx), clock_(clock), d_(description), changes_(tx, ledger, clock, "system") {}

  std::int64_t run() {
    const std::int64_t thing =
        row(Kind::thing, d_.thing_key, {{"name", d_.thing_name}, {"description", d_.thing_description}});
    const std::int64_t feature = d_.longitude ? place(thing) : feature_of_thing(thing);
    return series(thing, feature);
  }

 private:
  // The row with that key: found, put right, or made.
  std::int64_t row(Kind kind, const std::string& key, const Columns& columns) {
    std::string names;
    for (const auto& [name, value] : columns) names += ", " + name;
    // A series that an employee set terms for keeps them.
    const std::string terms = kind == Kind::datastream ? ", terms_at" : ", NULL";
    const auto found =
        tx_.query_one("SELECT id" + names + terms + " FROM " + std::string(table_of(kind)) + " WHERE key = $1", {key});
    if (!found) {
      Columns all = columns;
      all.emplace_back("key", key);
      return changes_.add(kind, all);
    }
    Columns differ;
    const bool has_terms = !found->is_null(columns.size() + 1);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (found->value(i + 1) != columns[i].second && !(has_terms && is_term_column(columns[i].first)))
        differ.push_back(columns[i]);
    if (!differ.empty()) (void)changes_.change(kind, found->integer(0), differ);
    return found->integer(0);
  }

  // A position that changed is a correction of where a fixed thing always was, so the location is written over.
  std::int64_t place(std::int64_t thing) {
    const std::string point = point_json(*d_.longitude, *d_.latitude);
    const auto known = tx_.query_one(
        "SELECT l.id, l.location, l.feature FROM thing_location t JOIN location l ON l.id = t.location WHERE t.thing = "
        "$1 ORDER BY l.id LIMIT 1",
        {thing});
    if (!known) {
      const std::int64_t location = changes_.add(Kind::location, {{"name", d_.thing_name},
                                                                  {"description", d_.thing_name},
                                                                  {"encoding_type", "application/geo+json"},
                                                                  {"location", point}});
      changes_.move_thing(thing, {location}, to_millis(clock_.now()) * 1000);
      return changes_.feature_of(location);
    }
    const std::int64_t location = known->integer(0);
    if (known->text(1) != point) {
      (void)changes_.change(Kind::location, location, {{"location", point}});
      if (!known->is_null(2)) (void)changes_.change(Kind::feature, known->integer(2), {{"feature", point}});
    }
    return changes_.feature_of(location);
  }

  std::int64_t feature_of_thing(std::int64_t thing) {
    const auto known = tx_.query_one("SELECT min(location) FROM thing_location WHERE thing = $1", {thing});
    return known->is_null(0) ? 0 : changes_.feature_of(known->integer(0));
  }

  std::int64_t series(std::int64_t thing, std::int64_t feature) {
    const std::int64_t sensor = row(Kind::sensor, "sensor/" + d_.sensor_name,
                                    {{"name", d_.sensor_name},
                                     {"description", d_.sensor_name},
                                     {"encoding_type", "text/plain"},
                                     {"metadata", json::write(json::Value(d_.sensor_metadata))}});
    const std::int64_t property =
        row(Kind::observed_property, d_.property_definition.empty() ? d_.property_name : d_.property_definition,
            {{"name", d_.property_name}, {"definition", d_.property_definition}, {"description", d_.property_name}});
    Columns columns{{"is_multi", std::int64_t{0}},
                    {"name", d_.name},
                    {"description", d_.name},
                    {"observation_type", std::string(observation_type(d_.kind))},
                    {"kind", std::string(to_text(d_.kind))},
                    {"unit", unit_json(d_.unit_name, d_.unit_symbol, d_.unit_definition)},
                    {"unit_symbol", d_.unit_symbol},
                    {"thing", thing},
                    {"sensor", sensor},
                    {"observed_property", property},
                    {"feature", feature == 0 ? store::Value(nullptr) : store::Value(feature)},
                    {"zone", d_.zone},
                    {"source", d_.source}};
    const Columns terms = term_columns(d_.exposure, d_.retention, d_.licence, d_.rules);
    columns.insert(columns.end(), terms.begin(), terms.end());
    const std::int64_t id = row(Kind::datastream, d_.key, columns);
    if (feature != 0) changes_.add_feature(id, feature);
    return id;
  }

  store::WriteTx& tx_;
  const Clock& clock_;
  const SeriesDescription& d_;
  RegisterChanges changes_;
};

}  // namespace

Result<Series> ensure_series(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                             const SeriesDescription& description) {
  if (auto good = check(description); !good) return fail(std::move(good));
  const std::int64_t id = Ensure(tx, ledger, clock, description).run();
  return *series_by_id(tx, lake::SeriesId{id});
}

}  // namespace sas::sensing
