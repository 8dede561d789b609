#include "lake/freed_memory.h"

#include <array>

namespace sas::lake {

namespace {

duck::Database empty_database() {
  const std::array<duck::Setting, 2> settings{{{"threads", "1"}, {"memory_limit", "16MB"}}};
  return duck::Database::open(":memory:", settings);
}

}  // namespace

FreedMemory::FreedMemory() : database_(empty_database()), connection_(database_.connect()) {
  give_back();
}

void FreedMemory::give_back() {
  connection_.run("SET GLOBAL allocator_background_threads = true");
}

}  // namespace sas::lake
