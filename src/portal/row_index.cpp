#include "portal/row_index.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

namespace sas::portal {
namespace {

constexpr std::size_t block_size = std::size_t{4} << 20U;
constexpr std::uint64_t magic = 0x3153574f52534153;  // "SASROWS1"
constexpr std::uint64_t longest_header = 1U << 20U;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

tl::unexpected<Error> unreadable() {
  return fail(ErrorKind::unavailable, "rows-unreadable", "the rows of the file cannot be read");
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

/// Exactly these bytes, or none.
std::optional<std::string> read_at(int descriptor, std::uint64_t offset, std::uint64_t length) {
  std::string out(length, '\0');
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::pread(descriptor, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n <= 0) return std::nullopt;
    done += static_cast<std::size_t>(n);
  }
  return out;
}

/// Finds the ends of lines that are no part of a quoted field, as csv::read does: a quote opens a field only where the
/// field begins, and a doubled one within it goes on.
class LineCounter {
 public:
  void take(std::string_view block, std::uint64_t at) {
    // Most files hold no quote at all: then every line end is one, and whole lines are passed over at once.
    const bool is_simple = state_ != State::quoted && block.find('"') == std::string_view::npos;
    const std::size_t passed = is_simple ? pass_lines(block, at) : 0;
    for (std::size_t i = passed; i < block.size(); ++i) {
      const char c = block[i];
      if (c == '"') {
        turn_quote();
      } else if (state_ != State::quoted) {
        if (c == '\n')
          end_line(at + i + 1);
        else if (c != '\r' || state_ == State::closed)
          is_empty_ = false, state_ = c == ',' ? State::begin : State::plain;
      }
    }
  }
  /// The last line may have no end; a carriage return alone is none.
  void finish(std::uint64_t size) {
    if (line_begin_ < size && !is_empty_) end_line(size);
  }
  [[nodiscard]] std::uint64_t lines() const { return lines_; }
  [[nodiscard]] std::vector<std::uint64_t> take_offsets() { return std::move(offsets_); }

 private:
  /// Ends the lines of a block without quotes; returns where the last of them ended.
  std::size_t pass_lines(std::string_view block, std::uint64_t at) {
    std::size_t begin = 0;
    for (std::size_t end = block.find('\n'); end != std::string_view::npos; end = block.find('\n', begin)) {
      begin = end + 1;
      end_line(at + begin);
    }
    return begin;
  }

  void end_line(std::uint64_t next) {
    // Line 0 is the header: line n + 1 begins where line n ended.
    if (lines_ % RowIndex::stride == 0) offsets_.push_back(next);
    ++lines_;
    line_begin_ = next;
    state_ = State::begin;
    is_empty_ = true;
  }

  void turn_quote() {
    is_empty_ = false;
    if (state_ == State::quoted)
      state_ = State::closed;
    else if (state_ == State::begin || state_ == State::closed)
      state_ = State::quoted;
  }

  enum class State { begin, plain, quoted, closed };
  State state_ = State::begin;
  bool is_empty_ = true;  // nothing but carriage returns in this line yet
  std::uint64_t lines_ = 0, line_begin_ = 0;
  std::vector<std::uint64_t> offsets_;
};

std::uint64_t size_of(const std::string& path) {
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  return ec ? 0 : size;
}

/// Lines from the middle of a file.
Result<std::vector<csv::Row>> read_lines(std::string_view text) {
  // A mark of the byte order is the begin of a cell here; csv::read passes over the first ones of a text.
  if (!text.starts_with(byte_order_mark)) return csv::read(text);
  return csv::read(std::string(byte_order_mark) + std::string(text));
}

/// Rows of a text whose first one has number `begin`; none when it has not all of them.
std::optional<std::vector<csv::Row>> pick_lines(std::string_view text, std::uint64_t begin,
                                                std::span<const std::uint64_t> numbers) {
  std::vector<csv::Row> out;
  if (text.find('"') != std::string_view::npos) {
    auto rows = read_lines(text);
    if (!rows) return std::nullopt;
    for (const std::uint64_t number : numbers) {
      if (number - begin >= rows->size()) return std::nullopt;
      out.push_back(std::move((*rows)[number - begin]));
    }
    return out;
  }
  // Without quotes every line end is the end of a row, and only the asked rows are taken apart.
  std::uint64_t at = begin;
  for (const std::uint64_t number : numbers) {
    for (; at < number; ++at) {
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) return std::nullopt;
      text.remove_prefix(end + 1);
    }
    auto rows = read_lines(text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1));
    if (text.empty() || !rows || rows->size() != 1) return std::nullopt;
    out.push_back(std::move(rows->front()));
  }
  return out;
}

}  // namespace

RowIndex::~RowIndex() {
  ::close(descriptor_);
}

Result<RowIndex::Marks> RowIndex::scan(const std::string& csv_path) {
  const Descriptor file(csv_path);
  if (file.get() < 0) return unreadable();
  std::string block(block_size, '\0');
  LineCounter counter;
  std::uint64_t at = 0;
  for (;;) {
    const ssize_t n = ::pread(file.get(), block.data(), block.size(), static_cast<off_t>(at));
    if (n < 0) return unreadable();
    if (n == 0) break;
    counter.take(std::string_view(block).substr(0, static_cast<std::size_t>(n)), at);
    at += static_cast<std::uint64_t>(n);
  }
  counter.finish(at);
  Marks out;
  out.size = at;
  out.rows = counter.lines() == 0 ? 0 : counter.lines() - 1;
  out.offsets = counter.take_offsets();
  return out;
}

Result<RowIndex::Marks> RowIndex::load(const std::string& kept_path, std::uint64_t size) {
  std::ifstream in(kept_path, std::ios::binary);
  std::uint64_t head[4] = {};
  if (!in.read(reinterpret_cast<char*>(head), sizeof head)) return unreadable();
  Marks out{head[1], head[2], {}};
  const std::uint64_t count = head[3];
  if (head[0] != magic || out.size != size || count > size || count == 0 || out.rows / stride + 1 < count)
    return unreadable();
  out.offsets.resize(count);
  const auto bytes = static_cast<std::streamsize>(count * sizeof(std::uint64_t));
  if (!in.read(reinterpret_cast<char*>(out.offsets.data()), bytes) || in.peek() != EOF) return unreadable();
  if (!std::is_sorted(out.offsets.begin(), out.offsets.end()) || out.offsets.back() > size) return unreadable();
  return out;
}

void RowIndex::save(const Marks& marks, const std::string& kept_path) {
  static std::atomic<unsigned> number{0};
  const std::string waiting = fmt::format("{}.{}.{}", kept_path, ::getpid(), number.fetch_add(1));
  const std::uint64_t head[4] = {magic, marks.size, marks.rows, marks.offsets.size()};
  std::ofstream out(waiting, std::ios::binary);
  out.write(reinterpret_cast<const char*>(head), sizeof head);
  out.write(reinterpret_cast<const char*>(marks.offsets.data()),
            static_cast<std::streamsize>(marks.offsets.size() * sizeof(std::uint64_t)));
  out.close();
  // Without room for it the index lives in memory only.
  std::error_code ec;
  if (out)
    std::filesystem::rename(waiting, kept_path, ec);
  else
    std::filesystem::remove(waiting, ec);
}

Result<std::shared_ptr<const RowIndex>> RowIndex::with(const std::string& csv_path, Marks marks) {
  Descriptor file(csv_path);
  if (file.get() < 0) return unreadable();
  if (marks.offsets.empty()) return std::shared_ptr<const RowIndex>(new RowIndex(file.release(), std::move(marks), {}));
  const std::uint64_t length = marks.offsets.front();
  if (length > longest_header) return unreadable();
  const auto text = read_at(file.get(), 0, length);
  if (!text) return unreadable();
  auto rows = csv::read(*text);
  if (!rows || rows->empty()) return unreadable();
  csv::Row header = std::move(rows->front());
  return std::shared_ptr<const RowIndex>(new RowIndex(file.release(), std::move(marks), std::move(header)));
}

Result<std::shared_ptr<const RowIndex>> RowIndex::build(const std::string& csv_path) {
  Result<Marks> marks = scan(csv_path);
  if (!marks) return fail(std::move(marks));
  return with(csv_path, std::move(*marks));
}

Result<std::shared_ptr<const RowIndex>> RowIndex::open(const std::string& csv_path, const std::string& kept_path) {
  if (Result<Marks> kept = load(kept_path, size_of(csv_path))) return with(csv_path, std::move(*kept));
  Result<Marks> marks = scan(csv_path);
  if (!marks) return fail(std::move(marks));
  save(*marks, kept_path);
  return with(csv_path, std::move(*marks));
}

Result<std::string> RowIndex::lines(std::uint64_t first, std::uint64_t count) const {
  if (first >= marks_.rows || count == 0) return std::string();
  const std::uint64_t end = first + std::min(count, marks_.rows - first);
  const std::uint64_t from_mark = first / stride, to_mark = (end + stride - 1) / stride;
  const std::uint64_t begin = marks_.offsets[from_mark];
  const std::uint64_t stop = to_mark < marks_.offsets.size() ? marks_.offsets[to_mark] : marks_.size;
  auto text = read_at(descriptor_, begin, stop - begin);
  if (!text) return unreadable();
  return std::move(*text);
}

Result<std::vector<csv::Row>> RowIndex::read(std::uint64_t first, std::uint64_t count) const {
  if (first >= marks_.rows || count == 0) return std::vector<csv::Row>{};
  const std::uint64_t end = first + std::min(count, marks_.rows - first);
  const std::uint64_t begin = first / stride * stride;
  const auto text = lines(begin, end - begin);
  if (!text) return fail(Error(text.error()));
  auto rows = read_lines(*text);
  const std::uint64_t skipped = first - begin;
  if (!rows || rows->size() < skipped + (end - first)) return unreadable();
  rows->erase(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(skipped));
  rows->resize(end - first);
  return rows;
}

Result<std::vector<csv::Row>> RowIndex::pick(std::span<const std::uint64_t> numbers) const {
  std::vector<csv::Row> out;
  out.reserve(numbers.size());
  for (std::size_t i = 0; i < numbers.size();) {
    const std::uint64_t begin = numbers[i] / stride * stride;
    std::size_t end = i;
    while (end < numbers.size() && numbers[end] < begin + stride) ++end;
    const auto text = lines(begin, stride);
    if (!text) return fail(Error(text.error()));
    auto rows = pick_lines(*text, begin, numbers.subspan(i, end - i));
    if (!rows) return unreadable();
    for (csv::Row& row : *rows) out.push_back(std::move(row));
    i = end;
  }
  return out;
}

}  // namespace sas::portal
