#include "portal/packed.h"

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

namespace sas::portal {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr const char* write_mode = "wb6";

struct Close {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

enum class Step { go_on, stop };

/// False when it did not become a whole copy.
template <typename Look>
bool pack(const std::string& from, const std::string& to, const Look& look) {
  std::ifstream in(from, std::ios::binary);
  std::unique_ptr<gzFile_s, Close> out(gzopen(to.c_str(), write_mode));
  if (!in || !out) return false;
  std::vector<char> block(block_size);
  while (in) {
    if (look() == Step::stop) return false;
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto n = static_cast<unsigned>(in.gcount());
    if (n > 0 && gzwrite(out.get(), block.data(), n) != static_cast<int>(n)) return false;
  }
  return in.eof() && gzclose(out.release()) == Z_OK;
}

}  // namespace

Packed::Packed(std::string folder) : folder_(std::move(folder)), thread_([this] { work(); }) {}

Packed::~Packed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::optional<std::string> Packed::find(const std::string& sha256, const std::string& path) {
  std::string copy = copy_of(sha256);
  if (std::filesystem::exists(copy)) return copy;
  {
    const std::lock_guard lock(mutex_);
    if (!asked_.insert(sha256).second) return std::nullopt;
    queue_.push_back({sha256, path});
  }
  changed_.notify_all();
  return std::nullopt;
}

void Packed::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.empty() && !busy_; });
}

void Packed::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const Job job = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    lock.unlock();
    const std::string waiting = copy_of(job.sha256) + ".new";
    const bool whole = pack(job.path, waiting, [this] {
      const std::lock_guard looking(mutex_);
      return stopping_ ? Step::stop : Step::go_on;
    });
    // Only a whole copy gets the name that is looked for.
    std::error_code ec;
    if (whole)
      std::filesystem::rename(waiting, copy_of(job.sha256), ec);
    else
      std::filesystem::remove(waiting, ec);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace sas::portal
