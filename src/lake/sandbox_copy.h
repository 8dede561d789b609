#pragma once
#include "lake/duck.h"
#include "lake/sandbox.h"

/// Private to this room.
namespace sas::lake {

/// Makes the table and copies its rows in, many at once. Throws duck::Fault; `misuse` for a cell that its column cannot
/// hold.
void copy_in(duck::Connection& connection, const SandboxTable& table);

}  // namespace sas::lake
