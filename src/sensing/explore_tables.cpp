#include "sensing/explore_tables.h"

#include <algorithm>

#include "lake/moment.h"
#include "sensing/cards.h"

namespace sas::sensing {
namespace {

using lake::Cell;
using lake::SandboxTable;

// More does not fit beside a question; the newest are kept.
constexpr std::size_t most_hours = 400'000;
constexpr std::int64_t most_events = 50'000;

Cell real_or_null(const std::optional<double>& value) {
  return value ? Cell(*value) : Cell(nullptr);
}

SandboxTable series_table(const std::vector<SeriesCard>& cards) {
  SandboxTable out;
  out.name = "series";
  out.columns = {"series", "thing", "name", "property", "unit", "source", "longitude", "latitude"};
  out.types = {"BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "DOUBLE"};
  for (const SeriesCard& card : cards)
    out.rows.push_back({static_cast<std::int64_t>(card.series.id), card.thing_name, card.series.name,
                        card.property_name, card.series.unit_symbol, card.series.source, real_or_null(card.longitude),
                        real_or_null(card.latitude)});
  return out;
}

// Flagged values do not count, and a count too small to tell is not told here either.
Result<SandboxTable> hourly_table(const ExploreParts& parts, const std::vector<SeriesCard>& cards) {
  SandboxTable out;
  out.name = "hourly";
  out.columns = {"series", "hour", "count", "mean", "min", "max", "sum"};
  out.types = {"BIGINT", "TIMESTAMP", "BIGINT", "DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE"};
  if (cards.empty()) return out;
  std::string list;
  for (const SeriesCard& card : cards)
    list += (list.empty() ? "" : ", ") + std::to_string(static_cast<std::int64_t>(card.series.id));
  const lake::Moment now = lake::moment_of(parts.clock.now()), from = now - explored;
  const Cell params[] = {std::int64_t{lake::quality::unfit | lake::quality::suppressed},
                         from.time_since_epoch().count()};
  auto table = parts.lake.query(
      "SELECT series_id, epoch_us(hour), n, mean, least, most, total FROM (SELECT series_id, "
      "time_bucket(INTERVAL 1 HOUR, time) AS hour, count(*) AS n, avg(value) AS mean, min(value) AS least, max(value) "
      "AS "
      "most, sum(value) AS total FROM observation WHERE (quality & $1) = 0 AND value IS NOT NULL AND time >= "
      "make_timestamp($2) AND series_id IN (" +
          list + ") GROUP BY ALL) ORDER BY hour DESC",
      params, most_hours, {from, now});
  if (!table) return fail(Error(table.error()));
  out.rows = std::move(table->rows);
  return out;
}

// Of an event: what kind, when, about which product and through which channel. Who did it, who it concerns and which
// case it is of are left out; a pseudonym lets events of one thing be counted together.
Result<SandboxTable> events_table(const ExploreParts& parts) {
  SandboxTable out;
  out.name = "events";
  out.columns = {"seq", "time", "kind", "about", "product", "channel"};
  out.types = {"BIGINT", "TIMESTAMP", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"};
  const auto events = parts.records.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
    const std::int64_t size = parts.ledger.size(tx);
    return parts.ledger.read_after(tx, std::max<std::int64_t>(0, size - most_events), most_events);
  });
  if (!events) return fail(Error(events.error()));
  const auto word_or_null = [](const ledger::Event& event, std::string_view name) {
    const std::string text = json::text_at(event.facts, name);
    return text.empty() ? Cell(nullptr) : Cell(text);
  };
  const Instant first = parts.clock.now() - explored;
  for (const ledger::Event& event : *events) {
    if (event.at < first) continue;
    out.rows.push_back({event.seq, lake::moment_of(event.at).time_since_epoch().count(), event.kind,
                        event.subject.empty() ? Cell(nullptr) : Cell(parts.pseudonym(event.subject)),
                        word_or_null(event, "product"), word_or_null(event, "channel")});
  }
  return out;
}

}  // namespace

Result<std::vector<SandboxTable>> explore_tables(const ExploreParts& parts) {
  const auto cards =
      parts.records.read([](store::ReadTx& tx) -> Result<std::vector<SeriesCard>> { return open_cards(tx); });
  if (!cards) return fail(Error(cards.error()));
  auto hourly = hourly_table(parts, *cards);
  if (!hourly) return fail(std::move(hourly));
  auto events = events_table(parts);
  if (!events) return fail(std::move(events));
  std::vector<SandboxTable> out;
  out.push_back(series_table(*cards));
  out.push_back(*std::move(hourly));
  out.push_back(*std::move(events));
  return out;
}

}  // namespace sas::sensing
