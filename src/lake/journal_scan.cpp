#include "lake/journal_scan.h"

#include <utility>

namespace sas::lake {

namespace {

bool is_torn(std::string_view end) {
  return end.size() < record_head || told_length(end) > end.size();
}

class Scan {
 public:
  explicit Scan(std::string_view bytes) : bytes_(bytes) {}

  JournalContent run() {
    while (at_ < bytes_.size()) {
      ReadRecord next = read_record(rest());
      if (next.bytes > 0)
        take(std::move(next.record), at_ + next.bytes);
      else
        pass_over(next_readable());
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
    if (told > 0 && told < rest().size() && is_readable(at_ + told)) return at_ + told;
    for (std::size_t place = at_ + 1; place + record_head < bytes_.size(); ++place)
      if (is_readable(place)) return place;
    return bytes_.size();
  }

  /// From here up to `end` is no record as it was written.
  void pass_over(std::size_t end) {
    const bool is_last = end == bytes_.size();
    // Only its length may be wrong, and where the next one begins tells the right one.
    std::optional<JournalRecord> record = read_record_of_any_length(bytes_.substr(at_, end - at_));
    if (record) return take(std::move(*record), end);
    if (is_last && is_torn(rest())) {
      content_.torn = rest().size();
    } else {
      JournalDamage damage{at_, end, last_batch(), std::nullopt};
      if (!is_last) damage.before = read_record(bytes_.substr(end)).record.batch;
      content_.damage.push_back(damage);
    }
    at_ = end;
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
