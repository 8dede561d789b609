#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/store.h"

/// Declarations that were made at the desk, in the records. A version is added and never changed: a release names the
/// hash of the one it was judged with.
namespace sas::opendata {

struct KeptDeclaration {
  std::string dataset;
  std::int64_t version = 0;  ///< 1, 2, 3, … of the set
  json::Object content;      ///< in the shape of a declaration file (docs/dataset-format.md)
  json::Object confirmed;    ///< {column: {by, at}}: who confirmed what was proposed, and when (milliseconds)
  std::string made_by;       ///< "staff:<id>": who laid it before a colleague
  Instant made_at;
  std::string approved_by;  ///< "staff:<id>", never who made it
  Instant approved_at;
};

/// Adds it as the next version of its set, and returns the number.
std::int64_t put_declaration(store::WriteTx& tx, const KeptDeclaration& declaration);
[[nodiscard]] std::optional<KeptDeclaration> newest_declaration(store::ReadTx& tx, std::string_view dataset);
/// The newest of each set, by name.
[[nodiscard]] std::vector<KeptDeclaration> newest_declarations(store::ReadTx& tx);
/// Every version of one set, newest first.
[[nodiscard]] std::vector<KeptDeclaration> versions_of(store::ReadTx& tx, std::string_view dataset);

}  // namespace sas::opendata
