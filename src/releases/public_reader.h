#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "releases/release.h"

/// The public store as whoever publishes sees it: signed releases and the files they name. It can read and nothing
/// else, and it knows no other store.
namespace sas::releases {

/// A release whose signature was verified against the municipality's public key.
struct Published {
  Release release;
  std::string record;     ///< the canonical JSON that was signed, byte for byte
  std::string sha256;     ///< of `record`, hexadecimal; names this version for ever
  std::string signature;  ///< Ed25519, 64 bytes
  std::optional<Tombstone> tombstone;
};

/// Everything about one set, newest release first.
struct DataSetHistory {
  std::string dataset;
  std::vector<std::shared_ptr<const Published>> releases;
  /// The newest that is not withdrawn; null when there is none.
  [[nodiscard]] std::shared_ptr<const Published> current() const;
};

/// One moment of the whole store. Immutable, so that a page and its links agree; thread-safe.
struct Catalogue {
  std::uint64_t version = 0;         ///< grows with every change
  std::vector<DataSetHistory> sets;  ///< by name
  [[nodiscard]] const DataSetHistory* find(std::string_view dataset) const;
};

struct PublicReaderStats {
  std::uint64_t refused = 0;  ///< records whose signature, name or files are wrong: never shown, counted
};

/// Thread-safe.
class PublicReader {
 public:
  virtual ~PublicReader() = default;
  /// The store as it is now; looks at most once a second whether something changed.
  [[nodiscard]] virtual std::shared_ptr<const Catalogue> catalogue() = 0;
  /// The absolute path of the bytes with that hash, for sending. They are hashed when first asked for and again when
  /// the file changed. Errors: `object-missing` (withdrawn, or never there), `object-damaged` (not the bytes of that
  /// name).
  [[nodiscard]] virtual Result<std::string> object(std::string_view sha256) const = 0;
  [[nodiscard]] virtual PublicReaderStats stats() const = 0;
};

/// `folder` is made by the writer; an empty or missing one is an empty catalogue. `public_key` is 32 bytes of Ed25519.
[[nodiscard]] std::unique_ptr<PublicReader> open_public_reader(const std::string& folder, std::string public_key,
                                                               const Clock& clock);

}  // namespace sas::releases
