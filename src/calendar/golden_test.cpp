#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "base/json.h"
#include "calendar/term_lines.h"

using namespace sas;

namespace {

// One case of golden.tsv, worked by hand.
struct Golden {
  std::string article, line, expected, why;
};

std::vector<Golden> golden_cases() {
  std::vector<Golden> out;
  std::ifstream file("src/calendar/golden.tsv");
  std::string row;
  while (std::getline(file, row)) {
    if (row.starts_with('#') || row.starts_with("article\t")) continue;
    std::istringstream fields(row);
    Golden g;
    std::getline(fields, g.article, '\t');
    std::getline(fields, g.line, '\t');
    std::getline(fields, g.expected, '\t');
    std::getline(fields, g.why, '\t');
    out.push_back(std::move(g));
  }
  return out;
}

std::string shown(const json::Object& answer, const std::string& key) {
  const json::Value* value = answer.if_contains(key);
  if (value == nullptr) return "nothing";
  return value->is_string() ? std::string(value->get_string()) : json::write(*value);
}

}  // namespace

TEST_CASE("every case that was worked by hand comes out the same") {
  const auto cases = golden_cases();
  CHECK(cases.size() >= 200);
  for (const Golden& g : cases) {
    std::string out;
    calendar::answer_line(g.line, out);
    const auto answer = json::parse(out);
    REQUIRE_MESSAGE(answer, out);
    std::istringstream expected(g.expected);
    std::string pair;
    int compared = 0;
    while (expected >> pair) {
      const std::size_t at = pair.find('=');
      REQUIRE_MESSAGE(at != std::string::npos, g.line);
      CHECK_MESSAGE(shown(answer->get_object(), pair.substr(0, at)) == pair.substr(at + 1), g.article << ": " << g.why);
      ++compared;
    }
    CHECK_MESSAGE(compared > 0, g.line);
    CHECK_MESSAGE(!g.why.empty(), g.line);
  }
}

TEST_CASE("the golden table asks no question twice") {
  std::set<std::string> lines;
  for (const Golden& g : golden_cases()) CHECK_MESSAGE(lines.insert(g.line).second, g.line);
}
