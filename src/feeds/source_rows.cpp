#include "feeds/source_rows.h"

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "base/json.h"
#include "feeds/keys.h"
#include "lake/moment.h"

namespace sas::feeds {
namespace {

using sensing::Freshness;
using sensing::SeriesCard;

SourceRow& row_of(std::map<std::string, SourceRow>& rows, const std::string& source) {
  SourceRow& row = rows[source];
  if (row.source.empty()) {
    row.source = source;
    row.slug = key_part(source);
  }
  return row;
}

void count(SourceRow& row, const Freshness& fresh) {
  ++row.series;
  switch (fresh.state) {
    case Freshness::State::live:
      ++row.live;
      break;
    case Freshness::State::late:
      ++row.late;
      break;
    case Freshness::State::dead:
      ++row.dead;
      break;
    case Freshness::State::silent:
      ++row.silent;
      break;
  }
  if (!fresh.last) return;
  const Instant last = lake::instant_of(*fresh.last);
  if (!row.newest || *row.newest < last) row.newest = last;
}

SourceRow::State state_of(const SourceRow& row) {
  if (row.status && !row.status->last_error.empty()) return SourceRow::State::failing;
  return row.series > 0 && row.live == 0 ? SourceRow::State::still : SourceRow::State::working;
}

json::Value moment_or_null(const std::optional<Instant>& at) {
  return at ? json::Value(format_iso_instant(*at)) : json::Value(nullptr);
}

std::vector<std::pair<std::string_view, json::Value>> cells(const SourceRow& row, Instant now) {
  const FeedStatus* s = row.status ? &*row.status : nullptr;
  const auto lag = row.lag(now);
  std::vector<std::pair<std::string_view, json::Value>> out;
  out.emplace_back("source", row.source);
  out.emplace_back("state", to_text(row.state));
  out.emplace_back("last_success", s ? moment_or_null(s->last_success) : json::Value(nullptr));
  out.emplace_back("last_try", s ? moment_or_null(s->last_try) : json::Value(nullptr));
  out.emplace_back("last_error", s && !s->last_error.empty() ? json::Value(s->last_error) : json::Value(nullptr));
  out.emplace_back("failures", s ? json::Value(s->failures) : json::Value(nullptr));
  out.emplace_back("rows", s ? json::Value(s->rows) : json::Value(nullptr));
  out.emplace_back("rejected", s ? json::Value(s->rejected) : json::Value(nullptr));
  out.emplace_back("newest", moment_or_null(row.newest));
  out.emplace_back("lag_seconds", lag ? json::Value(lag->count()) : json::Value(nullptr));
  out.emplace_back("series", row.series);
  out.emplace_back("live", row.live);
  out.emplace_back("late", row.late);
  out.emplace_back("dead", row.dead);
  out.emplace_back("silent", row.silent);
  return out;
}

}  // namespace

std::optional<std::chrono::seconds> SourceRow::lag(Instant now) const {
  if (!newest) return std::nullopt;
  return std::max(std::chrono::seconds{0}, std::chrono::floor<std::chrono::seconds>(now - *newest));
}

std::string_view to_text(SourceRow::State state) {
  switch (state) {
    case SourceRow::State::working:
      return "working";
    case SourceRow::State::failing:
      return "failing";
    case SourceRow::State::still:
      return "still";
  }
  return "still";
}

std::vector<SeriesCard> cards_of(store::ReadTx& tx, std::string_view source) {
  std::vector<SeriesCard> out = sensing::open_cards(tx);
  std::erase_if(out, [&](const SeriesCard& card) { return card.series.source != source; });
  return out;
}

Result<std::vector<SourceRow>> source_rows(store::Store& records, const lake::Lake& lake, Instant now) {
  struct Read {
    std::vector<FeedStatus> status;
    std::vector<SeriesCard> cards;
  };
  const auto read = records.read([](store::ReadTx& tx) -> Result<Read> {
    return Read{all_feed_status(tx), sensing::open_cards(tx)};
  });
  if (!read) return fail(Error(read.error()));
  std::map<std::string, SourceRow> rows;
  for (const FeedStatus& status : read->status) row_of(rows, status.feed).status = status;
  for (const SeriesCard& card : read->cards) {
    if (card.series.source.empty()) continue;
    const auto latest = lake.latest(card.series.id);
    count(row_of(rows, card.series.source), sensing::freshness(card.series.rules, latest, lake::moment_of(now)));
  }
  std::vector<SourceRow> out;
  for (auto& [source, row] : rows) {
    row.state = state_of(row);
    out.push_back(std::move(row));
  }
  return out;
}

std::string sources_json(const std::vector<SourceRow>& rows, Instant now) {
  json::Array out;
  for (const SourceRow& row : rows) {
    json::Object one;
    for (auto& [name, value] : cells(row, now)) one[name] = std::move(value);
    out.push_back(std::move(one));
  }
  return json::write(json::Value(std::move(out)));
}

std::string sources_csv(const std::vector<SourceRow>& rows, Instant now) {
  csv::Row header;
  for (const http::Field& field : source_fields()) header.push_back(field.name);
  std::string out = csv::line(header);
  for (const SourceRow& row : rows) {
    csv::Row line;
    for (const auto& [name, value] : cells(row, now))
      line.push_back(value.is_null() ? "" : value.is_string() ? std::string(value.get_string()) : json::write(value));
    out += csv::line(line);
  }
  return out;
}

std::vector<http::Field> source_fields() {
  using enum http::FieldType;
  using enum http::Field::Value;
  return {{"source", text, "name of the source, as series name it", always},
          {"state", text, "working, failing (the last time it was asked) or still (nothing of it is live)", always},
          {"last_success", instant, "when it last answered and was understood", may_be_null},
          {"last_try", instant, "when it was last asked", may_be_null},
          {"last_error", text, "code of what went wrong the last time", may_be_null},
          {"failures", integer, "failures in a row", may_be_null},
          {"rows", integer, "rows it has brought since the beginning", may_be_null},
          {"rejected", integer, "of these, rows that were not understood", may_be_null},
          {"newest", instant, "time of measurement of its newest open value", may_be_null},
          {"lag_seconds", integer, "seconds since that", may_be_null},
          {"series", integer, "open series of it", always},
          {"live", integer, "of these, with a value as new as it should be", always},
          {"late", integer, "with a value that should have come by now", always},
          {"dead", integer, "that stand still", always},
          {"silent", integer, "without any value yet", always}};
}

}  // namespace sas::feeds
