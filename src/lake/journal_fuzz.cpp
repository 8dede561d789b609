#include <cstdint>
#include <cstdlib>

#include "lake/journal_scan.h"

// Whatever stands in a journal: reading ends, what is called damage lies within it, and a record with nothing but
// rubbish behind it is still read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const sas::lake::ReadRecord read = sas::lake::read_record(bytes);
  if (read.bytes > size) std::abort();
  const sas::lake::JournalContent found = sas::lake::scan_journal(bytes);
  for (const sas::lake::JournalDamage& damage : found.damage)
    if (damage.from >= damage.until || damage.until > size) std::abort();
  if (found.torn > size) std::abort();
  const std::string whole = sas::lake::write_record(1, {});
  const sas::lake::JournalContent more = sas::lake::scan_journal(whole + std::string(bytes));
  if (more.records.empty() || more.records.front().batch != 1) std::abort();
  // What was acknowledged is read or is damage, and is never torn.
  const sas::lake::JournalContent marked =
      sas::lake::scan_journal(std::string(bytes) + whole + sas::lake::write_mark(1));
  if (marked.torn > 0) std::abort();
  return 0;
}
