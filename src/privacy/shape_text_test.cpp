#include "privacy/shape_text.h"

#include <doctest/doctest.h>

#include <string>

#include "base/text.h"
#include "privacy/cell.h"
#include "shapes/forms.h"

using namespace sas::privacy;

TEST_CASE("geometry is seen in every way of writing") {
  const auto line = sas::shapes::shape_from_text("LINESTRING (6.09 52.51, 6.1 52.52)");
  const std::string wkb = sas::shapes::wkb_of(*line);
  // EWKB: the flag 0x20000000 and the reference system 4326 behind the type.
  const std::string ewkb = wkb.substr(0, 4) + "\x20" + std::string("\xe6\x10\0\0", 4) + wkb.substr(5);
  const std::string geopackage = std::string("GP\0\x01\xe6\x10\0\0", 8) + wkb;
  const std::string json = sas::shapes::geojson_of(*line);
  for (const std::string& text : {std::string("POINT (6.09 52.51)"),
                                  std::string("SRID=28992;POINT(203000 503000)"),
                                  std::string("point z (6 52 1)"),
                                  std::string("LINESTRINGZM(6 52 1 2, 7 52 1 3)"),
                                  std::string("gezien bij POLYGON((6 52, 7 52, 7 53, 6 52)) gisteren"),
                                  std::string("GEOMETRYCOLLECTION(POINT(6 52))"),
                                  std::string("CurvePolygon(CIRCULARSTRING(0 0, 1 1, 2 0, 1 -1, 0 0))"),
                                  json,
                                  R"({"type":"Feature","properties":{},"geometry":)" + json + "}",
                                  std::string("<gml:posList>52 6 53 7</gml:posList>"),
                                  std::string("6.0912,52.5103 6.0915,52.5105"),
                                  std::string("52.5103,6.0912;52.5105,6.0915"),
                                  std::string("[[6.0912,52.5103],[6.0915,52.5105]]"),
                                  std::string("203000.1 503000.2, 203010 503020"),
                                  sas::hex(wkb),
                                  sas::hex(ewkb),
                                  "\\x" + sas::hex(wkb),
                                  sas::hex(geopackage),
                                  sas::base64(wkb),
                                  sas::base64(ewkb),
                                  sas::base64url(json),
                                  sas::base64("POINT (6.0912 52.5103)"),
                                  sas::base64(sas::hex(wkb)),
                                  sas::base64(sas::base64("LINESTRING (6.09 52.51, 6.1 52.52)"))}) {
    CHECK_MESSAGE(is_geometry_text(text), text);
    CHECK_MESSAGE((read_cell(text).marks & mark::geometry) != 0, text);
  }
}

TEST_CASE("what is no geometry is left alone") {
  for (const std::string_view text :
       {"Puntstraat (12 woningen)", "Point of view (3 delen)", "fietsroute (12 km)", "POINT",
        "10.5, 11.5, 12.5, 13.5, 14.5", "0,1,2,3,4,5,6,7,8,9,10,11", "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "https://gemeente.example/kaart?x=6.09&y=52.51", "2026-04-03T10:00:00Z", "550e8400-e29b-41d4-a716-446655440000",
        "Een {gewone} tekst", "52.5103, 6.0912"})
    CHECK_FALSE_MESSAGE(is_geometry_text(text), text);
}

TEST_CASE("an encoded line in the Netherlands is told from words") {
  // 52.5103 6.0912, 52.5105 6.0915, 52.5120 6.0931 with five decimals.
  CHECK(is_polyline("k|n_I_udd@g@{@kH_I"));
  CHECK(is_polyline("wd~ccB_{wrJoKwQw|A_cB"));              // the same with six
  CHECK_FALSE(is_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@"));  // in another part of the world
  for (const std::string_view word :
       {"Stadhagen", "Assendorp", "RWZI_Hessenpoort", "Holtenbroek", "Zwolle-Zuid", "ABCDEFGHIJKLMN"})
    CHECK_FALSE_MESSAGE(is_polyline(word), word);
}
