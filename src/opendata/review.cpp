#include "opendata/review.h"

#include "base/text.h"

namespace sas::opendata {

void ColumnSeal::add(std::string_view cell) {
  sum_.update(std::to_string(cell.size()) + ":");
  sum_.update(cell);
  sum_.update("\n");
}

std::string ColumnSeal::text() {
  return hex(sum_.finish());
}

}  // namespace sas::opendata
