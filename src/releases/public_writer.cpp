#include "releases/public_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>

#include "releases/index_file.h"
#include "releases/record_fields.h"
#include "releases/shelf.h"
#include "releases/signed_record.h"
#include "releases/store_files.h"
#include "releases/writer_steps.h"

namespace sas::releases {
namespace {

namespace fs = std::filesystem;

constexpr auto kLeftBehind = std::chrono::hours{1};
// What this process keeps for a release that it is making is nobody's litter, unless making takes a day.
constexpr auto kInHand = std::chrono::hours{24};
constexpr mode_t kReadOnly = 0444;

class FileDraft final : public Draft {
 public:
  explicit FileDraft(fs::path path) : path_(path.string()) { OpenFile(path, O_WRONLY | O_CREAT | O_EXCL).flush(); }
  ~FileDraft() override { ::unlink(path_.c_str()); }
  FileDraft(const FileDraft&) = delete;
  FileDraft& operator=(const FileDraft&) = delete;
  [[nodiscard]] const std::string& path() const override { return path_; }

 private:
  std::string path_;
};

// Held while the writer is open; the system lets go of it when the program ends, however it ends.
class WriterLock {
 public:
  explicit WriterLock(const fs::path& path) : file_(path, O_RDWR | O_CREAT) {}
  [[nodiscard]] bool take() const { return ::flock(file_.handle(), LOCK_EX | LOCK_NB) == 0; }

 private:
  OpenFile file_;
};

bool is_word(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
}

bool is_green(const Scan& scan) {
  return scan.singling_out.empty() && scan.linking.empty() && scan.inference.empty();
}

Instant modified_at(const FileState& state) {
  return from_millis(state.modified / 1'000'000);
}

template <typename Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const DiskFault& fault) {
    return fail(fault.error());
  } catch (const fs::filesystem_error& fault) {
    return fail(DiskFault(fault.code().value(), fault.what()).error());
  }
}

class FolderWriter final : public PublicWriter {
 public:
  FolderWriter(const Layout& layout, std::unique_ptr<WriterLock> lock, const crypto::SigningKey& key,
               const Clock& clock, AfterStep after)
      : layout_(layout),
        lock_(std::move(lock)),
        key_(key),
        clock_(clock),
        after_(std::move(after)),
        index_(layout.index()),
        shelf_(layout, key.public_key()) {
    for (const IndexLine& line : index_.found().lines) shelf_.take(line);
    finish(layout_.records(), IndexLine::What::release);
    finish(layout_.tombstones(), IndexLine::What::tombstone);
    for (const auto& [name, releases] : shelf_.sets())
      for (const auto& [number, published] : releases)
        if (published->tombstone) remove_files(*published);
  }

  [[nodiscard]] Result<std::unique_ptr<Draft>> draft(std::string_view format) override {
    if (!is_word(format)) return fail(ErrorKind::invalid, "format-invalid", std::string(format));
    return guarded([&]() -> Result<std::unique_ptr<Draft>> {
      const std::lock_guard lock(mutex_);
      fs::path path;
      do path = layout_.waiting() / (std::to_string(++drafts_) + "." + std::string(format));
      while (fs::exists(path));
      return std::make_unique<FileDraft>(path);
    });
  }

  [[nodiscard]] Result<File> keep(std::unique_ptr<Draft> draft, std::string format, std::string media_type) override {
    return guarded([&]() -> Result<File> {
      const fs::path path = draft->path();
      {
        // DuckDB and others write the draft by its name, perhaps anew: made durable and closed to writing here.
        const OpenFile file(path, O_RDONLY);
        if (::fchmod(file.handle(), kReadOnly) != 0) throw DiskFault(errno, "cannot close " + path.string());
        file.flush();
      }
      const FileState before = state_of(path);
      File out{std::move(format), std::move(media_type), sum_of(path), before.bytes};
      after_(WriterStep::hashed);
      const FileState hashed = state_of(path);
      if (!(hashed == before)) return fail(ErrorKind::conflict, "draft-changed", "the file changed while it was read");
      const std::lock_guard lock(mutex_);
      in_hand_[out.sha256] = clock_.now();
      name_object(path, out);
      after_(WriterStep::kept);
      return out;
    });
  }

  [[nodiscard]] Result<std::string> path_of(const File& kept) const override {
    if (!is_sha256(kept.sha256)) return fail(ErrorKind::not_found, "release-object-missing", kept.format);
    const fs::path path = layout_.object(kept.sha256);
    try {
      if (state_of(path).bytes == kept.bytes) return path.string();
    } catch (const DiskFault&) {
    }
    return fail(ErrorKind::not_found, "release-object-missing", kept.format);
  }

  [[nodiscard]] std::vector<Release> standing(std::string_view dataset) const override {
    const std::lock_guard lock(mutex_);
    std::vector<Release> out;
    const auto set = shelf_.sets().find(dataset);
    if (set == shelf_.sets().end()) return out;
    for (const auto& [number, published] : set->second)
      if (!published->tombstone) out.push_back(published->release);
    return out;
  }

  [[nodiscard]] bool was_withdrawn(const File& kept) const override {
    const std::lock_guard lock(mutex_);
    bool is_withdrawn = false;
    for (const auto& [name, releases] : shelf_.sets())
      for (const auto& [number, published] : releases)
        for (const File& file : published->release.files)
          if (file.sha256 == kept.sha256) {
            if (!published->tombstone) return false;
            is_withdrawn = true;
          }
    return is_withdrawn;
  }

  [[nodiscard]] Result<Release> publish(Release release) override {
    if (!is_green(release.scan))
      return fail(ErrorKind::invalid, "release-not-green", "the scan found something: nothing may pass it");
    return guarded([&]() -> Result<Release> {
      const std::lock_guard lock(mutex_);
      if (const auto known = with_event(release)) return known->release;
      const Shelf::Last last = shelf_.last(release.dataset);
      release.number = last.number + 1;
      release.previous = last.sha256;
      if (auto there = check_files(release); !there) return fail(std::move(there));
      const SignedText record = sign(to_json(release), key_);
      auto read_back = release_of(record.text);
      if (!read_back) return fail(std::move(read_back));
      make_folder(layout_.records() / release.dataset);
      add(layout_.record(release.dataset, release.number), record,
          {IndexLine::What::release, release.dataset, release.number, record.sha256});
      for (const File& file : release.files) in_hand_.erase(file.sha256);
      return std::move(*read_back);
    });
  }

  [[nodiscard]] Result<Done> withdraw(const Tombstone& tombstone) override {
    return guarded([&]() -> Result<Done> {
      const std::lock_guard lock(mutex_);
      auto published = shelf_.find(tombstone.dataset, tombstone.number);
      if (!published) return fail(ErrorKind::not_found, "release-unknown", tombstone.dataset);
      if (!published->tombstone) {
        const SignedText record = sign(to_json(tombstone), key_);
        if (auto read_back = tombstone_of(record.text); !read_back) return fail(std::move(read_back));
        make_folder(layout_.tombstones() / tombstone.dataset);
        add(layout_.tombstone(tombstone.dataset, tombstone.number), record,
            {IndexLine::What::tombstone, tombstone.dataset, tombstone.number, record.sha256});
      }
      remove_files(*published);
      return Done{};
    });
  }

  Result<int> sweep() override {
    return guarded([&]() -> Result<int> {
      const std::lock_guard lock(mutex_);
      const Instant now = clock_.now();
      std::erase_if(in_hand_, [&](const auto& kept) { return kept.second + kInHand < now; });
      const auto needed = shelf_.needed();
      int removed = sweep_folder(layout_.waiting(), now, {});
      for (const auto& folder : fs::directory_iterator(layout_.objects()))
        removed += sweep_folder(folder.path(), now, needed);
      return removed;
    });
  }

 private:
  // A crash may have come between a record and its line in the index: the record is whole, so the line is added now.
  void finish(const fs::path& folder, IndexLine::What what) {
    std::vector<std::pair<std::int64_t, std::string>> left;
    for (const auto& set : fs::directory_iterator(folder))
      for (const auto& file : fs::directory_iterator(set.path())) {
        const auto number = parse_int(file.path().stem().string());
        const std::string name = set.path().filename().string();
        if (file.path().extension() == ".json" && number && is_dataset_name(name) &&
            !shelf_.has_line(what, name, *number))
          left.emplace_back(*number, name);
      }
    std::sort(left.begin(), left.end());
    for (const auto& [number, name] : left) {
      const bool is_release = what == IndexLine::What::release;
      const auto record =
          read_signed(is_release ? layout_.record(name, number) : layout_.tombstone(name, number), key_.public_key());
      if (!record) continue;
      const IndexLine line{what, name, number, record->sha256};
      if (!shelf_.accepts(line)) continue;  // the index never gets a line that readers refuse
      index_.add(line);
      shelf_.take(line);
    }
  }

  void name_object(const fs::path& path, const File& file) const {
    const fs::path place = layout_.object(file.sha256);
    make_folder(place.parent_path());
    if (::rename(path.c_str(), place.c_str()) != 0) throw DiskFault(errno, "cannot rename to " + place.string());
    flush_folder(place.parent_path());
  }

  [[nodiscard]] std::shared_ptr<const Published> with_event(const Release& release) const {
    const auto set = shelf_.sets().find(release.dataset);
    if (release.ledger_seq == 0 || set == shelf_.sets().end()) return nullptr;
    for (const auto& [number, published] : set->second)
      if (published->release.ledger_seq == release.ledger_seq) return published;
    return nullptr;
  }

  [[nodiscard]] Result<Done> check_files(const Release& release) const {
    for (const File& file : release.files) {
      if (!is_sha256(file.sha256)) return fail(ErrorKind::invalid, "release-invalid", "files." + file.format);
      try {
        if (state_of(layout_.object(file.sha256)).bytes == file.bytes) continue;
      } catch (const DiskFault&) {
      }
      return fail(ErrorKind::not_found, "release-object-missing", file.format);
    }
    return Done{};
  }

  void add(const fs::path& path, const SignedText& record, const IndexLine& line) {
    put_signature(path, record);
    after_(WriterStep::signature_put);
    put_file(path, record.text);
    after_(WriterStep::record_put);
    try {
      index_.add(line);
    } catch (const DiskFault&) {
      ::unlink(path.c_str());  // not public, and the caller hears so
      throw;
    }
    after_(WriterStep::indexed);
    if (!shelf_.take(line)) throw std::logic_error("the public store refuses what it wrote itself");
  }

  void remove_files(const Published& published) const {
    const auto needed = shelf_.needed();
    for (const File& file : published.release.files) {
      if (needed.contains(file.sha256) || in_hand_.contains(file.sha256)) continue;
      const fs::path path = layout_.object(file.sha256);
      if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT) continue;
        throw DiskFault(errno, "cannot remove " + path.string());
      }
      flush_folder(path.parent_path());
      after_(WriterStep::object_removed);
    }
  }

  [[nodiscard]] int sweep_folder(const fs::path& folder, Instant now,
                                 const std::set<std::string, std::less<>>& needed) const {
    int removed = 0;
    for (const auto& file : fs::directory_iterator(folder)) {
      const std::string name = file.path().filename().string();
      if (needed.contains(name) || in_hand_.contains(name)) continue;
      if (modified_at(state_of(file.path())) + kLeftBehind > now) continue;
      if (::unlink(file.path().c_str()) == 0) ++removed;
    }
    return removed;
  }

  const Layout layout_;
  const std::unique_ptr<WriterLock> lock_;
  const crypto::SigningKey key_;
  const Clock& clock_;
  const AfterStep after_;

  mutable std::mutex mutex_;
  IndexFile index_;
  Shelf shelf_;
  std::map<std::string, Instant, std::less<>> in_hand_;  ///< kept by this process, in no release yet
  std::uint64_t drafts_ = 0;
};

void make_folders(const Layout& layout) {
  std::error_code error;
  fs::create_directories(layout.folder(), error);
  if (error) throw DiskFault(error.value(), "cannot make " + layout.folder().string());
  for (const fs::path& folder : {layout.waiting(), layout.objects(), layout.records(), layout.tombstones()})
    make_folder(folder);
  // Drafts were not judged yet: nobody but the writer may look at them.
  if (::chmod(layout.waiting().c_str(), 0700) != 0) throw DiskFault(errno, "cannot close the waiting folder");
}

}  // namespace

Result<std::unique_ptr<PublicWriter>> open_public_writer(const std::string& folder, const crypto::SigningKey& key,
                                                         const Clock& clock, AfterStep after) {
  return guarded([&]() -> Result<std::unique_ptr<PublicWriter>> {
    const Layout layout(fs::absolute(folder));
    make_folders(layout);
    auto lock = std::make_unique<WriterLock>(layout.lock());
    if (!lock->take()) return fail(ErrorKind::conflict, "public-store-busy", "another program writes there");
    return std::make_unique<FolderWriter>(layout, std::move(lock), key, clock, std::move(after));
  });
}

Result<std::unique_ptr<PublicWriter>> open_public_writer(const std::string& folder, const crypto::SigningKey& key,
                                                         const Clock& clock) {
  return open_public_writer(folder, key, clock, [](WriterStep) {});
}

}  // namespace sas::releases
