#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "lake/event_table.h"
#include "lake/observation.h"

/// Measurements and their history. Values come in by group commit, are answered from memory and from a hot table, and
/// every finished day becomes a Parquet file that any engine reads (docs/lake-format.md). DuckDB stands behind this
/// port and appears in no header.
namespace sas::lake {

/// How long the values of a series are kept; the name is part of the path of its files, so that dropping a partition
/// never touches a series with another term.
struct SeriesFacts {
  SeriesId series{};
  std::string retention;  ///< "keep", or a period as ISO 8601: "P7D", "P2Y"
};

enum class Outcome {
  stored,
  repeated,   ///< was there already with this result; counted, not stored
  corrected,  ///< was there with another result; that one is kept in history
};

struct Receipt {
  std::int64_t batch = 0;         ///< number of the commit that made it durable
  std::vector<Outcome> outcomes;  ///< one for each observation, in order
};

/// What a cell of an answer can hold. Moments are microseconds since 1970, booleans 0 and 1.
using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  bool cut = false;  ///< there were more rows than the limit allowed
};

/// The time that a question is about. Sealed days outside it are not even opened, so say it whenever you know it.
struct TimeScope {
  Moment from = Moment::min();
  Moment until = Moment::max();
};

/// Time buckets on one series.
struct BucketQuery {
  SeriesId series{};
  Moment from{};
  Moment until{};  ///< not part of it
  /// Length of a bucket; whole days, weeks and months begin at midnight in `zone`, so a day can be 23 or 25 hours.
  enum class Unit { second, minute, hour, day, week, month } unit = Unit::hour;
  int count = 1;                                                             ///< units in a bucket
  std::string zone = "Europe/Amsterdam";                                     ///< IANA name
  std::vector<double> percentiles;                                           ///< each between 0 and 1
  enum class Fill { leave_out, empty, interpolate } fill = Fill::leave_out;  ///< buckets without a value
  std::uint32_t without = quality::unfit;                                    ///< flagged values to leave out
};

struct Bucket {
  Moment from{};
  Moment until{};
  std::int64_t count = 0;     ///< values reckoned with
  std::int64_t left_out = 0;  ///< values left out for their flags
  std::optional<double> min, max, mean, sum, first, last;
  std::vector<double> percentiles;  ///< in the order asked; empty when there is no value
};

/// For metrics and the page of a feed.
struct LakeStats {
  std::uint64_t received = 0, stored = 0, repeated = 0, corrected = 0, refused = 0;
  std::uint64_t commits = 0;
  std::size_t waiting = 0;       ///< observations in the queue now
  std::int64_t hot_rows = 0;     ///< not sealed yet
  std::int64_t sealed_days = 0;  ///< partitions on the disk
  std::uint64_t sealed_bytes = 0;
  /// Files, and parts of the journal, that were damaged and set aside, where they are now below the folder: their
  /// values are not in any answer.
  std::vector<std::string> damaged;
};

struct LakeOptions {
  std::string folder;                           ///< made when it is not there; one process at a time
  std::chrono::milliseconds commit_every{100};  ///< how long values that are safe in the journal gather for the engine
  std::size_t max_waiting = 400'000;            ///< observations in the queue; beyond it `lake-busy`
  std::string memory_limit = "512MB";           ///< of the engine
  int threads = 2;
};

/// The lake itself. Thread-safe.
class Lake {
 public:
  virtual ~Lake() = default;

  /// Says how long a series is kept; a series that was never declared is kept as "keep". Days that are sealed keep the
  /// class they were sealed with. Error `retention-invalid`: nothing of the call is kept.
  virtual Result<Done> declare(std::span<const SeriesFacts> series) = 0;

  /// Makes the observations durable as a whole and answers then; many callers share one flush. Errors: `lake-busy`
  /// (queue full, kind too_many), `lake-full` (disk), `lake-lost`, `observation-invalid` (NaN, infinite, outside the
  /// years 1900..2200, an end before its begin: nothing of the call is stored; the detail names the index).
  virtual Result<Receipt> append(std::vector<Observation> observations) = 0;
  /// The same without waiting: `done` is called on the lake's thread when it is durable or refused. Do little there.
  virtual void append_async(std::vector<Observation> observations, std::function<void(Result<Receipt>)> done) = 0;
  /// Takes back one observation; the removed one stays in history. Error `observation-unknown`.
  virtual Result<Done> remove(SeriesId series, Moment time, std::optional<Moment> until, std::int64_t feature) = 0;

  /// Takes every value of these series out, with its history: nobody finds them from now on, and the files of their
  /// days are written without them at the next seal(). Returns how many there were.
  virtual Result<std::int64_t> remove_series(std::span<const SeriesId> series) = 0;

  /// Called with what a commit stored or corrected: live streams and alarms hang here. `batch` rises (of late values it
  /// is not that of their receipt). On the lake's thread, before who waits; hand over and return. Set it first.
  virtual void on_commit(std::function<void(std::int64_t batch, std::span<const Observation>)> listener) = 0;

  /// The newest value of a series (by time, not by arrival), from memory.
  [[nodiscard]] virtual std::optional<Observation> latest(SeriesId series) const = 0;
  [[nodiscard]] virtual std::map<SeriesId, Observation> latest(std::span<const SeriesId> series) const = 0;

  /// Everything that was acknowledged before the call is in the answer of the reads below.
  [[nodiscard]] virtual Result<std::vector<Bucket>> buckets(const BucketQuery& query) = 0;
  /// Trusted SQL of the house (never of a user) on the views of docs/lake-format.md, with `$1` parameters. The view
  /// `observation` has series_id, time, until, result_time, received (TIMESTAMP, UTC), value, text, quality, feature,
  /// extra; of sealed days it holds only those that `scope` touches, and it filters nothing: the SQL does. Errors
  /// `lake-query` (our mistake; detail is the engine's), `lake-timeout`.
  [[nodiscard]] virtual Result<Table> query(std::string_view sql, std::span<const Cell> params,
                                            std::size_t max_rows = 1'000'000, const TimeScope& scope = {}) = 0;

  /// Loads many values of days that have ended, in any order, as files at once: years at the speed of the disk. `next`
  /// fills its span from the front and returns how many; 0 ends it. Returns how many were stored or corrected: values
  /// that are there already change nothing, so that it may be done again after it failed half-way. The listener does
  /// not see them. Errors as append(), and `observation-invalid` for a value of today or later.
  virtual Result<std::int64_t> backfill(const std::function<std::size_t(std::span<Observation>)>& next) = 0;

  /// The same with columns, several times as fast; no values end it. Columns of different lengths are
  /// `observation-invalid` as well.
  virtual Result<std::int64_t> backfill_columns(const std::function<ValueColumns()>& next) = 0;

  /// Seals every day that ended more than `age` ago and is not sealed yet, or was reopened by late values, into
  /// Parquet. Returns how many day partitions were written.
  virtual Result<int> seal(Moment now, std::chrono::hours age) = 0;
  /// Drops the partitions that are past their retention and returns what was dropped: the caller writes it in the
  /// ledger.
  struct Dropped {
    std::string retention;
    Date day;
    std::int64_t rows = 0;
    std::string sha256;
  };
  virtual Result<std::vector<Dropped>> drop_expired(Moment now) = 0;

  /// What the lake keeps of the ledger. Outlived by the lake.
  [[nodiscard]] virtual EventTable& events() = 0;

  /// One moment of the lake as files, in a new folder below that of the lake; everything that was acknowledged before
  /// the call is in it, but events(), which follow from the ledger. snapshot.h makes a lake of it again. Errors as
  /// query(), and `lake-full`.
  virtual Result<Done> copy_to(const std::string& target) = 0;

  [[nodiscard]] virtual LakeStats stats() const = 0;
};

/// Opens the lake, finishes what a crash interrupted, and loads the newest values. Errors `lake-in-use`, `lake-damaged`
/// (detail names the file), `lake-newer`.
[[nodiscard]] Result<std::unique_ptr<Lake>> open(const LakeOptions& options, const Clock& clock);

}  // namespace sas::lake
