#include "sensorthings/core.h"

#include <algorithm>

namespace sas::sensorthings {

Error refusal(const std::string& code) {
  const auto because = [&](std::string detail) { return Error{ErrorKind::invalid, code, std::move(detail), {}}; };
  if (code == "result-type") return because("result: expected a value of the type that the Datastream declares");
  if (code == "time-far-future")
    return because("phenomenonTime: it is more than a day ahead; check the clock of the device");
  if (code == "time-too-old") return because("phenomenonTime: expected a time after 1900");
  if (code == "interval-ends-early") return because("phenomenonTime: the interval ends before it begins");
  if (code == "count-bin-short")
    return because("phenomenonTime: counts of people are taken over an interval of at least five minutes");
  if (code == "series-unknown") return because("Datastream: there is no such Datastream");
  if (code.starts_with("unwelcome-"))
    return because("the Observation holds what may tell of a person, and was not stored; leave it out on the device");
  return because("the Observation was refused");
}

sensing::Arrival arrival_of(std::span<const lake::Observation> observations, Moment now) {
  constexpr std::chrono::hours near{1};
  const bool all_near = std::all_of(observations.begin(), observations.end(),
                                    [&](const lake::Observation& o) { return now - o.until.value_or(o.time) <= near; });
  return all_near ? sensing::Arrival::live : sensing::Arrival::history;
}

Moment Core::fresh_moment() {
  const std::int64_t wanted = micros(now());
  std::int64_t last = last_micros_.load();
  std::int64_t next = 0;
  do {
    next = std::max(wanted, last + 1);
  } while (!last_micros_.compare_exchange_weak(last, next));
  return moment(next);
}

Result<Done> Core::change(const Access& access, const std::function<Result<Done>(Writer&)>& work) {
  AfterCommit after;
  const Moment at = fresh_moment();
  Result<Done> done = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    const ReadParts parts{tx, parts_.lake, access, times_, at};
    sensing::RegisterChanges changes(tx, parts_.ledger, parts_.clock, access.acting);
    Writer writer(parts, tx, changes);
    Result<Done> good = work(writer);
    after = std::move(writer.after);
    return good;
  });
  if (!done) return done;
  return settle(access, std::move(after));
}

void Core::forget(const AfterCommit& after) {
  if (after.moved == AfterCommit::Moved::something) cache_.forget_all();
  for (const std::int64_t series : after.series) {
    cache_.forget(series);
    times_.forget(lake::SeriesId{series});
    parts_.intake.forget(lake::SeriesId{series});
  }
}

Result<Done> Core::settle(const Access& access, AfterCommit after) {
  forget(after);
  for (const lake::Observation& o : after.removed) {
    if (auto gone = parts_.lake.remove(o.series, o.time, o.until, o.feature);
        !gone && gone.error().code != "observation-unknown")
      return gone;
    times_.forget(o.series);
  }
  if (after.observations.empty()) return Done{};
  auto taken = take(std::move(after.observations));
  Error error;
  if (!taken) {
    error = taken.error();
  } else {
    const auto refused = std::find_if(taken->begin(), taken->end(), [](const sensing::Taken& each) {
      return each.what == sensing::Taken::What::refused;
    });
    if (refused == taken->end()) return Done{};
    error = refusal(refused->code);
  }
  if (!after.created.empty()) {
    AfterCommit undone;
    auto removed = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      sensing::RegisterChanges changes(tx, parts_.ledger, parts_.clock, access.acting);
      for (auto each = after.created.rbegin(); each != after.created.rend(); ++each)
        changes.remove(each->first, each->second);
      return Done{};
    });
    if (!removed) return removed;
    after.moved = AfterCommit::Moved::something;
    forget(after);
  }
  return fail(std::move(error));
}

Result<std::vector<sensing::Taken>> Core::take(std::vector<lake::Observation> observations) {
  std::vector<lake::SeriesId> series;
  for (const lake::Observation& o : observations)
    if (series.empty() || series.back() != o.series) series.push_back(o.series);
  const sensing::Arrival arrival = arrival_of(observations, now());
  auto taken = parts_.intake.take(std::move(observations), arrival);
  for (const lake::SeriesId id : series) times_.forget(id);
  return taken;
}

void Core::take_later(lake::Observation observation, std::function<void(Result<Done>)> done) {
  const lake::SeriesId series = observation.series;
  std::vector<lake::Observation> one;
  one.push_back(std::move(observation));
  const sensing::Arrival arrival = arrival_of(one, now());
  parts_.intake.take_async(std::move(one), arrival,
                           [this, series, done = std::move(done)](Result<std::vector<sensing::Taken>> taken) {
                             times_.forget(series);
                             if (!taken) return done(fail(std::move(taken)));
                             const sensing::Taken& first = taken->at(0);
                             if (first.what == sensing::Taken::What::refused) return done(fail(refusal(first.code)));
                             done(Done{});
                           });
}

Result<SeriesCache::Facts> Core::facts(const Access& access, std::int64_t series) {
  SeriesCache::Facts out = cache_.get(series);
  if (!out) {
    SeriesFacts found;
    auto known = parts_.records.read([&](store::ReadTx& tx) -> Result<bool> {
      const auto row = sensing::series_by_id(tx, lake::SeriesId{series});
      if (!row) return fail(ErrorKind::not_found, "url-unknown", "there is no such Datastream");
      const auto place = tx.query_one(
          "SELECT l.feature, w.feature FROM thing_location t JOIN location l ON l.id = t.location LEFT JOIN "
          "datastream_feature w ON w.feature = l.feature AND w.datastream = $2 WHERE t.thing = $1 ORDER BY l.id LIMIT "
          "1",
          {row->thing, series});
      found = {*row, place ? place->integer_if(0).value_or(0) : row->feature};
      // Everything there, or the thing is nowhere: nothing has to be written down first.
      return !place || (row->feature != 0 && !place->is_null(1));
    });
    if (!known) return fail(std::move(known));
    if (!*known) {
      Access all;
      all.reach = Access::Reach::everything;
      all.right = Access::Right::write;
      all.acting = "system";
      auto made = change(all, [&](Writer& writer) -> Result<Done> {
        Result<SeriesFacts> facts = writer.facts(series);
        if (!facts) return fail(std::move(facts));
        found = std::move(*facts);
        return Done{};
      });
      if (!made) return fail(std::move(made));
    }
    out = std::make_shared<const SeriesFacts>(std::move(found));
    cache_.put(out);
  }
  if (access.reach == Access::Reach::one_thing && out->series.thing != access.thing)
    return fail(ErrorKind::forbidden, "sensor-forbidden", "the credential is for another Thing");
  return out;
}

}  // namespace sas::sensorthings
