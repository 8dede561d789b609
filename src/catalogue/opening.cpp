#include "catalogue/opening.h"

#include <algorithm>
#include <filesystem>

namespace sas::catalogue {
namespace {

constexpr std::string_view file_name = "contact.toml";

// The parts of one day in order, whatever the order in the file.
void sort_parts(calendar::OpeningHours& opening) {
  for (auto& parts : opening.week)
    std::sort(parts.begin(), parts.end(),
              [](const calendar::OpenPart& a, const calendar::OpenPart& b) { return a.from < b.from; });
}

void read_part(config::Table& row, calendar::OpeningHours& opening) {
  const std::string day = row.word("day", {calendar::weekday_keys.begin(), calendar::weekday_keys.end()});
  const std::string from = row.text("from"), until = row.text("until");
  row.done();
  if (day.empty() || from.empty() || until.empty()) return;
  const auto part = calendar::parse_open_part(from + "-" + until);
  if (!part) return row.note("from", "write from and until as hours and minutes, such as \"08:30\" and \"17:00\"");
  if (part->until <= part->from) return row.note("until", "a time after from, on the same day; \"24:00\" is its end");
  const auto at = std::find(calendar::weekday_keys.begin(), calendar::weekday_keys.end(), day);
  opening.week[static_cast<std::size_t>(at - calendar::weekday_keys.begin())].push_back(*part);
}

calendar::OpeningHours read_channel(config::Table& channel, const std::vector<Date>& closing_days) {
  calendar::OpeningHours opening;
  opening.closing_days = closing_days;
  (void)channel.own_texts();
  for (config::Table& row : channel.tables("hours")) read_part(row, opening);
  channel.done();
  sort_parts(opening);
  return opening;
}

}  // namespace

OpeningByChannel load_opening(const json::Object& toml, const std::vector<Date>& closing_days,
                              config::Problems& problems) {
  OpeningByChannel out;
  config::Table file(toml, std::string(file_name), "", problems);
  const json::Value* named = toml.if_contains("channels");
  config::Table channels = file.table("channels");
  if (named == nullptr || !named->is_object()) return out;
  for (const auto& [name, fields] : named->get_object()) {
    const std::size_t before = problems.size();
    config::Table channel = channels.table(name);
    calendar::OpeningHours opening = read_channel(channel, closing_days);
    if (!fields.is_object() || !channel.has("hours") || problems.size() != before) continue;
    if (const auto sound = calendar::check(opening); sound)
      out.emplace(std::string(name), std::move(opening));
    else
      channel.note("hours", "the parts of a day must not overlap, and there is at least one (" + sound.error().detail + ")");
  }
  return out;
}

OpeningByChannel load_opening(const std::string& folder, const std::vector<Date>& closing_days,
                              config::Problems& problems) {
  const std::string path = folder + "/" + std::string(file_name);
  if (!std::filesystem::exists(path)) return {};
  const auto text = config::read_file(path);
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (object) return load_opening(*object, closing_days, problems);
  problems.push_back({std::string(file_name), object.error().code, object.error().detail});
  return {};
}

}  // namespace sas::catalogue
