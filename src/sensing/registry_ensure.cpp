#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "sensing/registry.h"
#include "sensing/registry_changes.h"
#include "sensing/registry_rows.h"

/// ensure_series: how doors other than SensorThings say what they measure.
namespace sas::sensing {
namespace {

constexpr std::size_t longest_text = 2000;

std::optional<std::string> text_problem(std::string_view text) {
  if (!is_utf8(text)) return "text-encoding";
  if (text.size() > longest_text) return "text-long";
  return std::nullopt;
}

bool is_key(std::string_view text) {
  const auto fits = [](unsigned char c) { return c > 0x20 && c < 0x7f && (c < 'A' || c > 'Z'); };
  return !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), fits);
}

// "keep", or a period of ISO 8601 in whole days, weeks, months or years.
bool is_retention(std::string_view text) {
  if (text == "keep") return true;
  if (text.size() < 3 || text.size() > 7 || text.front() != 'P') return false;
  const std::string_view digits = text.substr(1, text.size() - 2);
  return is_digits(digits) && digits.front() != '0' &&
         std::string_view("DWMY").find(text.back()) != std::string_view::npos;
}

class Check {
 public:
  void that(bool good, std::string field, std::string code) {
    if (!good) fields_.push_back({std::move(field), std::move(code)});
  }
  void text(std::string_view value, std::string field) {
    if (const auto problem = text_problem(value)) fields_.push_back({std::move(field), *problem});
  }
  void number(const std::optional<double>& value, std::string field) {
    that(!value || std::isfinite(*value), std::move(field), "number-finite");
  }
  void seconds(const std::optional<std::chrono::seconds>& value, std::string field) {
    that(!value || value->count() > 0, std::move(field), "period-positive");
  }
  [[nodiscard]] Result<Done> answer() && {
    if (fields_.empty()) return Done{};
    return fail(Error{ErrorKind::invalid, "series-invalid",
                      "the description of the series has a field that is not right", std::move(fields_)});
  }

 private:
  std::vector<FieldError> fields_;
};

Result<Done> check(const SeriesDescription& d) {
  Check check;
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
  check.that(is_retention(d.retention), "retention", "retention-form");
  check.number(d.rules.min, "rules.min");
  check.number(d.rules.max, "rules.max");
  check.number(d.rules.capacity, "rules.capacity");
  check.number(d.rules.max_step_per_hour, "rules.max_step_per_hour");
  check.that(!d.rules.min || !d.rules.max || *d.rules.min <= *d.rules.max, "rules.max", "range-empty");
  check.seconds(d.rules.expected_every, "rules.expected_every");
  check.seconds(d.rules.frozen_after, "rules.frozen_after");
  return std::move(check).answer();
}

store::Value real_or_null(const std::optional<double>& value) {
  if (!value) return nullptr;
  return *value;
}

store::Value seconds_or_null(const std::optional<std::chrono::seconds>& value) {
  if (!value) return nullptr;
  return static_cast<std::int64_t>(value->count());
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
    const auto found =
        tx_.query_one("SELECT id" + names + " FROM " + std::string(table_of(kind)) + " WHERE key = $1", {key});
    if (!found) {
      Columns all = columns;
      all.emplace_back("key", key);
      return changes_.add(kind, all);
    }
    Columns differ;
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (found->value(i + 1) != columns[i].second) differ.push_back(columns[i]);
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
    const std::int64_t id = row(Kind::datastream, d_.key,
                                {{"is_multi", std::int64_t{0}},
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
                                 {"retention", d_.retention},
                                 {"source", d_.source},
                                 {"licence", d_.licence},
                                 {"exposure", d_.exposure == Exposure::open ? "open" : "inside"},
                                 {"rule_min", real_or_null(d_.rules.min)},
                                 {"rule_max", real_or_null(d_.rules.max)},
                                 {"capacity", real_or_null(d_.rules.capacity)},
                                 {"max_step_per_hour", real_or_null(d_.rules.max_step_per_hour)},
                                 {"expected_every", seconds_or_null(d_.rules.expected_every)},
                                 {"frozen_after", seconds_or_null(d_.rules.frozen_after)}});
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
