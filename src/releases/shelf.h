#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "releases/layout.h"
#include "releases/public_reader.h"

/// What the index of a store adds up to, every record verified. The writer and the readers each keep one. Of this room
/// only; not thread-safe.
namespace sas::releases {

/// One set by number of the release, oldest first.
using Numbered = std::map<std::int64_t, std::shared_ptr<const Published>>;

class Shelf {
 public:
  Shelf(Layout layout, std::string public_key) : layout_(std::move(layout)), public_key_(std::move(public_key)) {}

  /// Takes in what the line names. False when it is refused: no record, a wrong signature, another name or hash than
  /// the line says, or not in the chain of its set.
  bool take(const IndexLine& line);
  /// Whether take() would say true.
  [[nodiscard]] bool accepts(const IndexLine& line) const;
  [[nodiscard]] const std::map<std::string, Numbered, std::less<>>& sets() const { return sets_; }
  [[nodiscard]] std::shared_ptr<const Published> find(std::string_view dataset, std::int64_t number) const;
  /// True when a line with that set and number was seen, whether it was refused or not.
  [[nodiscard]] bool has_line(IndexLine::What what, std::string_view dataset, std::int64_t number) const;
  /// Number and hash of the last line of a set, refused or not; nought and empty for none.
  struct Last {
    std::int64_t number = 0;
    std::string sha256;
  };
  [[nodiscard]] Last last(std::string_view dataset) const;
  /// Hashes of every file of every release that is not withdrawn.
  [[nodiscard]] std::set<std::string, std::less<>> needed() const;

 private:
  using Hashes = std::map<std::string, std::map<std::int64_t, std::string>, std::less<>>;
  /// The release or the withdrawn release that the line leads to, or null when it is refused.
  [[nodiscard]] std::shared_ptr<const Published> read(const IndexLine& line) const;
  [[nodiscard]] std::shared_ptr<const Published> read_release(const IndexLine& line) const;
  [[nodiscard]] std::shared_ptr<const Published> read_tombstone(const IndexLine& line) const;
  [[nodiscard]] bool continues(const Release& release) const;

  Layout layout_;
  std::string public_key_;
  std::map<std::string, Numbered, std::less<>> sets_;
  Hashes release_lines_, tombstone_lines_;
};

}  // namespace sas::releases
