#include "lake/journal_scan.h"

#include <utility>

namespace sas::lake {

namespace {

/// The least that a disk writes at once.
constexpr std::size_t sector = 512;
/// No record has so many zeros side by side: between two numbers that may be zero stands one that is not.
constexpr std::size_t least_hole = 16;

bool is_zeros(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

/// Whether a sector of these bytes was not written; `place` is where they stand in the file. Of a sector that they
/// share with others only their own part counts.
bool has_hole(std::size_t place, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, sector - place % sector);
    if (part.size() >= least_hole && is_zeros(part)) return true;
    place += part.size();
    bytes.remove_prefix(part.size());
  }
  return false;
}

/// Whether these last bytes of the file, which are no record, can be one that was never acknowledged.
bool is_torn(std::size_t place, std::string_view end) {
  const std::size_t told = told_length(end);
  if (end.size() < record_head || told > end.size() || is_zeros(end)) return true;
  const std::string_view record = told == 0 ? end : end.substr(0, told);
  return has_hole(place, record) && is_zeros(end.substr(record.size()));
}

class Scan {
 public:
  explicit Scan(std::string_view bytes) : bytes_(bytes) {}

  JournalContent run() {
    while (at_ < bytes_.size()) {
      if (begins_with_mark(rest())) {
        at_ += mark_size;
        continue;
      }
      ReadRecord next = read_record(rest());
      if (next.bytes > 0)
        take(std::move(next.record), at_ + next.bytes);
      else
        pass_over(end_of_unreadable());
    }
    return std::move(content_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return bytes_.substr(at_); }
  [[nodiscard]] std::int64_t last_batch() const { return content_.records.empty() ? 0 : content_.records.back().batch; }

  void take(JournalRecord record, std::size_t end) {
    content_.records.push_back(std::move(record));
    at_ = end;
  }

  [[nodiscard]] bool is_readable(std::size_t place) const {
    const std::string_view there = bytes_.substr(place);
    return may_be_record_after(last_batch(), there) && read_record(there).bytes > 0;
  }

  /// Where the next record stands that can be read, or the end. What the damaged one says of its own length goes
  /// first: within it there may be texts that look like anything.
  [[nodiscard]] std::size_t next_readable() const {
    const std::size_t told = told_length(rest());
    for (const std::size_t behind : {told, told + mark_size})
      if (told > 0 && behind < rest().size() && is_readable(at_ + behind)) return at_ + behind;
    for (std::size_t place = at_ + 1; place + record_head < bytes_.size(); ++place)
      if (is_readable(place)) return place;
    return bytes_.size();
  }

  /// Behind the mark of the record that stands here, or else where the next one begins.
  [[nodiscard]] std::size_t end_of_unreadable() const {
    const std::size_t next = next_readable();
    const std::size_t mark = find_mark(bytes_.substr(at_, next - at_));
    return mark == std::string_view::npos ? next : at_ + mark + mark_size;
  }

  /// From here up to `end` is no record as it was written.
  void pass_over(std::size_t end) {
    const std::string_view passed = bytes_.substr(at_, end - at_);
    const std::size_t mark = find_mark(passed);
    // Only its length may be wrong, and where its mark or the next one begins tells the right one.
    std::optional<JournalRecord> record = read_record_of_any_length(passed.substr(0, mark));
    if (record) return take(std::move(*record), end);
    const bool is_last = end == bytes_.size(), was_acknowledged = mark != std::string_view::npos;
    const bool is_only_a_mark = !is_last && passed.size() == mark_size;
    if (is_last && !was_acknowledged && is_torn(at_, passed))
      content_.torn = passed.size();
    else if (!is_only_a_mark)
      content_.damage.push_back({at_, end, last_batch(), batch_at(end)});
    at_ = end;
  }

  /// Number of the commit whose record begins here; none when none can be read.
  [[nodiscard]] std::optional<std::int64_t> batch_at(std::size_t place) const {
    const ReadRecord found = read_record(bytes_.substr(place));
    return found.bytes > 0 ? std::optional(found.record.batch) : std::nullopt;
  }

  const std::string_view bytes_;
  std::size_t at_ = 0;
  JournalContent content_;
};

}  // namespace

JournalContent scan_journal(std::string_view bytes) {
  return Scan(bytes).run();
}

}  // namespace sas::lake
