#include "portal/grid_rows.h"

#include "base/text.h"

namespace sas::portal {
namespace {

constexpr std::uint64_t most_reckoned = 500'000;
constexpr std::size_t rows_at_a_time = 50'000;

bool lies_within(const releases::Extent& box, const Coordinate& place) {
  return place.first >= box.west && place.first <= box.east && place.second >= box.south && place.second <= box.north;
}

std::optional<Coordinate> place_of(const csv::Row& row, const Projector& projector) {
  const auto longitude = parse_double(row[0]), latitude = parse_double(row[1]);
  if (!longitude || !latitude) return std::nullopt;
  return projector.from_wgs84(*longitude, *latitude, Crs::rd);
}

/// How many rows lie within, and the numbers of those on the asked page.
struct Found {
  std::uint64_t total = 0;
  std::vector<std::uint64_t> page;
};

Result<Found> find_rows(Library& library, const releases::Release& release, const FeaturesQuery& query,
                        const Projector& projector) {
  lake::FileQuestion places = query.question;
  places.columns = {release.description.longitude_column, release.description.latitude_column};
  places.limit = rows_at_a_time;
  Found out;
  std::uint64_t total = 1;
  for (places.offset = 0; places.offset < total; places.offset += rows_at_a_time) {
    const auto some = read_rows(library, release, places);
    if (!some) return fail(Error(some.error()));
    total = some->total;
    if (total > most_reckoned)
      return fail(Error{ErrorKind::invalid,
                        "parameter-invalid",
                        "bbox: holds too many rows to reckon in this system: make it smaller, or give it in CRS84",
                        {{"bbox", "parameter-invalid"}}});
    for (std::size_t i = 0; i < some->rows.size(); ++i) {
      const auto place = place_of(some->rows[i], projector);
      if (!place || !lies_within(*query.grid_box, *place)) continue;
      if (out.total >= query.question.offset && out.page.size() < query.question.limit)
        out.page.push_back(some->numbers[i]);
      ++out.total;
    }
  }
  return out;
}

}  // namespace

Result<RowPage> rows_in_grid(Library& library, const releases::Release& release, const FeaturesQuery& query,
                             const Projector& projector) {
  auto found = find_rows(library, release, query, projector);
  if (!found) return fail(std::move(found));
  RowPage out;
  out.total = found->total;
  for (const std::uint64_t number : found->page) {
    lake::FileQuestion one;
    one.columns = query.question.columns;
    one.offset = number - 1;
    one.limit = 1;
    auto row = read_rows(library, release, one);
    if (!row) return fail(std::move(row));
    for (csv::Row& cells : row->rows) out.rows.push_back(std::move(cells));
    out.numbers.push_back(number);
  }
  return out;
}

}  // namespace sas::portal
