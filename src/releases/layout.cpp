#include "releases/layout.h"

#include <fmt/format.h>

#include "base/text.h"
#include "releases/record_fields.h"

namespace sas::releases {
namespace {

std::filesystem::path below(const std::filesystem::path& folder, std::string_view dataset, std::int64_t number) {
  return folder / dataset / (std::to_string(number) + ".json");
}

}  // namespace

std::filesystem::path Layout::object(std::string_view sha256) const {
  return objects() / sha256.substr(0, 2) / sha256;
}

std::filesystem::path Layout::record(std::string_view dataset, std::int64_t number) const {
  return below(records(), dataset, number);
}

std::filesystem::path Layout::tombstone(std::string_view dataset, std::int64_t number) const {
  return below(tombstones(), dataset, number);
}

std::filesystem::path signature_of(std::filesystem::path record) {
  return record.replace_extension(".sig");
}

std::string to_text(const IndexLine& line) {
  const std::string_view what = line.what == IndexLine::What::release ? "release" : "tombstone";
  return fmt::format("{} {} {} {}\n", what, line.dataset, line.number, line.sha256);
}

std::optional<IndexLine> index_line_from(std::string_view text) {
  const std::vector<std::string> words = split(text, ' ');
  if (words.size() != 4 || (words[0] != "release" && words[0] != "tombstone")) return std::nullopt;
  const auto number = parse_int(words[2]);
  if (!is_dataset_name(words[1]) || !number || *number < 1 || !is_sha256(words[3])) return std::nullopt;
  IndexLine line{words[0] == "release" ? IndexLine::What::release : IndexLine::What::tombstone, words[1], *number,
                 words[3]};
  if (to_text(line) != std::string(text) + "\n") return std::nullopt;
  return line;
}

IndexPart read_index(std::string_view text) {
  IndexPart out;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    if (auto line = index_line_from(text.substr(0, end)))
      out.lines.push_back(std::move(*line));
    else
      ++out.unknown;
    out.bytes += end + 1;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace sas::releases
