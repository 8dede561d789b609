#include "site/site.h"

#include "embedded/site_migrations.h"

namespace sas::site {

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::site_migrations());
}

void add_site_pages(http::Router& router, const SiteParts& parts) {
  add_home_pages(router, parts);
  add_product_pages(router, parts);
  add_coverage_pages(router, parts);
  add_own_pages(router, parts);
  add_case_pages(router, parts);
  add_info_pages(router, parts);
}

}  // namespace sas::site
