#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/text.h"
#include "privacy/csv_feed.h"
#include "privacy/hints.h"

using namespace sas;
using namespace sas::privacy;

namespace {

std::filesystem::path folder() {
  const char* set = std::getenv("SAS_OPEN_TABLES");
  return set ? set : "../shared/data";
}

struct Open {
  const char* file;
  const char* first;  ///< first word of the header line: what stands above it is no table
};

// The declaration an owner would give: dates, places and names of things by the column's name, the rest measures.
DataSet declared(const std::string& header, char separator) {
  DataSet set;
  set.name = "open table";
  set.subject = Subject::thing;
  set.owner = "owner";
  set.licence = "CC-BY-4.0";
  for (const std::string& raw : split(header, separator)) {
    Column column;
    column.name = std::string(trim(raw));
    column.meaning = "as published";
    column.classification = Classification::open;
    const Hints hints = hints_of(column.name);
    const bool coordinate = (hints & hint::coordinate) != 0;
    const std::string name = fold(column.name);
    const bool names = name.find("name") != std::string::npos || name.find("id") != std::string::npos ||
                       name == "sensor" || name == "stn";
    column.kind = coordinate             ? Kind::location
                  : (hints & hint::time) ? Kind::date
                  : names                ? Kind::thing_id
                                         : Kind::measure;
    if (coordinate) column.precision = Precision::exact;
    set.columns.push_back(column);
  }
  return set;
}

}  // namespace

TEST_CASE("real open tables pass") {
  if (!std::filesystem::is_directory(folder())) {
    MESSAGE("SKIPPED: no folder with real open tables; set SAS_OPEN_TABLES to one");
    return;
  }
  for (const Open& open :
       {Open{"zwolle_parking/zwolle_garages_hourly.csv", "timestamp"}, Open{"air/nl_pm10_daily.csv", "Datum"},
        Open{"air/basel_100051_hourly.csv", "Datum"}, Open{"footfall_leeds/weather.csv", ""},
        Open{"weather_knmi/etmgeg_278.txt", "# STN"}, Open{"footfall_leeds/footfall_2009-2014.csv", "Date"},
        Open{"footfall_melbourne/pedestrian_2015-2016.csv", "Sensor"}}) {
    std::ifstream in(folder() / open.file, std::ios::binary);
    if (!in) {
      MESSAGE("SKIPPED: " << std::string(open.file) << " is not there (unpack it first when it is a .gz)");
      continue;
    }
    std::string text(std::istreambuf_iterator<char>(in), {});
    const std::size_t start = *open.first ? text.find(open.first) : 0;
    REQUIRE(start != std::string::npos);
    text.erase(0, start);
    std::string header = text.substr(0, text.find_first_of("\r\n"));
    CsvFeed feed(declared(header, header.find(';') != std::string::npos ? ';' : ','));
    REQUIRE(feed.feed(text));
    const auto report = feed.finish();
    REQUIRE(report);
    std::string codes;
    for (const Finding& f : report->findings)
      codes += fmt::format(" {}({}; {})", code_of(f.rule), fmt::join(f.columns, ","), f.count);
    CHECK_MESSAGE(report->passes(), std::string(open.file) << ":" << codes);
  }
}
