#include "portal/shelf.h"

#include <algorithm>

namespace sas::portal {
namespace {

std::vector<ShownSet> shown(const releases::Catalogue& catalogue) {
  std::vector<ShownSet> out;
  for (const releases::DataSetHistory& history : catalogue.sets)
    if (auto current = history.current()) out.push_back({&history, std::move(current)});
  return out;
}

Instant last_change(const releases::Catalogue& catalogue) {
  Instant out{};
  for (const releases::DataSetHistory& history : catalogue.sets)
    for (const auto& published : history.releases) {
      out = std::max(out, published->release.at);
      if (published->tombstone) out = std::max(out, published->tombstone->at);
    }
  return out;
}

}  // namespace

Shelf::Shelf(std::shared_ptr<const releases::Catalogue> catalogue, const Stemmer& stemmer)
    : catalogue_(std::move(catalogue)),
      sets_(shown(*catalogue_)),
      index_(sets_, stemmer),
      changed_(last_change(*catalogue_)) {}

const ShownSet* Shelf::find(std::string_view dataset) const {
  const auto found =
      std::lower_bound(sets_.begin(), sets_.end(), dataset,
                       [](const ShownSet& set, std::string_view name) { return set.history->dataset < name; });
  return found == sets_.end() || found->history->dataset != dataset ? nullptr : &*found;
}

const releases::DataSetHistory* Shelf::history(std::string_view dataset) const {
  return catalogue_->find(dataset);
}

std::shared_ptr<const Shelf> Shelves::now() {
  const auto catalogue = reader_.catalogue();
  std::shared_ptr<const Shelf> have;
  {
    const std::lock_guard lock(mutex_);
    have = shelf_;
  }
  if (have && have->version() == catalogue->version) return have;
  // Only the first caller ever waits; later ones get the shelf before while somebody makes the next.
  std::unique_lock maker(making_, std::defer_lock);
  if (have) {
    if (!maker.try_lock()) return have;
  } else {
    maker.lock();
    const std::lock_guard lock(mutex_);
    if (shelf_) return shelf_;
  }
  changed_(*catalogue);
  auto made = std::make_shared<const Shelf>(catalogue, stemmer_);
  const std::lock_guard lock(mutex_);
  shelf_ = made;
  return made;
}

}  // namespace sas::portal
