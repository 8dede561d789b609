#include "opendata/parquet_file.h"

#include <algorithm>
#include <vector>

#include "lake/parquet_rows.h"
#include "privacy/cell.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kLongestPiece = 400;

bool tells_somebody(std::string_view text) {
  constexpr privacy::Marks kPersonal = privacy::mark::certain | privacy::mark::eleven | privacy::mark::embedded_eleven;
  return (privacy::read_cell(text).marks & kPersonal) != 0;
}

// A value is often JSON of some program: what stands between its signs is read by itself, and in pieces of the length
// that a cell may have.
bool holds_somebody(std::string_view text) {
  constexpr std::string_view kSigns = "{}[]\",\n\r\t";
  while (!text.empty()) {
    const std::size_t end = std::min({text.find_first_of(kSigns), text.size(), kLongestPiece});
    if (tells_somebody(text.substr(0, end))) return true;
    text.remove_prefix(std::min(end + (end < kLongestPiece ? 1 : 0), text.size()));
  }
  return false;
}

}  // namespace

bool is_parquet(std::string_view head) {
  return head.starts_with("PAR1");
}

Result<Done> read_parquet_file(const std::string& path, const TakeRow& take) {
  const auto about = lake::look_at_parquet(path);
  if (!about) return fail(Error(about.error()));
  const auto personal = std::count_if(about->key_values.begin(), about->key_values.end(), [](const auto& one) {
    return holds_somebody(one.first) || holds_somebody(one.second);
  });
  if (personal > 0) return fail(ErrorKind::invalid, "parquet-metadata", std::to_string(personal));
  const std::vector<std::string_view> header(about->columns.begin(), about->columns.end());
  if (auto taken = take(header); !taken) return taken;
  return lake::read_parquet(path, take);
}

}  // namespace sas::opendata
