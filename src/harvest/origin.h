#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "harvest/listing.h"

namespace sas::harvest {

/// A catalogue of somebody else that sets are taken from, as a file that people write: catalogue/harvest/<name>.toml
/// (docs/harvest-format.md). Values; no thread rule.
struct Origin {
  std::string name;  ///< of the file; the begin of the names of its sets
  Kind kind = Kind::ckan;
  std::string url;  ///< of the first page of the list
  Bilingual title;
  std::string owner;    ///< part of our organisation that answers for what is taken
  std::string contact;  ///< role address of that part
  std::string licence;  ///< of sets that name none themselves; empty: those wait
  /// Whom files are fetched from, the list's own host included: a list cannot send us to any other.
  std::vector<std::string> hosts;
  std::vector<std::string> only;  ///< what to take, by the identifiers of the catalogue; empty: everything
  std::chrono::hours every{24};   ///< from the end of one round to the begin of the next
};

/// What is missing or wrong is noted with field and remedy; an origin with a problem is not to be used.
[[nodiscard]] Origin read_origin(std::string_view text, const std::string& name, config::Problems& problems);

struct Origins {
  std::vector<Origin> all;  ///< by name; those with problems are left out
  config::Problems problems;
  [[nodiscard]] const Origin* find(std::string_view name) const;
};
/// Every file of `folder`; a folder that is not there holds none.
[[nodiscard]] Origins load_origins(const std::string& folder);

/// The name of a set here: of what its catalogue calls it, the same for ever, and never that of another set.
[[nodiscard]] std::string dataset_name(const Origin& origin, std::string_view id);

}  // namespace sas::harvest
