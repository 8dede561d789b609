#pragma once
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "lake/duck.h"
#include "lake/manifest.h"

namespace sas::lake {

/// The moments between the steps of sealing, in order. Tests stop at each of them.
enum class SealStep { written, verified, renamed, flushed, listed, applied, cleaned };
using AfterStep = std::function<void(SealStep)>;

/// Rows of one key came more than once, where they may not.
class RepeatedKeys : public std::runtime_error {
 public:
  explicit RepeatedKeys(const std::string& path) : std::runtime_error(path + " would hold a key more than once") {}
};

/// Writes the rows of one day and class as the Parquet file that docs/lake-format.md describes: under a temporary name,
/// read back and compared, and only then under its own name. Nothing of it is flushed yet: who lists files flushes them
/// first, many at once. `source` is a SELECT of row_columns in the
/// connection's transaction. The answer has no rows, and there is no file, when the source is empty.
/// Throws duck::Fault and std::system_error.
class PartitionFile {
 public:
  PartitionFile(duck::Connection& connection, std::string folder, AfterStep after)
      : connection_(connection), folder_(std::move(folder)), after_(std::move(after)) {}
  /// What two sets of rows have in common when they are the same.
  struct Figures {
    std::int64_t rows = 0, min_time = 0, max_time = 0;
    std::string sum;
    friend bool operator==(const Figures&, const Figures&) = default;
  };
  /// Of a SELECT of row_columns.
  [[nodiscard]] Figures figures(const std::string& source);
  /// The same of each class in it, as the table `term` has them now; a series that was never declared is kept.
  [[nodiscard]] std::map<std::string, Figures> figures_by_class(const std::string& source);

  enum class Keys { once, to_look_at };
  /// `wanted` are the figures of the source. With `to_look_at` the written file is searched for keys that come twice,
  /// side by side as it is sorted: no set of keys has to be kept for it. Throws RepeatedKeys then, and there is no
  /// file.
  [[nodiscard]] SealedFile write(const std::string& source, const Figures& wanted, const SealedFile& named, Keys keys);

 private:
  [[nodiscard]] Figures read_back(const std::string& file, const SealedFile& named, Keys keys);

  duck::Connection& connection_;
  const std::string folder_;
  const AfterStep after_;
};

}  // namespace sas::lake
