#include "privacy/shape_watch.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "privacy/sketch.h"
#include "shapes/forms.h"
#include "shapes/measures.h"

namespace sas::privacy {
namespace {

using shapes::Coordinate;

// What finds no room is not looked at, and therefore blocks.
constexpr std::size_t kMostAreas = 1 << 16;
constexpr std::size_t kMostLines = 1 << 18;
// A journey of somebody: longer than a street, and told point by point.
constexpr double kJourneyMetres = 500;
constexpr std::size_t kJourneyVertices = 20;
constexpr double kJourneyStep = 80;
// What is drawn has its corners where it bends; a receiver tells its place at even times.
constexpr double kEvenSteps = 0.8;

// The smallest area that a precision can mean, in square metres.
double least_area(Precision precision) {
  switch (precision) {
    case Precision::exact:
    case Precision::address:
      return 0;
    case Precision::pc6:
      return 2'500;
    case Precision::pc4:
    case Precision::neighbourhood:
      return 10'000;
    case Precision::district:
      return 100'000;
    case Precision::municipality:
      return 1'000'000;
  }
  return 1'000'000;
}

// Holes count: everything but one house points at that house.
double smallest_ring(const shapes::Shape& shape) {
  double out = shapes::area_m2(shape.parts.front());
  for (const shapes::Part& part : shape.parts) {
    out = std::min(out, shapes::area_m2(part));
    for (const shapes::Path& ring : part.paths) out = std::min(out, shapes::area_m2(shapes::Part{{ring}}));
  }
  return out;
}

bool is_on_grid(const Coordinate& place) {
  const auto is_whole = [](double degrees) { return std::llround(degrees * 1e7) % 100'000 == 0; };
  return is_whole(place.x) && is_whole(place.y);
}

bool is_on_grid(const shapes::Shape& shape) {
  for (const shapes::Part& part : shape.parts)
    for (const shapes::Path& path : part.paths)
      if (!std::all_of(path.begin(), path.end(), [](const Coordinate& place) { return is_on_grid(place); }))
        return false;
  return true;
}

std::uint64_t hash_of(const Coordinate& place) {
  const auto steps = [](double degrees) { return static_cast<std::uint64_t>(std::llround(degrees * 1e7)); };
  return joined_hash(steps(place.x), steps(place.y));
}

// Of two boxes, the part of what they cover together that they have in common.
double overlap(const shapes::Box& a, const shapes::Box& b) {
  const double width = std::min(a.east, b.east) - std::max(a.west, b.west);
  const double height = std::min(a.north, b.north) - std::max(a.south, b.south);
  if (width <= 0 || height <= 0) return 0;
  const auto size = [](const shapes::Box& box) { return (box.east - box.west) * (box.north - box.south); };
  return width * height / (size(a) + size(b) - width * height);
}

Finding found(Rule rule, std::vector<std::string> columns, std::uint64_t count) {
  return {rule, std::move(columns), count};
}

}  // namespace

std::uint64_t reach_of(std::string_view cell) {
  if (cell.empty()) return 0;
  const auto shape = cell.size() > kLongestShape ? fail(ErrorKind::too_large, "") : shapes::shape_from_text(cell);
  if (!shape) return sas::privacy::hash_of(cell);
  const shapes::Box box = shapes::box_of(*shape);
  std::uint64_t out = static_cast<std::uint64_t>(shape->kind) + 1;
  for (const double side : {box.west, box.south, box.east, box.north})
    out = joined_hash(out, static_cast<std::uint64_t>(std::llround(side * 1e3)));
  return out;
}

ShapeWatch::ShapeWatch(const DataSet& set, const std::vector<std::string>& header)
    : subject_(set.subject), firms_(set.firms), is_aggregated_(set.aggregation.has_value()) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Column* declared = find_column(set, header[i]);
    is_time_.push_back((declared && declared->kind == Kind::date) || (hints_of(header[i]) & hint::time));
    if (set.shape_column.empty() || !declared) continue;
    if (header[i] == set.shape_column) {
      column_ = i;
      precision_ = declared->precision;
      is_reviewed_ = !trim(declared->reviewed_by).empty();
    } else if (declared->kind == Kind::location) {
      names_.push_back(i);
    }
  }
}

bool ShapeWatch::has_moment(const RowView& row) const {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (i == column_) continue;
    const std::string_view cell = row.cells[i];
    // A whole day is often written as its midnight.
    if ((row.marks[i] & mark::time) && cell.find("00:00:00") == std::string_view::npos) return true;
    const bool is_counted = (cell.size() == 10 || cell.size() == 13) && (row.marks[i] & mark::integer) != 0;
    if (is_counted && is_time_[i]) return true;  // seconds since 1970
  }
  return false;
}

void ShapeWatch::look_at_line(const shapes::Path& line) {
  if (line.size() < 2) return;
  if (known_lines_.size() >= kMostLines) {
    ++unwatched_lines_;
    return;
  }
  const std::uint64_t from = hash_of(line.front()), to = hash_of(line.back());
  std::uint64_t whole = 1;
  for (const Coordinate& place : line) whole = joined_hash(whole, hash_of(place));
  if (!known_lines_.insert(whole).second) return;
  ++ends_[from];
  if (to != from) ++ends_[to];
  double length = 0, squares = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double step = shapes::distance_m(line[i - 1], line[i]);
    length += step;
    squares += step * step;
  }
  const double steps = static_cast<double>(line.size() - 1), mean = length / steps;
  if (length < kJourneyMetres || line.size() < kJourneyVertices || mean > kJourneyStep) return;
  const double deviation = std::sqrt(std::max(squares / steps - mean * mean, 0.0));
  journeys_.push_back({from, to, deviation < kEvenSteps * mean});
}

// Points in a row are a journey as well.
void ShapeWatch::look_at_lines(const shapes::Shape& shape) {
  if (shape.kind == shapes::ShapeKind::points) {
    shapes::Path path;
    for (const shapes::Part& part : shape.parts) path.push_back(part.paths.front().front());
    look_at_line(path);
  } else if (shapes::is_line(shape.kind)) {
    for (const shapes::Part& part : shape.parts) look_at_line(part.paths.front());
  }
}

ShapeWatch::Measured ShapeWatch::measured(std::string_view cell, std::uint64_t hash) {
  Measured& known = recent_[(hash >> 20) % recent_.size()];
  const auto shape = shapes::shape_from_text(cell);
  Measured out;
  out.hash = hash;
  if (shape && shapes::is_shape(cell)) {
    out.is_readable = true;
    out.is_area = shapes::is_area(shape->kind);
    out.is_line = shapes::is_line(shape->kind) || shape->kind == shapes::ShapeKind::points;
    out.is_on_grid = !out.is_area && is_on_grid(*shape);
    out.smallest = out.is_area ? smallest_ring(*shape) : 0;
    out.box = shapes::box_of(*shape);
    look_at_lines(*shape);
  }
  known = out;
  return out;
}

// A shape belongs to its area: two rows of one area have one shape, or what differs between them can be told apart.
void ShapeWatch::look_at_area_name(const RowView& row, std::uint64_t shape) {
  if (names_.empty()) return;
  std::uint64_t name = 1;
  for (const std::size_t i : names_) name = joined_hash(name, row.hashes[i]);
  if (areas_.size() >= kMostAreas && !areas_.contains(name)) {
    ++unwatched_areas_;
    return;
  }
  Seen& seen = areas_[name];
  if (seen.shape == 0) seen.shape = shape;
  if (seen.shape != shape && !seen.has_other) {
    seen.has_other = true;
    ++areas_that_vary_;
  }
}

void ShapeWatch::row(const RowView& row) {
  if (!column_ || row.cells[*column_].empty()) return;
  const std::string_view cell = row.cells[*column_];
  const std::uint64_t hash = row.hashes[*column_];
  ++filled_;
  if (cell.size() > kLongestShape) {
    ++too_large_;
    return;
  }
  const Measured& known = recent_[(hash >> 20) % recent_.size()];
  const Measured shape = known.hash == hash ? known : measured(cell, hash);
  if (!shape.is_readable) {
    ++unreadable_;
    return;
  }
  no_areas_ += shape.is_area ? 0U : 1U;
  const bool is_exact = shape.is_area ? shape.smallest < kExactArea : !shape.is_on_grid;
  exact_ += is_exact ? 1U : 0U;
  if (precision_ && *precision_ > Precision::address) {
    const bool is_finer = shape.is_area ? shape.smallest < least_area(*precision_) : !shape.is_on_grid;
    finer_ += is_finer ? 1U : 0U;
  }
  if (shape.is_line && has_moment(row)) ++lines_with_moments_;
  if (!is_aggregated_) return;
  look_at_area_name(row, hash);
  if (!shape.is_area) return;
  if (boxes_.size() >= kMostAreas && !boxes_.contains(hash)) {
    ++unwatched_areas_;
    return;
  }
  boxes_.emplace(hash, shape.box);
}

// Different areas that reach equally far: one is the other without something.
std::uint64_t ShapeWatch::nearly_equal() const {
  std::vector<shapes::Box> boxes;
  for (const auto& [hash, box] : boxes_) boxes.push_back(box);
  std::sort(boxes.begin(), boxes.end(), [](const auto& a, const auto& b) { return a.west < b.west; });
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    for (std::size_t j = i + 1; j < boxes.size() && boxes[j].west < boxes[i].east; ++j)
      out += overlap(boxes[i], boxes[j]) > 0.95 ? 1U : 0U;
  return out;
}

// Of a network lines meet at their ends; a journey ends at somebody's door.
bool ShapeWatch::looks_recorded() const {
  std::uint64_t loose = 0, even = 0;
  for (const Journey& journey : journeys_) {
    if (ends_.at(journey.from) > 1 || ends_.at(journey.to) > 1) continue;
    ++loose;
    even += journey.is_even ? 1U : 0U;
  }
  return even > 0 || (loose >= 3 && loose * 2 >= known_lines_.size());
}

std::vector<Finding> ShapeWatch::findings(const TableView& table) const {
  std::vector<Finding> out;
  if (!column_) return out;
  const std::vector<std::string> name{table.columns[*column_].label};
  if (too_large_ > 0) out.push_back(found(Rule::shape_too_large, name, too_large_));
  if (unreadable_ > 0) out.push_back(found(Rule::shape_unreadable, name, unreadable_));
  const bool is_of_people = subject_ == Subject::person || subject_ == Subject::household;
  const bool is_of_firms = subject_ == Subject::firm && firms_ != FirmForm::legal_persons_only;
  const bool may_be_areas = is_aggregated_ && precision_ && *precision_ >= Precision::neighbourhood;
  if (filled_ > 0 && (is_of_people || is_of_firms) && (!may_be_areas || no_areas_ > 0))
    out.push_back(found(Rule::shape_of_people, name, may_be_areas ? no_areas_ : filled_));
  if (is_aggregated_ && subject_ != Subject::thing)
    if (const std::uint64_t vary = areas_that_vary_ + unwatched_areas_ + nearly_equal(); vary > 0)
      out.push_back(found(Rule::shape_varies, name, vary));
  if (finer_ > 0) out.push_back(found(Rule::finer_than_declared, name, finer_));
  if (exact_ > 0 && !table.aggregated)
    if (std::vector<std::string> attributes = attributes_of_people(table); !attributes.empty()) {
      attributes.insert(attributes.begin(), name.front());
      out.push_back(found(Rule::coordinates_with_attribute, std::move(attributes), exact_));
    }
  if (lines_with_moments_ > 0) out.push_back(found(Rule::line_with_moments, name, lines_with_moments_));
  if (!is_reviewed_ && (unwatched_lines_ > 0 || looks_recorded()))
    out.push_back(found(Rule::recorded_tracks, name, journeys_.size() + unwatched_lines_));
  return out;
}

}  // namespace sas::privacy
