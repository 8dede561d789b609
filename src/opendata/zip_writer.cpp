#include "opendata/zip_writer.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <limits>
#include <stdexcept>

namespace sas::opendata {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kPiece = std::size_t{256} << 10;

// APPNOTE 4.4: deflate needs version 2.0; bit 3 says that sum and sizes follow the data, bit 11 that names are UTF-8.
constexpr std::uint16_t kVersion = 20, kFlags = 1U << 3 | 1U << 11, kDeflate = 8;
// 1 January 1980, the first day of the format.
constexpr std::uint16_t kTime = 0, kDay = 1U << 5 | 1U;

void append16(std::string& out, std::uint64_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>((value >> 8) & 0xff);
}
void append32(std::string& out, std::uint64_t value) {
  append16(out, value & 0xffff);
  append16(out, value >> 16);
}

// What the header of a part (4.3.7) and its line in the directory (4.3.12) share.
void append_common(std::string& out) {
  append16(out, kVersion);
  append16(out, kFlags);
  append16(out, kDeflate);
  append16(out, kTime);
  append16(out, kDay);
}

}  // namespace

struct ZipWriter::Deflate {
  isal_zstream stream{};
  std::vector<std::uint8_t> window = std::vector<std::uint8_t>(ISAL_DEF_LVL1_DEFAULT);
  std::string out = std::string(kPiece, '\0');

  void start() {
    isal_deflate_init(&stream);
    stream.level = 1;
    stream.level_buf = window.data();
    stream.level_buf_size = static_cast<std::uint32_t>(window.size());
    stream.flush = NO_FLUSH;
    stream.gzip_flag = IGZIP_DEFLATE;
    stream.end_of_stream = 0;
  }
};

ZipWriter::ZipWriter(const std::string& path) : file_(path), deflate_(std::make_unique<Deflate>()) {}
ZipWriter::~ZipWriter() = default;

Result<Done> ZipWriter::put(std::string_view bytes) {
  at_ += bytes.size();
  if (at_ > kMost) return fail(ErrorKind::too_large, "zip-too-large", "4 GiB at most");
  return file_.write(bytes);
}

Result<Done> ZipWriter::add(const std::string& name, std::string_view content) {
  if (auto begun = begin(name); !begun) return begun;
  if (auto written = write(content); !written) return written;
  return end();
}

Result<Done> ZipWriter::begin(const std::string& name) {
  parts_.push_back({name, at_, 0, 0, 0});
  deflate_->start();
  std::string header = "PK\x03\x04";
  append_common(header);
  append32(header, 0);
  append32(header, 0);
  append32(header, 0);
  append16(header, name.size());
  append16(header, 0);
  return put(header + name);
}

Result<Done> ZipWriter::write(std::string_view piece) {
  return piece.empty() ? Result<Done>(Done{}) : pack(piece, false);
}

Result<Done> ZipWriter::pack(std::string_view piece, bool is_last) {
  Part& part = parts_.back();
  part.bytes += piece.size();
  if (part.bytes > kMost) return fail(ErrorKind::too_large, "zip-too-large", "4 GiB at most");
  std::string bytes(piece);  // the library does not promise to leave its input alone
  auto* input = reinterpret_cast<std::uint8_t*>(bytes.data());
  part.sum = crc32_gzip_refl(part.sum, input, bytes.size());
  isal_zstream& stream = deflate_->stream;
  stream.next_in = input;
  stream.avail_in = static_cast<std::uint32_t>(bytes.size());
  stream.end_of_stream = is_last ? 1 : 0;
  do {
    stream.next_out = reinterpret_cast<std::uint8_t*>(deflate_->out.data());
    stream.avail_out = static_cast<std::uint32_t>(deflate_->out.size());
    if (isal_deflate(&stream) != COMP_OK) throw std::logic_error("deflate refuses its own settings");
    const std::size_t made = deflate_->out.size() - stream.avail_out;
    part.packed += made;
    if (auto written = put(std::string_view(deflate_->out).substr(0, made)); !written) return written;
  } while (stream.avail_out == 0 || (is_last && stream.internal_state.state != ZSTATE_END));
  return Done{};
}

Result<Done> ZipWriter::end() {
  if (auto packed = pack({}, true); !packed) return packed;
  const Part& part = parts_.back();
  std::string descriptor = "PK\x07\x08";
  append32(descriptor, part.sum);
  append32(descriptor, part.packed);
  append32(descriptor, part.bytes);
  return put(descriptor);
}

Result<Done> ZipWriter::close() {
  const std::uint64_t start = at_;
  for (const Part& part : parts_) {
    std::string line = "PK\x01\x02";
    append16(line, kVersion);
    append_common(line);
    append32(line, part.sum);
    append32(line, part.packed);
    append32(line, part.bytes);
    append16(line, part.name.size());
    line.append(8, '\0');  // no extra field, no remark, first disk, no inner attributes
    append32(line, 0);
    append32(line, part.offset);
    if (auto written = put(line + part.name); !written) return written;
  }
  const std::uint64_t size = at_ - start;
  std::string last("PK\x05\x06\0\0\0\0", 8);
  append16(last, parts_.size());
  append16(last, parts_.size());
  append32(last, size);
  append32(last, start);
  append16(last, 0);
  if (auto written = put(last); !written) return written;
  return file_.close();
}

}  // namespace sas::opendata
