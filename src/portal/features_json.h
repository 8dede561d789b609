#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "portal/crs.h"
#include "portal/frame.h"
#include "portal/row_page.h"
#include "portal/search_index.h"

/// The documents of OGC API Features (17-069r4, 18-058r1). `base` is the address of the landing page. Pure.
namespace sas::portal {

[[nodiscard]] std::string landing_json(const Publisher& publisher, const std::string& base);
[[nodiscard]] std::string conformance_json();
/// `catalogue` is the collection of records (records_json.h), listed first.
[[nodiscard]] std::string collections_json(const std::vector<const ShownSet*>& sets, json::Object catalogue,
                                           const std::string& base);
[[nodiscard]] std::string collection_json(const ShownSet& set, const std::string& base);
/// The API definition (OpenAPI 3.0).
[[nodiscard]] std::string api_json(const Publisher& publisher, const std::vector<const ShownSet*>& sets,
                                   const std::string& base);

/// Writes features of one release.
class FeatureWriter {
 public:
  FeatureWriter(const releases::Release& release, const Projector& projector, Crs crs);
  /// One GeoJSON feature; a row without a place has a null geometry.
  [[nodiscard]] std::string feature(std::uint64_t number, const csv::Row& row) const;
  [[nodiscard]] std::string features(const RowPage& page) const;  ///< with commas between them

 private:
  [[nodiscard]] std::string geometry(const csv::Row& row) const;
  [[nodiscard]] std::string shape(const std::string& cell) const;

  const releases::Release& release_;
  const Projector& projector_;
  const Crs crs_;
  std::size_t longitude_ = 0, latitude_ = 0, shape_ = 0;
};

}  // namespace sas::portal
