#include "lake/event_manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace sas::lake {

namespace {

constexpr std::int64_t version = 1;
constexpr std::string_view month_form = "year=YYYY/month=MM";
constexpr std::string_view before_number = "/part-", after_number = ".parquet";
constexpr std::size_t sum_digits = 64, key_digits = 16;

tl::unexpected<Error> wrong(std::string detail) {
  return fail(ErrorKind::invalid, "manifest-invalid", std::move(detail));
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && from_hex(text).has_value();
}

/// The paths that this room makes, and no other: they go into SQL and are opened.
bool is_path(std::string_view path) {
  if (part_of_path(path) < 1) return false;
  const std::string_view month = path.substr(0, month_form.size());
  for (std::size_t i = 0; i < month.size(); ++i) {
    const bool is_digit = month[i] >= '0' && month[i] <= '9';
    const bool wants_digit = month_form[i] == 'Y' || month_form[i] == 'M';
    if (wants_digit ? !is_digit : month[i] != month_form[i]) return false;
  }
  return true;
}

Result<EventFile> read_entry(const json::Value& value) {
  if (!value.is_object()) return wrong("an entry is no object");
  const json::Object& entry = value.get_object();
  EventFile out;
  out.path = json::text_at(entry, "path");
  if (!is_path(out.path)) return wrong("the path of an entry is missing or none of ours");
  out.rows = json::int_at(entry, "rows", -1);
  out.bytes = json::int_at(entry, "bytes", -1);
  out.sha256 = json::text_at(entry, "sha256");
  if (out.rows < 0 || out.bytes < 0 || !is_hex(out.sha256, sum_digits)) return wrong(out.path);
  return out;
}

}  // namespace

std::string month_folder(Moment time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return fmt::format("year={:04}/month={:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()));
}

std::string month_of_path(std::string_view path) {
  return std::string(path.substr(0, path.rfind('/')));
}

int part_of_path(std::string_view path) {
  const std::size_t start = month_form.size() + before_number.size(), end = path.size() - after_number.size();
  if (path.size() <= start + after_number.size() || !path.ends_with(after_number) ||
      path.substr(month_form.size(), before_number.size()) != before_number)
    return 0;
  const std::string_view digits = path.substr(start, end - start);
  const auto number = digits.size() <= 9 && is_digits(digits) ? parse_int(digits) : std::nullopt;
  return number ? static_cast<int>(*number) : 0;
}

std::string write_event_manifest(const EventManifest& manifest) {
  std::string files;
  for (const EventFile& file : manifest.files)
    files += (files.empty() ? "\n    " : ",\n    ") +
             json::write(json::Object{
                 {"path", file.path}, {"rows", file.rows}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  return fmt::format(
      "{{\n  \"schema_version\": {},\n  \"last_seq\": {},\n  \"last_time\": {},\n  \"key\": \"{}\",\n  \"files\": "
      "[{}]\n}}\n",
      version, manifest.position.seq, manifest.position.time.time_since_epoch().count(), manifest.position.key,
      files.empty() ? files : files + "\n  ");
}

Result<EventManifest> parse_event_manifest(std::string_view text) {
  const Result<json::Value> parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) return wrong("it is no JSON object");
  const json::Object& root = parsed->get_object();
  if (json::int_at(root, "schema_version") != version) return wrong("schema_version");
  EventManifest out;
  out.position.seq = json::int_at(root, "last_seq", -1);
  out.position.time = Moment{std::chrono::microseconds{json::int_at(root, "last_time")}};
  out.position.key = json::text_at(root, "key");
  const json::Value* list = root.if_contains("files");
  if (out.position.seq < 0 || !is_hex(out.position.key, key_digits) || !list || !list->is_array())
    return wrong("last_seq, key or files");
  for (const json::Value& value : list->get_array()) {
    Result<EventFile> entry = read_entry(value);
    if (!entry) return fail(std::move(entry));
    out.files.push_back(std::move(*entry));
  }
  const auto by_path = [](const EventFile& a, const EventFile& b) { return a.path < b.path; };
  std::sort(out.files.begin(), out.files.end(), by_path);
  if (std::adjacent_find(out.files.begin(), out.files.end(),
                         [](const EventFile& a, const EventFile& b) { return a.path == b.path; }) != out.files.end())
    return wrong("a path is listed twice");
  return out;
}

}  // namespace sas::lake
