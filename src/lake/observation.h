#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sas::lake {

/// A moment to the microsecond, UTC: finer than Instant, because devices are.
using Moment = std::chrono::sys_time<std::chrono::microseconds>;

/// One row of values of one thing measured: a Datastream of the registry. Given out by the room `sensing`.
enum class SeriesId : std::int64_t {};

/// What is wrong with a value, or what was done to it: bits of Observation::quality. A value is flagged, never thrown
/// away; aggregates leave out what `unfit` names and say how many they left out.
namespace quality {
inline constexpr std::uint32_t out_of_range = 1U << 0U;    ///< outside the range that the series declares
inline constexpr std::uint32_t above_capacity = 1U << 1U;  ///< more than there is room for
inline constexpr std::uint32_t stale = 1U << 2U;           ///< the source's own time stands still, or is long ago
inline constexpr std::uint32_t frozen = 1U << 3U;          ///< the same value for longer than the series allows
inline constexpr std::uint32_t jump = 1U << 4U;            ///< changed faster than the series allows
inline constexpr std::uint32_t late = 1U << 5U;            ///< came when its day was closed already
inline constexpr std::uint32_t clock_suspect = 1U << 6U;   ///< measured after it was received
inline constexpr std::uint32_t after_gap = 1U << 7U;       ///< the first one after values that are missing
inline constexpr std::uint32_t repaired = 1U << 8U;        ///< the type or unit was put right on the way in
inline constexpr std::uint32_t suppressed = 1U << 9U;      ///< a count too small to be told to outsiders
inline constexpr std::uint32_t corrected = 1U << 10U;      ///< replaces an earlier value; that one is kept in history
inline constexpr std::uint32_t manual = 1U << 11U;         ///< typed in or judged by a person
inline constexpr std::uint32_t duplicate = 1U << 12U;      ///< the value before it, told again under another moment
/// What aggregates leave out unless asked otherwise.
inline constexpr std::uint32_t unfit = out_of_range | above_capacity | stale | frozen | clock_suspect | duplicate;
}  // namespace quality

/// One measurement. It is known by (series, time, until, feature): the same again with the same result is a repeat and
/// is not stored twice; with another result it is a correction.
struct Observation {
  SeriesId series{};
  Moment time{};                        ///< when it was measured, or when the measured interval begins
  std::optional<Moment> until;          ///< end of the measured interval, not part of it
  std::optional<Moment> result_time{};  ///< when the result was made, when that is known
  Moment received{};                    ///< when it came in; the lake fills it in when it is zero
  std::optional<double> value;          ///< the number (booleans are 0 and 1); never NaN or infinite
  std::string text;                     ///< the result when it is no number: text, or JSON, as the series says
  std::uint32_t quality = 0;            ///< bits of namespace quality
  std::int64_t feature = 0;             ///< feature of interest, 0: that of the series
  std::string extra;                    ///< JSON object with what is rare (parameters, result quality); or empty
};

/// Plain numbers of many series as columns of one length: how years of values are handed over fastest.
struct ValueColumns {
  std::vector<SeriesId> series;
  std::vector<Moment> time;
  std::vector<std::optional<Moment>> until;  ///< empty: none is of an interval
  std::vector<Moment> received;              ///< empty: now
  std::vector<double> value;
  std::vector<std::uint32_t> quality;  ///< empty: none has a flag

  [[nodiscard]] std::size_t size() const { return series.size(); }
};

}  // namespace sas::lake
