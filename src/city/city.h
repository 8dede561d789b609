#pragma once
#include <string>

#include "city/now.h"
#include "http/router.h"
#include "people/gate.h"

/// The two city tasks on one page: the hospitable inner city and the climate-active city, as they are measured now.
namespace sas::city {

struct CityParts {
  const people::Gate& gate;
  CityReader& reader;
  const CityFile& file;
  std::string municipality;
};

/// The figures of now, each a link to what is behind it on /stad; empty when no meter is live.
[[nodiscard]] html::Html figures_of_now(const people::Visit& visit, CityReader& reader);

/// /stad with its twins /stad.json and /stad.csv. All parts must outlive the router.
void add_city_pages(http::Router& router, const CityParts& parts);

}  // namespace sas::city
