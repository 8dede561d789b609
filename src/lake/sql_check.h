#pragma once
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sas::lake {

/// Reads the syntax tree of a SELECT, as the engine's own `json_serialize_sql` writes it, and refuses it unless it
/// takes from nothing but the named tables, its own WITH names, and functions that only count or unfold. A kind of
/// source that is not known here is refused: a later engine may have new ones. Error `sandbox-refused`.
[[nodiscard]] Result<Done> check_syntax_tree(std::string_view tree, const std::set<std::string>& tables);

}  // namespace sas::lake
