#include "sensing/cards.h"

#include "base/json.h"
#include "sensing/registry_rows.h"

namespace sas::sensing {
namespace {

using namespace std::chrono;

constexpr std::string_view select_cards =
    "SELECT t.name, t.description, coalesce(p.name, ''), coalesce(p.definition, ''), n.name, d.zone, d.licence, "
    "(SELECT l.location FROM thing_location tl JOIN location l ON l.id = tl.location WHERE tl.thing = t.id ORDER BY "
    "l.id "
    "LIMIT 1), d.id FROM datastream d JOIN thing t ON t.id = d.thing JOIN sensor n ON n.id = d.sensor LEFT JOIN "
    "observed_property p ON p.id = d.observed_property";

// GeoJSON (RFC 7946 clause 3.1.2): longitude first.
void set_point(SeriesCard& card, std::string_view location) {
  const auto value = json::parse(location);
  if (!value || !value->is_object()) return;
  const auto* at = value->get_object().if_contains("coordinates");
  if (!at || !at->is_array() || at->get_array().size() < 2) return;
  const auto& pair = at->get_array();
  if (!pair[0].is_number() || !pair[1].is_number()) return;
  card.longitude = pair[0].to_number<double>();
  card.latitude = pair[1].to_number<double>();
}

SeriesCard card_of(const store::Row& row, Series series) {
  SeriesCard card;
  card.series = std::move(series);
  card.thing_name = row.text(0);
  card.thing_description = row.text(1);
  card.property_name = row.text(2);
  card.property_definition = row.text(3);
  card.sensor_name = row.text(4);
  card.zone = row.text(5);
  card.licence = row.text(6);
  if (!row.is_null(7)) set_point(card, row.text(7));
  return card;
}

std::vector<SeriesCard> cards(store::ReadTx& tx, std::string_view where, std::initializer_list<store::Value> params) {
  std::vector<SeriesCard> out;
  for (const store::Row& row :
       tx.query(std::string(select_cards) + std::string(where) + " ORDER BY t.name, d.name, d.id", params)) {
    auto series = series_by_id(tx, lake::SeriesId{row.integer(8)});
    if (series) out.push_back(card_of(row, std::move(*series)));
  }
  return out;
}

}  // namespace

std::vector<SeriesCard> open_cards(store::ReadTx& tx) {
  return cards(tx, " WHERE d.exposure = 'open'", {});
}

std::vector<SeriesCard> all_cards(store::ReadTx& tx) {
  return cards(tx, "", {});
}

std::optional<SeriesCard> open_card(store::ReadTx& tx, lake::SeriesId id) {
  auto found = cards(tx, " WHERE d.exposure = 'open' AND d.id = $1", {static_cast<std::int64_t>(id)});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::string_view to_text(Freshness::State state) {
  switch (state) {
    case Freshness::State::live:
      return "live";
    case Freshness::State::late:
      return "late";
    case Freshness::State::dead:
      return "dead";
    case Freshness::State::silent:
      return "silent";
  }
  return "silent";
}

Freshness freshness(const QualityRules& rules, const std::optional<lake::Observation>& latest, lake::Moment now) {
  if (!latest) return {};
  // A count of an hour is complete when the hour ends.
  Freshness out{Freshness::State::live, latest->until ? *latest->until : latest->time};
  const seconds every = rules.expected_every.value_or(hours{24});
  const auto age = now - *out.last;
  const seconds dead_after = std::max<seconds>(every * 10, hours{24});
  if (age > dead_after || (latest->quality & (lake::quality::frozen | lake::quality::stale)) != 0)
    out.state = Freshness::State::dead;
  else if (age > every * 3)
    out.state = Freshness::State::late;
  return out;
}

}  // namespace sas::sensing
