#pragma once
#include <cstddef>
#include <memory>
#include <string>

/// How many files each key is bringing at this moment: one program may not hold every place of the spool.
namespace sas::suppliers {

/// Thread-safe.
class UnderWay {
 public:
  /// `most` is of one key.
  explicit UnderWay(std::size_t most);
  /// A place for one file, free again when its last copy goes; null when the key has as many as it may.
  [[nodiscard]] std::shared_ptr<const void> begin(const std::string& key);

 private:
  struct Counts;
  struct Place;
  std::size_t most_;
  std::shared_ptr<Counts> counts_;  ///< of the places as well: an upload may outlive this
};

}  // namespace sas::suppliers
