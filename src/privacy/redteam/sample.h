#pragma once
#include <string>
#include <vector>

#include "base/random.h"
#include "privacy/judge.h"

/// The other side: tables as a city makes them, harmless ones and ones in which somebody's data were left. Made without
/// the rules, lists or constants of the gate. All persons and numbers are made up. Test support only.
namespace sas::redteam {

struct Sample {
  std::string sort;      ///< kind of table, or of the data that were left in it
  std::string disguise;  ///< how they were hidden; empty for a harmless table
  privacy::DataSet set;
  privacy::Table table;
};

/// A table under construction: columns with their declaration and values.
class Maker {
 public:
  explicit Maker(privacy::Subject subject, std::size_t rows);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  void column(const std::string& name, privacy::Kind kind, std::vector<std::string> values);
  void place(const std::string& name, privacy::Precision precision, std::vector<std::string> values);
  /// The column of shapes; at most one.
  void shapes(const std::string& name, privacy::Precision precision, std::vector<std::string> values);
  void counts(const std::string& name, privacy::Counted counted, std::vector<std::string> values);
  privacy::DataSet& set() { return set_; }
  [[nodiscard]] Sample sample(std::string sort, std::string disguise) const;

 private:
  privacy::Column& declare(const std::string& name, privacy::Kind kind, std::vector<std::string> values);
  std::size_t rows_;
  privacy::DataSet set_;
  std::vector<std::vector<std::string>> columns_;
};

/// One of the words.
[[nodiscard]] std::string any_of(SeededRandom& random, const std::vector<std::string>& words);
/// A number as digits, with noughts in front.
[[nodiscard]] std::string digits(SeededRandom& random, std::size_t length);
[[nodiscard]] std::uint64_t between(SeededRandom& random, std::uint64_t low, std::uint64_t high);
/// As many values as rows.
template <typename Make>
std::vector<std::string> many(std::size_t rows, Make make) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows; ++i) out.push_back(make(i));
  return out;
}

/// A harmless table; the number picks the kind.
[[nodiscard]] Sample clean_sample(SeededRandom& random, std::size_t number);
/// The surrounding of the planted tables, with nothing planted in it.
[[nodiscard]] Sample unplanted_sample(SeededRandom& random);
/// A table with personal data in it; the number picks what and how.
[[nodiscard]] Sample planted_sample(SeededRandom& random, std::size_t number);

}  // namespace sas::redteam
