#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

/// Files that people write (TOML) read strictly: every mistake is collected with its file, field and remedy, so that an
/// editor sees all of them at once.
namespace sas::config {

/// TOML as JSON: dates become "YYYY-MM-DD". Error `toml-invalid` with line and column in the detail.
[[nodiscard]] Result<json::Object> parse_toml(std::string_view text);
/// The whole file, or `file-missing` / `file-unreadable` with the name in the detail.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

struct Problem {
  std::string file;
  std::string field;
  std::string remedy;
};
using Problems = std::vector<Problem>;
/// "file: field: remedy", a line each.
[[nodiscard]] std::string to_text(const Problems& problems);

/// Reads the fields of one table. Missing or wrong fields are noted in `problems` and read as empty; call done() at the
/// end, it notes fields that nobody asked for (a typing error in an optional field would be lost otherwise). Lives no
/// longer than the object.
class Table {
 public:
  Table(const json::Object& object, std::string file, std::string path, Problems& problems)
      : object_(object), file_(std::move(file)), path_(std::move(path)), problems_(problems) {}

  [[nodiscard]] bool has(std::string_view key) const { return object_.if_contains(key) != nullptr; }
  [[nodiscard]] std::string text(std::string_view key);
  [[nodiscard]] std::string text_or(std::string_view key, std::string otherwise);
  /// One of `allowed`, else a problem that lists them; empty then.
  [[nodiscard]] std::string word(std::string_view key, const std::vector<std::string_view>& allowed);
  [[nodiscard]] std::string word_or(std::string_view key, const std::vector<std::string_view>& allowed,
                                    std::string otherwise);
  [[nodiscard]] std::vector<std::string> words(std::string_view key, const std::vector<std::string_view>& allowed);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);
  [[nodiscard]] std::int64_t integer(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer_if(std::string_view key);
  [[nodiscard]] bool boolean(std::string_view key);
  [[nodiscard]] bool boolean_or(std::string_view key, bool otherwise);
  [[nodiscard]] Date date(std::string_view key);
  [[nodiscard]] std::optional<Date> date_if(std::string_view key);
  /// {nl, en}, both required.
  [[nodiscard]] Bilingual bilingual(std::string_view key);
  [[nodiscard]] Bilingual bilingual_or_empty(std::string_view key);
  /// The fields nl and en of this table itself.
  [[nodiscard]] Bilingual own_texts();
  /// A table below this one; an empty one (and a problem) when it is missing.
  [[nodiscard]] Table table(std::string_view key);
  /// The tables of an array; empty when it is missing.
  [[nodiscard]] std::vector<Table> tables(std::string_view key);
  void note(std::string_view key, std::string remedy);
  void done();

 private:
  const json::Value* find(std::string_view key, std::string_view type);
  const json::Value* find_if(std::string_view key);
  const json::Object& object_;
  std::string file_;
  std::string path_;
  Problems& problems_;
  std::set<std::string, std::less<>> seen_;
};

}  // namespace sas::config
