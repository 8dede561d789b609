#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "lake/journal_record.h"

namespace sas::lake {

/// Bytes of a journal that cannot be read although they were written whole.
struct JournalDamage {
  std::size_t from = 0, until = 0;     ///< `until` is no part of it
  std::int64_t after = 0;              ///< the commit before it; 0 when it stands at the beginning
  std::optional<std::int64_t> before;  ///< the commit behind it; none when nothing behind it can be read
  friend bool operator==(const JournalDamage&, const JournalDamage&) = default;
};

struct JournalContent {
  std::vector<JournalRecord> records;  ///< in order
  std::vector<JournalDamage> damage;   ///< in order
  /// Bytes at the end of a record that a crash cut off while it was written: nobody was told that it is durable.
  std::size_t torn = 0;
};

/// Everything that can be read of a journal, and what cannot. A torn end and damage are not the same: writing adds at
/// the end and stops there, so a last record that would end behind the file is torn; one that stands there whole and
/// does not fit its checksum was changed afterwards, and so was anything that has a readable record behind it. Pure.
[[nodiscard]] JournalContent scan_journal(std::string_view bytes);

}  // namespace sas::lake
