#include "feeds/poller.h"

#include <doctest/doctest.h>

#include <mutex>

#include "base/log.h"
#include "feeds/feeds_house.h"
#include "feeds/samen_meten.h"
#include "feeds/test_feeds.h"
#include "http/server.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

std::vector<store::Migration> schema() {
  return sas::test::joined({ledger::migrations(), jobs::migrations(), sensing::migrations(), feeds::migrations()});
}

/// A source on the web: a real server that gives what the test says and remembers what it was asked.
class Source {
 public:
  using Answer = std::function<http::Response(const http::Request&)>;
  Source(const std::string& pattern, Answer answer) {
    http::Route route;
    route.pattern = pattern;
    route.audience = http::Audience::api;
    route.handler = [this, answer = std::move(answer)](const http::Request& request) {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request.raw_target);
      return answer(request);
    };
    router_.add(route);
    server_ = std::make_unique<http::Server>(http::ServerSettings{},
                                             http::ServerParts{router_, log_, metrics_, random_, {}, {}});
    server_->start();
  }
  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  SystemClock clock_;
  SystemRandom random_;
  Logger log_{clock_, [](LogLevel, std::string_view) {}};
  http::Metrics metrics_;
  http::Router router_;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::unique_ptr<http::Server> server_;
};

FeedStatus status(House& house, const std::string& feed) {
  return house.records.read([&](store::ReadTx& tx) -> Result<FeedStatus> { return feed_status(tx, feed).value(); })
      .value();
}

std::string measurement(const std::string& day, int hour, double value) {
  const std::string text = hour < 10 ? "0" + std::to_string(hour) : std::to_string(hour);
  return R"({"station_number":"NL99999","formula":"NO2","value":)" + std::to_string(value) +
         R"(,"timestamp_measured":")" + day + "T" + text + R"(:00:00+00:00"})";
}

}  // namespace

TEST_CASE("poller: a back-fill goes day by day and page by page, and goes on where a failure stopped it") {
  sas::test::for_each_store(schema(), [](store::Store& records) {
    bool broken = false;
    Source source("/measurements", [&](const http::Request& request) {
      const std::string day = request.query.get("start").substr(0, 10), page = request.query.get("page");
      if (broken && day == "2026-06-30") return http::Response{503, {}, "later", {}};
      return http::json_response(R"({"pagination":{"last_page":2},"data":[)" +
                                 measurement(day, page == "1" ? 1 : 2, 12.5) + "," +
                                 R"({"station_number":"NL99999","formula":"NO2","value":"x","timestamp_measured":")" +
                                 day + R"(T09:00:00+00:00"}]})");
    });
    House house(records);  // 2026-07-01
    const auto client = http::network_client();
    const Poller poller(house.parts(), *client);
    const Connector connector = luchtmeetnet_connector(source.url(""), make_date(2026, 6, 29));
    broken = true;
    CHECK(poller.round(connector).error().code == "feed-http-503");
    CHECK(house.count() == 2);
    CHECK(status(house, "luchtmeetnet").last_error == "feed-http-503");
    CHECK(status(house, "luchtmeetnet").failures == 1);
    CHECK(status(house, "luchtmeetnet").last_success.has_value());
    broken = false;
    const auto round = poller.round(connector);
    REQUIRE(round.has_value());
    CHECK(round->rows == 8);
    CHECK(round->rejected == 4);
    CHECK(house.count() == 6);
    const FeedStatus now = status(house, "luchtmeetnet");
    CHECK(now.last_error.empty());
    CHECK(now.failures == 0);
    CHECK(now.rows == 12);
    CHECK(now.rejected == 6);
    CHECK(now.last_measured == parse_iso_instant("2026-07-01T02:00:00Z").value());
    const auto asked = source.asked();
    REQUIRE(asked.size() == 7);
    CHECK(asked[0] == "/measurements?start=2026-06-29T00:00:00Z&end=2026-06-30T00:00:00Z&page=1");
    CHECK(asked[2] == asked[3]);  // The one that failed, once more, and none before it.
    // The next round looks a day back, and what it finds again is not stored again.
    REQUIRE(poller.round(connector).has_value());
    CHECK(source.asked().at(7).find("start=2026-06-30") != std::string::npos);
    CHECK(house.count() == 6);
  });
}

TEST_CASE("poller: links of a source are followed on its own server only") {
  sas::test::SqliteStore records(schema());
  std::string next;
  Source source("/Things", [&](const http::Request& request) {
    const std::string link = request.query.has("skip") ? "" : next;
    return http::json_response(
        R"({"value":[{"@iot.id":1,"name":"ZWL_1","Locations":[{"location":{"type":"Point","coordinates":[6.09123,52.51678]}}],)"
        R"("Datastreams":[{"name":"ZWL_1-pm25_kal","unitOfMeasurement":{"symbol":"ug/m3"},"ObservedProperty":{"name":"PM2.5","definition":"https://example.nl/pm25"},)"
        R"("Observations":[{"phenomenonTime":"2026-06-30T)" +
        std::string(link.empty() ? "11" : "10") +
        R"(:00:00.000Z","result":9.25},{"phenomenonTime":"x","result":1}]}]}])" +
        (link.empty() ? "" : R"(,"@iot.nextLink":")" + link + "\"") + "}");
  });
  House house(*records);
  const auto client = http::network_client();
  const Poller poller(house.parts(), *client);
  const Connector connector = samen_meten_connector(source.url("/Things"));
  next = source.url("/Things?skip=1");
  const auto round = poller.round(connector);
  REQUIRE(round.has_value());
  CHECK(round->rows == 4);
  CHECK(round->rejected == 2);
  CHECK(source.asked().size() == 2);
  const auto series = house.series("samenmeten/zwl-1/zwl-1-pm25-kal");
  REQUIRE(series.has_value());
  CHECK(house.lake->latest(series->id)->value == 9.25);
  // A sensor at somebody's home is not where it is exactly.
  Collected c;
  REQUIRE(
      read_samen_meten(
          R"({"value":[{"name":"ZWL_1","Locations":[{"location":{"coordinates":[6.09123,52.51678]}}],"Datastreams":[)"
          R"({"name":"t","unitOfMeasurement":{"symbol":"C"},"Observations":[]}]}]})",
          c)
          .has_value());
  CHECK(*c.series.at(0).longitude == 6.09);
  CHECK(*c.series.at(0).latitude == 52.52);
  next = "http://169.254.169.254/secret";
  CHECK(poller.round(connector).error().code == "feed-link");
}

TEST_CASE("poller: a layer of ArcGIS in pages, and the state of car parks, as jobs") {
  sas::test::SqliteStore records(schema());
  Source layer("/FeatureServer/0/query", [](const http::Request& request) {
    const bool first = request.query.get("resultOffset") == "0";
    return http::json_response(R"({"spatialReference":{"wkid":28992},"exceededTransferLimit":)" +
                               std::string(first ? "true" : "false") + R"(,"features":[{"attributes":{"naam":")" +
                               (first ? "eik" : "es") +
                               R"(","gemeten":1782800000000,"vocht":31.5},"geometry":{"x":203000,"y":503000}}]})");
  });
  Source npr("/latest.json", [](const http::Request&) {
    return http::json_response(
        R"({"timestamp":"2026-06-30T23:58:00+00:00","facilities":{"aaaaaaaa-0000-4000-8000-000000000001":
      {"uuid":"aaaaaaaa-0000-4000-8000-000000000001","name":"Levend","capacity":75,"vacantSpaces":5,"open":true,"full":false,"lastUpdated":1782863880}}})");
  });
  House house(*records);
  const auto client = http::network_client();
  const Poller poller(house.parts(), *client);
  const Mapping mapping =
      mapping_from(R"({"name":"bomen","title":"Bomen","source":"ArcGIS","decimal":".","time_column":"gemeten",
    "time_shape":"epoch_ms","thing_column":"naam","columns":[{"column":"vocht","property":"soil moisture","unit":"%"}]})")
          .value();
  jobs::Outbox outbox(house.folder.clock, house.random);
  const Logger log(house.folder.clock, [](LogLevel, std::string_view) {});
  jobs::Runner runner(house.records, outbox, house.folder.clock, house.random, log);
  schedule(runner, poller,
           {feature_server_connector(layer.url("/FeatureServer/0"), mapping, 10min),
            npr_connector(npr.url("/latest.json"))});
  CHECK(runner.run_due() == 0);
  house.folder.clock.advance(10min);
  CHECK(runner.run_due() == 2);
  CHECK(layer.asked().size() == 2);
  CHECK(house.series("bomen/eik/soil-moisture").has_value());
  CHECK(house.series("bomen/es/soil-moisture").has_value());
  const auto vacant = house.series("npr/aaaaaaaa-0000-4000-8000-000000000001/vacant");
  REQUIRE(vacant.has_value());
  CHECK(house.lake->latest(vacant->id)->value == 5);
  const auto all =
      house.records.read([&](store::ReadTx& tx) -> Result<std::vector<FeedStatus>> { return all_feed_status(tx); })
          .value();
  REQUIRE(all.size() == 2);
  CHECK(all[1].last_measured == parse_iso_instant("2026-06-30T23:58:00Z").value());
}
