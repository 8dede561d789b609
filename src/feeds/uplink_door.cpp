#include "feeds/uplink_door.h"

#include <future>

namespace sas::feeds {

using What = UplinkTaken::What;

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
    return done(UplinkTaken{What::refused, 0, refused->reason, refused->column});
  }
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
