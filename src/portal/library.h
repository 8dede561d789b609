#pragma once
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/file_body.h"
#include "lake/file_query.h"
#include "portal/chores.h"
#include "portal/column_indexes.h"
#include "portal/point_layer.h"
#include "portal/row_index.h"
#include "portal/shape_layer.h"
#include "portal/tile_properties.h"
#include "releases/public_reader.h"

namespace sas::portal {

/// Keeps what was made from an object, by its hash; what was not used for longest leaves first. While one caller makes
/// something, others who want the same wait for it. Thread-safe.
template <typename T>
class Kept {
 public:
  using Made = Result<std::shared_ptr<const T>>;
  explicit Kept(std::size_t most) : most_(most) {}

  [[nodiscard]] Made get(const std::string& key, const std::function<Made()>& make) {
    const std::shared_ptr<Place> place = place_of(key);
    const std::lock_guard lock(place->making);
    if (place->value) return place->value;
    Made made = make();
    if (made) place->value = *made;
    return made;
  }

 private:
  struct Place {
    std::mutex making;
    std::shared_ptr<const T> value;
  };
  using Order = std::list<std::pair<std::string, std::shared_ptr<Place>>>;

  std::shared_ptr<Place> place_of(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (const auto known = places_.find(key); known != places_.end()) {
      order_.splice(order_.begin(), order_, known->second);
      return order_.front().second;
    }
    order_.emplace_front(key, std::make_shared<Place>());
    places_[key] = order_.begin();
    if (order_.size() > most_) {
      places_.erase(order_.back().first);
      order_.pop_back();
    }
    return order_.front().second;
  }

  const std::size_t most_;
  std::mutex mutex_;
  Order order_;
  std::unordered_map<std::string, typename Order::iterator> places_;
};

/// The files of releases and what is measured of them. Everything it keeps can be made again from the public store.
/// Errors of all: `rows-absent` (the release has no file of the needed form), `object-missing`, and those of
/// lake::FileReader and RowIndex. Thread-safe.
class Library {
 public:
  struct Parts {
    releases::PublicReader& reader;
    lake::FileReader& files;
    std::string cache_folder;  ///< of this process alone; made when it is not there
  };
  explicit Library(Parts parts);

  [[nodiscard]] Result<std::shared_ptr<const http::OpenFile>> open(const releases::File& file) const;
  [[nodiscard]] Result<std::shared_ptr<const RowIndex>> rows(const releases::Release& release);
  /// Which rows hold a value; null while it is being made.
  [[nodiscard]] std::shared_ptr<const ColumnIndex> columns(const releases::Release& release);
  /// Has the indexes of all current releases made, and the maps of the newest, so that they are there before anybody
  /// asks.
  void prepare(const releases::Catalogue& catalogue);
  /// The index proved damaged: it is made again.
  void discard_columns(const releases::Release& release);
  /// Returns when nothing waits to be made; for tests and measurements.
  void settle() {
    columns_.settle();
    maps_.settle();
  }
  [[nodiscard]] Result<std::shared_ptr<const lake::FileFigures>> figures(const releases::Release& release);
  [[nodiscard]] Result<std::shared_ptr<const PointLayer>> points(const releases::Release& release);
  /// Of a release with lines and areas.
  [[nodiscard]] Result<std::shared_ptr<const ShapeLayer>> shapes(const releases::Release& release);
  /// What its tiles say of each row.
  [[nodiscard]] Result<std::shared_ptr<const TileProperties>> tile_properties(const releases::Release& release);
  /// `question.path` is filled in.
  [[nodiscard]] Result<lake::FileAnswer> ask(const releases::Release& release, lake::FileQuestion question);
  [[nodiscard]] Result<std::vector<lake::FileStep>> steps(const releases::Release& release,
                                                          const std::string& value_column, lake::TimeStep step);
  [[nodiscard]] Result<std::vector<lake::FileGroup>> groups(const releases::Release& release, const std::string& column,
                                                            std::size_t limit);
  /// The absolute path of the release's Parquet file.
  [[nodiscard]] Result<std::string> parquet(const releases::Release& release) const;

 private:
  [[nodiscard]] Result<std::string> path_of(const releases::Release& release, std::string_view format) const;

  [[nodiscard]] ColumnIndexes::FindTable table_of(const releases::Release& release);
  void prepare_maps(const releases::Catalogue& catalogue);

  Parts parts_;
  Kept<RowIndex> rows_{256};
  Kept<lake::FileFigures> figures_{1024};
  static constexpr std::size_t most_points_ = 8, most_shapes_ = 4;
  Kept<PointLayer> points_{most_points_};
  Kept<ShapeLayer> shapes_{most_shapes_};
  Kept<TileProperties> tile_properties_{most_shapes_};
  // Last: their threads use the others.
  ColumnIndexes columns_;
  Chores maps_;
};

/// True when the release can be asked for rows: it has a CSV and a Parquet file.
[[nodiscard]] bool has_rows(const releases::Release& release);
/// True when its rows stand on the map as points.
[[nodiscard]] bool has_points(const releases::Release& release);
/// True when they stand there as lines and areas, each in one cell.
[[nodiscard]] bool has_shapes(const releases::Release& release);
/// Either.
[[nodiscard]] bool has_places(const releases::Release& release);

}  // namespace sas::portal
