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

/// Everything that can be read of a journal, and what cannot. A torn end and damage are not the same, and what is in
/// doubt is damage: it is kept and told. Damage is what has a readable record or a mark behind it, for then it was
/// acknowledged; a record that stands there whole, without a hole, and does not fit its checksum; anything else that
/// cannot be read is the end that a crash tore off. A power failure tears in two ways: the file ends inside the record,
/// or it has its length and some sectors of the disk (512 bytes) were not written and read as zeros. Pure.
[[nodiscard]] JournalContent scan_journal(std::string_view bytes);

}  // namespace sas::lake
