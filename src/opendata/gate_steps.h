#pragma once
#include "opendata/gate.h"

namespace sas::opendata {

/// What the gate does, in this order. Killed after any of them, the next process has one release or none.
enum class GateStep {
  judged,        ///< every row is in the draft and was judged; nothing was found
  csv_kept,      ///< the CSV has its name in the store; nobody can read it there
  formats_kept,  ///< so have the other forms
  announced,     ///< the ledger tells of the release and the records hold it
  published,     ///< the public store has it
};

}  // namespace sas::opendata
