#include "opendata/sources.h"
#include "sensing/area_store.h"
#include "shapes/forms.h"

namespace sas::opendata {
namespace {

Result<std::string> shape_of(const sensing::Area& area) {
  const auto geometry = json::parse(area.shape);
  if (!geometry || !geometry->is_object())
    return fail(ErrorKind::internal, "shape-invalid", "the records hold an area without a shape");
  const auto shape = shapes::shape_from_geojson(geometry->get_object());
  if (!shape) return fail(Error(shape.error()));
  return shapes::text_of(*shape);
}

}  // namespace

MadeSource area_lists(const SourceParts& parts) {
  const auto lists = parts.records.read(
      [](store::ReadTx& tx) -> Result<std::vector<sensing::AreaList>> { return sensing::all_area_lists(tx); });
  if (!lists) return fail(Error(lists.error()));
  privacy::Table out{{"indeling", "code", "naam", "onderdeel_van", "vorm"}, {}};
  for (const sensing::AreaList& list : *lists)
    for (const sensing::Area& area : list.areas) {
      auto shape = shape_of(area);
      if (!shape) return fail(std::move(shape));
      out.rows.push_back({list.name, area.code, area.name, area.part_of, std::move(*shape)});
    }
  return std::make_unique<TableSource>(std::move(out));
}

}  // namespace sas::opendata
