#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where things lie in the public store, and the one list of what is in it (docs/public-store.md). Pure. Of this room
/// only.
namespace sas::releases {

class Layout {
 public:
  explicit Layout(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path index() const { return folder_ / "index"; }
  [[nodiscard]] std::filesystem::path lock() const { return folder_ / "lock"; }
  [[nodiscard]] std::filesystem::path waiting() const { return folder_ / "waiting"; }
  [[nodiscard]] std::filesystem::path objects() const { return folder_ / "objects"; }
  [[nodiscard]] std::filesystem::path object(std::string_view sha256) const;
  [[nodiscard]] std::filesystem::path records() const { return folder_ / "records"; }
  [[nodiscard]] std::filesystem::path tombstones() const { return folder_ / "tombstones"; }
  [[nodiscard]] std::filesystem::path record(std::string_view dataset, std::int64_t number) const;
  [[nodiscard]] std::filesystem::path tombstone(std::string_view dataset, std::int64_t number) const;

 private:
  std::filesystem::path folder_;
};

/// The signature of a record or tombstone stands beside it.
[[nodiscard]] std::filesystem::path signature_of(std::filesystem::path record);

/// One line of the index: something was added. The line is what makes it public; without it nobody sees it.
struct IndexLine {
  enum class What { release, tombstone } what = What::release;
  std::string dataset;
  std::int64_t number = 0;
  std::string sha256;  ///< of the record or tombstone
  friend bool operator==(const IndexLine&, const IndexLine&) = default;
};

/// "release parkeren 3 <sha256>" with its line end.
[[nodiscard]] std::string to_text(const IndexLine& line);
/// None for anything that to_text() does not make.
[[nodiscard]] std::optional<IndexLine> index_line_from(std::string_view text);

/// The lines of a piece of index. A last line without its end was cut by a crash: it is not counted in `bytes`.
struct IndexPart {
  std::vector<IndexLine> lines;
  std::uint64_t bytes = 0;    ///< of whole lines
  std::uint64_t unknown = 0;  ///< whole lines that are no index line
};
[[nodiscard]] IndexPart read_index(std::string_view text);

}  // namespace sas::releases
