#include "promises/channel_counts.h"

#include <doctest/doctest.h>

#include "promises/comment_themes.h"

using namespace sas;
using namespace sas::promises;

namespace {

const Period march{make_date(2026, 3, 1), make_date(2026, 4, 1)};

LedgerLine line(const char* kind, json::Object facts, Date day = make_date(2026, 3, 10)) { return {1, local_time(day, 600), kind, "s", std::move(facts)}; }

void receive(ChannelCounter& counter, const char* product, const char* channel, int times) {
  for (int i = 0; i < times; ++i) counter.take(line("case.received", {{"product", product}, {"channel", channel}}));
}

}  // namespace

TEST_CASE("take-up, completion, failed searches and cost follow from the counts") {
  ChannelCounter counter;
  receive(counter, "paspoort", "digital", 6);
  receive(counter, "paspoort", "desk", 2);
  for (const char* step : {"kenteken", "kenteken", "controle"}) counter.take(line("form.abandoned", {{"product", "paspoort"}, {"step", step}}));
  counter.take(line("appointment.searched", {{"product", "paspoort"}, {"offered", 4}, {"first_free_days", 3}}));
  counter.take(line("appointment.searched", {{"product", "paspoort"}, {"offered", 1}, {"first_free_days", 0}}));
  counter.take(line("appointment.searched", {{"product", "paspoort"}, {"offered", 0}}));
  for (const int effort : {1, 4, 9}) counter.take(line("feedback.given", {{"product", "paspoort"}, {"channel", "desk"}, {"mark", 7}, {"effort", effort}}));
  counter.take(line("letter.needed", {{"product", "paspoort"}, {"reason", "no-address"}}));
  counter.take(line("case.received", {{"product", "paspoort"}, {"channel", "post"}}, make_date(2026, 4, 1)));
  const auto counts = counter.counts(march);
  REQUIRE(counts.size() == 2);
  const ChannelCounts& one = counts.front();
  CHECK(one.all() == 8);
  CHECK(*one.take_up() == doctest::Approx(0.75));
  CHECK(*one.completion() == doctest::Approx(6.0 / 9));
  CHECK(one.stopped.at("kenteken") == 2);
  CHECK(*one.failed_share() == doctest::Approx(1.0 / 3));
  CHECK(*one.lead_days() == doctest::Approx(1.5));
  CHECK(one.effort[2].answers == 2);  // nine is no answer to this question
  CHECK(one.effort[2].sum == 5);
  CHECK(one.letters.at("no-address") == 1);
  const std::vector<UnitCost> costs{{catalogue::ChannelKind::digital, Cents(20), {}}, {catalogue::ChannelKind::desk, Cents(1000), {}}};
  CHECK(one.cost(costs)->count() == 265);
  CHECK_FALSE(one.cost({costs.front()}));  // a channel without a price: then nothing can be said
  CHECK_FALSE(ChannelCounts{}.take_up());
  CHECK_FALSE(counts.back().product);
}

TEST_CASE("a small product cannot be worked out from what is published") {
  ChannelCounter counter;
  receive(counter, "paspoort", "digital", 12);
  receive(counter, "naturalisatie", "desk", 3);
  const auto counts = publishable(counter.counts(march));
  REQUIRE(counts.size() == 2);
  CHECK(counts.front().product->text() == "paspoort");
  CHECK(counts.back().all() == 12);
}

TEST_CASE("unit costs and comment themes of the catalogue are complete") {
  config::Problems problems;
  CHECK(load_unit_costs("catalogue", problems).size() == 4);
  CHECK(load_comment_themes("catalogue", problems).size() >= 5);
  CHECK_MESSAGE(problems.empty(), config::to_text(problems));
  CHECK(load_unit_costs("no-such-folder", problems).empty());
  CHECK(problems.size() == 1);
}

TEST_CASE("a comment gets the themes whose words it holds, with the word that was found") {
  const std::vector<CommentTheme> themes{{"waiting", {"Wachten", "Waiting"}, {"wacht", "lang"}}, {"reach", {"Bereik", "Reach"}, {"bel"}}};
  const auto found = themes_in("Ik heb te LÁNG gewacht en moest zelf bellen!", themes);
  REQUIRE(found.size() == 2);
  CHECK(found[0].word == "lang");
  CHECK(found[1].theme->id == "reach");
  CHECK(found[1].word == "bellen");
  CHECK(themes_in("Prima.", themes).empty());
  CHECK(themes_in("", themes).empty());
}
