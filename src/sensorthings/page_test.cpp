#include <doctest/doctest.h>

#include "sensorthings/render.h"

using namespace sas;
using namespace sas::sensorthings;

namespace {

std::int64_t top_of(Type type, const std::string& query) {
  const auto options = parse_options(query);
  REQUIRE_MESSAGE(options.has_value(), query);
  return with_page(entity(type), *options).top.value();
}

}  // namespace

TEST_CASE("a page is as large as asked where every entity in it is small, and no larger than memory bears") {
  const Type series = Type::datastream;
  CHECK(top_of(series, "") == 100);
  CHECK(top_of(series, "$top=20") == 20);
  CHECK(top_of(series, "$top=2000") == 1000);
  CHECK(top_of(series, "$top=2000&$select=@iot.id") == 2000);
  CHECK(top_of(series, "$top=90000&$select=@iot.id") == 10'000);
  CHECK(top_of(series, "$select=@iot.id") == 100);
  CHECK(top_of(series, "$top=2000&$select=@iot.id&$expand=Observations($top=1;$select=result)") == 2000);
  CHECK(top_of(series, "$top=90000&$select=@iot.id&$expand=Observations($top=1;$select=result)") == 10'000);
  CHECK(top_of(series, "$top=90000&$select=@iot.id&$expand=Observations($top=3;$select=result)") == 5'000);
  // One that goes along is one more each; a list without a number is a hundred.
  CHECK(top_of(series, "$top=90000&$select=@iot.id&$expand=Thing($select=name),Sensor($select=name)") == 6'666);
  CHECK(top_of(series, "$top=2000&$select=@iot.id&$expand=Observations($select=result)") == 1000);
  // Whole entities, at any level, may be of any size.
  CHECK(top_of(series, "$top=2000&$select=@iot.id&$expand=Observations($top=1)") == 1000);
  CHECK(top_of(series, "$top=2000&$expand=Observations($top=1;$select=result)") == 1000);
  // Lists in lists multiply.
  CHECK(
      top_of(Type::thing,
             "$top=2000&$select=name&$expand=Datastreams($top=1000;$select=name;$expand=Observations($top=1000;$select="
             "result))") == 1000);
}
