#include "lake/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "lake/retention.h"
#include "lake/schema.h"

namespace sas::lake {

namespace {

std::string write_moment(Moment moment) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(moment);
  const std::string text = format_iso_instant(Instant{whole});
  return text.substr(0, text.find('.')) + fmt::format(".{:06}Z", (moment - whole).count());
}

std::optional<Moment> parse_moment(const std::string& text) {
  constexpr std::size_t length = std::string_view("2026-04-01T10:00:00.000000Z").size();
  if (text.size() != length || text[19] != '.' || text.back() != 'Z') return std::nullopt;
  const auto micros = is_digits(text.substr(20, 6)) ? parse_int(text.substr(20, 6)) : std::nullopt;
  const auto whole = parse_iso_instant(text.substr(0, 19) + "Z");
  if (!micros || !whole) return std::nullopt;
  return Moment{*whole} + std::chrono::microseconds{*micros};
}

json::Array write_files(const std::vector<SealedFile>& files) {
  json::Array out;
  for (const SealedFile& file : files)
    out.push_back(json::Object{{"path", file.path},
                               {"retention", file.retention},
                               {"day", format_iso_date(file.day)},
                               {"rows", file.rows},
                               {"min_time", write_moment(file.min_time)},
                               {"max_time", write_moment(file.max_time)},
                               {"bytes", file.bytes},
                               {"sha256", file.sha256},
                               {"batch", file.batch}});
  return out;
}

tl::unexpected<Error> wrong(std::string detail) {
  return fail(ErrorKind::invalid, "manifest-invalid", std::move(detail));
}

bool is_sum(std::string_view text) {
  return text.size() == 64 && from_hex(text).has_value();
}

/// A path below the folder: what is read goes into SQL and is opened.
bool is_inside(std::string_view path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '=' ||
           c == '-' || c == '.' || c == '_';
  });
  return plain && !path.empty() && path.front() != '/' && path.find("..") == std::string_view::npos;
}

Result<SealedFile> read_file_entry(const json::Value& value) {
  if (!value.is_object()) return wrong("an entry is no object");
  const json::Object& entry = value.get_object();
  SealedFile out;
  out.path = json::text_at(entry, "path");
  if (!is_inside(out.path)) return wrong("the path of an entry is missing or leads outside");
  out.retention = json::text_at(entry, "retention");
  if (!Retention::parse(out.retention)) return wrong(out.path + ": retention");
  const auto day = parse_iso_date(json::text_at(entry, "day"));
  const auto min_time = parse_moment(json::text_at(entry, "min_time"));
  const auto max_time = parse_moment(json::text_at(entry, "max_time"));
  if (!day || !min_time || !max_time) return wrong(out.path + ": day, min_time or max_time");
  out.day = *day;
  out.min_time = *min_time;
  out.max_time = *max_time;
  out.rows = json::int_at(entry, "rows", -1);
  out.bytes = json::int_at(entry, "bytes", -1);
  out.batch = json::int_at(entry, "batch", -1);
  if (out.rows < 0 || out.bytes < 0 || out.batch < 0) return wrong(out.path + ": rows, bytes or batch");
  out.sha256 = json::text_at(entry, "sha256");
  if (!is_sum(out.sha256)) return wrong(out.path + ": sha256");
  return out;
}

Result<std::vector<SealedFile>> read_files(const json::Object& root, std::string_view key) {
  const json::Value* list = root.if_contains(key);
  if (!list || !list->is_array()) return wrong(std::string(key) + " is no list");
  std::vector<SealedFile> out;
  for (const json::Value& value : list->get_array()) {
    Result<SealedFile> entry = read_file_entry(value);
    if (!entry) return fail(std::move(entry));
    out.push_back(std::move(*entry));
  }
  std::sort(out.begin(), out.end(), [](const SealedFile& a, const SealedFile& b) { return a.path < b.path; });
  const auto twice = std::adjacent_find(out.begin(), out.end(),
                                        [](const SealedFile& a, const SealedFile& b) { return a.path == b.path; });
  if (twice != out.end()) return wrong(twice->path + " is listed twice");
  return out;
}

}  // namespace

std::string path_of(std::string_view retention, Date day, int number) {
  const std::chrono::year_month_day ymd{day};
  return fmt::format("observation/retention={}/year={:04}/month={:02}/day={:02}/part-{:04}.parquet", retention,
                     static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                     number);
}

int part_number(std::string_view path) {
  constexpr std::string_view before = "/part-";
  constexpr std::string_view after = ".parquet";
  const std::size_t start = path.rfind(before);
  if (start == std::string_view::npos || !path.ends_with(after)) return 0;
  const std::string_view digits =
      path.substr(start + before.size(), path.size() - start - before.size() - after.size());
  const auto number = digits.size() <= 9 ? parse_int(digits) : std::nullopt;
  return number ? static_cast<int>(*number) : 0;
}

std::string write_manifest(const Manifest& manifest) {
  // One entry a line, so that people can read it and tools can compare two of them.
  const auto lines = [](const std::vector<SealedFile>& files) {
    std::string out;
    for (const json::Value& entry : write_files(files))
      out += (out.empty() ? "\n    " : ",\n    ") + json::write(entry);
    return out.empty() ? out : out + "\n  ";
  };
  return fmt::format("{{\n  \"schema_version\": {},\n  \"files\": [{}],\n  \"damaged\": [{}]\n}}\n", schema_version,
                     lines(manifest.files), lines(manifest.damaged));
}

Result<Manifest> parse_manifest(std::string_view text) {
  const Result<json::Value> parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) return wrong("it is no JSON object");
  const json::Object& root = parsed->get_object();
  const std::int64_t version = json::int_at(root, "schema_version", -1);
  if (version < 1) return wrong("schema_version is missing");
  if (version > schema_version)
    return fail(ErrorKind::conflict, "manifest-newer", "it was written by a newer version of this program");
  Result<std::vector<SealedFile>> files = read_files(root, "files");
  if (!files) return fail(std::move(files));
  Result<std::vector<SealedFile>> damaged = read_files(root, "damaged");
  if (!damaged) return fail(std::move(damaged));
  return Manifest{std::move(*files), std::move(*damaged)};
}

}  // namespace sas::lake
