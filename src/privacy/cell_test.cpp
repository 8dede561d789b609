#include "privacy/cell.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "privacy/text_reading.h"
#include "privacy/word_finder.h"

using namespace sas;
using namespace sas::privacy;

namespace {

bool is_same(const Reading& a, const Reading& b) {
  return a.marks == b.marks && a.day == b.day;
}

}  // namespace

TEST_CASE("the short ways for plain numbers and moments say what the careful reading says") {
  SeededRandom random(20260405);
  const std::vector<std::string> alphabets{"0123456789", "0123456789.",     "0123456789.-",
                                           "00125.,-+",  "0123456789-T:Z.", "0612345678 -"};
  std::size_t different = 0, read = 0;
  const auto look = [&](const std::string& cell) {
    ++read;
    if (is_same(read_cell(cell), read_carefully(cell))) return;
    if (different++ < 5) MESSAGE(cell);
  };
  for (int i = 0; i < 100'000; ++i) {
    const std::string& alphabet = alphabets[random.below(alphabets.size())];
    std::string cell;
    for (std::size_t n = 1 + random.below(21); n > 0; --n) cell += alphabet[random.below(alphabet.size())];
    look(cell);
  }
  for (int i = 0; i < 50'000; ++i) {
    const auto number = [&](std::uint64_t most) { return static_cast<int>(random.below(most)); };
    look(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", 1840 + number(400), number(14), number(33), number(25),
                     number(61), number(61)));
    look(fmt::format("{}.{:0{}}", number(60), number(1'000'000), 6 + number(4)));
    look(fmt::format("{}.0", 100'000'000 + number(899'999'999)));
  }
  CHECK(different == 0);
  CHECK(read == 250'000);
}

TEST_CASE("words are found anywhere in a text, also where they overlap or break off") {
  const WordFinder finder({{"bsn", 1}, {"geboren", 2}, {"geb.", 4}, {"he", 8}, {"she", 16}, {"hers", 32}});
  CHECK(finder.find("") == 0);
  CHECK(finder.find("het bsn") == (1 | 8));
  CHECK(finder.find("gebsn") == 1);
  CHECK(finder.find("gegeboren") == 2);
  CHECK(finder.find("geb geb. ge") == 4);
  CHECK(finder.find("ushers") == (8 | 16 | 32));
  CHECK(finder.find("b\xc3\xa9sn") == 0);
}
