#include <doctest/doctest.h>

#include "feeds/dino.h"
#include "feeds/rd.h"
#include "feeds/test_feeds.h"
#include "feeds/wiski.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;

namespace {

const std::string wells_1 =
    "Titel:,,,\nReferentie:,NAP,,\n\n"
    "Locatie,Filternummer,Externe aanduiding,X-coordinaat,Y-coordinaat,Maaiveld (cm t.o.v. NAP),Datum maaiveld "
    "gemeten,Startdatum,Einddatum,Meetpunt (cm t.o.v. NAP),Meetpunt (cm t.o.v. MV),Bovenkant filter (cm t.o.v. "
    "NAP),Onderkant filter (cm t.o.v. NAP)\n";
const std::string levels_1 =
    "\n\nLocatie,Filternummer,Peildatum,Stand (cm t.o.v. MP),Stand (cm t.o.v. MV),Stand (cm t.o.v. "
    "NAP),Bijzonderheid,Opmerking,,,\n";

}  // namespace

TEST_CASE("DINO: three levels of which any may be empty, a remark without a level, a measuring point that moves") {
  const Collected c =
      read(read_dino, wells_1 +
                          "B99X0001,001,x,155000,463000,880,24-01-1989,24-01-1989,25-02-2012,941,61,780,680\n"
                          "B99X0001,001,x,155000,463000,880,24-01-1989,25-02-2012,,936,61,780,680\n" +
                          levels_1 +
                          "B99X0001,001,15-01-1996,,,,D,,,,,\n"
                          "B99X0001,001,14-07-1996,220,,-21,,na regen,,,,\n"
                          "B99X0001,001,31-02-1996,220,159,721,,,,,,\n"
                          "B99X0001,001,01-03-1996,abc,159,721,,,,,,\n"
                          "B99X0001,001,28-12-2000,,,,N,vorst, sneeuw en ijzel,,,,\n"
                          "B99X0001,001,01-03-1996,1\n");
  CHECK(c.accepted == 5);
  CHECK(c.rejections == std::vector<Rejection>{{12, "Peildatum", "time-invalid"},
                                               {13, "Stand mp", "number-invalid"},
                                               {15, "", "columns-wrong"}});
  CHECK(c.of("dino/b99x0001/001/mp").at(0).value == 220);
  CHECK(c.of("dino/b99x0001/001/mp").at(0).extra.empty());  // What people write by hand is left out.
  CHECK(c.series_of("dino/b99x0001/001/mv") == nullptr);
  const Reading nap = c.of("dino/b99x0001/001/nap").at(0);
  CHECK(nap.value == -21);
  CHECK(nap.time == moment("1996-07-13T22:00:00Z"));
  CHECK(nap.until == moment("1996-07-14T22:00:00Z"));
  CHECK(c.of("dino/b99x0001/001/remark").at(0).text == "D");
  REQUIRE(c.of("dino/b99x0001/001/reference").size() == 2);
  CHECK(c.of("dino/b99x0001/001/reference")[0].value == 941);
  CHECK_FALSE(c.of("dino/b99x0001/001/reference")[1].until.has_value());
  CHECK(*c.series_of("dino/b99x0001/001/nap")->latitude == doctest::Approx(52.15517440));
}

TEST_CASE("DINO: the old layout with one level, gauges, empty wells and unknown headers") {
  const Collected old =
      read(read_dino,
           "Referentie: Maaiveld (MV)\n\n\nLOCATIE,FILTERNUMMER,PEIL DATUM TIJD,STAND (MV),BIJZONDERHEID\n"
           "B99X0001,001,1977/08/12 00:00:00,,\nB99X0001,001,1977/09/14 00:00:00,105,\n"
           "B99X0001,001,1977/09/15 12:30:00,105,\n");
  CHECK(old.accepted == 2);
  CHECK(old.rejections == std::vector<Rejection>{{7, "PEIL DATUM TIJD", "time-invalid"}});
  CHECK(old.of("dino/b99x0001/001/mv").size() == 1);

  const Collected gauge =
      read(read_dino,
           "Titel: ,\n\nLocatie,Externe aanduiding,X-coordinaat,Y-coordinaat, Startdatum, Einddatum\n"
           "P99A0001,x,183740,373030,14-06-1963,14-07-2000,\n\n\n"
           "Locatie,Peildatum,Stand (cm t.o.v. NAP),Bijzonderheid\n\n"
           "P99A0001,14-06-1963,2751,,\nP99A0001,14-06-63,2751,,\n");
  CHECK(gauge.accepted == 2);
  CHECK(gauge.rejections == std::vector<Rejection>{{10, "Peildatum", "time-invalid"}});
  CHECK(gauge.of("dino/p99a0001/nap").at(0).value == 2751);

  const Collected none = read(read_dino, "Titel: \n\nVan deze put zijn geen standen opgenomen in de DINO-database");
  CHECK(none.accepted == 0);
  CHECK(none.rejections.empty());
  CHECK(error_of(read_dino, "Titel: \n") == "header-unknown");
  CHECK(error_of(read_dino, "Locatie,Iets anders\n") == "header-unknown");
}

TEST_CASE("DINO: all twelve real files") {
  struct Expected {
    const char* file;
    std::int64_t rows;
  };
  // Lines that begin with the code of a point: metadata rows and level rows.
  for (const auto& [file, rows] : std::initializer_list<Expected>{{"dino/B22D0155001_1.csv", 3 + 3326},
                                                                  {"dino/B27D0260001_0.csv", 103},
                                                                  {"dino/B27D0260001_1.csv", 103},
                                                                  {"dino/B37A0112001_0.csv", 0},
                                                                  {"dino/B37A0112001_1.csv", 0},
                                                                  {"dino/B04D0032002_1.csv", 1},
                                                                  {"dino/B33F0080001_1.csv", 3992},
                                                                  {"dino/B33F0133001_1.csv", 2214},
                                                                  {"dino/B42B0003001_1.csv", 499},
                                                                  {"dino/B58A0102001_1.csv", 218},
                                                                  {"dino_peilschaal/P58A0001.csv", 776},
                                                                  {"dino_peilschaal/P58A0005.csv", 49}}) {
    const auto path = shared_file(std::string("groundwater/") + file);
    if (!path) return;
    CAPTURE(file);
    const Collected c = read_file(read_dino, *path);
    CHECK(c.rejections.empty());
    CHECK(c.accepted == rows);
  }
}

TEST_CASE("WISKI: the promised number of rows is checked, offsets are honoured") {
  const std::string head =
      "#ts_id;7\n#station_name;Filter1\n#station_latitude;52.1\n#station_longitude;6.4\n"
      "#parametertype_name;Grondwaterstand t.o.v. "
      "NAP\n#ts_name;Momentaan.O\n#ts_unitsymbol;m+NAP\n#station_no;99_FT1\n";
  const std::string columns = "#Timestamp;Value;Interpolation Type;Quality Code\n";
  const std::string rows =
      "2010-01-01T00:00:00.000+01:00;12.758;102;200\n2010-01-01T03:00:00.000+01:00;;102;200\n"
      "2010-01-01T06:00:00.000;12.1;102;200\n2010-01-01T06:00:00.000+01:00;12,1;102;200\n";
  const Collected c = read(read_wiski, head + "#rows;4\n" + columns + rows);
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{{13, "Timestamp", "time-invalid"}, {14, "Value", "number-invalid"}});
  const Reading first = c.of("wiski/99-ft1/7").at(0);
  CHECK(first.value == 12.758);
  CHECK(first.time == moment("2009-12-31T23:00:00Z"));
  CHECK(first.extra == R"({"resultQuality":200})");
  CHECK(error_of(read_wiski, head + "#rows;5\n" + columns + rows) == "rows-missing");
  CHECK(error_of(read_wiski, head + rows) == "header-unknown");
  if (const auto path = shared_file("groundwater/wiski/barchem_1024_FT1.csv")) {
    const Collected real = read_file(read_wiski, *path);
    CHECK(real.accepted == 28'797);
    CHECK(real.rejections.empty());
    CHECK(real.readings.size() == 28'797);
  }
}

TEST_CASE("the Dutch grid: known church towers come out where they stand") {
  struct Known {
    double x, y, latitude, longitude;
  };
  // Amersfoort (origin), Westertoren in Amsterdam and Martinitoren in Groningen, as published with the formulas.
  for (const Known& k :
       {Known{155'000, 463'000, 52.15517440, 5.38720621}, Known{120'700.723, 487'525.501, 52.37453253, 4.88352559},
        Known{233'883.131, 582'065.167, 53.21938317, 6.56820053}}) {
    const auto place = from_rd(k.x, k.y);
    REQUIRE(place.has_value());
    CHECK(std::abs(place->latitude - k.latitude) < 0.000005);  // half a metre
    CHECK(std::abs(place->longitude - k.longitude) < 0.000008);
  }
  CHECK_FALSE(from_rd(463'000, 155'000).has_value());  // x and y exchanged
  CHECK_FALSE(from_rd(6.1, 52.5).has_value());
}
