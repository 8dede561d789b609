#pragma once
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/time.h"
#include "lake/lake.h"

/// Helpers of this room's tests.
namespace sas::lake::test {

/// "2026-04-01T10:00:00Z", with up to six digits of a second.
[[nodiscard]] inline Moment at(const std::string& text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return Moment{parse_iso_instant(text).value()};
  const std::string digits = text.substr(point + 1, text.find('Z') - point - 1);
  const auto part = std::stoll((digits + "000000").substr(0, 6));
  return Moment{parse_iso_instant(text.substr(0, point) + "Z").value()} + std::chrono::microseconds{part};
}

[[nodiscard]] inline Observation reading(std::int64_t series, Moment time, double value) {
  Observation out;
  out.series = SeriesId{series};
  out.time = time;
  out.value = value;
  return out;
}

[[nodiscard]] inline bool equal(const Observation& a, const Observation& b) {
  return a.series == b.series && a.time == b.time && a.until == b.until && a.result_time == b.result_time &&
         a.received == b.received && a.value == b.value && a.text == b.text && a.quality == b.quality &&
         a.feature == b.feature && a.extra == b.extra;
}

/// The only number of an answer.
[[nodiscard]] inline double number(Lake& lake, std::string_view sql) {
  const Table table = lake.query(sql, {}).value();
  const Cell& cell = table.rows.at(0).at(0);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  return std::get<double>(cell);
}

/// A folder for a lake, gone with its content at the end, and the clock the lake runs on.
class LakeFolder {
 public:
  LakeFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sas-lake-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~LakeFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  LakeFolder(const LakeFolder&) = delete;
  LakeFolder& operator=(const LakeFolder&) = delete;

  [[nodiscard]] std::string text() const { return path_.string(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::unique_ptr<Lake> open() const {
    LakeOptions options;
    options.folder = text();
    Result<std::unique_ptr<Lake>> opened = lake::open(options, clock);
    if (!opened) throw std::runtime_error(opened.error().code + ": " + opened.error().detail);
    return std::move(*opened);
  }

  ManualClock clock{parse_iso_instant("2026-04-03T12:00:00Z").value()};

 private:
  std::filesystem::path path_;
};

}  // namespace sas::lake::test
