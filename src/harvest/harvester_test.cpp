#include "harvest/harvester.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <mutex>

#include "harvest/harvest_pages.h"
#include "http/test_http.h"
#include "opendata/gate_fixture.h"

using namespace sas;
using namespace sas::harvest;

namespace {

constexpr std::string_view trees_csv = "soort;aantal\nlinde;12\neik;30\n";

/// A catalogue on the network, as CKAN answers, whose content a test changes.
class Catalogue {
 public:
  Catalogue() {
    answer("/api/3/action/package_search", "application/json", [this](const http::Request& request) {
      const std::lock_guard lock(mutex_);
      return page(parse_int(request.query.get("start")).value_or(0));
    });
    answer("/bomen.csv", "text/csv", [this](const http::Request&) {
      const std::lock_guard lock(mutex_);
      ++files_sent;
      return file;
    });
    port = server_.start();
  }

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://localhost:" + std::to_string(port) + path;
  }
  void set(std::function<void(Catalogue&)> change) {
    const std::lock_guard lock(mutex_);
    change(*this);
  }
  [[nodiscard]] json::Object package(const std::string& name, const std::string& licence,
                                     const std::string& file_url) const {
    return {{"name", name},
            {"title", "Set " + name},
            {"notes", "Hoeveel van elk."},
            {"license_id", licence},
            {"metadata_modified", modified},
            {"url", url("/set/" + name)},
            {"organization", json::Object{{"title", "Gemeente Voorbeeld"}}},
            {"resources", json::Array{json::Object{{"format", "CSV"}, {"url", file_url}}}}};
  }

  std::vector<json::Object> packages;
  std::string modified = "2026-04-01T00:00:00";
  std::string file{trees_csv};
  bool is_broken = false;
  int files_sent = 0, lists_sent = 0;
  std::uint16_t port = 0;

 private:
  void answer(const std::string& path, const std::string& type, std::function<std::string(const http::Request&)> make) {
    http::Route route;
    route.pattern = path;
    route.audience = http::Audience::api;
    route.handler = [type, make = std::move(make)](const http::Request& request) {
      http::Response response;
      response.body = make(request);
      return response.with("Content-Type", type);
    };
    server_.router.add(std::move(route));
  }
  // Two sets a page, so that there are pages.
  std::string page(std::int64_t start) {
    ++lists_sent;
    if (is_broken) return R"({"success": false})";
    json::Array results;
    for (auto at = static_cast<std::size_t>(start); at < packages.size() && results.size() < 2; ++at)
      results.push_back(packages[at]);
    return json::write(json::Object{
        {"success", true},
        {"result", json::Object{{"count", static_cast<std::int64_t>(packages.size())}, {"results", results}}}});
  }

  std::mutex mutex_;
  http::testing::TestServer server_;
};

constexpr std::string_view declared_trees = R"(
title = {nl = "Bomen per soort", en = "Trees by kind"}
summary = {nl = "Hoeveel bomen er van elke soort zijn.", en = "How many trees there are of each kind."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
refresh = "daily"
source = "harvest"
origin = {nl = "Overgenomen van Voorbeeld: {from}", en = "Taken over from Voorbeeld: {from}"}
subject = "thing"

[file]
encoding = "utf-8"
separator = ";"
decimal = "point"
days = "iso"

[[column]]
name = "soort"
meaning = {nl = "soort boom", en = "kind of tree"}
type = "text"
class = "open"
kind = "category"
vocabulary = ["linde", "eik", "beuk"]

[[column]]
name = "aantal"
meaning = {nl = "aantal bomen", en = "number of trees"}
type = "integer"
class = "open"
kind = "measure"
counts = "things"
)";

std::vector<store::Migration> all_migrations() {
  return test::joined({opendata::gate_migrations(), harvest::migrations()});
}

struct Bench {
  explicit Bench(store::Store& store) : gate(store) {
    Origin origin;
    origin.name = "vb";
    origin.kind = Kind::ckan;
    origin.url = there.url("/api/3/action/package_search?rows=2");
    origin.title = {"Voorbeeld", "Example"};
    origin.owner = "Stadsbeheer";
    origin.contact = "data@sassenpoort.example";
    origin.hosts = {"localhost:" + std::to_string(there.port)};
    origins.all = {origin};
    sources["harvest"] = harvested_source(gate.records, parts().folder);
    opendata::add_open_data_jobs(runner, {refresher, recall(), *client, log});
  }

  [[nodiscard]] opendata::RecallParts recall() {
    return {gate.records, gate.ledger, gate.outbox, *gate.writer, *gate.reader, gate.clock};
  }
  [[nodiscard]] HarvestParts parts() {
    return {recall(), book, origins, *client, log, gate.folder.text() + "/harvested"};
  }
  /// A turn of every origin, and the jobs it leaves.
  void turn() {
    gate.clock.advance(std::chrono::hours{25});
    REQUIRE(Harvester(parts()).run_due());
    gate.clock.advance(std::chrono::seconds{2});
    (void)runner.run_due();
  }
  void declare(const std::string& from) {
    std::string text(declared_trees);
    for (std::size_t at = text.find("{from}"); at != std::string::npos; at = text.find("{from}"))
      text.replace(at, 6, from);
    declarations.sets = {opendata::declared(text, "vb-bomen")};
  }
  [[nodiscard]] OriginState state() {
    return gate.records.read([](store::ReadTx& tx) -> Result<OriginState> { return state_of(tx, "vb"); }).value();
  }
  [[nodiscard]] HarvestedSet set(const std::string& name) {
    return gate.records
        .read([&](store::ReadTx& tx) -> Result<std::optional<HarvestedSet>> { return find_set(tx, name); })
        .value()
        .value();
  }
  [[nodiscard]] const releases::Published* standing() {
    const auto* history = gate.catalogue()->find("vb-bomen");
    return history == nullptr ? nullptr : history->current().get();
  }

  Catalogue there;
  opendata::GateBench gate;
  opendata::Declarations declarations;
  opendata::DeclarationBook book{declarations, gate.records};
  opendata::Sources sources;
  Origins origins;
  std::unique_ptr<http::Client> client = http::network_client();
  Logger log{gate.clock, [](LogLevel, std::string_view) {}};
  opendata::Refresher refresher{{gate.records, *gate.gate, book, sources, gate.clock, log}};
  jobs::Runner runner{gate.records, gate.outbox, gate.clock, gate.random, log};
};

void each_bench(const std::function<void(Bench&)>& test) {
  test::for_each_store(all_migrations(), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

}  // namespace

TEST_CASE("what was found waits until a human declared its columns, and then goes through the gate") {
  each_bench([](Bench& b) {
    b.there.set([](Catalogue& c) { c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))}; });
    b.turn();
    CHECK(b.set("vb-bomen").state == HarvestedSet::State::here);
    CHECK(b.standing() == nullptr);

    b.declare(b.there.url("/set/bomen"));
    b.there.set([](Catalogue& c) {
      c.modified = "2026-04-02T00:00:00";
      c.file += "beuk;7\n";
      c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))};
    });
    b.turn();
    REQUIRE(b.standing() != nullptr);
    CHECK(b.standing()->release.rows == 3);
    CHECK(b.standing()->release.description.source.en.find(b.there.url("/set/bomen")) != std::string::npos);
    CHECK(b.gate.bytes_of("vb-bomen", "csv") == "soort,aantal\r\nlinde,12\r\neik,30\r\nbeuk,7\r\n");
  });
}

TEST_CASE("a column that the catalogue adds stops the set") {
  each_bench([](Bench& b) {
    b.declare(b.there.url("/set/bomen"));
    b.there.set([](Catalogue& c) {
      c.file = "soort;aantal;eigenaar\nlinde;12;x\n";
      c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))};
    });
    b.turn();
    CHECK(b.standing() == nullptr);
    CHECK(b.gate.events("opendata.refused").size() == 1);
  });
}

TEST_CASE("a declaration that hides where a set comes from is refused") {
  each_bench([](Bench& b) {
    b.declare("https://iemand.anders.example/set");
    b.there.set([](Catalogue& c) { c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))}; });
    b.turn();
    CHECK(b.standing() == nullptr);
    const auto offered = b.refresher.offer("vb-bomen", {"gegevensbeheerder", "staff:a1"});
    REQUIRE(!offered);
    CHECK(offered.error().code == "harvest-origin");
  });
}

TEST_CASE("an unchanged set is not fetched again") {
  each_bench([](Bench& b) {
    b.there.set([](Catalogue& c) { c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))}; });
    b.turn();
    b.turn();
    CHECK(b.there.files_sent == 1);
    CHECK(b.there.lists_sent == 2);
    b.there.set([](Catalogue& c) {
      c.modified = "2026-04-02T00:00:00";
      c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))};
    });
    b.turn();
    CHECK(b.there.files_sent == 2);
  });
}

TEST_CASE("what cannot be taken is blocked with the reason, and a list sends us to no other server") {
  each_bench([](Bench& b) {
    b.there.set([](Catalogue& c) {
      c.packages = {c.package("dicht", "other-closed", c.url("/bomen.csv")),
                    c.package("elders", "cc-zero", "https://169.254.169.254/latest/meta-data.csv"),
                    c.package("pdf", "cc-zero", c.url("/bomen.pdf")), c.package("weg", "cc-zero", c.url("/weg.csv")),
                    c.package("open", "cc-by-4.0", c.url("/bomen.csv"))};
      c.packages[2]["resources"] = json::Array{json::Object{{"format", "PDF"}, {"url", c.url("/bomen.pdf")}}};
    });
    b.turn();
    CHECK(b.set("vb-dicht").reason == "licence-not-open");
    CHECK(b.set("vb-elders").reason == "harvest-host");
    CHECK(b.set("vb-pdf").reason == "no-usable-form");
    CHECK(b.set("vb-weg").reason == "harvest-status");
    CHECK(b.set("vb-open").state == HarvestedSet::State::here);
    CHECK(b.there.files_sent == 1);
    CHECK(b.there.lists_sent == 3);
  });
}

TEST_CASE("a set that its catalogue forgets twice is taken back with a tombstone; one that is empty is broken") {
  each_bench([](Bench& b) {
    b.declare(b.there.url("/set/bomen"));
    b.there.set([](Catalogue& c) {
      c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv")),
                    c.package("meer", "cc-zero", c.url("/bomen.csv"))};
    });
    b.turn();
    REQUIRE(b.standing() != nullptr);

    b.there.set([](Catalogue& c) { c.packages.clear(); });
    b.turn();
    b.turn();
    b.turn();
    CHECK(b.standing() != nullptr);
    CHECK(b.state().last_error == "listing-empty");

    b.there.set([](Catalogue& c) { c.packages = {c.package("meer", "cc-zero", c.url("/bomen.csv"))}; });
    b.turn();
    CHECK(b.standing() != nullptr);
    b.turn();
    CHECK(b.standing() == nullptr);
    CHECK(b.set("vb-bomen").state == HarvestedSet::State::gone);
    CHECK(b.gate.events("opendata.withdrawn").size() == 1);
    CHECK(file_of(b.parts().folder, "vb-bomen").empty());

    b.there.set([](Catalogue& c) { c.packages.push_back(c.package("bomen", "cc-zero", c.url("/bomen.csv"))); });
    b.turn();
    CHECK(b.set("vb-bomen").state == HarvestedSet::State::here);
    CHECK_MESSAGE(b.standing() == nullptr, "what was taken back does not come back by itself");
  });
}

TEST_CASE("a catalogue that fails is said to fail, and what it gave stays") {
  each_bench([](Bench& b) {
    b.there.set([](Catalogue& c) { c.packages = {c.package("bomen", "cc-zero", c.url("/bomen.csv"))}; });
    b.turn();
    const auto success = b.state().last_success;
    b.there.set([](Catalogue& c) { c.is_broken = true; });
    b.turn();
    CHECK(b.state().last_error == "listing-refused");
    CHECK(b.state().failures == 1);
    CHECK(b.state().last_success == success);
    CHECK(b.set("vb-bomen").state == HarvestedSet::State::here);
    b.there.set([](Catalogue& c) { c.is_broken = false; });
    b.turn();
    CHECK(b.state().failures == 0);
    CHECK(b.state().last_error.empty());
  });
}

TEST_CASE("a round goes on at the page where it was broken off") {
  each_bench([](Bench& b) {
    b.there.set([](Catalogue& c) {
      c.packages = {c.package("a", "cc-zero", c.url("/bomen.csv")), c.package("b", "cc-zero", c.url("/bomen.csv")),
                    c.package("c", "cc-zero", c.url("/bomen.csv"))};
    });
    REQUIRE(b.gate.records.write([&](store::WriteTx& tx) -> Result<Done> {
      OriginState state;
      state.name = "vb";
      state.next_page = b.there.url("/api/3/action/package_search?rows=2&start=2");
      state.pages = 1;
      state.last_try = b.gate.clock.now();
      put_state(tx, state);
      return Done{};
    }));
    b.turn();
    CHECK(b.there.lists_sent == 1);
    CHECK(b.set("vb-c").state == HarvestedSet::State::here);
    CHECK(b.state().round == 2);
  });
}

TEST_CASE("an origin is due by its rhythm, at once in the middle of a round, and later after failures") {
  const Instant now = parse_iso_instant("2026-04-04T06:00:00Z").value();
  using namespace std::chrono;
  Origin origin;
  OriginState state;
  CHECK(is_due(origin, state, now));
  state.last_try = state.last_success = now;
  CHECK(!is_due(origin, state, now + hours{23}));
  CHECK(is_due(origin, state, now + hours{24}));
  state.next_page = "https://x.example/2";
  CHECK(is_due(origin, state, now + minutes{1}));
  state.failures = 3;
  CHECK(!is_due(origin, state, now + minutes{59}));
  CHECK(is_due(origin, state, now + minutes{60}));
  state.failures = 90;
  CHECK(is_due(origin, state, now + hours{24}));
}

TEST_CASE("names of sets are stable, short and never those of another") {
  Origin origin;
  origin.name = "vb";
  CHECK(dataset_name(origin, "bomen") == "vb-bomen");
  CHECK(dataset_name(origin, "Bomen") != dataset_name(origin, "bomen"));
  CHECK(dataset_name(origin, "https://a.example/x?id=1") != dataset_name(origin, "https://a.example/x/id/1"));
  CHECK(dataset_name(origin, std::string(500, 'a')).size() <= 80);
  CHECK(dataset_name(origin, "///").starts_with("vb-"));
}

TEST_CASE("a file of an origin is read strictly") {
  config::Problems problems;
  const Origin origin = read_origin(R"(kind = "ckan"
url = "https://data.voorbeeld.nl/api/3/action/package_search?rows=100"
title = {nl = "Voorbeeld", en = "Example"}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
every = "weekly"
)",
                                    "voorbeeld", problems);
  CHECK(config::to_text(problems) == "");
  CHECK(origin.hosts == std::vector<std::string>{"data.voorbeeld.nl"});
  CHECK(origin.every == std::chrono::hours{168});
  (void)read_origin("kind = \"ckan\"\nurl = \"http://data.voorbeeld.nl\"\n", "voorbeeld", problems);
  CHECK(config::to_text(problems).find("url: give an address that begins with https://") != std::string::npos);
}

TEST_CASE("the draft holds what the catalogue and the file say, and leaves the rest undecided") {
  test::TempFolder folder;
  const std::string path = folder.text() + "/x.csv";
  std::ofstream(path) << trees_csv;
  Origin origin;
  origin.owner = "Stadsbeheer";
  origin.licence = "CC0-1.0";
  HarvestedSet set;
  set.dataset = "vb-bomen";
  set.listed.title = "Bomen \"oud\"";
  set.listed.page = "https://data.voorbeeld.nl/bomen";
  const auto draft = draft_of(origin, set, path);
  REQUIRE(draft);
  CHECK(config::parse_toml(*draft));
  CHECK(draft->find("Taken over from : https://data.voorbeeld.nl/bomen") != std::string::npos);
  CHECK(draft->find("class = \"undecided\"") != std::string::npos);
  CHECK(draft->find("separator = \";\"") != std::string::npos);
}
