#include "feeds/lines.h"

#include <zlib.h>

#include <cstring>
#include <functional>

#include "base/text.h"

namespace sas::feeds {
namespace {

constexpr std::size_t longest_line = 1 << 20;
constexpr std::size_t block_size = 1 << 17;

/// Gives more bytes; an empty piece is the end. The piece is valid until the next call.
using Bytes = std::function<Result<std::string_view>()>;

void append_code_point(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool is_ascii(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & 0x8080808080808080U) != 0) return false;
  }
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0x80U) != 0) return false;
  return true;
}

class PulledLines final : public Lines {
 public:
  explicit PulledLines(Bytes bytes) : bytes_(std::move(bytes)) {}

  Result<std::optional<std::string_view>> next() override {
    if (!begun_)
      if (auto begun = begin(); !begun) return fail(std::move(begun));
    for (;;) {
      if (const auto line = cut()) return finished(*line);
      if (ended_) return at_end();
      if (buffer_.size() - at_ > longest_line)
        return fail(ErrorKind::too_large, "line-too-long", "line " + std::to_string(number_ + 1) + " is over 1 MiB");
      if (auto more = fill(); !more) return fail(std::move(more));
    }
  }
  [[nodiscard]] std::int64_t number() const override { return number_; }

 private:
  Result<Done> begin() {
    begun_ = true;
    while (buffer_.size() < 3 && !ended_)
      if (auto more = fill(); !more) return more;
    if (buffer_.starts_with("\xEF\xBB\xBF")) {
      at_ = 3;
    } else if (buffer_.starts_with("\xFF\xFE")) {
      utf16_ = true;
      const std::string first = buffer_.substr(2);
      buffer_.clear();
      return add_utf16(first);
    }
    return Done{};
  }

  Result<Done> fill() {
    auto piece = bytes_();
    if (!piece) return fail(std::move(piece));
    if (piece->empty()) {
      ended_ = true;
      if (utf16_ && (!odd_.empty() || high_ != 0)) return broken_utf16();
      return Done{};
    }
    buffer_.erase(0, at_);
    searched_ -= std::min(searched_, at_);
    at_ = 0;
    if (utf16_) return add_utf16(*piece);
    buffer_ += *piece;
    return Done{};
  }

  Result<Done> add_utf16(std::string_view bytes) {
    std::string joined = odd_;
    joined += bytes;
    odd_.clear();
    std::size_t at = 0;
    for (; at + 1 < joined.size(); at += 2) {
      const auto unit = static_cast<char32_t>(static_cast<unsigned char>(joined[at]) |
                                              (static_cast<unsigned char>(joined[at + 1]) << 8U));
      const bool high = unit >= 0xD800 && unit < 0xDC00;
      const bool low = unit >= 0xDC00 && unit < 0xE000;
      if (low != (high_ != 0)) return broken_utf16();
      if (high) {
        high_ = unit;
      } else if (low) {
        append_code_point(buffer_, 0x10000 + ((high_ - 0xD800) << 10U) + (unit - 0xDC00));
        high_ = 0;
      } else {
        append_code_point(buffer_, unit);
      }
    }
    if (at < joined.size()) odd_ = joined.substr(at);
    return Done{};
  }

  static Result<Done> broken_utf16() {
    return fail(ErrorKind::invalid, "file-encoding", "the file says it is UTF-16 and is not");
  }

  std::optional<std::string_view> cut() {
    const std::size_t from = std::max(at_, searched_);
    const std::size_t end = buffer_.find('\n', from);
    if (end == std::string::npos) {
      searched_ = buffer_.size();
      return std::nullopt;
    }
    const std::string_view line(buffer_.data() + at_, end - at_);
    at_ = end + 1;
    searched_ = at_;
    return line;
  }

  Result<std::optional<std::string_view>> at_end() {
    if (at_ >= buffer_.size()) return std::optional<std::string_view>{};
    const std::string_view line(buffer_.data() + at_, buffer_.size() - at_);
    at_ = buffer_.size();
    return finished(line);
  }

  Result<std::optional<std::string_view>> finished(std::string_view line) {
    ++number_;
    if (line.size() > longest_line)
      return fail(ErrorKind::too_large, "line-too-long", "line " + std::to_string(number_) + " is over 1 MiB");
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (is_ascii(line) || is_utf8(line)) return std::optional(line);
    converted_.clear();
    for (const char c : line) append_code_point(converted_, static_cast<unsigned char>(c));
    return std::optional<std::string_view>(converted_);
  }

  Bytes bytes_;
  std::string buffer_;
  std::string converted_;
  std::string odd_;
  char32_t high_ = 0;
  std::size_t at_ = 0;        ///< where the next line begins
  std::size_t searched_ = 0;  ///< no newline before this
  std::int64_t number_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  bool utf16_ = false;
};

struct CloseGz {
  void operator()(gzFile file) const { gzclose(file); }
};
using GzHandle = std::unique_ptr<std::remove_pointer_t<gzFile>, CloseGz>;

/// zlib's reader passes plain files on as they are.
class GzBytes {
 public:
  explicit GzBytes(GzHandle file) : file_(std::move(file)), block_(block_size, '\0') {}
  Result<std::string_view> operator()() {
    const int n = gzread(file_.get(), block_.data(), static_cast<unsigned>(block_.size()));
    int code = Z_OK;
    gzerror(file_.get(), &code);
    // A gzip file that stops half-way ends with Z_BUF_ERROR and no error of the read itself.
    if (n < 0 || (n == 0 && code != Z_OK && code != Z_STREAM_END))
      return fail(ErrorKind::invalid, "file-unreadable", "the packed file is damaged or ends too early");
    return std::string_view(block_.data(), static_cast<std::size_t>(n));
  }

 private:
  GzHandle file_;
  std::string block_;
};

Result<std::shared_ptr<GzBytes>> open_file(const std::string& path) {
  GzHandle file(gzopen(path.c_str(), "rb"));
  if (!file) return fail(ErrorKind::invalid, "file-unreadable", "cannot open " + path);
  gzbuffer(file.get(), block_size);
  return std::make_shared<GzBytes>(std::move(file));
}

}  // namespace

std::unique_ptr<Lines> lines_of(std::string_view text) {
  // In pieces, so that a long text is not copied as a whole.
  return std::make_unique<PulledLines>([text, at = std::size_t{0}]() mutable -> Result<std::string_view> {
    const std::string_view piece = text.substr(at, block_size);
    at += piece.size();
    return piece;
  });
}

Result<std::unique_ptr<Lines>> lines_of_file(const std::string& path) {
  auto file = open_file(path);
  if (!file) return fail(std::move(file));
  return std::unique_ptr<Lines>(std::make_unique<PulledLines>([file = *file] { return (*file)(); }));
}

Result<std::string> read_whole_file(const std::string& path, std::size_t limit) {
  auto file = open_file(path);
  if (!file) return fail(std::move(file));
  std::string out;
  for (;;) {
    auto piece = (**file)();
    if (!piece) return fail(std::move(piece));
    if (piece->empty()) return out;
    if (out.size() + piece->size() > limit)
      return fail(ErrorKind::too_large, "file-too-large", "the file is over " + std::to_string(limit) + " bytes");
    out += *piece;
  }
}

}  // namespace sas::feeds
