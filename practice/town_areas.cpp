#include "practice/town_areas.h"

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sas::practice {
namespace {

struct Corner {
  double longitude, latitude;
};

// Neighbours share their corners, so that there is no gap between them.
const std::map<char, Corner>& corners() {
  static const std::map<char, Corner> all{
      {'a', {6.0880, 52.5146}}, {'b', {6.0951, 52.5148}}, {'c', {6.0996, 52.5147}}, {'d', {6.1000, 52.5096}},
      {'e', {6.0953, 52.5090}}, {'f', {6.0884, 52.5098}}, {'g', {6.0870, 52.5190}}, {'h', {6.0990, 52.5185}},
      {'j', {6.0990, 52.5030}}, {'k', {6.1120, 52.5060}}, {'l', {6.1110, 52.5010}}, {'n', {6.1150, 52.5130}},
      {'o', {6.1170, 52.5190}}, {'p', {6.0810, 52.5150}}, {'q', {6.0815, 52.5075}}, {'r', {6.0680, 52.5140}},
      {'s', {6.0690, 52.5040}}, {'t', {6.0830, 52.5035}}, {'u', {6.0820, 52.5260}}, {'v', {6.0670, 52.5255}}};
  return all;
}

struct Part {
  std::string_view code, name, part_of, ring;
};

constexpr std::array<Part, 10> neighbourhoods{{{"B0101", "Oude Markt", "W01", "feba"},
                                               {"B0102", "Grachtkwartier", "W01", "edcb"},
                                               {"B0103", "Noordereiland", "W01", "abchg"},
                                               {"B0201", "Stationsbuurt", "W02", "tjdefq"},
                                               {"B0202", "Ringzijde", "W02", "jlkd"},
                                               {"B0301", "Oosterlaan", "W03", "dknc"},
                                               {"B0302", "Lindenhof", "W03", "cnoh"},
                                               {"B0401", "Westerpoort", "W04", "qfap"},
                                               {"B0402", "Uiterwaard", "W04", "sqpr"},
                                               {"B0403", "Buitengebied", "W04", "rpaguv"}}};
// Each around its neighbourhoods: areas of one surface may not share a border (OGC 06-103r4 clause 6.1.14).
constexpr std::array<Part, 4> districts{
    {{"W01", "Binnenstad", "", "fedchga"}, {"W02", "Zuid", "", "tjlkdefq"}, {"W03", "Oost", "", "dknohc"}, {"W04", "West", "", "sqfaguvr"}}};

/// RFC 7946 clause 3.1.6: a ring ends where it begins.
json::Array polygon(std::string_view ring) {
  json::Array out;
  for (const char name : std::string(ring) + ring.front())
    out.push_back(json::Array{corners().at(name).longitude, corners().at(name).latitude});
  return json::Array{std::move(out)};
}

}  // namespace

std::vector<sensing::AreaList> town_areas() {
  const auto area = [](const Part& one) {
    return sensing::Area{std::string(one.code), std::string(one.name), std::string(one.part_of),
                         json::write(json::Object{{"type", "Polygon"}, {"coordinates", polygon(one.ring)}})};
  };
  sensing::AreaList small{std::string(sensing::usual_area_list), {}}, large{"wijken", {}};
  for (const Part& one : neighbourhoods) small.areas.push_back(area(one));
  for (const Part& one : districts) large.areas.push_back(area(one));
  return {std::move(small), std::move(large)};
}

}  // namespace sas::practice
