#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/observation.h"
#include "sensing/registry.h"

/// What every reader of this room makes of what it reads: series, rows that are taken whole, rows that are refused
/// whole.
namespace sas::feeds {

/// Number of a series within one reading run, given out by the Sink in the order of declaration.
enum class Slot : std::uint32_t {};

/// One value of one series. A cell that is empty makes no Reading: missing is never 0.
struct Reading {
  Slot slot{};
  lake::Moment time{};
  std::optional<lake::Moment> until;        ///< end of the measured interval, not part of it
  std::optional<lake::Moment> result_time;  ///< when the source says the result was made
  std::optional<double> value;
  std::string text;           ///< when the result is no number
  std::uint32_t quality = 0;  ///< what the reader itself put right or knows: quality::repaired, quality::stale
  std::string extra;          ///< JSON object, or empty
};

/// Why a row of the source was not taken.
struct Rejection {
  std::int64_t line = 0;  ///< counts from 1; for JSON the number of the item
  std::string column;     ///< name of the column or member; empty: the whole row
  std::string reason;     ///< stable code: `number-invalid`, `time-invalid`, `columns-missing`, …
  friend bool operator==(const Rejection&, const Rejection&) = default;
};

/// Takes what a reader finds, while it reads. For each row of the source exactly one of accept() and reject() is
/// called, so that rows in = rows accepted + rows refused. One thread.
class Sink {
 public:
  virtual ~Sink() = default;
  /// Says that a series exists; the same key gives the same slot.
  virtual Slot declare(const sensing::SeriesDescription& description) = 0;
  /// A row that was understood, with the values that stood in it (none when all its cells are empty). An error stops
  /// the reader, which returns it.
  virtual Result<Done> accept(std::span<const Reading> readings) = 0;
  virtual void reject(Rejection rejection) = 0;
};

/// A Sink that keeps everything: for tests, previews and answers that are small by nature.
class Collected final : public Sink {
 public:
  Slot declare(const sensing::SeriesDescription& description) override;
  Result<Done> accept(std::span<const Reading> readings) override;
  void reject(Rejection rejection) override { rejections.push_back(std::move(rejection)); }

  /// The description of the series of that key; null when it was not declared.
  [[nodiscard]] const sensing::SeriesDescription* series_of(std::string_view key) const;
  /// Readings of that key, in order.
  [[nodiscard]] std::vector<Reading> of(std::string_view key) const;

  std::vector<sensing::SeriesDescription> series;
  std::vector<Reading> readings;
  std::vector<Rejection> rejections;
  std::int64_t accepted = 0;  ///< rows
};

}  // namespace sas::feeds
