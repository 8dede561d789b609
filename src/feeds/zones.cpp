#include "feeds/zones.h"

#include <date/tz.h>

namespace sas::feeds {

using std::chrono::microseconds;

struct Zone::Data {
  std::string name;
  const date::time_zone* zone;
};

Result<Zone> Zone::named(std::string_view name) {
  try {
    return Zone(std::make_shared<const Data>(Data{std::string(name), date::locate_zone(name)}));
  } catch (const std::runtime_error&) {
    return fail(ErrorKind::invalid, "zone-unknown", "use a name such as Europe/Amsterdam");
  }
}

LocalMeaning Zone::meaning(LocalMoment local) const {
  const date::local_info info = data_->zone->get_info(date::local_time<microseconds>{local.time_since_epoch()});
  const lake::Moment first{local.time_since_epoch() - info.first.offset};
  if (info.result == date::local_info::unique) return {LocalMeaning::Kind::once, first, first};
  const lake::Moment second{local.time_since_epoch() - info.second.offset};
  if (info.result == date::local_info::ambiguous) return {LocalMeaning::Kind::twice, first, second};
  const lake::Moment change{info.first.end.time_since_epoch()};
  return {LocalMeaning::Kind::never, change, change};
}

LocalMoment Zone::local(lake::Moment moment) const {
  const date::sys_info info = data_->zone->get_info(date::sys_time<microseconds>{moment.time_since_epoch()});
  return LocalMoment{moment.time_since_epoch() + info.offset};
}

lake::Moment Zone::start_of(std::chrono::local_days day) const {
  return meaning(LocalMoment{day}).first;
}

const std::string& Zone::name() const {
  return data_->name;
}

}  // namespace sas::feeds
