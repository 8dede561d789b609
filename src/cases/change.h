#pragma once
#include "cases/cases.h"

namespace sas::cases {

/// For the files of this room only. A case that is being changed, with the product version it belongs to.
struct Cases::Change {
  Case c;
  const catalogue::Product* product = nullptr;
  Date today;
};

}  // namespace sas::cases
