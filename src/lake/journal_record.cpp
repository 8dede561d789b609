#include "lake/journal_record.h"

#include <algorithm>
#include <cstring>

#include "crypto/hash.h"

namespace sas::lake {

namespace {

constexpr std::size_t largest_record = std::size_t{256} << 20U;
constexpr std::size_t sum_size = 8;
/// As a length it would be larger than any record, and 0xFE is no byte of UTF-8.
constexpr std::string_view mark_begin = "SAS\xFE";
/// Of the checked part: its commit and its number of rows; and of the smallest row.
constexpr std::size_t smallest_body = 12, smallest_row = 29;

enum Has : std::uint8_t {
  has_until = 1,
  has_result_time = 2,
  has_value = 4,
  has_text = 8,
  has_extra = 16,
  has_feature = 32
};

class Writing {
 public:
  explicit Writing(std::string& out) : out_(out) {}
  template <typename T>
  void number(T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof value);
  }
  void moment(Moment at) { number<std::int64_t>(at.time_since_epoch().count()); }
  void text(std::string_view words) {
    number(static_cast<std::uint32_t>(words.size()));
    out_.append(words);
  }

 private:
  std::string& out_;
};

class Reading {
 public:
  explicit Reading(std::string_view in) : in_(in) {}
  template <typename T>
  T number() {
    T value{};
    if (in_.size() < sizeof value) {
      whole_ = false;
      return value;
    }
    std::memcpy(&value, in_.data(), sizeof value);
    in_.remove_prefix(sizeof value);
    return value;
  }
  Moment moment() { return Moment{std::chrono::microseconds{number<std::int64_t>()}}; }
  std::string text() {
    const auto size = number<std::uint32_t>();
    if (in_.size() < size) {
      whole_ = false;
      return {};
    }
    std::string out(in_.substr(0, size));
    in_.remove_prefix(size);
    return out;
  }
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] bool at_end() const { return in_.empty(); }

 private:
  std::string_view in_;
  bool whole_ = true;
};

void write_row(Writing& out, const Observation& row) {
  const auto has = static_cast<std::uint8_t>(
      (row.until ? has_until : 0) | (row.result_time ? has_result_time : 0) | (row.value ? has_value : 0) |
      (row.text.empty() ? 0 : has_text) | (row.extra.empty() ? 0 : has_extra) | (row.feature == 0 ? 0 : has_feature));
  out.number(has);
  out.number(static_cast<std::int64_t>(row.series));
  out.moment(row.time);
  out.moment(row.received);
  out.number(row.quality);
  if (row.until) out.moment(*row.until);
  if (row.result_time) out.moment(*row.result_time);
  if (row.value) out.number(*row.value);
  if (!row.text.empty()) out.text(row.text);
  if (!row.extra.empty()) out.text(row.extra);
  if (row.feature != 0) out.number(row.feature);
}

Observation read_row(Reading& in) {
  Observation out;
  const auto has = in.number<std::uint8_t>();
  out.series = SeriesId{in.number<std::int64_t>()};
  out.time = in.moment();
  out.received = in.moment();
  out.quality = in.number<std::uint32_t>();
  if ((has & has_until) != 0) out.until = in.moment();
  if ((has & has_result_time) != 0) out.result_time = in.moment();
  if ((has & has_value) != 0) out.value = in.number<double>();
  if ((has & has_text) != 0) out.text = in.text();
  if ((has & has_extra) != 0) out.extra = in.text();
  if ((has & has_feature) != 0) out.feature = in.number<std::int64_t>();
  return out;
}

/// The checked part of a record, whose sum was compared; none when it is not what its numbers tell.
std::optional<JournalRecord> read_body(std::string_view body) {
  Reading in(body);
  JournalRecord out;
  out.batch = in.number<std::int64_t>();
  auto left = in.number<std::uint32_t>();
  out.rows.reserve(std::min<std::size_t>(left, body.size() / smallest_row));
  for (; left > 0 && in.whole(); --left) out.rows.push_back(read_row(in));
  if (!in.whole() || !in.at_end()) return std::nullopt;
  return out;
}

}  // namespace

WrittenRecord written(std::int64_t batch, std::span<const Observation> rows) {
  return {batch, rows.size(), write_record(batch, rows)};
}

std::vector<Observation> rows_of(const WrittenRecord& record) {
  return read_body(std::string_view(record.bytes).substr(record_head)).value().rows;
}

std::string write_record(std::int64_t batch, std::span<const Observation> rows) {
  std::string record(record_head, '\0');
  // Of a plain number with its moments.
  constexpr std::size_t usual_row = smallest_row + sizeof(double);
  record.reserve(record_head + smallest_body + rows.size() * usual_row);
  Writing out(record);
  out.number(batch);
  out.number(static_cast<std::uint32_t>(rows.size()));
  for (const Observation& row : rows) write_row(out, row);
  const std::string_view body = std::string_view(record).substr(record_head);
  std::string head;
  Writing(head).number(static_cast<std::uint32_t>(body.size()));
  head.append(crypto::sha256(body), 0, sum_size);
  record.replace(0, record_head, head);
  return record;
}

ReadRecord read_record(std::string_view bytes) {
  const std::size_t length = told_length(bytes);
  if (length == 0 || bytes.size() < length) return {};
  std::optional<JournalRecord> record = read_record_of_any_length(bytes.substr(0, length));
  if (!record) return {};
  return {std::move(*record), length};
}

std::size_t told_length(std::string_view bytes) {
  if (bytes.size() < record_head) return 0;
  const std::size_t body = Reading(bytes).number<std::uint32_t>();
  return body < smallest_body || body > largest_record ? 0 : record_head + body;
}

std::optional<JournalRecord> read_record_of_any_length(std::string_view bytes) {
  if (bytes.size() < record_head + smallest_body) return std::nullopt;
  const std::string_view body = bytes.substr(record_head);
  const std::string_view sum = bytes.substr(record_head - sum_size, sum_size);
  if (crypto::sha256(body).compare(0, sum_size, sum) != 0) return std::nullopt;
  return read_body(body);
}

bool may_be_record_after(std::int64_t batch, std::string_view bytes) {
  const std::size_t length = told_length(bytes);
  if (length == 0 || bytes.size() < length) return false;
  Reading in(bytes.substr(record_head, length - record_head));
  const auto own = in.number<std::int64_t>();
  const std::size_t rows = in.number<std::uint32_t>();
  // Commits are numbered one by one: a number far ahead is no number of a commit.
  constexpr std::int64_t far_ahead = std::int64_t{1} << 40U;
  if (own <= batch || own - batch > far_ahead) return false;
  return rows <= (length - record_head - smallest_body) / smallest_row;
}

std::string write_mark(std::int64_t batch) {
  std::string out(mark_begin);
  Writing(out).number(static_cast<std::uint32_t>(batch));
  return out;
}

bool begins_with_mark(std::string_view bytes) {
  return bytes.size() >= mark_size && bytes.starts_with(mark_begin);
}

std::size_t find_mark(std::string_view bytes) {
  const std::size_t at = bytes.find(mark_begin);
  return at != std::string_view::npos && bytes.size() - at >= mark_size ? at : std::string_view::npos;
}

}  // namespace sas::lake
