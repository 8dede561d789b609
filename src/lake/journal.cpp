#include "lake/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include "crypto/hash.h"
#include "lake/durable_files.h"

namespace sas::lake {

namespace {

// A record: its length (4 bytes), the beginning of the SHA-256 of what follows (8), the commit (8), the number of rows
// (4), the rows. Numbers are little-endian as the machines are that this runs on.
constexpr std::size_t head_size = 12;
constexpr std::size_t largest_record = std::size_t{256} << 20U;

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

[[noreturn]] void failed(const char* what, const std::string& path) {
  throw std::system_error(errno, std::generic_category(), std::string(what) + " " + path);
}

}  // namespace

std::string write_record(std::int64_t batch, std::span<const Observation> rows) {
  std::string body;
  body.reserve(16 + rows.size() * 48);
  Writing out(body);
  out.number(batch);
  out.number(static_cast<std::uint32_t>(rows.size()));
  for (const Observation& row : rows) write_row(out, row);
  std::string record;
  record.reserve(head_size + body.size());
  Writing head(record);
  head.number(static_cast<std::uint32_t>(body.size()));
  record.append(crypto::sha256(body), 0, 8);
  return record + body;
}

ReadRecord read_record(std::string_view bytes) {
  if (bytes.size() < head_size) return {};
  Reading head(bytes);
  const auto size = head.number<std::uint32_t>();
  if (size > largest_record || bytes.size() - head_size < size) return {};
  const std::string_view body = bytes.substr(head_size, size);
  if (crypto::sha256(body).compare(0, 8, bytes.substr(4, 8)) != 0) return {};
  Reading in(body);
  ReadRecord out;
  out.record.batch = in.number<std::int64_t>();
  for (auto left = in.number<std::uint32_t>(); left > 0 && in.whole(); --left) out.record.rows.push_back(read_row(in));
  if (!in.whole() || !in.at_end()) return {};
  out.bytes = head_size + size;
  return out;
}

Journal::Journal(std::string file)
    : path_(std::move(file)), file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) failed("cannot open", path_);
  struct stat about {};
  if (::fstat(file_, &about) != 0) failed("cannot look at", path_);
  size_ = static_cast<std::uint64_t>(about.st_size);
  // Its name must survive a power failure as what it holds does.
  flush_folder(std::filesystem::path(path_).parent_path());
}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);
}

std::vector<Journal::Record> Journal::read() {
  const std::string all = read_whole(path_);
  std::string_view rest = all;
  std::vector<Record> out;
  for (ReadRecord next = read_record(rest); next.bytes > 0; next = read_record(rest)) {
    out.push_back(std::move(next.record));
    rest.remove_prefix(next.bytes);
  }
  if (!rest.empty()) cut(all.size() - rest.size());
  return out;
}

void Journal::append(std::int64_t batch, std::span<const Observation> rows) {
  const std::string record = write_record(batch, rows);
  std::size_t written = 0;
  while (written < record.size()) {
    const ssize_t now =
        ::pwrite(file_, record.data() + written, record.size() - written, static_cast<off_t>(size_ + written));
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) {
      const int why = errno;
      cut(size_);
      errno = why;
      failed("cannot write", path_);
    }
    written += static_cast<std::size_t>(now);
  }
  if (::fdatasync(file_) != 0) {
    const int why = errno;
    cut(size_);
    errno = why;
    failed("cannot flush", path_);
  }
  size_ += record.size();
}

void Journal::clear() {
  cut(0);
}

void Journal::cut(std::uint64_t size) {
  if (::ftruncate(file_, static_cast<off_t>(size)) != 0) failed("cannot cut", path_);
  size_ = size;
}

}  // namespace sas::lake
