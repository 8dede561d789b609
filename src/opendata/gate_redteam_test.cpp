#include <doctest/doctest.h>

#include "opendata/gate_fixture.h"
#include "privacy/redteam/sample.h"

using namespace sas;
using namespace sas::opendata;

namespace {

constexpr std::size_t kPlanted = 400;
constexpr std::size_t kClean = 40;

// The declaration that goes with a table of the red team: every column as it says, all of them text.
Declaration declaration_of(const redteam::Sample& sample) {
  Declaration out = declared(kGarages, "rood");
  out.set = sample.set;
  out.columns.clear();
  out.words.time_column = out.words.longitude_column = out.words.latitude_column = "";
  for (const privacy::Column& column : sample.set.columns)
    out.columns.push_back({column.name, {column.meaning, column.meaning}, releases::Type::text, "", column.vocabulary});
  return out;
}

}  // namespace

TEST_CASE("tables with personal data in any disguise never reach the public folder through the gate") {
  sas::test::SqliteStore store(gate_migrations());
  GateBench b(*store);
  SeededRandom random(20260404);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kPlanted; ++i) {
    redteam::Sample sample = redteam::planted_sample(random, i);
    const Judgement judgement = b.offer(declaration_of(sample), std::move(sample.table));
    if (judgement.outcome == Judgement::Outcome::refused) ++refused;
    if (judgement.outcome != Judgement::Outcome::refused) MESSAGE(sample.sort << ", " << sample.disguise);
  }
  CHECK(refused == kPlanted);
  CHECK(files_behind(b.path()) == 0);
  CHECK(std::filesystem::file_size(b.path() + "/index") == 0);
  CHECK(b.catalogue()->sets.empty());
}

TEST_CASE("harmless tables of the same makers get through, so that the gate is not merely shut") {
  sas::test::SqliteStore store(gate_migrations());
  GateBench b(*store);
  SeededRandom random(8011);
  std::size_t through = 0;
  for (std::size_t i = 0; i < kClean; ++i) {
    redteam::Sample sample = redteam::clean_sample(random, i);
    Declaration declaration = declaration_of(sample);
    declaration.slug = "schoon-" + std::to_string(i);
    const Judgement judgement = b.offer(declaration, std::move(sample.table));
    if (judgement.outcome == Judgement::Outcome::released)
      ++through;
    else
      for (const Flaw& flaw : judgement.flaws) MESSAGE(sample.sort << ": " << flaw.code << " " << flaw.column);
  }
  CHECK(through * 50 >= kClean * 49);
  CHECK(b.catalogue()->sets.size() == through);
}
