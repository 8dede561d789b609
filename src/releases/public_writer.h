#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/signing.h"
#include "releases/release.h"

/// The public store as the gate sees it: the only thing that can add to it. Nothing is ever changed in place: objects
/// are named by their hash, records by set and number, a withdrawal adds a tombstone and removes bytes.
namespace sas::releases {

/// A file that is being made for a release, in the store's own waiting folder (the same disk, so that it moves in one
/// step). Gone when it is not taken.
class Draft {
 public:
  virtual ~Draft() = default;
  [[nodiscard]] virtual const std::string& path() const = 0;  ///< to write to
};

/// One writer at a time; a second one is refused. Thread-safe.
class PublicWriter {
 public:
  virtual ~PublicWriter() = default;
  /// A new empty file for that format. Errors: `public-store-full`, `public-store-lost`.
  [[nodiscard]] virtual Result<std::unique_ptr<Draft>> draft(std::string_view format) = 0;
  /// Hashes the file, makes it read-only and durable, and gives it its name. What is published is what was hashed: a
  /// file that changes afterwards no longer has its name. Errors as draft(), and `draft-changed` (it was written to
  /// while it was hashed).
  [[nodiscard]] virtual Result<File> keep(std::unique_ptr<Draft> draft, std::string format, std::string media_type) = 0;
  /// Where the bytes of a kept file are, to make its other formats from. Whoever reads them hashes what he reads: only
  /// that proves that they are still what was kept. Error `release-object-missing`.
  [[nodiscard]] virtual Result<std::string> path_of(const File& kept) const = 0;
  /// The releases of a set that are not withdrawn, oldest first, as they are at this moment.
  [[nodiscard]] virtual std::vector<Release> standing(std::string_view dataset) const = 0;
  /// True when a withdrawn release names these bytes and no standing one does: they do not go out again unnoticed.
  [[nodiscard]] virtual bool was_withdrawn(const File& kept) const = 0;
  /// Signs and adds the record; readers see it from now on, whole. `number` and `previous` are filled in. A set has one
  /// release for one `ledger_seq` (other than 0): publishing it again answers that one, so that what a crash
  /// interrupted may be done again. Errors: `release-object-missing`, `release-not-green` (its scan found something),
  /// `release-invalid`, and as draft().
  [[nodiscard]] virtual Result<Release> publish(Release release) = 0;
  /// Adds the tombstone and removes every object that no standing release still needs. Doing it again does nothing.
  /// Errors: `release-unknown`, `release-invalid`, and as draft().
  [[nodiscard]] virtual Result<Done> withdraw(const Tombstone& tombstone) = 0;
  /// Removes drafts and objects that no record names, older than an hour: what a killed process left.
  virtual Result<int> sweep() = 0;
};

/// Errors: `public-store-busy` (another writer), `public-store-lost`.
[[nodiscard]] Result<std::unique_ptr<PublicWriter>> open_public_writer(const std::string& folder,
                                                                       const crypto::SigningKey& key,
                                                                       const Clock& clock);

}  // namespace sas::releases
