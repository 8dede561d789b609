#include "feeds/uplink_door.h"

#include <algorithm>
#include <future>

namespace sas::feeds {

using What = UplinkTaken::What;

namespace {

// A device gone wild must not fill the ledger.
constexpr std::chrono::hours refusal_pause{1};
constexpr std::size_t most_refusals = 10'000;
constexpr std::string_view unwelcome = "unwelcome-";

// People counted at a moment or over less than five minutes; the intake refuses it (sensing/intake.h).
bool counts_too_briefly(const Collected& collected, const std::vector<Reading>& readings) {
  return std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) {
    const auto& series = collected.series.at(static_cast<std::size_t>(reading.slot));
    return series.kind == sensing::SeriesDescription::Kind::count &&
           (!reading.until || *reading.until - reading.time < std::chrono::minutes{5});
  });
}

}  // namespace

void UplinkDoor::write_down(const Uplink& uplink, const std::string& kind) {
  const std::string subject = "feed:ttn/" + uplink.application + "/" + uplink.device;
  const Instant now = parts_.clock.now();
  {
    const std::lock_guard lock(refusals_mutex_);
    if (next_refusal_.size() > most_refusals) next_refusal_.clear();
    Instant& next = next_refusal_[subject + " " + kind];
    if (now < next) return;
    next = now + refusal_pause;
  }
  (void)parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    ledger::NewEvent event;
    event.kind = "sensor.refused";
    event.subject = subject;
    event.acting = "system";
    event.facts = {{"kind", kind}};
    parts_.ledger.append(tx, event);
    return Done{};
  });
}

void UplinkDoor::take(const Uplink& uplink, std::function<void(Result<UplinkTaken>)> done) {
  if (memory_.seen(uplink)) return done(UplinkTaken{What::repeated, 0, {}, {}});
  Collected collected;
  std::vector<Reading> readings;
  if (const auto refused = uplink_readings(uplink, decoder_, collected, readings)) {
    // A sandbox that could not be started says nothing about the uplink.
    if (refused->reason == "decoder-unavailable") {
      memory_.forget(uplink);
      return done(fail(ErrorKind::unavailable, refused->reason));
    }
    if (refused->reason.starts_with(unwelcome)) write_down(uplink, refused->reason.substr(unwelcome.size()));
    return done(UplinkTaken{What::refused, 0, refused->reason, refused->column});
  }
  if (counts_too_briefly(collected, readings)) write_down(uplink, "count-bin-short");
  (void)collected.accept(readings);
  auto observations = series_.observations(collected);
  if (!observations) {
    memory_.forget(uplink);
    return done(fail(std::move(observations)));
  }
  parts_.intake.take_async(*std::move(observations), sensing::Arrival::live,
                           [this, uplink, done = std::move(done)](Result<std::vector<sensing::Taken>> taken) {
                             if (!taken) {
                               memory_.forget(uplink);
                               return done(fail(std::move(taken)));
                             }
                             UplinkTaken out;
                             for (const sensing::Taken& one : *taken) {
                               if (one.what != sensing::Taken::What::refused) {
                                 ++out.values;
                               } else {
                                 out.code = one.code;
                               }
                             }
                             if (out.values == 0 && !out.code.empty()) out.what = What::refused;
                             done(std::move(out));
                           });
}

Result<UplinkTaken> UplinkDoor::take(const Uplink& uplink) {
  std::promise<Result<UplinkTaken>> promise;
  auto future = promise.get_future();
  take(uplink, [&promise](Result<UplinkTaken> taken) { promise.set_value(std::move(taken)); });
  return future.get();
}

}  // namespace sas::feeds
