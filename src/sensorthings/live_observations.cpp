#include "sensorthings/live_observations.h"

#include "base/text.h"
#include "sensing/live_pages.h"
#include "sensorthings/lake_filter.h"
#include "sensorthings/live_filter.h"
#include "sensorthings/read.h"

namespace sas::sensorthings {
namespace {

Error refused(std::string detail) {
  return {ErrorKind::invalid, "url-invalid", std::move(detail), {}};
}

Result<Done> check(const ResourcePath& path, const Options& options) {
  if (path.ask != Ask::entities || path.is_one() || path.last().type->type != Type::observation)
    return fail(refused("a stream of events is had of a list of Observations"));
  const bool page = options.top || options.skip != 0 || options.count == Options::Count::tell || !options.order.empty();
  if (page || !options.expand.empty() || options.format != Options::Format::json)
    return fail(refused("of a stream of events, $filter and $select can be asked"));
  return Done{};
}

// What stands before the list in its address.
Result<ObservationScope> scope_of(const ReadParts& parts, const ResourcePath& path) {
  ObservationScope out;
  if (path.steps.size() == 1) return out;
  Result<Place> place = find_place(parts, std::span(path.steps).first(path.steps.size() - 1));
  if (!place) return fail(std::move(place));
  (place->type->is_series() ? out.series : out.feature) = place->id;
  return out;
}

// Everything that one watcher was promised.
class Watcher {
 public:
  Watcher(std::shared_ptr<Core> core, std::string base, Access access, LiveFilter filter, Selection selection)
      : core_(std::move(core)),
        base_(std::move(base)),
        access_(std::move(access)),
        filter_(std::move(filter)),
        selection_(std::move(selection)) {}

  [[nodiscard]] std::string text(const std::vector<lake::Observation>& observations) const {
    std::string out;
    for (const lake::Observation& observation : observations) {
      const SeriesCache::Facts facts = told_of(observation);
      if (!facts) continue;
      const SeriesForm form = form_of(facts->series);
      const Moment now = std::chrono::time_point_cast<Micros>(core_->parts().clock.now());
      if (!filter_.matches(observation, form, facts->series.feature, now)) continue;
      out += out.empty() ? R"({"value":[)" : ",";
      append_observation(out, observation, form, base_, selection_, {});
    }
    return out.empty() ? out : out + "]}";
  }

 private:
  // None when the asker may not know of it: asked anew for each, because a series may be closed while somebody watches.
  [[nodiscard]] SeriesCache::Facts told_of(const lake::Observation& observation) const {
    static const Access all{Access::Reach::everything, 0, Access::Right::read, "system"};
    auto facts = core_->facts(all, static_cast<std::int64_t>(observation.series));
    if (!facts) return nullptr;
    const sensing::Series& series = (*facts)->series;
    const bool own = access_.reach == Access::Reach::everything ||
                     (access_.reach == Access::Reach::one_thing && series.thing == access_.thing);
    const bool open = series.exposure == sensing::Exposure::open && is_told(access_, observation);
    return own || open ? *facts : nullptr;
  }

  std::shared_ptr<Core> core_;
  std::string base_;
  Access access_;
  LiveFilter filter_;
  Selection selection_;
};

}  // namespace

bool wants_events(const http::Request& request) {
  return request.header("accept").starts_with("text/event-stream");
}

Result<http::Response> live_observations(const std::shared_ptr<Core>& core, std::string_view base,
                                         const ResourcePath& path, const Options& options, const Access& access,
                                         const http::Request& request) {
  const sensing::LiveStream* live = core->parts().live;
  if (live == nullptr) return fail(ErrorKind::unavailable, "unavailable", "this service has no stream of events");
  if (auto good = check(path, options); !good) return fail(std::move(good));
  Result<Selection> selection = Selection::of(entity(Type::observation), options);
  if (!selection) return fail(std::move(selection));
  auto filter = core->read(access, [&](const ReadParts& parts) -> Result<LiveFilter> {
    Result<ObservationScope> scope = scope_of(parts, path);
    if (!scope) return fail(std::move(scope));
    return LiveFilter::of(parts, *scope, options.filter);
  });
  if (!filter) return fail(std::move(filter));
  sensing::SeriesSet wanted = filter->series();
  const auto watcher =
      std::make_shared<const Watcher>(core, std::string(base), access, std::move(*filter), std::move(*selection));
  return sensing::live_response(
      *live, std::move(wanted), request,
      [watcher](const std::vector<lake::Observation>& values) { return watcher->text(values); });
}

}  // namespace sas::sensorthings
