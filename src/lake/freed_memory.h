#pragma once
#include "lake/duck.h"

namespace sas::lake {

/// Gives back to the system what questions have freed. The engine's allocator (jemalloc) is one for the whole program
/// and lets go of freed memory only when the same thread allocates again; many threads ask, now and then, and the
/// memory of each one's largest question would stay. A thread of the allocator's own lets go of it after a second. The
/// engine knows a setting for that, but closing any database, as a question about one file does, turns it off for all
/// of them; so it is said again and again. The lake's own database cannot say it: its settings are locked. One thread
/// at a time.
class FreedMemory {
 public:
  /// Throws duck::Fault.
  FreedMemory();
  /// Cheap when nobody turned it off. Throws duck::Fault.
  void give_back();

 private:
  duck::Database database_;  ///< an empty one, only to speak through
  duck::Connection connection_;
};

}  // namespace sas::lake
