#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "releases/release.h"

/// Reading a record strictly: what is missing or of another kind is noted with its path, and read as empty. Lives no
/// longer than the object it reads.
namespace sas::releases {

class RecordFields {
 public:
  RecordFields(const json::Object& object, std::string path, std::vector<FieldError>& wrong)
      : object_(object), path_(std::move(path)), wrong_(wrong) {}

  /// Not empty.
  [[nodiscard]] std::string text(std::string_view key);
  [[nodiscard]] std::string text_or_empty(std::string_view key);
  /// Not below `least`.
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t least);
  [[nodiscard]] std::uint64_t count(std::string_view key);
  [[nodiscard]] Instant instant(std::string_view key);
  [[nodiscard]] std::optional<Date> date_if(std::string_view key);
  /// Both languages filled.
  [[nodiscard]] Bilingual bilingual(std::string_view key);
  [[nodiscard]] Bilingual bilingual_or_empty(std::string_view key);
  [[nodiscard]] std::vector<Bilingual> bilinguals(std::string_view key);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);
  /// 32 bytes in lower-case hexadecimal digits.
  [[nodiscard]] std::string sha256(std::string_view key);
  /// Notes that the field is missing when it is.
  [[nodiscard]] RecordFields object(std::string_view key);
  [[nodiscard]] std::vector<RecordFields> objects(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const { return object_.if_contains(key) != nullptr; }
  void note(std::string_view key);

 private:
  [[nodiscard]] const json::Array& array(std::string_view key);
  [[nodiscard]] std::string path_to(std::string_view key) const;
  const json::Object& object_;
  std::string path_;
  std::vector<FieldError>& wrong_;
};

/// True for 64 lower-case hexadecimal digits.
[[nodiscard]] bool is_sha256(std::string_view text);
/// True for what may name a set: 1 to 80 lower-case letters, digits and "-", beginning with a letter.
[[nodiscard]] bool is_dataset_name(std::string_view text);

}  // namespace sas::releases
