#include "city/now.h"

#include <algorithm>

#include "lake/moment.h"

namespace sas::city {
namespace {

using namespace std::chrono;
using lake::BucketQuery;
using sensing::Freshness;

constexpr int weeks_to_compare = 4;
constexpr minutes chart_age{1};

BucketQuery::Unit unit_of(Panel::Bucket bucket) {
  switch (bucket) {
    case Panel::Bucket::quarter:
      return BucketQuery::Unit::minute;
    case Panel::Bucket::hour:
      return BucketQuery::Unit::hour;
    case Panel::Bucket::day:
      return BucketQuery::Unit::day;
  }
  return BucketQuery::Unit::hour;
}

// The chart begins and ends with a whole bucket, so that its first bar is no shorter than the others.
Instant whole(Instant at, Panel::Bucket bucket) {
  const Date day = local_date(at);
  const int minute = local_minute_of_day(at);
  switch (bucket) {
    case Panel::Bucket::quarter:
      return local_time(day, minute / 15 * 15);
    case Panel::Bucket::hour:
      return floor<hours>(at);
    case Panel::Bucket::day:
      return start_of_day(day);
  }
  return at;
}

bool belongs(const Panel& panel, const sensing::SeriesCard& card) {
  return factor_of(panel, card.series.unit_symbol) && std::find(panel.properties.begin(), panel.properties.end(),
                                                                card.property_definition) != panel.properties.end();
}

// A meter that said nothing yet will speak of as long as it says it measures.
microseconds length_of(const Reading& reading) {
  if (!reading.latest) return reading.card.series.rules.expected_every.value_or(seconds{0});
  return reading.latest->until ? *reading.latest->until - reading.latest->time : microseconds{0};
}

bool is_sum(Panel::Kind kind) {
  return kind == Panel::Kind::places || kind == Panel::Kind::flow;
}

// What one meter contributes to a bucket.
std::optional<double> part_of(Panel::Kind kind, const lake::Bucket& bucket) {
  return kind == Panel::Kind::flow || kind == Panel::Kind::amount ? bucket.sum : bucket.mean;
}

struct Sum {
  double total = 0;
  int count = 0;
};

int rank(Freshness::State state) {
  return static_cast<int>(state);
}

}  // namespace

std::shared_ptr<const CityNow> CityReader::kept() {
  const std::lock_guard lock(mutex_);
  return kept_;
}

Result<std::shared_ptr<const CityNow>> CityReader::now() {
  const Instant at = parts_.clock.now();
  const auto fresh_enough = [&](const std::shared_ptr<const CityNow>& known) {
    return known && at - known->at < every_ && at >= known->at;
  };
  std::shared_ptr<const CityNow> known = kept();
  if (fresh_enough(known)) return known;
  std::unique_lock reading(reading_, std::defer_lock);
  if (known ? !reading.try_lock() : (reading.lock(), false)) return known;
  // Somebody may have read while this one waited.
  if (known = kept(); fresh_enough(known)) return known;
  auto read_now = read(at);
  if (!read_now) return fail(std::move(read_now));
  known = std::make_shared<const CityNow>(std::move(*read_now));
  const std::lock_guard lock(mutex_);
  kept_ = known;
  return known;
}

Result<CityNow> CityReader::read(Instant at) {
  auto cards = parts_.records.read(
      [](store::ReadTx& tx) -> Result<std::vector<sensing::SeriesCard>> { return sensing::open_cards(tx); });
  if (!cards) return fail(std::move(cards));
  CityNow out;
  out.at = at;
  for (const Panel& panel : parts_.panels) {
    PanelNow now;
    now.panel = &panel;
    for (const sensing::SeriesCard& card : *cards) {
      if (!belongs(panel, card)) continue;
      Reading reading = read_series(card, at);
      reading.factor = factor_of(panel, card.series.unit_symbol).value_or(1);
      if (fits_length(panel, length_of(reading))) now.readings.push_back(std::move(reading));
    }
    if (now.readings.empty() && panel.when_empty == Panel::WhenEmpty::hide) continue;
    std::stable_sort(now.readings.begin(), now.readings.end(),
                     [](const Reading& a, const Reading& b) { return rank(a.fresh.state) < rank(b.fresh.state); });
    Sum sum;
    for (const Reading& reading : now.readings) {
      if (reading.fresh.state != Freshness::State::live || !reading.latest->value) continue;
      if ((reading.latest->quality & (lake::quality::unfit | lake::quality::suppressed)) != 0) continue;
      sum.total += *reading.latest->value * reading.factor;
      ++sum.count;
    }
    now.live = sum.count;
    if (sum.count > 0) now.value = is_sum(panel.kind) ? sum.total : sum.total / sum.count;
    if (auto chart = read_chart(now, at); !chart) return fail(std::move(chart));
    // The meter says what fell since its last report; people ask what fell today.
    if (panel.kind == Panel::Kind::amount) {
      now.value.reset();
      if (now.live > 0 && !now.points.empty()) now.value = now.points.back().value;
    }
    out.panels.push_back(std::move(now));
  }
  return out;
}

Reading CityReader::read_series(sensing::SeriesCard card, Instant at) {
  Reading out;
  out.card = std::move(card);
  out.latest = parts_.lake.latest(out.card.series.id);
  out.fresh = sensing::freshness(out.card.series.rules, out.latest, lake::moment_of(at));
  if (out.fresh.state == Freshness::State::dead) out.still_since = still_since(out);
  return out;
}

std::optional<lake::Moment> CityReader::still_since(const Reading& reading) {
  if (!reading.latest || !reading.latest->value || (reading.latest->quality & lake::quality::frozen) == 0)
    return reading.fresh.last;
  const lake::SeriesId id = reading.card.series.id;
  if (const auto known = still_.find(id); known != still_.end() && reading.latest->time >= known->second.last)
    return known->second.since;
  const lake::Cell params[] = {static_cast<std::int64_t>(id), *reading.latest->value};
  const auto table = parts_.lake.query(
      "SELECT epoch_us(min(time)) FROM observation WHERE series_id = $1 AND time > coalesce((SELECT max(time) FROM "
      "observation WHERE series_id = $1 AND value IS DISTINCT FROM $2), TIMESTAMP '1900-01-01')",
      params, 1);
  if (!table || table->rows.empty() || !std::holds_alternative<std::int64_t>(table->rows[0][0]))
    return reading.fresh.last;
  const lake::Moment since{microseconds{std::get<std::int64_t>(table->rows[0][0])}};
  still_[id] = {reading.latest->time, since};
  return since;
}

Result<Done> CityReader::read_chart(PanelNow& now, Instant at) {
  auto chart = charts_.find(now.panel->id);
  if (chart == charts_.end() || at - chart->second.at >= chart_age || at < chart->second.at) {
    auto drawn = draw(now, at);
    if (!drawn) return fail(std::move(drawn));
    chart = charts_.insert_or_assign(now.panel->id, std::move(*drawn)).first;
  }
  now.points = chart->second.points;
  now.usual = chart->second.usual;
  now.from = chart->second.from;
  now.until = chart->second.until;
  return Done{};
}

Result<CityReader::Chart> CityReader::draw(const PanelNow& now, Instant at) {
  const Panel& panel = *now.panel;
  Chart out{at, {}, {}, whole(at - hours{panel.hours}, panel.bucket), at};
  auto points = add_up(now, out.from, out.until);
  if (!points) return fail(std::move(points));
  out.points = std::move(*points);
  if (panel.kind != Panel::Kind::flow) return out;
  std::map<Instant, Sum> usual;
  for (int week = 1; week <= weeks_to_compare; ++week) {
    // By the local clock: a week with a change of the hour is not 168 hours.
    const auto shift = [&](Instant t) { return local_time(local_date(t) - days{7 * week}, local_minute_of_day(t)); };
    auto before = add_up(now, shift(out.from), shift(out.until));
    if (!before) return fail(std::move(before));
    for (const html::TimePoint& point : *before) {
      if (!point.value) continue;
      Sum& sum = usual[local_time(local_date(point.at) + days{7 * week}, local_minute_of_day(point.at))];
      sum.total += *point.value;
      ++sum.count;
    }
  }
  for (const auto& [moment, sum] : usual) out.usual.push_back({moment, sum.total / sum.count});
  return out;
}

Result<std::vector<html::TimePoint>> CityReader::add_up(const PanelNow& now, Instant from, Instant until) {
  const Panel& panel = *now.panel;
  std::map<lake::Moment, Sum> sums;
  for (const Reading& reading : now.readings) {
    if (reading.fresh.state == Freshness::State::silent) continue;
    BucketQuery query;
    query.series = reading.card.series.id;
    query.from = lake::moment_of(from);
    query.until = lake::moment_of(until);
    query.unit = unit_of(panel.bucket);
    query.count = panel.bucket == Panel::Bucket::quarter ? 15 : 1;
    query.fill = BucketQuery::Fill::empty;
    // A sum from which a small count follows would tell the small count.
    query.without = lake::quality::unfit | lake::quality::suppressed;
    const auto buckets = parts_.lake.buckets(query);
    if (!buckets) return fail(Error(buckets.error()));
    for (const lake::Bucket& bucket : *buckets) {
      Sum& sum = sums[bucket.from];
      const auto part = part_of(panel.kind, bucket);
      if (!part) continue;
      sum.total += *part * reading.factor;
      ++sum.count;
    }
  }
  std::vector<html::TimePoint> out;
  for (const auto& [moment, sum] : sums) {
    html::TimePoint point{lake::instant_of(moment), {}};
    if (sum.count > 0) point.value = is_sum(panel.kind) ? sum.total : sum.total / sum.count;
    out.push_back(point);
  }
  return out;
}

}  // namespace sas::city
