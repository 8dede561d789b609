#include "portal/shape_rows.h"

#include <algorithm>

#include "shapes/meets.h"

namespace sas::portal {
namespace {

constexpr std::uint64_t most_looked_through = 2'000'000;
constexpr std::size_t rows_at_a_time = 50'000;

shapes::Box box_of(const releases::Extent& extent) {
  return {extent.west, extent.south, extent.east, extent.north};
}

/// The shape in metres of the Dutch grid; none where that does not reach.
std::optional<shapes::Shape> in_grid(shapes::Shape shape, const Projector& projector) {
  for (shapes::Part& part : shape.parts)
    for (shapes::Path& path : part.paths)
      for (shapes::Coordinate& at : path) {
        const auto place = projector.from_wgs84(at.x, at.y, Crs::rd);
        if (!place) return std::nullopt;
        at = {place->first, place->second};
      }
  return shape;
}

// The envelope in degrees of a box in the grid is larger than the box: what lies beside it is left out.
ShapeLayer::Fits fits_grid(const FeaturesQuery& query, const Projector& projector) {
  if (!query.grid_box) return {};
  return [box = box_of(*query.grid_box), &projector](const shapes::Shape& shape) {
    const auto metres = in_grid(shape, projector);
    return metres && shapes::meets(*metres, box);
  };
}

/// Of the rows that the other filters leave, those that are `wanted`.
Result<std::vector<std::uint64_t>> filtered(Library& library, const releases::Release& release,
                                            const FeaturesQuery& query, const std::vector<std::uint64_t>& wanted) {
  lake::FileQuestion question = query.question;
  question.columns = {question.filters.front().column};
  question.limit = rows_at_a_time;
  std::vector<std::uint64_t> out;
  std::uint64_t total = 1;
  for (question.offset = 0; question.offset < total; question.offset += rows_at_a_time) {
    const auto some = read_rows(library, release, question);
    if (!some) return fail(Error(some.error()));
    total = some->total;
    if (total > most_looked_through)
      return fail(Error{ErrorKind::invalid,
                        "parameter-invalid",
                        "bbox: together with these filters there are too many rows to look through: filter more",
                        {{"bbox", "parameter-invalid"}}});
    std::set_intersection(some->numbers.begin(), some->numbers.end(), wanted.begin(), wanted.end(),
                          std::back_inserter(out));
  }
  return out;
}

std::vector<std::uint64_t> page_of(const std::vector<std::uint64_t>& rows, const lake::FileQuestion& question) {
  const std::size_t from = std::min<std::size_t>(question.offset, rows.size());
  const std::size_t count = std::min<std::size_t>(question.limit, rows.size() - from);
  const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

Result<RowPage> rows_with_shape_in_box(Library& library, const releases::Release& release, const FeaturesQuery& query,
                                       const Projector& projector) {
  const auto layer = library.shapes(release);
  if (!layer) return fail(Error(layer.error()));
  std::vector<std::uint64_t> rows = (*layer)->rows_meeting(box_of(*query.shape_box), fits_grid(query, projector));
  if (!query.question.filters.empty()) {
    auto left = filtered(library, release, query, rows);
    if (!left) return fail(std::move(left));
    rows = std::move(*left);
  }
  return pick_rows(library, release, query.question.columns, page_of(rows, query.question), rows.size());
}

}  // namespace sas::portal
