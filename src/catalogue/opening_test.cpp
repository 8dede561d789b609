#include "catalogue/opening.h"

#include <doctest/doctest.h>

#include "catalogue/catalogue.h"

using namespace sas;
using namespace sas::catalogue;

namespace {

const std::string desk = R"(
name = "Somewhere"
[channels.desk]
nl = "Open op maandag."
en = "Open on Monday."
[[channels.desk.hours]]
day = "monday"
from = "13:00"
until = "17:00"
[[channels.desk.hours]]
day = "monday"
from = "09:00"
until = "12:30"
[channels.digital]
nl = "Dag en nacht."
en = "Day and night."
)";

std::string changed(std::string text, const std::string& from, const std::string& to) {
  REQUIRE(text.find(from) != std::string::npos);
  return text.replace(text.find(from), from.size(), to);
}

std::string problems_of(const std::string& text) {
  config::Problems problems;
  const auto opening = load_opening(*config::parse_toml(text), {}, problems);
  CHECK(opening.empty() == !problems.empty());
  return config::to_text(problems);
}

}  // namespace

TEST_CASE("the city's phone line and desk are open as their words say, and closed on holidays") {
  const auto loaded = load("catalogue");
  REQUIRE(loaded);
  const auto& opening = loaded->catalogue.opening;
  REQUIRE(opening.contains("phone"));
  REQUIRE(opening.contains("desk"));
  CHECK_FALSE(opening.contains("digital"));
  const auto open = [&](const char* channel, Date day, int minute) { return calendar::is_open(opening.find(channel)->second, local_time(day, minute)); };
  const Date thursday = make_date(2026, 3, 26);
  CHECK(open("phone", thursday, 510));
  CHECK_FALSE(open("phone", thursday, 509));
  CHECK_FALSE(open("phone", thursday, 1020));
  CHECK(open("desk", thursday, 1169));
  CHECK_FALSE(open("desk", make_date(2026, 3, 28), 600));  // Saturday
  CHECK_FALSE(open("desk", make_date(2026, 4, 6), 600));   // Easter Monday
}

TEST_CASE("a channel takes its parts of a day in any order, and closes on the closing days of the municipality") {
  config::Problems problems;
  const auto opening = load_opening(*config::parse_toml(desk), {make_date(2026, 3, 9)}, problems);
  CHECK_MESSAGE(problems.empty(), config::to_text(problems));
  REQUIRE(opening.size() == 1);
  const auto& hours = opening.find("desk")->second;
  REQUIRE(hours.week[0].size() == 2);
  CHECK(hours.week[0][0].from == 540);
  CHECK(hours.week[0][1].until == 1020);
  CHECK(calendar::is_open(hours, local_time(make_date(2026, 3, 2), 600)));
  CHECK_FALSE(calendar::is_open(hours, local_time(make_date(2026, 3, 2), 760)));
  CHECK_FALSE(calendar::is_open(hours, local_time(make_date(2026, 3, 9), 600)));
}

TEST_CASE("a mistake in opening hours is named with file, field and remedy") {
  const std::string row = "contact.toml: channels.desk.hours[1].";
  CHECK(problems_of(changed(desk, "\"monday\"", "\"maandag\"")).starts_with(row + "day: \"maandag\" is not known; choose one of: monday"));
  CHECK(problems_of(changed(desk, "\"13:00\"", "\"1 uur\"")).starts_with(row + "from: write from and until as hours and minutes"));
  CHECK(problems_of(changed(desk, "\"17:00\"", "\"12:00\"")).starts_with(row + "until: a time after from"));
  CHECK(problems_of(changed(desk, "until = \"17:00\"\n", "")).starts_with(row + "until: add this field"));
  CHECK(problems_of(changed(desk, "until = \"17:00\"", "untill = \"17:00\"\nuntil = \"17:00\"")).starts_with(row + "untill: this field is not known"));
  CHECK(problems_of(changed(desk, "\"13:00\"", "\"12:00\"")).starts_with("contact.toml: channels.desk.hours: the parts of a day must not overlap"));
  CHECK(problems_of("name = \"Somewhere\"\n").starts_with("contact.toml: channels: add this field"));
}
