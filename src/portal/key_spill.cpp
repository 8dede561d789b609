#include "portal/key_spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

#include "portal/row_set.h"

namespace sas::portal {
namespace {

constexpr unsigned key_bits = 48;
constexpr std::size_t first_size = 6, second_size = sizeof(std::uint32_t);
constexpr std::size_t part_size = 4096, longest_record = first_size + second_size + 5;

[[noreturn]] void lost() {
  throw std::system_error(errno, std::generic_category(), "keys of a table cannot be kept");
}

int nameless_file(const std::string& folder) {
  std::string path = folder + "/keys.XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) lost();
  ::unlink(path.c_str());
  return file;
}

}  // namespace

KeySpill::KeySpill(const std::string& folder, unsigned bits)
    : parts_(std::size_t{1} << bits), shift_(key_bits - bits), file_(nameless_file(folder)) {
  for (Part& part : parts_) part.waiting.reserve(part_size);
}

KeySpill::~KeySpill() {
  ::close(file_);
}

void KeySpill::put(CellKey key, std::uint32_t row) {
  Part& part = parts_[static_cast<std::size_t>(key.first >> shift_)];
  if (part.waiting.size() + longest_record > part_size) flush(part);
  char record[first_size + second_size];
  std::memcpy(record, &key.first, first_size);  // little endian, as all of this file
  std::memcpy(record + first_size, &key.second, second_size);
  part.waiting.append(record, sizeof record);
  append_number(part.waiting, row - part.last);
  part.last = row;
}

void KeySpill::flush(Part& part) {
  std::size_t done = 0;
  while (done < part.waiting.size()) {
    const ssize_t n =
        ::pwrite(file_, part.waiting.data() + done, part.waiting.size() - done, static_cast<off_t>(size_ + done));
    if (n <= 0) lost();
    done += static_cast<std::size_t>(n);
  }
  part.chunks.push_back({size_, done});
  size_ += done;
  part.waiting.clear();
}

void KeySpill::each(std::size_t part, const std::function<void(CellKey, std::uint32_t)>& take) const {
  std::uint32_t row = 0;
  const auto give = [&](std::string_view bytes) {
    while (bytes.size() > first_size + second_size) {
      CellKey key;
      std::memcpy(&key.first, bytes.data(), first_size);
      std::memcpy(&key.second, bytes.data() + first_size, second_size);
      bytes.remove_prefix(first_size + second_size);
      row += static_cast<std::uint32_t>(take_number(bytes).value_or(0));
      take(key, row);
    }
  };
  std::string chunk;
  for (const Chunk& one : parts_[part].chunks) {
    chunk.resize(one.length);
    if (::pread(file_, chunk.data(), one.length, static_cast<off_t>(one.offset)) != static_cast<ssize_t>(one.length))
      lost();
    give(chunk);
  }
  give(parts_[part].waiting);
}

}  // namespace sas::portal
