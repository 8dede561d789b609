#include "sensing/registry.h"

#include "embedded/sensing_migrations.h"
#include "sensing/registry_rows.h"

namespace sas::sensing {
namespace {

std::optional<double> real_if(const store::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.real(column);
}

std::optional<std::chrono::seconds> seconds_if(const store::Row& row, std::size_t column) {
  const std::optional<std::int64_t> count = row.integer_if(column);
  if (!count) return std::nullopt;
  return std::chrono::seconds{*count};
}

constexpr std::string_view select_series =
    "SELECT id, key, name, thing, kind, unit_symbol, retention, source, exposure, rule_min, rule_max, capacity, "
    "max_step_per_hour, expected_every, frozen_after, feature, is_multi FROM datastream";

Series series_of(const store::Row& row) {
  Series out;
  out.id = lake::SeriesId{row.integer(0)};
  out.key = row.text_or_empty(1);
  out.name = row.text(2);
  out.thing = row.integer(3);
  out.kind = series_kind(row.text(4));
  out.unit_symbol = row.text(5);
  out.retention = row.text(6);
  out.source = row.text(7);
  out.exposure = row.text(8) == "open" ? Exposure::open : Exposure::inside;
  out.rules.min = real_if(row, 9);
  out.rules.max = real_if(row, 10);
  out.rules.capacity = real_if(row, 11);
  out.rules.max_step_per_hour = real_if(row, 12);
  out.rules.expected_every = seconds_if(row, 13);
  out.rules.frozen_after = seconds_if(row, 14);
  out.feature = row.integer_if(15).value_or(0);
  out.is_multi = row.integer(16) != 0;
  return out;
}

std::optional<Series> one_series(store::ReadTx& tx, std::string_view where, const store::Value& value) {
  const auto row = tx.query_one(std::string(select_series) + std::string(where), {value});
  if (!row) return std::nullopt;
  return series_of(*row);
}

}  // namespace

std::optional<Series> series_by_key(store::ReadTx& tx, std::string_view key) {
  return one_series(tx, " WHERE key = $1", std::string(key));
}

std::optional<Series> series_by_id(store::ReadTx& tx, lake::SeriesId id) {
  return one_series(tx, " WHERE id = $1", static_cast<std::int64_t>(id));
}

std::vector<Series> all_series(store::ReadTx& tx) {
  std::vector<Series> out;
  tx.each(std::string(select_series) + " ORDER BY id", {},
          [&](const store::Row& row) { out.push_back(series_of(row)); });
  return out;
}

std::vector<lake::SeriesId> removed_series(store::ReadTx& tx) {
  std::vector<lake::SeriesId> out;
  for (const store::Row& row : tx.query("SELECT id FROM removed_series ORDER BY id"))
    out.push_back(lake::SeriesId{row.integer(0)});
  return out;
}

void forget_removed_series(store::WriteTx& tx, const std::vector<lake::SeriesId>& series) {
  for (const lake::SeriesId one : series)
    tx.execute("DELETE FROM removed_series WHERE id = $1", {static_cast<std::int64_t>(one)});
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::sensing_migrations());
}

}  // namespace sas::sensing
