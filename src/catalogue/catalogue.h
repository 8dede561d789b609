#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "calendar/rules.h"
#include "catalogue/opening.h"
#include "catalogue/product.h"

namespace sas::catalogue {

struct Theme {
  std::string id;
  Bilingual name;
};

/// The whole catalogue. Immutable after loading.
struct Catalogue {
  std::vector<Product> products;   ///< in order of id
  std::vector<Theme> themes;       ///< in the order of the file
  std::vector<Date> closing_days;  ///< days on which the municipality is closed beside the holidays
  OpeningByChannel opening;        ///< of contact.toml, closed on the closing days too
  calendar::RuleBook rules;        ///< those of the program, and the newer decrees of legal-days.toml
  [[nodiscard]] const Product* find(const ProductId& id) const;
  /// With a place on the home page, in that order.
  [[nodiscard]] std::vector<const Product*> top_tasks() const;
  [[nodiscard]] std::vector<const Product*> in_theme(std::string_view theme) const;
};

struct Loaded {
  Catalogue catalogue;
  config::Problems problems;  ///< empty when everything may be shown
};

/// Reads `folder` (products/, themes.toml, closing-days.toml, contact.toml, legal-days.toml). Products with problems are left out and every problem is
/// named; the caller decides whether to start without them. Error only when the folder itself cannot be read.
[[nodiscard]] Result<Loaded> load(const std::string& folder);

}  // namespace sas::catalogue
