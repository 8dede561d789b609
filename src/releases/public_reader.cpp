#include "releases/public_reader.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "releases/record_fields.h"
#include "releases/shelf.h"
#include "releases/store_files.h"

namespace sas::releases {
namespace {

constexpr auto kLookEvery = std::chrono::seconds{1};

// A snapshot and the hashes that may be served with it.
struct Moment {
  Catalogue catalogue;
  std::unordered_set<std::string> standing;
};

class FolderReader final : public PublicReader {
 public:
  FolderReader(const std::string& folder, std::string public_key, const Clock& clock)
      : layout_(std::filesystem::absolute(folder)),
        public_key_(std::move(public_key)),
        clock_(clock),
        shelf_(layout_, public_key_),
        moment_(std::make_shared<const Moment>()) {}

  [[nodiscard]] std::shared_ptr<const Catalogue> catalogue() override {
    const auto moment = now();
    return {moment, &moment->catalogue};
  }

  [[nodiscard]] Result<std::string> object(std::string_view sha256) const override {
    if (!is_sha256(sha256) || !now()->standing.contains(std::string(sha256)))
      return fail(ErrorKind::not_found, "object-missing", "no standing release names it");
    const std::filesystem::path path = layout_.object(sha256);
    try {
      if (is_genuine(path, std::string(sha256))) return path.string();
    } catch (const DiskFault& fault) {
      return fail(ErrorKind::not_found, "object-missing", fault.what());
    }
    ++refused_;
    return fail(ErrorKind::unavailable, "object-damaged", "the bytes are not those that were published");
  }

  [[nodiscard]] PublicReaderStats stats() const override { return {refused_}; }

 private:
  // Readers do not wait for one of them that looks at the disk: they get what was there before.
  std::shared_ptr<const Moment> now() const {
    const std::int64_t at = to_millis(clock_.now());
    const std::int64_t since = at - looked_at_;
    if (has_looked_ && since >= 0 && since < std::chrono::milliseconds(kLookEvery).count()) return moment();
    std::unique_lock looking(look_mutex_, std::defer_lock);
    if (has_looked_) {
      if (!looking.try_lock()) return moment();
    } else {
      looking.lock();
    }
    look();
    looked_at_ = at;
    has_looked_ = true;
    return moment();
  }

  std::shared_ptr<const Moment> moment() const {
    const std::lock_guard lock(moment_mutex_);
    return moment_;
  }

  void look() const try {
    const FileState index = state_of(layout_.index());
    if (index.inode != index_.inode || index.bytes < read_) start_again();
    if (index.bytes == index_.bytes && index.inode == index_.inode) return;
    const IndexPart part = read_index(read_from(layout_.index(), read_));
    refused_ += part.unknown;
    for (const IndexLine& line : part.lines)
      if (!shelf_.take(line)) ++refused_;
    read_ += part.bytes;
    index_ = index;
    changes_ += part.lines.size() + part.unknown;
    show();
  } catch (const DiskFault&) {
    // No index: nothing was published yet, or the disk is away for a moment. What is known stays.
  }

  // The store was put back from a backup: nothing that is known counts any more.
  void start_again() const {
    shelf_ = Shelf(layout_, public_key_);
    read_ = 0;
    index_ = {};
    with_files_.clear();
    without_files_.clear();
  }

  void show() const {
    auto fresh = std::make_shared<Moment>();
    fresh->catalogue.version = changes_;
    for (const auto& [name, releases] : shelf_.sets()) {
      DataSetHistory history{name, {}};
      for (auto it = releases.rbegin(); it != releases.rend(); ++it)
        if (it->second->tombstone || has_files(*it->second)) history.releases.push_back(it->second);
      for (const auto& published : history.releases)
        if (!published->tombstone)
          for (const File& file : published->release.files) fresh->standing.insert(file.sha256);
      if (!history.releases.empty()) fresh->catalogue.sets.push_back(std::move(history));
    }
    const std::lock_guard lock(moment_mutex_);
    moment_ = std::move(fresh);
  }

  // Looked at once for each release; one that lacks a file may still be withdrawn, and is shown from then on.
  bool has_files(const Published& published) const {
    if (with_files_.contains(published.sha256)) return true;
    const auto is_there = [&](const File& file) {
      try {
        return state_of(layout_.object(file.sha256)).bytes == file.bytes;
      } catch (const DiskFault&) {
        return false;
      }
    };
    if (std::all_of(published.release.files.begin(), published.release.files.end(), is_there)) {
      with_files_.insert(published.sha256);
      return true;
    }
    if (without_files_.insert(published.sha256).second) ++refused_;
    return false;
  }

  // Hashed when it is first asked for, and again when the system says that the file changed.
  bool is_genuine(const std::filesystem::path& path, const std::string& sha256) const {
    const FileState state = state_of(path);
    {
      const std::lock_guard lock(genuine_mutex_);
      const auto known = genuine_.find(sha256);
      if (known != genuine_.end() && known->second == state) return true;
    }
    if (sum_of(path) != sha256 || !(state_of(path) == state)) return false;
    const std::lock_guard lock(genuine_mutex_);
    genuine_[sha256] = state;
    return true;
  }

  const Layout layout_;
  const std::string public_key_;
  const Clock& clock_;

  mutable std::mutex look_mutex_;  ///< for the seven below
  mutable Shelf shelf_;
  mutable FileState index_;
  mutable std::uint64_t read_ = 0;     ///< bytes of the index taken in
  mutable std::uint64_t changes_ = 0;  ///< lines ever seen
  mutable std::unordered_set<std::string> with_files_, without_files_;
  mutable std::atomic<std::int64_t> looked_at_{0};
  mutable std::atomic<bool> has_looked_{false};

  mutable std::atomic<std::uint64_t> refused_{0};
  mutable std::mutex moment_mutex_;
  mutable std::shared_ptr<const Moment> moment_;
  mutable std::mutex genuine_mutex_;
  mutable std::unordered_map<std::string, FileState> genuine_;
};

}  // namespace

std::shared_ptr<const Published> DataSetHistory::current() const {
  const auto standing = std::find_if(releases.begin(), releases.end(), [](const auto& p) { return !p->tombstone; });
  return standing == releases.end() ? nullptr : *standing;
}

const DataSetHistory* Catalogue::find(std::string_view dataset) const {
  const auto at = std::lower_bound(sets.begin(), sets.end(), dataset,
                                   [](const DataSetHistory& set, std::string_view name) { return set.dataset < name; });
  return at == sets.end() || at->dataset != dataset ? nullptr : &*at;
}

std::unique_ptr<PublicReader> open_public_reader(const std::string& folder, std::string public_key,
                                                 const Clock& clock) {
  return std::make_unique<FolderReader>(folder, std::move(public_key), clock);
}

}  // namespace sas::releases
