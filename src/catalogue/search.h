#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"

namespace sas::catalogue {

struct Hit {
  const Product* product = nullptr;
  double score = 0;
};

/// Finds products in the words people use: Dutch and English stemming, synonyms, and one typing error in a word of five
/// letters or more. Built once; then immutable and thread-safe. The catalogue must outlive it.
class Search {
 public:
  /// `synonyms`: lines "word<TAB>words it means".
  Search(const Catalogue& catalogue, std::string_view synonyms);
  ~Search();
  Search(Search&&) noexcept;
  /// Best first, at most `limit`; empty when nothing fits.
  [[nodiscard]] std::vector<Hit> find(std::string_view query, Language language, std::size_t limit = 20) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

/// The words of a query as they are kept when nothing was found: folded, letters only, no digits (a visitor may have
/// typed a number of a person), at most five words of at most 20 letters.
[[nodiscard]] std::string query_without_numbers(std::string_view query);

}  // namespace sas::catalogue
