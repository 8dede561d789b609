#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "portal/search_index.h"
#include "releases/public_reader.h"

namespace sas::portal {

/// One moment of the public store, ready to be searched. Immutable; thread-safe.
class Shelf {
 public:
  Shelf(std::shared_ptr<const releases::Catalogue> catalogue, const Stemmer& stemmer);
  Shelf(const Shelf&) = delete;
  Shelf& operator=(const Shelf&) = delete;

  /// The sets that can be had, by name.
  [[nodiscard]] const std::vector<ShownSet>& sets() const { return sets_; }
  /// Null when there is none of that name, or all its releases were withdrawn.
  [[nodiscard]] const ShownSet* find(std::string_view dataset) const;
  /// Everything about a set, also when it was withdrawn; null for an unknown name.
  [[nodiscard]] const releases::DataSetHistory* history(std::string_view dataset) const;
  [[nodiscard]] const releases::Catalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] const SearchIndex& index() const { return index_; }
  [[nodiscard]] std::uint64_t version() const { return catalogue_->version; }
  /// The newest change: of a release or of a withdrawal.
  [[nodiscard]] Instant changed() const { return changed_; }

 private:
  std::shared_ptr<const releases::Catalogue> catalogue_;
  std::vector<ShownSet> sets_;
  SearchIndex index_;
  Instant changed_{};
};

/// Keeps the shelf in step with the store. While a new one is made, the one before is still given. Thread-safe.
class Shelves {
 public:
  /// `changed` is called with every moment of the store that a shelf was made of, before anybody sees it.
  using Changed = std::function<void(const releases::Catalogue&)>;
  Shelves(releases::PublicReader& reader, Changed changed) : reader_(reader), changed_(std::move(changed)) {}
  [[nodiscard]] std::shared_ptr<const Shelf> now();

 private:
  releases::PublicReader& reader_;
  const Changed changed_;
  Stemmer stemmer_;
  std::mutex making_;
  std::mutex mutex_;
  std::shared_ptr<const Shelf> shelf_;
};

}  // namespace sas::portal
