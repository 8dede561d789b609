#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

/// Files that are too large for the memory, on the disk from their first byte on. A route with a spool (router.h) gets
/// each file of its body this way; what is not kept is gone with the request, and what a killed process left goes when
/// the spool is opened again.
namespace sas::http {

namespace detail {
class BodyIntake;
}

struct SpoolSettings {
  std::string folder;                                ///< of this spool alone, on the disk where files are kept
  std::uint64_t largest = std::uint64_t{10} << 30;   ///< bytes of the files of one request; beyond it 413
  std::size_t most_at_once = 4;                      ///< requests with a place in the spool; beyond it 503
  std::uint64_t room_left = std::uint64_t{1} << 30;  ///< bytes of the disk that stay free for the rest of the house
  std::chrono::milliseconds longest{std::chrono::hours{6}};  ///< for a whole body, whatever its size
  std::chrono::milliseconds silence{30'000};                 ///< without any byte
};

class Spool;

/// One request's place in the spool, from its header until its last file is kept or gone.
class SpoolPlace {
 public:
  explicit SpoolPlace(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}
  ~SpoolPlace();
  SpoolPlace(const SpoolPlace&) = delete;
  SpoolPlace& operator=(const SpoolPlace&) = delete;
  [[nodiscard]] Spool& spool() const { return *spool_; }

 private:
  std::shared_ptr<Spool> spool_;
};

/// A file that came in with a request: removed when its last holder goes, unless somebody kept it. Use it on one thread
/// at a time.
class SpooledFile {
 public:
  ~SpooledFile();
  SpooledFile(const SpooledFile&) = delete;
  SpooledFile& operator=(const SpooledFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Gives it a name for good, durably and in one step: who looks there sees what was there before or this file whole.
  /// `path` is on the disk of the spool. Once only. Errors: `upload-disk-full`, `upload-lost` (both kind unavailable).
  [[nodiscard]] Result<Done> keep_as(const std::string& path);

 private:
  friend class detail::BodyIntake;
  [[nodiscard]] static Result<std::shared_ptr<SpooledFile>> create(std::shared_ptr<SpoolPlace> place);
  SpooledFile(std::shared_ptr<SpoolPlace> place, std::string path, int descriptor)
      : place_(std::move(place)), path_(std::move(path)), descriptor_(descriptor) {}
  [[nodiscard]] Result<Done> write(std::string_view bytes);

  std::shared_ptr<SpoolPlace> place_;
  std::string path_;
  int descriptor_;
  std::uint64_t size_ = 0;
  std::uint64_t looked_at_ = 0;  ///< size at which the room on the disk was looked at last
};

/// Thread-safe. One for each folder.
class Spool : public std::enable_shared_from_this<Spool> {
 public:
  /// Makes the folder and removes what an earlier process left in it. Error `upload-lost`.
  [[nodiscard]] static Result<std::shared_ptr<Spool>> open(SpoolSettings settings);
  [[nodiscard]] const SpoolSettings& settings() const { return settings_; }
  /// A place for a body of about `expected` bytes; 0 when nobody knows. Errors (kind unavailable): `uploads-busy`,
  /// `upload-disk-full`.
  [[nodiscard]] Result<std::shared_ptr<SpoolPlace>> enter(std::uint64_t expected);
  /// Errors as enter(), without the first.
  [[nodiscard]] Result<Done> has_room(std::uint64_t bytes) const;
  [[nodiscard]] std::size_t taken() const { return taken_.load(std::memory_order_relaxed); }

 private:
  friend class SpoolPlace;
  friend class SpooledFile;
  explicit Spool(SpoolSettings settings) : settings_(std::move(settings)) {}

  SpoolSettings settings_;
  std::atomic<std::size_t> taken_{0};
  std::atomic<std::uint64_t> next_{0};  ///< part of the names
};

}  // namespace sas::http
