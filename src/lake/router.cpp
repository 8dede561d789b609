#include "lake/router.h"

#include <algorithm>
#include <iterator>

namespace sas::lake {

namespace {

/// What one record of the journal takes; the engine takes more at once cheaply.
constexpr std::size_t journal_rows = 50'000, journal_text = std::size_t{32} << 20U;

std::size_t text_of(std::span<const Observation> rows) {
  std::size_t out = 0;
  for (const Observation& row : rows) out += row.text.size() + row.extra.size();
  return out;
}

std::vector<SeriesId> series_of(std::span<const Observation> rows) {
  std::vector<SeriesId> out;
  for (const Observation& row : rows)
    if (out.empty() || out.back() != row.series) out.push_back(row.series);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

/// What is known of the calls of one record so far.
struct Router::Gathering {
  Routed routed;
  std::size_t rows = 0, text = 0;
  std::unordered_map<SeriesId, Moment> newest;  ///< of the calls for the journal
};

Routed Router::route(std::vector<Waiting> calls) {
  Gathering gathering;
  const bool is_alone = calls.size() == 1;
  for (Waiting& call : calls) {
    const std::span<const Observation> rows = call.observations;
    if (!goes_to_journal(gathering, rows)) {
      std::vector<SeriesId> series = series_of(rows);
      for (const SeriesId one : series) ++on_their_way_[one];
      gathering.routed.engine.push_back({std::move(call), std::move(series)});
      continue;
    }
    gathering.rows += rows.size();
    gathering.text += text_of(rows);
    if (!is_alone)
      for (const Observation& row : rows) {
        const auto [entry, is_first] = gathering.newest.try_emplace(row.series, row.time);
        if (!is_first) entry->second = std::max(entry->second, row.time);
      }
    gathering.routed.journal.push_back(std::move(call));
  }
  return std::move(gathering.routed);
}

bool Router::goes_to_journal(Gathering& gathering, std::span<const Observation> rows) const {
  if (gathering.rows + rows.size() > journal_rows || gathering.text + text_of(rows) > journal_text) return false;
  if (!on_their_way_.empty() &&
      std::ranges::any_of(rows, [this](const Observation& row) { return on_their_way_.contains(row.series); }))
    return false;
  const std::vector<Key> doubtful = doubtful_keys(rows, [&](SeriesId series) {
    const auto found = gathering.newest.find(series);
    const Moment before = newest_.time_of(series);
    return found == gathering.newest.end() ? before : std::max(before, found->second);
  });
  if (doubtful.empty()) return true;
  KnownRows known = repeats_of_newest(rows, doubtful, [this](SeriesId series) { return newest_.latest(series); });
  if (known.empty()) return false;
  gathering.routed.doubtful.insert(gathering.routed.doubtful.end(), doubtful.begin(), doubtful.end());
  gathering.routed.known.merge(known);
  return true;
}

void Router::settled(std::span<const SeriesId> series) {
  for (const SeriesId one : series) {
    const auto found = on_their_way_.find(one);
    if (found != on_their_way_.end() && --found->second == 0) on_their_way_.erase(found);
  }
}

}  // namespace sas::lake
