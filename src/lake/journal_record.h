#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lake/observation.h"

/// One record of the journal as bytes, and back: pure. A record is its length (4 bytes), the first 8 bytes of the
/// SHA-256 of what follows, the number of the commit (8), the number of rows (4), and the rows. Numbers are
/// little-endian as the machines are that this runs on.
namespace sas::lake {

struct JournalRecord {
  std::int64_t batch = 0;  ///< number of the commit
  std::vector<Observation> rows;
};

/// A record as it stands in the journal, for whoever keeps it in memory until the engine has it: plain numbers take a
/// quarter of the room of their rows.
struct WrittenRecord {
  std::int64_t batch = 0;
  std::size_t rows = 0;
  std::string bytes;
};
[[nodiscard]] WrittenRecord written(std::int64_t batch, std::span<const Observation> rows);
/// The rows again. Of written() only: nothing is checked.
[[nodiscard]] std::vector<Observation> rows_of(const WrittenRecord& record);

/// What stands before the checked part of a record, in bytes.
inline constexpr std::size_t record_head = 12;

[[nodiscard]] std::string write_record(std::int64_t batch, std::span<const Observation> rows);

struct ReadRecord {
  JournalRecord record;
  std::size_t bytes = 0;  ///< 0: there is no whole record here
};
/// The record that the bytes begin with.
[[nodiscard]] ReadRecord read_record(std::string_view bytes);

/// The length that the head of a record tells, with the head; 0 when there is no whole head or no record is that long.
[[nodiscard]] std::size_t told_length(std::string_view bytes);
/// The record of which these are all bytes, whatever length its head tells.
[[nodiscard]] std::optional<JournalRecord> read_record_of_any_length(std::string_view bytes);
/// False when the bytes cannot begin with a record of a commit after `batch`: found out without reckoning a checksum,
/// for whoever has to look at every place of a damaged file.
[[nodiscard]] bool may_be_record_after(std::int64_t batch, std::string_view bytes);

/// Behind a record stands a mark from the moment its flush was done: who finds it knows that the record was
/// acknowledged, whatever became of it since. The mark itself is flushed with the next record, or by the system when it
/// likes, so that without one nothing is known. It begins with bytes that begin no record and stand in no UTF-8 text.
inline constexpr std::size_t mark_size = 8;
[[nodiscard]] std::string write_mark(std::int64_t batch);
[[nodiscard]] bool begins_with_mark(std::string_view bytes);
/// Where the first one begins; npos without one.
[[nodiscard]] std::size_t find_mark(std::string_view bytes);

}  // namespace sas::lake
