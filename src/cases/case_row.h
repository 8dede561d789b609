#pragma once
#include <string_view>

#include "cases/case.h"
#include "store/store.h"

namespace sas::cases {

/// The columns of `cases c` in the order case_from expects.
[[nodiscard]] std::string_view case_columns();
[[nodiscard]] Case case_from(const store::Row& row);

}  // namespace sas::cases
