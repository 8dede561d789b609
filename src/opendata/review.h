#pragma once
#include <string>
#include <string_view>

#include "crypto/hash.h"

/// That a person read every cell of a column. It holds for those very cells and for no others: what comes later was
/// read by nobody. Of this room only; values.
namespace sas::opendata {

struct Review {
  std::string column;
  std::string role;    ///< of who read it; the ledger knows the person (`opendata.column-reviewed`)
  std::string sha256;  ///< ColumnSeal of the cells that were read, hexadecimal; empty: a claim that holds for nothing
};

/// A hash over the cells of a column in their order. Each is preceded by its number of bytes and ":", and followed by a
/// line feed, so that no two columns are written alike.
class ColumnSeal {
 public:
  void add(std::string_view cell);
  /// Hexadecimal, of all cells so far; the next one begins anew.
  [[nodiscard]] std::string text();

 private:
  crypto::Sha256 sum_;
};

}  // namespace sas::opendata
