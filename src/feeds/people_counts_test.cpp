#include "feeds/people_counts.h"

#include <doctest/doctest.h>

using namespace sas::feeds;

TEST_CASE("names that say that people were counted, and names that do not") {
  for (const char* name : {"count_in", "count_out", "countIn", "COUNT-OUT", "people", "peopleCount", "num_people",
                           "persons", "visitors", "passengers", "pedestrians", "footfall", "bezoekers",
                           "voorbijgangers", "aantal_personen", "Aantal bezoekers", "hall-people-total", "in_count"})
    CHECK_MESSAGE(counts_people(name), name);
  for (const char* name : {"temperature", "count", "battery", "f_cnt", "counter", "in", "out", "period", "indoor_count",
                           "outdoor", "occupancy", "total_in", "rain_total_mm", "", "123", "account_info"})
    CHECK_MESSAGE(!counts_people(name), name);
}
