#include "city/panels.h"

#include <algorithm>

namespace sas::city {
namespace {

constexpr auto file_name = "city.toml";

template <typename Enum>
Enum chosen(config::Table& table, std::string_view key, const std::vector<std::pair<std::string_view, Enum>>& words) {
  std::vector<std::string_view> allowed;
  for (const auto& [word, value] : words) allowed.push_back(word);
  const std::string said = table.word(key, allowed);
  for (const auto& [word, value] : words)
    if (word == said) return value;
  return words.front().second;
}

Panel read_panel(config::Table& table) {
  Panel panel;
  panel.id = table.text("id");
  panel.task =
      chosen<Panel::Task>(table, "task", {{"inner-city", Panel::Task::inner_city}, {"climate", Panel::Task::climate}});
  panel.kind = chosen<Panel::Kind>(table, "kind",
                                   {{"places", Panel::Kind::places},
                                    {"flow", Panel::Kind::flow},
                                    {"level", Panel::Kind::level},
                                    {"amount", Panel::Kind::amount}});
  panel.title = table.bilingual("title");
  panel.figure = table.bilingual("figure");
  panel.conclusion = table.bilingual("conclusion");
  panel.explanation = table.bilingual("explanation");
  panel.properties = table.texts("properties");
  panel.unit = table.bilingual_or_empty("unit");
  panel.decimals = static_cast<int>(std::clamp<std::int64_t>(table.integer_if("decimals").value_or(0), 0, 3));
  panel.hours = static_cast<int>(std::clamp<std::int64_t>(table.integer_if("hours").value_or(24), 1, 24 * 400));
  panel.bucket = chosen<Panel::Bucket>(
      table, "bucket",
      {{"hour", Panel::Bucket::hour}, {"quarter", Panel::Bucket::quarter}, {"day", Panel::Bucket::day}});
  if (table.has("symbols")) panel.symbols = table.texts("symbols");
  panel.shortest = std::chrono::minutes{table.integer_if("shortest_minutes").value_or(0)};
  if (const auto longest = table.integer_if("longest_minutes")) panel.longest = std::chrono::minutes{*longest};
  if (panel.longest && *panel.longest < panel.shortest)
    table.note("longest_minutes", "write at least as many minutes as shortest_minutes");
  if (table.word_or("when_empty", {"tell", "hide"}, "tell") == "hide") panel.when_empty = Panel::WhenEmpty::hide;
  table.done();
  return panel;
}

std::optional<double> metres(std::string_view symbol) {
  if (symbol == "m") return 1;
  if (symbol == "cm") return 0.01;
  if (symbol == "mm") return 0.001;
  return std::nullopt;
}

// "6.0830,52.5010 6.0901,52.5040"
std::vector<html::Position> read_points(config::Table& table) {
  std::vector<html::Position> out;
  for (const std::string& pair : split(table.text("points"), ' ')) {
    const auto parts = split(pair, ',');
    const auto longitude = parts.size() == 2 ? parse_double(parts[0]) : std::nullopt;
    const auto latitude = parts.size() == 2 ? parse_double(parts[1]) : std::nullopt;
    if (!longitude || !latitude) {
      table.note("points", "write pairs of longitude and latitude in degrees: \"6.083,52.501 6.090,52.504\"");
      return {};
    }
    out.push_back({*longitude, *latitude});
  }
  return out;
}

html::MapLine read_landmark(config::Table& table) {
  html::MapLine line;
  line.kind = chosen<html::MapLine::Kind>(table, "kind",
                                          {{"water", html::MapLine::Kind::water},
                                           {"rail", html::MapLine::Kind::rail},
                                           {"edge", html::MapLine::Kind::edge}});
  line.name = table.text_or("name", "");
  line.points = read_points(table);
  table.done();
  return line;
}

}  // namespace

std::optional<double> factor_of(const Panel& panel, std::string_view symbol) {
  if (panel.symbols.empty()) return 1;
  if (std::find(panel.symbols.begin(), panel.symbols.end(), symbol) == panel.symbols.end()) return std::nullopt;
  const auto from = metres(symbol), to = metres(panel.symbols.front());
  return from && to ? *from / *to : 1;
}

bool fits_length(const Panel& panel, std::chrono::microseconds interval) {
  return interval >= panel.shortest && (!panel.longest || interval <= *panel.longest);
}

CityFile read_city_file(std::string_view text, config::Problems& problems) {
  CityFile out;
  const auto object = config::parse_toml(text);
  if (!object) {
    problems.push_back({file_name, "", object.error().detail});
    return out;
  }
  config::Table root(*object, file_name, "", problems);
  for (config::Table& table : root.tables("panel")) {
    const std::size_t before = problems.size();
    Panel panel = read_panel(table);
    const bool twice =
        std::any_of(out.panels.begin(), out.panels.end(), [&](const Panel& p) { return p.id == panel.id; });
    if (twice) table.note("id", "give every panel an id of its own");
    if (problems.size() == before) out.panels.push_back(std::move(panel));
  }
  for (config::Table& table : root.tables("landmark")) {
    html::MapLine line = read_landmark(table);
    if (line.points.size() > 1) out.landmarks.push_back(std::move(line));
  }
  root.done();
  return out;
}

}  // namespace sas::city
