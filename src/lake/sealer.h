#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "lake/engine.h"
#include "lake/manifest.h"
#include "lake/partition_file.h"
#include "lake/writer.h"

namespace sas::lake {

/// Turns days into files and takes files away. Every step leaves something that opening the lake can finish or throw
/// away: a file without a name in the manifest is rubbish; a name in the manifest is a fact, and the tables of the
/// engine follow it. Thread-safe: one day at a time.
class Sealer {
 public:
  Sealer(Engine& engine, std::string folder, AfterStep after);

  /// Reads the manifest, makes the tables agree, removes what no manifest names, and sets damaged files aside. Before
  /// the writer starts. Throws duck::Fault and std::system_error; error `lake-damaged` or `lake-newer` for the
  /// manifest.
  [[nodiscard]] Result<Done> recover(duck::Connection& connection);

  /// Seals the day in its present state, with what was sealed of it before. Returns how many partitions were written.
  int seal_day(Date day, Writer& writer);

  /// Several days as one change of the list: what costs a flush is done once for all of them. Nothing of it counts
  /// until publish(); other changes of the list wait as long as it lives. One thread.
  class Round {
   public:
    explicit Round(Sealer& sealer) : sealer_(sealer), lock_(sealer.work_) {}
    /// Writes the day's files: what is hot and sealed of it, and `more`, a SELECT of row_columns of keys that the lake
    /// does not have; empty for none. Throws RepeatedKeys when it has a key more than once, which is looked for when
    /// there is more; then the day may be written again with another SELECT.
    void write(duck::Connection& connection, Date day, const std::string& more);
    /// The list has a file of that day. Nobody changes the list meanwhile.
    [[nodiscard]] bool has_files(Date day) const { return sealer_.has_files(day); }
    [[nodiscard]] std::size_t days() const { return days_; }
    /// Returns how many partitions were written.
    int publish(Writer& writer);

   private:
    Sealer& sealer_;
    const std::lock_guard<std::mutex> lock_;
    std::size_t days_ = 0;
    std::vector<SealedFile> fresh_;
    std::vector<std::string> replaced_;
  };

  /// Days that have something to seal and begin before `before`.
  [[nodiscard]] std::vector<Date> days_before(Date before);

  /// Takes the files off the list, forgets their rows' history, and removes them.
  void drop(const std::vector<SealedFile>& files, Writer& writer);
  /// Looks at the files of these days and moves those that are not what the manifest says to the folder `damaged`.
  /// Returns their former paths.
  std::vector<std::string> set_damaged_aside(const TimeScope& scope, Writer& writer);

  [[nodiscard]] Manifest manifest() const;
  /// Runs the work while nobody changes the list or takes a file away.
  void while_unchanged(const std::function<void(const Manifest&)>& work);

 private:
  struct Rewritten {
    std::vector<SealedFile> fresh;
    std::vector<std::string> replaced;
  };
  [[nodiscard]] Rewritten write_day(duck::Connection& connection, Date day, const std::string& more);
  int publish(const Rewritten& rewritten, Writer& writer);
  [[nodiscard]] std::vector<std::string> corrected_classes(duck::Connection& connection, Date day) const;
  [[nodiscard]] bool has_files(Date day) const;
  [[nodiscard]] std::vector<SealedFile> files_of(Date day, const std::string& retention) const;
  void publish(Manifest next, Writer& writer);
  void save(const Manifest& next);
  void remove_files(const std::vector<std::string>& paths);
  void remove_unlisted();
  [[nodiscard]] bool is_whole(const SealedFile& file) const;

  Engine& engine_;
  const std::string folder_;
  const AfterStep after_;
  std::mutex work_;  ///< one change of the manifest at a time
  mutable std::mutex mutex_;
  Manifest manifest_;
};

}  // namespace sas::lake
