#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shapes/forms.h"
#include "shapes/measures.h"

namespace {

using namespace sas::shapes;

void require(bool holds) {
  if (!holds) std::abort();
}

// Whatever was read has one text and is the same when that is read again, in every form.
void check(const Shape& shape) {
  const std::string text = text_of(shape);
  require(is_shape(text));
  const auto again = shape_from_text(text);
  require(again && *again == shape);
  const auto json = sas::json::parse(geojson_of(shape));
  require(json && json->is_object());
  const auto from_json = shape_from_geojson(json->as_object());
  require(from_json && *from_json == shape);
  require(wkb_of(shape).size() >= vertices(shape) * 16);
  const Box box = box_of(shape);
  require(box.west <= box.east && box.south <= box.north);
  require(area_m2(shape) >= 0 && length_m(shape) >= 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto from_text = shape_from_text(text);
  if (from_text) check(*from_text);
  require(!is_shape(text) || from_text || from_text.error().code == "shape-broken");
  if (const auto json = sas::json::parse(text); json && json->is_object())
    if (const auto shape = shape_from_geojson(json->as_object())) check(*shape);
  return 0;
}
