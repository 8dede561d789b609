#include "feeds/live_series.h"

#include <algorithm>

namespace sas::feeds {

Result<lake::SeriesId> LiveSeries::id_of(const sensing::SeriesDescription& description) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = known_.find(description.key);
    if (at != known_.end() && at->second.unit == description.unit_symbol) return at->second.id;
  }
  const auto series = parts_.records.write(
      [&](store::WriteTx& tx) { return sensing::ensure_series(tx, parts_.ledger, parts_.clock, description); });
  if (!series) return fail(series.error());
  const lake::SeriesFacts facts{series->id, series->retention};
  if (auto declared = parts_.lake.declare({&facts, 1}); !declared) return fail(std::move(declared));
  parts_.intake.forget(series->id);
  const std::lock_guard lock(mutex_);
  known_[description.key] = {series->id, description.unit_symbol};
  return series->id;
}

Result<std::vector<lake::Observation>> LiveSeries::observations(const Collected& collected) {
  std::vector<lake::SeriesId> ids;
  for (const sensing::SeriesDescription& one : collected.series) {
    const auto id = id_of(one);
    if (!id) return fail(id.error());
    ids.push_back(*id);
  }
  std::vector<lake::Observation> out;
  out.reserve(collected.readings.size());
  for (const Reading& r : collected.readings) {
    lake::Observation o;
    o.series = ids[static_cast<std::size_t>(r.slot)];
    o.time = r.time;
    o.until = r.until;
    o.result_time = r.result_time;
    o.value = r.value;
    o.text = r.text;
    o.quality = r.quality;
    o.extra = r.extra;
    out.push_back(std::move(o));
  }
  std::stable_sort(out.begin(), out.end(), [](const lake::Observation& a, const lake::Observation& b) {
    return a.series != b.series ? a.series < b.series : a.time < b.time;
  });
  return out;
}

}  // namespace sas::feeds
