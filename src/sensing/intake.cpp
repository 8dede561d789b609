#include "sensing/intake.h"

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "lake/moment.h"
#include "sensing/privacy_door.h"
#include "sensing/quality.h"

namespace sas::sensing {
namespace {

using namespace std::chrono;
using lake::Moment;
using lake::Observation;
using lake::SeriesId;
using Kind = SeriesDescription::Kind;

// A day ahead is a wrong clock or a wrong date format, never a measurement.
constexpr hours furthest_ahead{24};
constexpr Moment earliest = sys_days{1900y / January / 1};
// Counting people in shorter bins would show single persons passing by.
constexpr minutes shortest_count_bin{5};
// One line in the ledger for each series and kind in this time; a device gone wild must not fill it.
constexpr hours refusal_pause{1};

std::string refusal_of_result(const Series& series, const Observation& o) {
  const bool number = o.value.has_value() && o.text.empty();
  const bool text = !o.value.has_value() && !o.text.empty();
  switch (series.kind) {
    case Kind::measurement:
    case Kind::count:
      return number ? "" : "result-type";
    case Kind::truth:
      return number && (*o.value == 0 || *o.value == 1) ? "" : "result-type";
    case Kind::category:
    case Kind::text:
    case Kind::json:
      return text ? "" : "result-type";
  }
  return "result-type";
}

std::string refusal_of_time(const Series& series, const Observation& o, Moment received) {
  if (o.time > received + furthest_ahead) return "time-far-future";
  if (o.time < earliest) return "time-too-old";
  if (o.until && *o.until < o.time) return "interval-ends-early";
  if (series.kind == Kind::count && (!o.until || *o.until - o.time < shortest_count_bin)) return "count-bin-short";
  return "";
}

std::optional<Unwelcome> unwelcome_part(const Series& series, const Observation& o) {
  // What is not JSON was made by a door from a text, so it is looked at as text.
  const auto look = [](const std::string& text, Kind kind) -> std::optional<Unwelcome> {
    if (text.empty()) return std::nullopt;
    if (kind == Kind::json)
      if (const auto value = json::parse(text)) return unwelcome_in(*value);
    return unwelcome_in(std::string_view(text));
  };
  if (auto found = look(o.text, series.kind)) return found;
  return look(o.extra, Kind::json);
}

// A series as the intake knows it.
struct Known {
  std::shared_ptr<const Series> series;  ///< none: the register has no such series
  SeriesMemory memory;
};

class HouseIntake final : public Intake {
 public:
  explicit HouseIntake(const IntakeParts& parts) : parts_(parts) {}

  Result<std::vector<Taken>> take(std::vector<Observation> readings, Arrival arrival) override {
    Judged judged = judge_all(std::move(readings), arrival);
    if (judged.accepted.empty()) return std::move(judged.taken);
    auto receipt = parts_.lake.append(std::move(judged.accepted));
    return settle(std::move(judged), std::move(receipt));
  }

  void take_async(std::vector<Observation> readings, Arrival arrival,
                  std::function<void(Result<std::vector<Taken>>)> done) override {
    auto judged = std::make_shared<Judged>(judge_all(std::move(readings), arrival));
    if (judged->accepted.empty()) {
      done(std::move(judged->taken));
      return;
    }
    std::vector<Observation> accepted = std::move(judged->accepted);
    parts_.lake.append_async(std::move(accepted),
                             [this, judged, done = std::move(done)](Result<lake::Receipt> receipt) {
                               done(settle(std::move(*judged), std::move(receipt)));
                             });
  }

  void forget(SeriesId id) override {
    Shard& shard = shard_of(id);
    const std::lock_guard lock(shard.mutex);
    shard.known.erase(id);
  }

  [[nodiscard]] IntakeStats stats() const override { return {taken_, refused_, unwelcome_}; }

 private:
  struct Judged {
    std::vector<Taken> taken;           ///< one for each reading
    std::vector<Observation> accepted;  ///< those that go to the lake
    std::vector<std::size_t> place;     ///< where each accepted one stood
    std::vector<SeriesId> series;       ///< of the accepted ones, without repeats in a row
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<SeriesId, Known> known;
  };

  Shard& shard_of(SeriesId id) { return shards_[static_cast<std::size_t>(id) % shards_.size()]; }

  Judged judge_all(std::vector<Observation> readings, Arrival arrival) {
    const Moment now = lake::moment_of(parts_.clock.now());
    Judged out;
    out.taken.resize(readings.size());
    out.accepted.reserve(readings.size());
    out.place.reserve(readings.size());
    for (std::size_t begin = 0; begin < readings.size();) {
      // Readings of one series mostly come together; they share one look-up.
      std::size_t end = begin + 1;
      while (end < readings.size() && readings[end].series == readings[begin].series) ++end;
      judge_series(readings, begin, end, arrival, now, out);
      begin = end;
    }
    taken_ += out.accepted.size();
    refused_ += readings.size() - out.accepted.size();
    return out;
  }

  void judge_series(std::vector<Observation>& readings, std::size_t begin, std::size_t end, Arrival arrival, Moment now,
                    Judged& out) {
    const SeriesId id = readings[begin].series;
    Shard& shard = shard_of(id);
    std::unique_lock lock(shard.mutex);
    auto at = shard.known.find(id);
    if (at == shard.known.end()) {
      lock.unlock();
      Known loaded = load(id);
      lock.lock();
      at = shard.known.try_emplace(id, std::move(loaded)).first;
    }
    const std::shared_ptr<const Series> series = at->second.series;
    if (!series) {
      // Not remembered: the register may get it the next moment.
      shard.known.erase(at);
      for (std::size_t i = begin; i < end; ++i) out.taken[i] = {Taken::What::refused, 0, "series-unknown"};
      return;
    }
    SeriesMemory& memory = at->second.memory;
    std::vector<Unwelcome> unwelcome;
    const std::size_t before = out.accepted.size();
    for (std::size_t i = begin; i < end; ++i) {
      Observation& reading = readings[i];
      if (reading.received == Moment{}) reading.received = now;
      std::string refusal = refusal_of_result(*series, reading);
      if (refusal.empty()) refusal = refusal_of_time(*series, reading, now);
      if (refusal.empty() && !(reading.text.empty() && reading.extra.empty())) {
        if (auto found = unwelcome_part(*series, reading)) {
          refusal = "unwelcome-" + found->kind;
          unwelcome.push_back(std::move(*found));
        }
      }
      if (!refusal.empty()) {
        out.taken[i] = {Taken::What::refused, 0, std::move(refusal)};
        continue;
      }
      reading.quality |= judge(*series, memory, reading, reading.received, arrival);
      memory = after(memory, reading);
      out.taken[i] = {Taken::What::stored, reading.quality, {}};
      out.place.push_back(i);
      out.accepted.push_back(std::move(reading));
    }
    lock.unlock();
    if (out.accepted.size() > before) out.series.push_back(id);
    for (const Unwelcome& found : unwelcome) write_down(*series, found);
  }

  // The lake is asked only when the first value of a series comes after a start.
  Known load(SeriesId id) {
    auto found =
        parts_.records.read([&](store::ReadTx& tx) -> Result<std::optional<Series>> { return series_by_id(tx, id); });
    if (!found || !*found) return {};
    Known known{std::make_shared<const Series>(std::move(**found)), {}};
    const auto last = parts_.lake.latest(id);
    if (!last) return known;
    known.memory = {last->time, last->value, last->time};
    if (known.series->rules.frozen_after && last->value) known.memory.same_since = same_since(*known.series, *last);
    return known;
  }

  // How long the last value has been the same. Twice as far back as matters: the first value in the time looked at
  // stands up to an interval after its begin, and a value that stood still before a restart must not thaw by it.
  Moment same_since(const Series& series, const Observation& last) {
    const Moment horizon = last.time - 2 * *series.rules.frozen_after;
    const auto number = static_cast<std::int64_t>(series.id);
    const lake::Cell params[] = {number, horizon.time_since_epoch().count(), *last.value};
    const auto table = parts_.lake.query(
        "SELECT epoch_us(min(time)) FROM observation WHERE series_id = $1 AND time >= make_timestamp($2) AND time > "
        "coalesce((SELECT max(time) FROM observation WHERE series_id = $1 AND time >= make_timestamp($2) AND value IS "
        "DISTINCT FROM $3), make_timestamp($2) - INTERVAL 1 MICROSECOND)",
        params, 1, {horizon, last.time + microseconds{1}});
    if (!table || table->rows.empty()) return last.time;
    const auto* since = std::get_if<std::int64_t>(&table->rows[0][0]);
    return since ? Moment{microseconds{*since}} : last.time;
  }

  Result<std::vector<Taken>> settle(Judged judged, Result<lake::Receipt> receipt) {
    if (!receipt) {
      // What was judged did not happen: the next value is compared with what the lake has.
      for (const SeriesId id : judged.series) forget(id);
      return fail(std::move(receipt));
    }
    for (std::size_t i = 0; i < judged.place.size(); ++i) {
      Taken& taken = judged.taken[judged.place[i]];
      if (receipt->outcomes[i] == lake::Outcome::repeated) taken.what = Taken::What::repeated;
      if (receipt->outcomes[i] == lake::Outcome::corrected) taken.what = Taken::What::corrected;
    }
    return std::move(judged.taken);
  }

  void write_down(const Series& series, const Unwelcome& found) {
    ++unwelcome_;
    const Instant now = parts_.clock.now();
    {
      const std::lock_guard lock(refusals_mutex_);
      Instant& next = next_refusal_[{series.id, found.kind}];
      if (now < next) return;
      next = now + refusal_pause;
    }
    // The field's name is the vendor's, and the kind is ours: neither tells of a person.
    (void)parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      parts_.ledger.append(tx, {.kind = "sensor.refused",
                                .subject = "series:" + std::to_string(static_cast<std::int64_t>(series.id)),
                                .acting = "system",
                                .concerned = {},
                                .facts = {{"kind", found.kind}},
                                .personal = {},
                                .at = {}});
      return Done{};
    });
  }

  IntakeParts parts_;
  std::array<Shard, 64> shards_;
  std::mutex refusals_mutex_;
  std::map<std::pair<SeriesId, std::string>, Instant> next_refusal_;
  std::atomic<std::uint64_t> taken_{0}, refused_{0}, unwelcome_{0};
};

}  // namespace

std::unique_ptr<Intake> make_intake(const IntakeParts& parts) {
  return std::make_unique<HouseIntake>(parts);
}

}  // namespace sas::sensing
