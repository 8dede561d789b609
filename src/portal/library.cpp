#include "portal/library.h"

#include <algorithm>
#include <filesystem>

namespace sas::portal {

using releases::File;
using releases::Release;

Library::Library(Parts parts) : parts_(std::move(parts)), columns_(parts_.cache_folder) {
  std::filesystem::create_directories(parts_.cache_folder);
}

Result<std::string> Library::path_of(const Release& release, std::string_view format) const {
  const File* file = releases::find_file(release, format);
  if (file == nullptr) return fail(ErrorKind::not_found, "rows-absent", "this set has no rows to ask for");
  return parts_.reader.object(file->sha256);
}

Result<std::string> Library::parquet(const Release& release) const {
  return path_of(release, "parquet");
}

Result<std::shared_ptr<const http::OpenFile>> Library::open(const File& file) const {
  const Result<std::string> path = parts_.reader.object(file.sha256);
  if (!path) return fail(Error(path.error()));
  return http::OpenFile::open(*path);
}

Result<std::shared_ptr<const RowIndex>> Library::rows(const Release& release) {
  const Result<std::string> path = path_of(release, "csv");
  if (!path) return fail(Error(path.error()));
  const std::string& sha256 = releases::find_file(release, "csv")->sha256;
  return rows_.get(sha256, [&] { return RowIndex::open(*path, parts_.cache_folder + "/" + sha256 + ".rows"); });
}

ColumnIndexes::FindTable Library::table_of(const Release& release) {
  return [this, release]() -> Result<KeyedTable> {
    auto index = rows(release);
    if (!index) return fail(std::move(index));
    KeyedTable out{std::move(*index), {}, releases::find_file(release, "csv")->sha256};
    for (const releases::Column& column : release.columns) out.columns.push_back({column.name, column.type});
    return out;
  };
}

std::shared_ptr<const ColumnIndex> Library::columns(const Release& release) {
  const File* csv = releases::find_file(release, "csv");
  if (csv == nullptr) return nullptr;
  auto index = columns_.find(csv->sha256);
  if (!index) columns_.want(csv->sha256, table_of(release));
  return index;
}

void Library::prepare(const releases::Catalogue& catalogue) {
  for (const releases::DataSetHistory& history : catalogue.sets)
    if (const auto current = history.current(); current && has_rows(current->release)) (void)columns(current->release);
  prepare_maps(catalogue);
}

// No more than are kept: the map of one set must not push out that of another.
void Library::prepare_maps(const releases::Catalogue& catalogue) {
  std::vector<std::shared_ptr<const releases::Published>> newest;
  for (const releases::DataSetHistory& history : catalogue.sets)
    if (auto current = history.current(); current && has_places(current->release)) newest.push_back(std::move(current));
  std::stable_sort(newest.begin(), newest.end(),
                   [](const auto& a, const auto& b) { return a->release.at > b->release.at; });
  std::size_t of_points = 0, of_shapes = 0;
  for (const auto& one : newest) {
    const bool is_shapes = has_shapes(one->release);
    if ((is_shapes ? of_shapes++ : of_points++) >= (is_shapes ? most_shapes_ : most_points_)) continue;
    maps_.add([this, one](const Chores::IsStopping& is_stopping) {
      if (is_stopping()) return;
      if (!has_shapes(one->release)) return static_cast<void>(points(one->release));
      if (shapes(one->release)) (void)tile_properties(one->release);
    });
  }
}

void Library::discard_columns(const Release& release) {
  if (const File* csv = releases::find_file(release, "csv")) columns_.discard(csv->sha256, table_of(release));
}

Result<std::shared_ptr<const lake::FileFigures>> Library::figures(const Release& release) {
  const Result<std::string> path = parquet(release);
  if (!path) return fail(Error(path.error()));
  return figures_.get(releases::find_file(release, "parquet")->sha256, [&]() -> Kept<lake::FileFigures>::Made {
    Result<lake::FileFigures> found = parts_.files.figures(*path);
    if (!found) return fail(std::move(found));
    return std::make_shared<const lake::FileFigures>(std::move(*found));
  });
}

Result<std::shared_ptr<const PointLayer>> Library::points(const Release& release) {
  if (!has_points(release)) return fail(ErrorKind::not_found, "rows-absent", "this set has no places");
  const Result<std::string> path = parquet(release);
  if (!path) return fail(Error(path.error()));
  return points_.get(releases::find_file(release, "parquet")->sha256, [&]() -> Kept<PointLayer>::Made {
    const releases::Description& words = release.description;
    Result<std::vector<lake::FilePoint>> found =
        parts_.files.points(*path, words.longitude_column, words.latitude_column);
    if (!found) return fail(std::move(found));
    return std::make_shared<const PointLayer>(*found);
  });
}

Result<std::shared_ptr<const ShapeLayer>> Library::shapes(const Release& release) {
  if (!has_shapes(release)) return fail(ErrorKind::not_found, "rows-absent", "this set has no lines or areas");
  return shapes_.get(releases::find_file(release, "csv")->sha256, [&]() -> Kept<ShapeLayer>::Made {
    const auto index = rows(release);
    if (!index) return fail(Error(index.error()));
    const csv::Row& header = (*index)->header();
    const auto column = std::find(header.begin(), header.end(), release.description.shape_column);
    return ShapeLayer::read(**index, static_cast<std::size_t>(column - header.begin()));
  });
}

Result<std::shared_ptr<const TileProperties>> Library::tile_properties(const Release& release) {
  if (!has_shapes(release)) return fail(ErrorKind::not_found, "rows-absent", "this set has no lines or areas");
  return tile_properties_.get(releases::find_file(release, "csv")->sha256, [&]() -> Kept<TileProperties>::Made {
    const auto index = rows(release);
    if (!index) return fail(Error(index.error()));
    return TileProperties::read(**index, release, release.description.shape_column);
  });
}

Result<lake::FileAnswer> Library::ask(const Release& release, lake::FileQuestion question) {
  Result<std::string> path = parquet(release);
  if (!path) return fail(std::move(path));
  question.path = std::move(*path);
  return parts_.files.rows(question);
}

Result<std::vector<lake::FileStep>> Library::steps(const Release& release, const std::string& value_column,
                                                   lake::TimeStep step) {
  const Result<std::string> path = parquet(release);
  if (!path) return fail(Error(path.error()));
  return parts_.files.steps(*path, release.description.time_column, value_column, step);
}

Result<std::vector<lake::FileGroup>> Library::groups(const Release& release, const std::string& column,
                                                     std::size_t limit) {
  const Result<std::string> path = parquet(release);
  if (!path) return fail(Error(path.error()));
  return parts_.files.groups(*path, column, limit);
}

bool has_rows(const Release& release) {
  return releases::find_file(release, "csv") != nullptr && releases::find_file(release, "parquet") != nullptr;
}

bool has_points(const Release& release) {
  return has_rows(release) && !release.description.longitude_column.empty() &&
         !release.description.latitude_column.empty();
}

bool has_shapes(const Release& release) {
  return has_rows(release) && !release.description.shape_column.empty();
}

bool has_places(const Release& release) {
  return has_points(release) || has_shapes(release);
}

}  // namespace sas::portal
