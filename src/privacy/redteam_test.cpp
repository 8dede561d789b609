#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "privacy/judge.h"
#include "privacy/redteam/sample.h"

using namespace sas;
using namespace sas::privacy;

namespace {

constexpr std::size_t kPlanted = 3600;
constexpr std::size_t kClean = 1260;

// Another seed makes tables nobody has looked at: SAS_REDTEAM_SEED=5 build/dev/privacy_test.
std::uint64_t seed_or(std::uint64_t usual) {
  const char* given = std::getenv("SAS_REDTEAM_SEED");
  return given ? std::strtoull(given, nullptr, 10) : usual;
}

struct Score {
  std::size_t made = 0, wrong = 0;
};

std::string codes_of(const Report& report) {
  std::string out;
  for (const Finding& finding : report.findings)
    out += fmt::format(" {}({})", code_of(finding.rule), fmt::join(finding.columns, ","));
  return out;
}

void print(const char* title, const std::map<std::string, Score>& scores, const char* what) {
  std::printf("%s\n", title);
  for (const auto& [name, score] : scores)
    std::printf("  %-44s %5zu  %zu %s\n", name.c_str(), score.made, score.wrong, what);
}

}  // namespace

TEST_CASE("no table with personal data in any disguise passes the gate") {
  SeededRandom random(seed_or(20260403));
  std::map<std::string, Score> by_disguise, by_sort;
  std::size_t missed = 0;
  for (std::size_t i = 0; i < kPlanted; ++i) {
    const redteam::Sample sample = redteam::planted_sample(random, i);
    const bool passed = judge(sample.set, sample.table).passes();
    for (Score* score : {&by_disguise[sample.disguise], &by_sort[sample.sort]}) {
      ++score->made;
      if (passed) ++score->wrong;
    }
    if (passed) ++missed;
    if (passed) MESSAGE(sample.sort << ", " << sample.disguise);
  }
  print("personal data, by disguise", by_disguise, "missed");
  print("personal data, by sort", by_sort, "missed");
  std::printf("tables with personal data: %zu, missed: %zu\n", kPlanted, missed);
  CHECK(missed == 0);
}

TEST_CASE("what stands around planted data passes by itself, so that the block is for what was planted") {
  SeededRandom random(11);
  for (int i = 0; i < 300; ++i) {
    const redteam::Sample sample = redteam::unplanted_sample(random);
    const Report report = judge(sample.set, sample.table);
    CHECK_MESSAGE(report.passes(), codes_of(report));
  }
}

TEST_CASE("at most two in a hundred harmless tables are blocked") {
  SeededRandom random(seed_or(8011));
  std::map<std::string, Score> by_sort;
  std::size_t blocked = 0;
  for (std::size_t i = 0; i < kClean; ++i) {
    const redteam::Sample sample = redteam::clean_sample(random, i);
    const Report report = judge(sample.set, sample.table);
    ++by_sort[sample.sort].made;
    if (report.passes()) continue;
    ++by_sort[sample.sort].wrong;
    ++blocked;
    MESSAGE(sample.sort << ":" << codes_of(report));
  }
  print("harmless tables, by sort", by_sort, "blocked");
  std::printf("harmless tables: %zu, blocked: %zu\n", kClean, blocked);
  CHECK(blocked * 50 <= kClean);
}
