#include <doctest/doctest.h>

#include <thread>

#include "http/test_http.h"
#include "opendata/brought_file.h"
#include "opendata/gate_fixture.h"
#include "opendata/house_sources.h"
#include "opendata/intake.h"
#include "suppliers/row_file.h"
#include "suppliers/write_actions.h"

using namespace sas;
using namespace sas::suppliers;

namespace {

constexpr std::string_view declared_trees = R"(
title = {nl = "Bomen per soort", en = "Trees by kind"}
summary = {nl = "Hoeveel bomen er van elke soort zijn.", en = "How many trees there are of each kind."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
source = "file"
origin = {nl = "Geteld in het veld.", en = "Counted in the field."}
subject = "thing"

[file]
encoding = "utf-8"
separator = ","
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

const std::set<Scope> everything{Scope::describe, Scope::rows, Scope::remove};

struct Bench {
  explicit Bench(store::Store& store) : gate(store) {
    sources["file"] = [this](const opendata::Declaration& declaration) {
      return opendata::file_source(folder() + "/" + declaration.slug + ".csv", declaration);
    };
    key = make("Stadsbeheer", everything);
    http::SpoolSettings incoming;
    incoming.folder = gate.folder.text() + "/uploads";
    incoming.room_left = 0;
    add_write_routes(server.router, {keys(), recall(), book, refresher, folder(), "https://stad.example",
                                     http::Spool::open(incoming).value()});
    port = server.start();
  }

  [[nodiscard]] std::string folder() const { return gate.folder.text() + "/brought"; }
  [[nodiscard]] KeyParts keys() { return {gate.ledger, gate.clock, gate.random}; }
  [[nodiscard]] opendata::RecallParts recall() {
    return {gate.records, gate.ledger, gate.outbox, *gate.writer, *gate.reader, gate.clock};
  }
  std::string make(const std::string& owner, const std::set<Scope>& scopes, const std::string& until = "2026-12-31") {
    return gate.records
        .write([&](store::WriteTx& tx) -> Result<std::string> {
          return make_key(tx, keys(), {owner, "zaaksysteem", scopes, parse_iso_date(until).value()}, "staff:a1");
        })
        .value();
  }
  void declare(const std::string& name) { declarations.sets = {opendata::declared(declared_trees, name)}; }

  struct Answer {
    int status = 0;
    std::string head;
    json::Object body;
    [[nodiscard]] const json::Object& result() const { return body.at("result").as_object(); }
    [[nodiscard]] std::string state() const { return json::text_at(result().at("gate").as_object(), "state"); }
    [[nodiscard]] json::Object error() const { return body.at("error").as_object(); }
  };
  Answer send(const std::string& action, const std::string& body, const std::string& secret,
              const std::string& type = "application/json") {
    const std::string raw =
        http::testing::RawClient(port)
            .send(http::testing::post("/api/3/action/" + action, body,
                                      "Content-Type: " + type + "\r\nAuthorization: " + secret + "\r\n"))
            .answer();
    const std::size_t end = raw.find("\r\n\r\n");
    auto value = json::parse(raw.substr(end + 4));
    REQUIRE_MESSAGE(value, raw.substr(0, 300));
    gate.clock.advance(std::chrono::seconds{2});
    return {std::stoi(raw.substr(9, 3)), raw.substr(0, end), value->as_object()};
  }
  Answer call(const std::string& action, const std::string& body) { return send(action, body, key); }
  Answer upload(const std::string& dataset, const std::string& file_name, const std::string& content) {
    const std::string body = "--x\r\nContent-Disposition: form-data; name=\"package_id\"\r\n\r\n" + dataset +
                             "\r\n--x\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" + file_name +
                             "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n--x--\r\n";
    return send("resource_create", body, key, "multipart/form-data; boundary=x");
  }
  bool is_open(const std::string& dataset) {
    const auto* history = gate.catalogue()->find(dataset);
    return history != nullptr && history->current() != nullptr;
  }

  opendata::GateBench gate;
  opendata::Declarations declarations;
  opendata::DeclarationBook book{declarations, gate.records};
  opendata::Sources sources;
  Logger log{gate.clock, [](LogLevel, std::string_view) {}};
  opendata::Refresher refresher{{gate.records, *gate.gate, book, sources, gate.clock, log}};
  http::testing::TestServer server;
  std::string key;
  std::uint16_t port = 0;
};

void each_bench(const std::function<void(Bench&)>& test) {
  test::for_each_store(test::joined({opendata::gate_migrations(), suppliers::migrations()}), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

}  // namespace

TEST_CASE("a set that a program brings is a draft until its columns are declared, and then the gate decides") {
  each_bench([](Bench& b) {
    const auto made = b.call("package_create",
                             R"({"name":"bomen","title":"Bomen","license_id":"cc-zero","tags":[{"name":"groen"}]})");
    REQUIRE(made.status == 200);
    CHECK(made.state() == "draft");
    CHECK(json::text_at(made.result(), "license_id") == "CC0-1.0");

    const auto brought = b.upload("bomen", "bomen.csv", "soort,aantal\nlinde,12\n");
    REQUIRE(brought.status == 200);
    CHECK(brought.state() == "draft");
    CHECK(!b.is_open("bomen"));

    b.declare("bomen");
    const auto again = b.upload("bomen", "bomen.csv", "soort,aantal\nlinde,12\neik,3\n");
    REQUIRE(again.status == 200);
    CHECK(again.state() == "released");
    CHECK(b.is_open("bomen"));
    CHECK(b.gate.bytes_of("bomen", "csv") == "soort,aantal\r\nlinde,12\r\neik,3\r\n");
  });
}

TEST_CASE("a file comes as a form or bare, goes through the disk, and leaves nothing there but itself") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    const std::string rows = "soort,aantal\n" + [] {
      std::string out;
      for (int i = 0; i < 60'000; ++i) out += "linde," + std::to_string(i) + "\n";
      return out;
    }();
    const auto brought = b.send("resource_create?package_id=bomen", rows, b.key, "text/csv; charset=utf-8");
    REQUIRE(brought.status == 200);
    CHECK(brought.state() == "released");
    CHECK(b.gate.catalogue()->find("bomen")->current()->release.rows == 60'000);
    CHECK(b.upload("bomen", "bomen.CSV", "soort,aantal\nlinde,12\n").state() == "released");
    const std::filesystem::path uploads = b.gate.folder.text() + "/uploads";
    CHECK(std::filesystem::is_empty(uploads));
    CHECK(opendata::brought_file(b.folder(), "bomen").ends_with("bomen.csv"));
    // A key that may not bring files is told so before one is kept.
    const std::string other = b.make("Stadsbeheer", {Scope::describe});
    CHECK(b.send("resource_create?package_id=bomen", rows, other, "text/csv").status == 403);
  });
}

TEST_CASE("of a file that is for no set of the owner nothing is kept, and the answer does not wait for it") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    const auto begin = [&](const std::string& action, const std::string& type, const std::string& begun,
                           const std::string& secret) {
      // The rest of the body never comes.
      return http::testing::RawClient(b.port)
          .send("POST /api/3/action/" + action + " HTTP/1.1\r\nHost: gate.example\r\nContent-Type: " + type +
                "\r\nAuthorization: " + secret + "\r\nContent-Length: 900000000\r\n\r\n" + begun)
          .answer();
    };
    const std::string form = "multipart/form-data; boundary=x";
    const auto field = [](const std::string& name, const std::string& value) {
      return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    };
    const std::string file =
        "--x\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"bomen.csv\"\r\n\r\nsoort,aantal\n";
    const std::string stranger = b.make("Verkeer", everything);
    const auto told = [](const std::string& answer, int status, const std::string& words) {
      CHECK(http::testing::status_of_answer(answer) == status);
      CHECK_MESSAGE(answer.find(words) != std::string::npos, answer);
      CHECK(answer.find("\"success\":false") != std::string::npos);
    };
    told(begin("resource_create?package_id=bomen", form, "", stranger), 403, "another part of the organisation");
    told(begin("resource_update?id=bomen-csv", "text/csv", "", stranger), 403, "another part of the organisation");
    told(begin("resource_create", form, field("package_id", "bomen") + file, stranger), 403,
         "another part of the organisation");
    told(begin("resource_update", form, field("id", "bomen-csv") + file, stranger), 403,
         "another part of the organisation");
    told(begin("resource_create", form, field("package_id", "struiken") + file, b.key), 404, "Not found");
    told(begin("resource_create", form, file, b.key), 409, "Put it before `upload`");
    told(begin("resource_create", "text/csv", "soort,aantal\n", b.key), 409, "Put it before `upload`");
    CHECK(std::filesystem::is_empty(b.gate.folder.text() + "/uploads"));
  });
}

TEST_CASE("a key brings two files at once and no more, and an upload that breaks off makes room") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    const std::string head =
        "POST /api/3/action/resource_create?package_id=bomen HTTP/1.1\r\nHost: gate.example\r\nContent-Type: "
        "text/csv\r\nExpect: 100-continue\r\nContent-Length: 900000\r\nAuthorization: " +
        b.key + "\r\n\r\n";
    {
      http::testing::RawClient first(b.port), second(b.port);
      first.send(head).until("100 Continue\r\n\r\n");
      second.send(head).until("100 Continue\r\n\r\n");
      CHECK(http::testing::status_of_answer(http::testing::RawClient(b.port).send(head).answer()) == 429);
    }
    int status = 429;
    for (int i = 0; i < 100 && status == 429; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
      b.gate.clock.advance(std::chrono::seconds{2});
      status = b.send("resource_create?package_id=bomen", "soort,aantal\nlinde,12\n", b.key, "text/csv").status;
    }
    CHECK(status == 200);
  });
}

TEST_CASE("a file in the place of another is named by its id") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    REQUIRE(b.upload("bomen", "bomen.csv", "soort,aantal\nlinde,12\n").status == 200);
    for (const std::string action : {"resource_update", "resource_patch"}) {
      const auto changed = b.send(action + "?id=bomen-csv", "soort,aantal\neik,3\n", b.key, "text/csv");
      REQUIRE(changed.status == 200);
      CHECK(changed.state() == "released");
    }
    CHECK(b.gate.bytes_of("bomen", "csv") == "soort,aantal\r\neik,3\r\n");
    CHECK(b.send("resource_update?id=bomen", "soort\n", b.key, "text/csv").status == 404);
    CHECK(b.call("resource_update", R"({"package_id":"bomen"})").error().contains("id"));
  });
}

TEST_CASE("rows that may not be open are blocked, and the answer says by what and holds none of them") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    const auto answer = b.upload("bomen", "bomen.csv", "soort,aantal,bsn\nlinde,12,999990639\neik,3,999991772\n");
    REQUIRE(answer.status == 200);
    CHECK(answer.state() == "blocked");
    CHECK(!b.is_open("bomen"));
    const std::string text = json::write(answer.body);
    CHECK(text.find("undeclared") != std::string::npos);
    CHECK(text.find("999990639") == std::string::npos);
  });
}

TEST_CASE("rows are made, changed and removed one by one") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    const auto made = b.call("datastore_create",
                             R"({"resource":{"package_id":"bomen"},"fields":[{"id":"soort"},{"id":"aantal"}],
                                 "primary_key":["soort"],"records":[{"soort":"linde","aantal":12}]})");
    REQUIRE(made.status == 200);
    CHECK(made.state() == "released");
    const auto changed =
        b.call("datastore_upsert",
               R"({"resource_id":"bomen-csv","records":[{"soort":"linde","aantal":13},{"soort":"eik","aantal":4}]})");
    REQUIRE(changed.status == 200);
    CHECK(b.gate.bytes_of("bomen", "csv") == "soort,aantal\r\nlinde,13\r\neik,4\r\n");
    const auto removed = b.call("datastore_delete", R"({"resource_id":"bomen-csv","filters":{"soort":"linde"}})");
    REQUIRE(removed.status == 200);
    CHECK(json::int_at(removed.result(), "removed") == 1);
    CHECK(b.gate.bytes_of("bomen", "csv") == "soort,aantal\r\neik,4\r\n");

    const auto wrong = b.call("datastore_upsert", R"({"resource_id":"bomen-csv","records":[{"hoogte":3}]})");
    CHECK(wrong.status == 409);
    CHECK(json::text_at(wrong.error(), "__type") == "Validation Error");
    CHECK(wrong.error().contains("records"));
  });
}

TEST_CASE("a set that its owner deletes is withdrawn, and its name is never given again") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    REQUIRE(b.upload("bomen", "bomen.csv", "soort,aantal\nlinde,12\n").state() == "released");
    CHECK(b.call("package_delete", R"({"id":"bomen"})").status == 200);
    CHECK(!b.is_open("bomen"));
    CHECK(b.gate.events("opendata.withdrawn").size() == 1);
    CHECK(b.call("package_patch", R"({"id":"bomen","title":"x"})").status == 404);
    b.declarations.sets.clear();
    CHECK(b.call("package_create", R"({"name":"bomen"})").status == 409);
  });
}

TEST_CASE("a key opens the sets of its owner, within its scopes and until its end, and nothing without one") {
  each_bench([](Bench& b) {
    b.declare("bomen");
    const std::string patch = R"({"id":"bomen","title":"Bomen"})";
    CHECK(b.send("package_patch", patch, "").status == 403);
    CHECK(b.send("package_patch", patch, "sas_geen").status == 403);
    CHECK(b.send("package_patch", patch, b.make("Verkeer", everything)).status == 403);
    CHECK(b.send("package_patch", patch, b.make("Stadsbeheer", {Scope::rows})).status == 403);
    const auto bearer = b.send("package_patch", patch, "Bearer " + b.key);
    CHECK(bearer.status == 200);
    CHECK(bearer.head.find("Access-Control-Allow-Origin") == std::string::npos);

    const std::string shortly = b.make("Stadsbeheer", everything, "2026-04-05");
    CHECK(b.send("package_patch", patch, shortly).status == 200);
    b.gate.clock.advance(std::chrono::hours{48});
    CHECK(b.send("package_patch", patch, shortly).status == 403);

    const auto all = b.gate.records.read([](store::ReadTx& tx) -> Result<std::vector<Key>> { return all_keys(tx); });
    for (const Key& one : *all)
      REQUIRE(b.gate.records.write(
          [&](store::WriteTx& tx) -> Result<Done> { return revoke_key(tx, b.keys(), one.id, "staff:a1"); }));
    CHECK(b.call("package_patch", patch).status == 403);
    CHECK(b.gate.events("supplier.key-revoked").size() == all->size());
  });
}

TEST_CASE("keys are kept as hashes, and a key that would work too long is refused") {
  each_bench([](Bench& b) {
    const auto rows = b.gate.records.read(
        [](store::ReadTx& tx) -> Result<std::vector<store::Row>> { return tx.query("SELECT hash FROM supplier_key"); });
    for (const store::Row& row : *rows) CHECK(b.key.find(row.text(0)) == std::string::npos);
    const auto made = b.gate.records.write([&](store::WriteTx& tx) -> Result<std::string> {
      return make_key(tx, b.keys(), {"Stadsbeheer", "x", everything, make_date(2028, 1, 1)}, "staff:a1");
    });
    REQUIRE(!made);
    CHECK(made.error().fields.front().field == "until");
  });
}

TEST_CASE("who calls too often is told to wait, in CKAN's form") {
  each_bench([](Bench& b) {
    const std::string body = R"({"id":"geen"})";
    Bench::Answer last;
    for (int i = 0; i < 130 && last.status != 429; ++i) {
      const std::string raw =
          http::testing::RawClient(b.port)
              .send(http::testing::post("/api/3/action/package_patch", body,
                                        "Content-Type: application/json\r\nAuthorization: " + b.key + "\r\n"))
              .answer();
      last.status = std::stoi(raw.substr(9, 3));
      last.head = raw.substr(0, raw.find("\r\n\r\n"));
    }
    CHECK(last.status == 429);
    CHECK(last.head.find("Retry-After: 60") != std::string::npos);
  });
}

TEST_CASE("wrong calls are refused with the field") {
  each_bench([](Bench& b) {
    CHECK(b.call("package_create", R"({"name":"../x"})").error().contains("name"));
    CHECK(b.call("package_create", R"({"name":"x1","license_id":"other-closed"})").error().contains("license_id"));
    CHECK(b.call("package_create", R"({"name":"x2","tags":"groen"})").error().contains("tags"));
    b.declare("bomen");
    CHECK(b.call("resource_create", R"({"package_id":"bomen","url":"http://169.254.169.254/"})")
              .error()
              .contains("upload"));
    CHECK(b.upload("bomen", "bomen.exe", "x").error().contains("upload"));
    CHECK(b.call("datastore_create", R"({"resource":{"package_id":"bomen"}})").error().contains("fields"));
  });
}

TEST_CASE("rows are merged by what tells them apart") {
  RowTable table{{"soort", "aantal"}, {{"linde", "1"}}};
  CHECK(merge_rows(table, {{"linde", "2"}, {"eik", "3"}}, {"soort"}, Merge::upsert));
  CHECK(table.rows == std::vector<RowTexts>{{"linde", "2"}, {"eik", "3"}});
  CHECK(!merge_rows(table, {{"eik", "4"}}, {"soort"}, Merge::insert));
  CHECK(!merge_rows(table, {{"beuk", "4"}}, {"soort"}, Merge::update));
  CHECK(!merge_rows(table, {{"beuk", "4"}}, {"hoogte"}, Merge::upsert));
  CHECK(remove_rows(table, {{"aantal", 3}}).value() == 1);
  CHECK(!remove_rows(table, {{"hoogte", 3}}));
}
