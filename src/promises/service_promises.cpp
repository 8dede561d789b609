#include "promises/service_promises.h"

#include <algorithm>
#include <array>
#include <set>

namespace sas::promises {
namespace {

constexpr std::string_view file_name = "service-promises.toml";
constexpr std::array<std::string_view, 4> clock_names{"value", "working-days", "calendar-days", "opening-hours"};
constexpr std::int64_t highest_norm = 100'000;
constexpr std::int64_t most_hours = 99'999;  // what calendar::reckon takes

bool is_kind(const std::string& text) {
  const auto dot = text.find('.');
  return dot != std::string::npos && dot > 0 && dot + 1 < text.size() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '.' || c == '_'; });
}

// The kinds become part of an SQL text, so only plain words pass.
std::string kind_of(config::Table& table, std::string_view key) {
  std::string kind = table.text(key);
  if (!kind.empty() && !is_kind(kind)) {
    table.note(key, "the kind of an event, such as \"phone.call\"");
    return {};
  }
  return kind;
}

std::optional<FactIs> fact_is(config::Table& table, std::string_view key) {
  if (!table.has(key)) return std::nullopt;
  config::Table inside = table.table(key);
  FactIs out{inside.text("fact"), inside.texts("is")};
  if (out.values.empty()) inside.note("is", "name at least one value");
  inside.done();
  return out;
}

std::string names_of(const catalogue::OpeningByChannel& opening) {
  std::string out;
  for (const auto& [name, hours] : opening) out += (out.empty() ? "\"" : ", \"") + name + "\"";
  return out.empty() ? "none has hours yet" : out;
}

// Only with the clock that needs it: on another one the hours would seem to count, and would not.
void read_location(config::Table& table, Measure& out, const catalogue::OpeningByChannel& opening) {
  if (out.clock != ServiceClock::opening_hours) {
    if (table.has("location")) table.note("location", "leave it out: only clock \"opening-hours\" counts the hours of a location");
    return;
  }
  out.location = table.text("location");
  if (out.norm < 1 || out.norm > most_hours) table.note("norm", "in opening hours: between 1 and 99999");
  const auto hours = opening.find(out.location);
  if (hours != opening.end()) out.opening = hours->second;
  else if (!out.location.empty()) table.note("location", "name a channel of contact.toml that has hours: " + names_of(opening));
}

Measure read_measure(config::Table table, const catalogue::OpeningByChannel& opening) {
  Measure out;
  out.start = kind_of(table, "start");
  const std::string clock = table.word("clock", {clock_names.begin(), clock_names.end()});
  for (std::size_t i = 0; i < clock_names.size(); ++i)
    if (clock == clock_names[i]) out.clock = static_cast<ServiceClock>(i);
  if (out.clock == ServiceClock::value) {
    out.value = table.text("value");
    if (table.has("stop")) table.note("stop", "leave it out: with clock \"value\" the start event holds the figure");
  } else {
    out.stop = kind_of(table, "stop");
    out.key = table.text_or("key", "");
    if (table.has("value")) table.note("value", "leave it out: the clock runs from start to stop");
  }
  out.only = fact_is(table, "only");
  out.missed_when = fact_is(table, "missed_when");
  out.norm = table.integer("norm");
  if (out.norm < 0 || out.norm > highest_norm) table.note("norm", "between 0 and 100000");
  read_location(table, out, opening);
  out.direction = table.word_or("norm_is", {"at-most", "at-least"}, "at-most") == "at-least" ? Measure::Direction::at_least : Measure::Direction::at_most;
  if (out.direction == Measure::Direction::at_least && out.clock != ServiceClock::value) table.note("norm_is", "\"at-least\" goes with clock \"value\" only");
  table.done();
  return out;
}

ServicePromise read_promise(config::Table& table, const catalogue::OpeningByChannel& opening) {
  ServicePromise out;
  out.id = table.text("id");
  out.version = static_cast<int>(table.integer("version"));
  out.text = {table.text("nl"), table.text("en")};
  out.channel = table.word("channel", {"phone", "desk", "mail", "post", "digital", "all"});
  out.share = static_cast<int>(table.integer("share"));
  if (out.share < 1 || out.share > 100) table.note("share", "a percentage from 1 to 100");
  out.valid_from = table.date("valid_from");
  out.valid_until = table.date_if("valid_until");
  if (out.valid_until && *out.valid_until <= out.valid_from) table.note("valid_until", "a day after valid_from");
  out.decided_by = table.bilingual("decided_by");
  out.measure = read_measure(table.table("measure"), opening);
  table.done();
  return out;
}

bool overlap(const ServicePromise& a, const ServicePromise& b) {
  return (!a.valid_until || b.valid_from < *a.valid_until) && (!b.valid_until || a.valid_from < *b.valid_until);
}

}  // namespace

std::string_view to_text(ServiceClock clock) { return clock_names.at(static_cast<std::size_t>(clock)); }

std::vector<ServicePromise> load_service_promises(const json::Object& toml, const catalogue::OpeningByChannel& opening, config::Problems& problems) {
  std::vector<ServicePromise> out;
  config::Table table(toml, std::string(file_name), "", problems);
  for (config::Table& row : table.tables("promises")) {
    const std::size_t before = problems.size();
    ServicePromise promise = read_promise(row, opening);
    const auto twin = std::find_if(out.begin(), out.end(), [&](const ServicePromise& other) {
      return other.id == promise.id && (other.version == promise.version || overlap(other, promise));
    });
    if (twin != out.end()) row.note("version", "two versions of \"" + promise.id + "\" have the same number or are in force on the same day");
    if (problems.size() == before) out.push_back(std::move(promise));
  }
  table.done();
  return out;
}

std::vector<ServicePromise> load_service_promises(const std::string& folder, const catalogue::OpeningByChannel& opening, config::Problems& problems) {
  const auto text = config::read_file(folder + "/" + std::string(file_name));
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (object) return load_service_promises(*object, opening, problems);
  problems.push_back({std::string(file_name), object.error().code, object.error().detail});
  return {};
}

}  // namespace sas::promises
