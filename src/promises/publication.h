#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "catalogue/catalogue.h"
#include "crypto/signing.h"
#include "promises/figures.h"

namespace sas::promises {

/// What is published of one snapshot: the figures and the counts they were made from. All of one moment, so that they fit each other.
struct Publication {
  std::string figures_json, figures_csv;
  std::string waits_json, waits_csv;
  /// The open log: JSON Lines. Line 1 says from which ledger it was made (size, root and our signature over them, RFC 6962) and the words
  /// used; then a line for each group in figures_json with its counts; the last line holds their number. Every line ends with a chain:
  /// SHA-256 over the chain of the line before, a newline, and the line up to its chain; the last line also with our signature over its
  /// chain. So no number, line or order can be changed unseen, and nothing about a group that is hidden stands in it.
  std::string log;
};

/// Makes the publication of the figures as they are now. The same is given until a published count, or the day, changes. Thread-safe.
class Publisher {
 public:
  /// Without a key nothing is signed. All parts outlive it.
  Publisher(store::Store& store, const Figures& figures, const catalogue::Catalogue& catalogue, const crypto::SigningKey* key)
      : store_(store), figures_(figures), catalogue_(catalogue), key_(key) {}
  /// Errors are those of the store.
  [[nodiscard]] Result<std::shared_ptr<const Publication>> current() const;

 private:
  store::Store& store_;
  const Figures& figures_;
  const catalogue::Catalogue& catalogue_;
  const crypto::SigningKey* key_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Snapshot> of_;
  mutable std::string groups_;  ///< the lines of the groups, without their chains
  mutable std::shared_ptr<const Publication> last_;
};

}  // namespace sas::promises
