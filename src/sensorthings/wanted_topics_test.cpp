#include "sensorthings/wanted_topics.h"

#include <doctest/doctest.h>

#include "test_stores.h"

using namespace sas;
using namespace sas::sensorthings;

namespace {

using Texts = std::vector<std::string>;

std::string plain_of(std::string_view topic) {
  const auto wanted = wanted_topic(topic);
  return wanted ? wanted->plain : "";
}

Texts topics_of(const WantedTopics& wanted) {
  Texts out;
  for (const Update& update : wanted.with_wanted({{"v1.1/Observations", R"({"@iot.id":"x","result":12.5})"}}))
    out.push_back(update.topic + " " + update.body);
  return out;
}

}  // namespace

TEST_CASE("a topic that somebody asked for is the plain one with less in it, or by another way") {
  CHECK(wanted_topic("v1.1/Observations?$select=result,id") == WantedTopic{"v1.1/Observations", {"result", "@iot.id"}});
  CHECK(wanted_topic("v1.1/Things(1)?$select=name,Datastreams,@iot.selfLink") ==
        WantedTopic{"v1.1/Things(1)", {"name", "Datastreams@iot.navigationLink", "@iot.selfLink"}});
  CHECK(plain_of("v1.1/Things(1)/Datastreams(2)/Observations") == "v1.1/Datastreams(2)/Observations");
  CHECK(plain_of("v1.1/Things(1)/Datastreams(2)") == "v1.1/Datastreams(2)");
  CHECK(plain_of("v1.1/Things(1)/Datastreams(2)/name") == "v1.1/Datastreams(2)/name");
  CHECK(plain_of("v1.1/Things(1)/Datastreams(2)/Observations('2-1774872000000000')?$select=result") ==
        "v1.1/Observations('2-1774872000000000')");
}

TEST_CASE("a topic that is plain, leads nowhere or is a question is left alone") {
  for (const char* topic :
       {"v1.1/Observations", "v1.1/Things(1)/name", "v1.1/Things(1)/Datastreams", "v1.1/#", "v1.1/Things(1)/+",
        "v1.1/Nothing?$select=name", "v1.1/Things?$select=", "v1.1/Things?$select=colour",
        "v1.1/Things?$filter=id eq 1", "v1.1/Things?$select=name&$top=1", "v1.1/Things(1)/Datastreams/$ref",
        "v1.1/Things(1)/name/$value", "v1.1/Things(1)/name?$select=name", "v1.1/", "v3/Things?$select=name", ""})
    CHECK_MESSAGE(!wanted_topic(topic), topic);
  CHECK_FALSE(wanted_topic("v1.1/Things?$select=" + std::string(2'000, 'a')));
}

TEST_CASE("a way that only the register knows is followed, each time anew, and few of them are kept") {
  const sas::test::TempFolder folder;
  WantedTopics wanted(folder.text() + "/topics");
  CHECK(wanted_topic("v1.1/Datastreams(1)/Thing?$select=name") == WantedTopic{"", {"name"}});
  wanted.add("v1.1/Datastreams(1)/Thing?$select=name");
  CHECK(wanted.has_new_way());
  const auto told_of = [&](const std::string& plain) {
    return wanted.with_wanted({{plain, R"({"name":"a","description":"b"})"}}).size() - 1;
  };
  CHECK(told_of("v1.1/Things(1)") == 0);
  wanted.follow([](const ResourcePath&) -> Result<std::string> { return std::string("v1.1/Things(1)"); });
  CHECK_FALSE(wanted.has_new_way());
  CHECK(told_of("v1.1/Things(1)") == 1);
  // The store is away: it stays as it was.
  wanted.follow(
      [](const ResourcePath&) -> Result<std::string> { return fail(ErrorKind::unavailable, "store-away", ""); });
  CHECK(told_of("v1.1/Things(1)") == 1);
  wanted.follow([](const ResourcePath&) -> Result<std::string> { return std::string("v1.1/Things(2)"); });
  CHECK(told_of("v1.1/Things(1)") == 0);
  CHECK(told_of("v1.1/Things(2)") == 1);
  wanted.follow([](const ResourcePath&) -> Result<std::string> { return std::string(); });
  CHECK(told_of("v1.1/Things(2)") == 0);

  std::size_t followed = 0;
  for (std::size_t i = 0; i < 2 * WantedTopics::most_ways; ++i)
    wanted.add("v1.1/Datastreams(" + std::to_string(i + 2) + ")/Thing");
  wanted.follow([&](const ResourcePath&) -> Result<std::string> {
    ++followed;
    return std::string("v1.1/Things(1)");
  });
  CHECK(followed == WantedTopics::most_ways);
  CHECK(told_of("v1.1/Things(1)") == WantedTopics::most_of_one);
}

TEST_CASE("what was asked for is there again after a start, and nothing else of it") {
  const sas::test::TempFolder folder;
  const std::string file = folder.text() + "/topics";
  {
    WantedTopics wanted(file);
    CHECK(topics_of(wanted).size() == 1);
    wanted.add("v1.1/Observations?$select=result");
    wanted.add("v1.1/Observations?$select=result");
    wanted.add("v1.1/Observations");
    CHECK(topics_of(wanted).size() == 2);
  }
  const WantedTopics again(file);
  CHECK(topics_of(again) == Texts{R"(v1.1/Observations {"@iot.id":"x","result":12.5})",
                                  R"(v1.1/Observations?$select=result {"result":12.5})"});
}

TEST_CASE("however many topics are asked for, few are kept, and those that were asked for last") {
  const sas::test::TempFolder folder;
  WantedTopics wanted(folder.text() + "/topics");
  const auto topic = [](std::size_t number) {
    return "v1.1/Observations?$select=result" + std::string(number, ' ') + ",id";
  };
  for (std::size_t i = 0; i < 3 * WantedTopics::most_of_one; ++i) wanted.add(topic(i));
  CHECK(topics_of(wanted).size() == 1 + WantedTopics::most_of_one);
  CHECK(topics_of(wanted).back().starts_with(topic(3 * WantedTopics::most_of_one - 1) + " "));
  for (std::size_t i = 1; i <= WantedTopics::most; ++i)
    wanted.add("v1.1/Things(" + std::to_string(i) + ")?$select=name");
  CHECK(topics_of(wanted).size() == 1);
  CHECK(wanted.with_wanted({{"v1.1/Things(1)", R"({"name":"a"})"}}).size() == 2);
}
