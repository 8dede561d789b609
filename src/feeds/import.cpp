#include "feeds/import.h"

#include <fmt/format.h>

#include <algorithm>

#include "feeds/fields.h"
#include "feeds/lines.h"
#include "lake/moment.h"

namespace sas::feeds {
namespace {

// Large enough for the lake to run at disk speed, small enough to stay under its queue.
constexpr std::size_t piece = 50'000;
constexpr std::int64_t progress_every = 100'000;

constexpr std::size_t largest_document = 64 * 1024 * 1024;

Result<bool> begins_as_json(const std::string& file) {
  const auto lines = lines_of_file(file);
  if (!lines) return fail(lines.error());
  for (;;) {
    const auto line = (*lines)->next();
    // A JSON document may well be one long line.
    if (!line) return line.error().code == "line-too-long" ? Result<bool>(true) : Result<bool>(fail(line.error()));
    if (!*line) return false;
    const std::string_view text = strip(**line);
    if (!text.empty()) return text.front() == '{' || text.front() == '[';
  }
}

bool same_rules(const sensing::QualityRules& a, const sensing::QualityRules& b) {
  return a.min == b.min && a.max == b.max && a.capacity == b.capacity && a.max_step_per_hour == b.max_step_per_hour &&
         a.expected_every == b.expected_every && a.frozen_after == b.frozen_after;
}

bool same(const sensing::SeriesDescription& a, const sensing::SeriesDescription& b) {
  return a.name == b.name && a.thing_name == b.thing_name && a.longitude == b.longitude && a.latitude == b.latitude &&
         a.unit_symbol == b.unit_symbol && a.kind == b.kind && same_rules(a.rules, b.rules);
}

}  // namespace

Slot IntakeSink::declare(const sensing::SeriesDescription& description) {
  const auto known = by_key_.find(description.key);
  if (known != by_key_.end()) {
    Declared& one = declared_[static_cast<std::size_t>(known->second)];
    if (same(one.description, description)) return known->second;
    // Its rules hold from here on: what was read before is judged by the old ones first, at the next flush.
    one.description = description;
    unregistered_.push_back(known->second);
    return known->second;
  }
  const auto slot = static_cast<Slot>(declared_.size());
  declared_.push_back({description, {}});
  by_key_.emplace(description.key, slot);
  unregistered_.push_back(slot);
  report_.series.push_back(description.key);
  return slot;
}

Result<Done> IntakeSink::accept(std::span<const Reading> readings) {
  ++report_.accepted;
  progress();
  waiting_.insert(waiting_.end(), readings.begin(), readings.end());
  if (waiting_.size() < piece) return Done{};
  return flush();
}

void IntakeSink::reject(Rejection rejection) {
  ++report_.rejected;
  ++report_.rejected_by_reason[rejection.reason];
  if (report_.first_rejections.size() < rejections_kept) report_.first_rejections.push_back(std::move(rejection));
  progress();
}

void IntakeSink::progress() {
  const std::int64_t rows = report_.accepted + report_.rejected;
  if (parts_.on_progress && rows % progress_every == 0) parts_.on_progress(rows);
}

Result<Done> IntakeSink::register_series() {
  if (unregistered_.empty()) return Done{};
  const auto ids = parts_.records.write([&](store::WriteTx& tx) -> Result<std::vector<sensing::Series>> {
    std::vector<sensing::Series> out;
    for (const Slot slot : unregistered_) {
      auto series = sensing::ensure_series(tx, parts_.ledger, parts_.clock,
                                           declared_[static_cast<std::size_t>(slot)].description);
      if (!series) return fail(std::move(series));
      out.push_back(*std::move(series));
    }
    return out;
  });
  if (!ids) return fail(ids.error());
  std::vector<lake::SeriesFacts> facts;
  for (std::size_t i = 0; i < unregistered_.size(); ++i) {
    declared_[static_cast<std::size_t>(unregistered_[i])].id = (*ids)[i].id;
    facts.push_back({(*ids)[i].id, (*ids)[i].retention});
    parts_.intake.forget((*ids)[i].id);
  }
  unregistered_.clear();
  return parts_.lake.declare(facts);
}

Result<Done> IntakeSink::flush() {
  if (auto registered = register_series(); !registered) return registered;
  if (waiting_.empty()) return Done{};
  // By series and in order of time: the rules look at one value after another, and files come in any order.
  std::stable_sort(waiting_.begin(), waiting_.end(), [](const Reading& a, const Reading& b) {
    return a.slot != b.slot ? a.slot < b.slot : a.time < b.time;
  });
  std::vector<lake::Observation> observations;
  observations.reserve(waiting_.size());
  for (Reading& r : waiting_) {
    lake::Observation o;
    o.series = declared_[static_cast<std::size_t>(r.slot)].id;
    o.time = r.time;
    o.until = r.until;
    o.result_time = r.result_time;
    o.value = r.value;
    o.text = std::move(r.text);
    o.quality = r.quality;
    o.extra = std::move(r.extra);
    if (!report_.from || o.time < *report_.from) report_.from = o.time;
    if (!report_.until || o.time > *report_.until) report_.until = o.time;
    observations.push_back(std::move(o));
  }
  waiting_.clear();
  const auto taken = parts_.intake.take(std::move(observations), arrival_);
  if (!taken) return fail(taken.error());
  using What = sensing::Taken::What;
  for (const sensing::Taken& one : *taken) {
    ++report_.values;
    report_.stored += one.what == What::stored ? 1 : 0;
    report_.repeated += one.what == What::repeated ? 1 : 0;
    report_.corrected += one.what == What::corrected ? 1 : 0;
    if (one.what == What::refused) {
      ++report_.refused;
      ++report_.refused_by_code[one.code];
    } else if ((one.quality & lake::quality::unfit) != 0) {
      ++report_.flagged;
    }
  }
  return Done{};
}

Result<Done> IntakeSink::write_down_unwelcome() const {
  constexpr std::string_view unwelcome = "unwelcome-";
  json::Object kinds;
  for (const auto& [reason, count] : report_.rejected_by_reason)
    if (reason.starts_with(unwelcome)) kinds[reason.substr(unwelcome.size())] = count;
  // People counted at a moment or over less than five minutes; here it is a number of values.
  if (const auto brief = report_.refused_by_code.find("count-bin-short"); brief != report_.refused_by_code.end())
    kinds[brief->first] = brief->second;
  if (kinds.empty()) return Done{};
  return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    ledger::NewEvent event;
    event.kind = "sensor.refused";
    event.subject = "feed:import";
    event.acting = "system";
    event.facts = {{"rows", kinds}};
    parts_.ledger.append(tx, event);
    return Done{};
  });
}

Result<ImportReport> IntakeSink::finish() {
  if (auto flushed = flush(); !flushed) return fail(std::move(flushed));
  if (auto written = write_down_unwelcome(); !written) return fail(std::move(written));
  return report_;
}

Result<ImportReport> import_measurements(std::string_view kind, const std::string& file, const ImportParts& parts) {
  const FileKind* found = file_kind(kind);
  if (found == nullptr) {
    std::string names;
    for (const FileKind& one : file_kinds()) names += (names.empty() ? "" : ", ") + std::string(one.name);
    return fail(ErrorKind::invalid, "import-unknown", "what can be imported: " + names);
  }
  IntakeSink sink(parts, sensing::Arrival::history);
  if (auto read = found->read(file, sink); !read) return fail(std::move(read));
  return sink.finish();
}

Result<ImportReport> import_mapped(std::string_view name, const std::string& file, const ImportParts& parts) {
  const auto mapping =
      parts.records.read([&](store::ReadTx& tx) -> Result<std::optional<Mapping>> { return mapping_named(tx, name); });
  if (!mapping) return fail(mapping.error());
  if (!*mapping)
    return fail(ErrorKind::not_found, "mapping-unknown", "save the mapping first: import mapping FILE.json");
  IntakeSink sink(parts, sensing::Arrival::history);
  const auto is_json = begins_as_json(file);
  if (!is_json) return fail(is_json.error());
  if (*is_json) {
    const auto text = read_whole_file(file, largest_document);
    if (!text) return fail(text.error());
    if (auto read = read_mapped_json(**mapping, *text, sink); !read) return fail(std::move(read));
  } else {
    const auto lines = lines_of_file(file);
    if (!lines) return fail(lines.error());
    if (auto read = read_mapped_csv(**mapping, **lines, sink); !read) return fail(std::move(read));
  }
  return sink.finish();
}

Result<Done> read_mapped(const Mapping& mapping, std::string_view text, Sink& sink) {
  const std::string_view begin = strip(text.substr(0, 4096));
  if (begin.starts_with('{') || begin.starts_with('[')) return read_mapped_json(mapping, text, sink);
  return read_mapped_csv(mapping, *lines_of(text), sink);
}

Result<ImportReport> import_mapped_text(const Mapping& mapping, std::string_view text, const ImportParts& parts) {
  IntakeSink sink(parts, sensing::Arrival::history);
  if (auto read = read_mapped(mapping, text, sink); !read) return fail(std::move(read));
  return sink.finish();
}

std::string to_text(const ImportReport& r) {
  const auto moment = [](lake::Moment m) {
    return format_iso_instant(std::chrono::floor<std::chrono::milliseconds>(m));
  };
  std::string out = fmt::format("{} rows: {} accepted, {} rejected\n", r.accepted + r.rejected, r.accepted, r.rejected);
  for (const auto& [reason, count] : r.rejected_by_reason) out += fmt::format("  {:>8} {}\n", count, reason);
  for (std::size_t i = 0; i < std::min<std::size_t>(r.first_rejections.size(), 10); ++i) {
    const Rejection& one = r.first_rejections[i];
    out += fmt::format("  line {}{}{}: {}\n", one.line, one.column.empty() ? "" : ", column ", one.column, one.reason);
  }
  out +=
      fmt::format("{} values in {} series: {} stored, {} there already, {} corrected, {} refused, {} flagged unfit\n",
                  r.values, r.series.size(), r.stored, r.repeated, r.corrected, r.refused, r.flagged);
  for (const auto& [code, count] : r.refused_by_code) out += fmt::format("  {:>8} {}\n", count, code);
  if (r.from) out += fmt::format("measured from {} to {}\n", moment(*r.from), moment(*r.until));
  return out;
}

}  // namespace sas::feeds
