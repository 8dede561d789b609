#include "portal/features_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "portal/ogc_params.h"

namespace sas::portal {
namespace {

using lake::Compare;
using releases::Release;
using releases::Type;

constexpr std::uint64_t usual_limit = 10, most_features = 10'000, furthest = 1ULL << 40U;

const releases::Column* find_column(const Release& release, std::string_view name) {
  const auto found = std::find_if(release.columns.begin(), release.columns.end(),
                                  [&](const releases::Column& one) { return one.name == name; });
  return found == release.columns.end() ? nullptr : &*found;
}

enum class End { begin, end };

/// A day in a column of moments is its first or its last moment; a moment in a column of days is its day.
std::string bound(const std::string& text, Type type, End end) {
  if (type == Type::date) return text.substr(0, 10);
  if (text.size() > 10) return text;
  return text + (end == End::begin ? "T00:00:00Z" : "T23:59:59.999Z");
}

class Reader {
 public:
  Reader(const http::Fields& fields, const Release& release, const Projector& projector)
      : fields_(fields), release_(release), projector_(projector) {}

  Result<FeaturesQuery> read() {
    for (const auto step :
         {&Reader::read_page, &Reader::read_systems, &Reader::read_place, &Reader::read_time, &Reader::read_properties})
      if (Result<Done> done = (this->*step)(); !done) return fail(std::move(done));
    for (const releases::Column& column : release_.columns) out_.question.columns.push_back(column.name);
    return std::move(out_);
  }

 private:
  void keep(std::string_view name) {
    out_.kept += fmt::format("&{}={}", url_encode(name), url_encode(fields_.get(name)));
  }

  Result<Done> read_page() {
    const auto limit = number_at(fields_, "limit", usual_limit, 1, most_features);
    const auto offset = number_at(fields_, "offset", 0, 0, furthest);
    if (!limit) return fail(Error(limit.error()));
    if (!offset) return fail(Error(offset.error()));
    out_.question.limit = *limit;
    out_.question.offset = *offset;
    const std::string form = fields_.get("f");
    if (!form.empty() && form != "json" && form != "html") return fail(invalid_parameter("f", "must be json or html"));
    return Done{};
  }

  Result<Done> read_systems() {
    if (fields_.has("crs")) {
      const auto crs = read_crs(fields_.get("crs"));
      if (!crs) return fail(invalid_parameter("crs", "must be one of the systems that the collection lists"));
      out_.crs = *crs;
      keep("crs");
    }
    if (!fields_.has("bbox-crs")) return Done{};
    const auto crs = read_crs(fields_.get("bbox-crs"));
    if (!crs) return fail(invalid_parameter("bbox-crs", "must be one of the systems that the collection lists"));
    box_crs_ = *crs;
    keep("bbox-crs");
    return Done{};
  }

  void at_least(const std::string& column, std::string value) {
    out_.question.filters.push_back({column, Compare::at_least, {std::move(value)}});
  }
  void at_most(const std::string& column, std::string value) {
    out_.question.filters.push_back({column, Compare::at_most, {std::move(value)}});
  }

  Result<Done> read_place() {
    if (!fields_.has("bbox")) return Done{};
    const auto box = read_box(fields_.get("bbox"));
    if (!box) return fail(invalid_parameter("bbox", "must be four numbers with commas, the smaller ones first"));
    const auto extent = projector_.extent_of(*box, box_crs_);
    if (!extent) return fail(invalid_parameter("bbox", "does not lie within the system of bbox-crs"));
    const releases::Description& words = release_.description;
    if (box_crs_ == Crs::rd) out_.grid_box = *box;
    keep("bbox");
    if (!words.shape_column.empty()) {
      out_.shape_box = *extent;
      return Done{};
    }
    at_least(words.longitude_column, fmt::format("{}", extent->west));
    at_most(words.longitude_column, fmt::format("{}", extent->east));
    at_least(words.latitude_column, fmt::format("{}", extent->south));
    at_most(words.latitude_column, fmt::format("{}", extent->north));
    return Done{};
  }

  Result<Done> read_time() {
    if (!fields_.has("datetime")) return Done{};
    const auto span = read_time_span(fields_.get("datetime"));
    if (!span) return fail(Error(span.error()));
    keep("datetime");
    const releases::Column* column = find_column(release_, release_.description.time_column);
    if (column == nullptr) return Done{};  // rows without a time fit every time (clause 7.15.4)
    if (!span->from.empty()) at_least(column->name, bound(span->from, column->type, End::begin));
    if (!span->until.empty()) at_most(column->name, bound(span->until, column->type, End::end));
    return Done{};
  }

  Result<Done> read_properties() {
    static constexpr std::string_view known[] = {"limit", "offset",   "bbox", "bbox-crs",
                                                 "crs",   "datetime", "f",    "versie"};
    for (const auto& [name, value] : fields_.items()) {
      if (std::find(std::begin(known), std::end(known), name) != std::end(known)) continue;
      if (find_column(release_, name) == nullptr) return fail(unknown_parameter(name));
      out_.question.filters.push_back({name, Compare::equal, {value}});
      keep(name);
    }
    return Done{};
  }

  const http::Fields& fields_;
  const Release& release_;
  const Projector& projector_;
  Crs box_crs_ = Crs::crs84;
  FeaturesQuery out_;
};

}  // namespace

Result<FeaturesQuery> read_features_query(const http::Fields& fields, const Release& release,
                                          const Projector& projector) {
  return Reader(fields, release, projector).read();
}

}  // namespace sas::portal
