#include "opendata/row_batches.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace sas;
using namespace sas::opendata;

namespace {

// Rows of different lengths, many times as much as a batch holds.
Result<Done> feed(RowLine& line, int rows) {
  for (int i = 0; i < rows; ++i) {
    const std::string number = std::to_string(i), empty;
    const std::vector<std::string_view> cells(static_cast<std::size_t>(i % 3), number);
    if (auto taken = line.row(cells); !taken) return taken;
  }
  return line.finish();
}

struct Seen {
  int rows = 0;
  std::uint64_t wrong = 0;
  Result<Done> row(Cells cells) {
    const std::string number = std::to_string(rows);
    wrong += cells.size() != static_cast<std::size_t>(rows % 3) ? 1U : 0U;
    for (const std::string_view cell : cells) wrong += cell != number ? 1U : 0U;
    ++rows;
    return Done{};
  }
};

BatchHand::Work work_of(Seen& seen) {
  return [&seen](const RowBatch& batch) { return batch.each([&](Cells cells) { return seen.row(cells); }); };
}

}  // namespace

TEST_CASE("every hand sees every row once, in order, whatever their number") {
  for (const int rows : {0, 1, 10, 300'000}) {
    Seen one, two;
    RowLine line({work_of(one), work_of(two)});
    CHECK(feed(line, rows).has_value());
    for (const Seen& seen : {one, two}) {
      CHECK(seen.rows == rows);
      CHECK(seen.wrong == 0);
    }
  }
}

TEST_CASE("work for large tables alone is not done for a small one") {
  for (const int rows : {10, 300'000}) {
    Seen always, large;
    RowLine line({work_of(always)}, {work_of(large)});
    CHECK(feed(line, rows).has_value());
    CHECK(always.rows == rows);
    CHECK(large.rows == (rows == 10 ? 0 : rows));
  }
}

TEST_CASE("what fails or is thrown in one hand ends the line and is not lost") {
  for (const int rows : {10, 300'000}) {
    Seen seen;
    RowLine failing(
        {work_of(seen), [](const RowBatch&) -> Result<Done> { return fail(ErrorKind::internal, "broken"); }});
    CHECK(feed(failing, rows).error().code == "broken");
    RowLine throwing({work_of(seen), [](const RowBatch&) -> Result<Done> { throw std::runtime_error("lost"); }});
    CHECK_THROWS_AS((void)feed(throwing, rows), std::runtime_error);
  }
}
