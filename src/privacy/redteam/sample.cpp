#include "privacy/redteam/sample.h"

namespace sas::redteam {

using namespace privacy;

Maker::Maker(Subject subject, std::size_t rows) : rows_(rows) {
  set_.name = "tabel";
  set_.subject = subject;
  set_.owner = "Afdeling Gegevens";
  set_.licence = "CC0-1.0";
  set_.refresh = Refresh::monthly;
}

Column& Maker::declare(const std::string& name, Kind kind, std::vector<std::string> values) {
  Column column;
  column.name = name;
  column.meaning = "Wat deze kolom zegt";
  column.classification = Classification::open;
  column.kind = kind;
  set_.columns.push_back(column);
  columns_.push_back(std::move(values));
  return set_.columns.back();
}

void Maker::column(const std::string& name, Kind kind, std::vector<std::string> values) {
  declare(name, kind, std::move(values));
}

void Maker::place(const std::string& name, Precision precision, std::vector<std::string> values) {
  declare(name, Kind::location, std::move(values)).precision = precision;
}

void Maker::shapes(const std::string& name, Precision precision, std::vector<std::string> values) {
  place(name, precision, std::move(values));
  set_.shape_column = name;
}

void Maker::counts(const std::string& name, Counted counted, std::vector<std::string> values) {
  declare(name, Kind::measure, std::move(values)).counts = counted;
}

Sample Maker::sample(std::string sort, std::string disguise) const {
  Sample out{std::move(sort), std::move(disguise), set_, {}};
  for (const Column& column : set_.columns) out.table.header.push_back(column.name);
  for (std::size_t row = 0; row < rows_; ++row) {
    out.table.rows.emplace_back();
    for (const auto& values : columns_) out.table.rows.back().push_back(values.at(row));
  }
  return out;
}

std::string any_of(SeededRandom& random, const std::vector<std::string>& words) {
  return words[random.below(words.size())];
}

std::string digits(SeededRandom& random, std::size_t length) {
  std::string out;
  while (out.size() < length) out += static_cast<char>('0' + random.below(10));
  return out;
}

std::uint64_t between(SeededRandom& random, std::uint64_t low, std::uint64_t high) {
  return low + random.below(high - low + 1);
}

}  // namespace sas::redteam
