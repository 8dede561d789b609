#include "opendata/gate.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/text.h"
#include "crypto/hash.h"
#include "lake/table_file.h"
#include "opendata/differencing.h"
#include "opendata/gate_fixture.h"
#include "opendata/intake.h"
#include "opendata/judging.h"

using namespace sas;
using namespace sas::opendata;
using Outcome = Judgement::Outcome;

namespace {

bool has_flaw(const Judgement& judgement, std::string_view code) {
  for (const Flaw& flaw : judgement.flaws)
    if (flaw.code == code) return true;
  return false;
}

constexpr std::string_view kParks = R"(
title = {nl = "Parken", en = "Parks"}
summary = {nl = "Parken en paden van de stad.", en = "Parks and paths of the city."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
source = "upload"
origin = {nl = "De beheerkaart.", en = "The map of the gardeners."}
subject = "thing"
shape = "vorm"

[[column]]
name = "naam"
meaning = {nl = "naam", en = "name"}
type = "text"
class = "open"
kind = "thing-id"

[[column]]
name = "vorm"
meaning = {nl = "omtrek", en = "outline"}
type = "shape"
class = "open"
kind = "location"
precision = "exact"
)";

constexpr std::string_view kResidents = R"(
title = {nl = "Inwoners per buurt", en = "Residents by neighbourhood"}
summary = {nl = "Aantal inwoners.", en = "Number of residents."}
owner = "Onderzoek"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["SOCI"]
source = "upload"
origin = {nl = "Geteld in het register.", en = "Counted in the register."}
subject = "area"

[[column]]
name = "buurt"
meaning = {nl = "naam van de buurt", en = "name of the neighbourhood"}
type = "text"
class = "open"
kind = "location"
precision = "neighbourhood"

[[column]]
name = "inwoners"
meaning = {nl = "aantal inwoners", en = "number of residents"}
type = "integer"
class = "open"
kind = "measure"
counts = "persons"
)";

constexpr std::string_view kInCells = R"(
[aggregation]
dimensions = ["buurt"]
count = "inwoners"
rounding = "cell-key"

[[column]]
name = "buurt")";

privacy::Table residents(int first) {
  return {{"buurt", "inwoners"}, {{"Assendorp", std::to_string(first)}, {"Diezerpoort", "214"}}};
}

std::string edited(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a table with nothing against it is released in every form, and the ledger tells of it") {
  each_gate([](GateBench& b) {
    const Declaration declaration = declared(kGarages);
    const Judgement judgement = b.offer(declaration, garages());
    REQUIRE(judgement.outcome == Outcome::released);
    const auto published = b.catalogue()->find("parkeren")->current();
    const releases::Release& release = published->release;
    CHECK(release.rows == 48);
    CHECK(release.scan.cells == 48 * 5);
    CHECK(release.scan.declaration_sha256 == declaration.sha256);
    CHECK(release.approved_by == "gegevensbeheerder");
    CHECK(release.description.from == make_date(2026, 4, 3));
    CHECK(release.description.extent->west == doctest::Approx(6.0851));
    CHECK(release.columns[2].unit == "plaatsen");
    for (const char* format : {"csv", "xlsx", "json", "jsonl", "parquet", "geojson", "geoparquet"})
      CHECK_MESSAGE(releases::find_file(release, format) != nullptr, format);

    const std::string csv = b.bytes_of("parkeren", "csv");
    CHECK(csv.starts_with("garage,uur,vrij,lengte,breedte\r\nEmmawijk,2026-04-03T00:00:00Z,100.5,6.0953,52.5101\r\n"));
    const auto rows = json::parse(b.bytes_of("parkeren", "json")).value();
    CHECK(rows.as_array().size() == 48);
    CHECK(rows.as_array()[1].as_object().at("vrij").as_double() == doctest::Approx(103.5));
    const auto features = json::parse(b.bytes_of("parkeren", "geojson")).value();
    const auto& point = features.as_object().at("features").as_array()[0].as_object().at("geometry").as_object();
    CHECK(point.at("coordinates").as_array()[0].as_double() == doctest::Approx(6.0953));
    CHECK(b.bytes_of("parkeren", "xlsx").starts_with("PK"));
    const std::string parquet = releases::find_file(release, "geoparquet")->sha256;
    CHECK(lake::count_rows(b.reader->object(parquet).value())->found == 48);

    const auto events = b.events("opendata.released");
    REQUIRE(events.size() == 1);
    CHECK(events[0].seq == release.ledger_seq);
    CHECK(events[0].subject == "dataset:parkeren");
    CHECK(events[0].acting == "staff:a1");
    CHECK(json::text_at(events[0].facts.at("files").as_object(), "csv") == release.files[0].sha256);
  });
}

TEST_CASE("the same rows under the same declaration are no new release; other rows or words are") {
  each_gate([](GateBench& b) {
    const Declaration declaration = declared(kGarages);
    b.offer(declaration, garages());
    const Judgement again = b.offer(declaration, garages());
    CHECK(again.outcome == Outcome::unchanged);
    CHECK(again.release->number == 1);
    CHECK(b.events("opendata.released").size() == 1);
    CHECK(b.offer(declaration, garages(1)).release->number == 2);
    const Declaration reworded = declared(edited(std::string(kGarages), "Vrije plaatsen per", "Plaatsen vrij per"));
    CHECK(b.offer(reworded, garages(1)).release->number == 3);
    const auto history = b.catalogue();
    CHECK(history->find("parkeren")->releases[1]->release.changed.nl.find("48 rijen") != std::string::npos);
  });
}

TEST_CASE("a table with personal data is refused, nothing of it is public, and the ledger holds rules without values") {
  each_gate([](GateBench& b) {
    privacy::Table table = garages();
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      table.rows[i][0] = "jan.jansen" + std::to_string(i) + "@mail.example";
    const Judgement judgement = b.offer(declared(kGarages), table);
    CHECK(judgement.outcome == Outcome::refused);
    CHECK(judgement.report.has(privacy::Rule::email));
    CHECK(b.catalogue()->sets.empty());
    CHECK(files_behind(b.path()) == 0);
    const auto events = b.events("opendata.refused");
    REQUIRE(events.size() == 1);
    const std::string facts = json::write(events[0].facts);
    CHECK(facts.find("\"email\"") != std::string::npos);
    CHECK(facts.find("jansen") == std::string::npos);
    const auto last = b.records
                          .read([](store::ReadTx& tx) -> Result<std::optional<LastJudgement>> {
                            return last_judgement(tx, "parkeren");
                          })
                          .value();
    REQUIRE(last.has_value());
    CHECK(last->outcome == "refused");
    CHECK(last->findings == judgement.report.findings);
  });
}

TEST_CASE("a column that nobody declared blocks, and is not named in what is kept") {
  each_gate([](GateBench& b) {
    privacy::Table table = garages();
    table.header.emplace_back("opmerking van de heer Jansen");
    for (auto& row : table.rows) row.emplace_back("x");
    const Judgement judgement = b.offer(declared(kGarages), table);
    CHECK(judgement.report.has(privacy::Rule::undeclared_column));
    CHECK(json::write(b.events("opendata.refused")[0].facts).find("Jansen") == std::string::npos);
  });
}

TEST_CASE("cells of another type than declared, formulas and uneven rows are refused, never mended") {
  each_gate([](GateBench& b) {
    const Declaration declaration = declared(kGarages);
    privacy::Table table = garages();
    table.rows[3][2] = "12,5";
    CHECK(b.offer(declaration, table).flaws == std::vector<Flaw>{{"cell-type", "vrij", 1}});
    table = garages();
    table.rows[3][0] = "=HYPERLINK(\"https://example.org\")";
    table.rows[4][0] = "@SUM(1)";
    CHECK(b.offer(declaration, table).flaws == std::vector<Flaw>{{"formula", "garage", 2}});
    table = garages();
    table.rows[3].pop_back();
    CHECK(has_flaw(b.offer(declaration, table), "row-length"));
    CHECK(has_flaw(b.offer(declaration, {garages().header, {}}), "empty"));
    CHECK(files_behind(b.path()) == 0);
  });
}

TEST_CASE("shapes are released in every form: geometry where a form has it, text elsewhere") {
  each_gate([](GateBench& b) {
    const Declaration declaration = declared(kParks, "parken");
    const privacy::Table table{{"naam", "vorm"},
                               {{"Wezenlanden", "POLYGON ((6.09 52.51, 6.1 52.51, 6.1 52.52, 6.09 52.51))"},
                                {"Pad", "LINESTRING (6.2 52.51, 6.21 52.6)"},
                                {"Onbekend", ""}}};
    REQUIRE(b.offer(declaration, table).outcome == Outcome::released);
    const releases::Release release = b.catalogue()->find("parken")->current()->release;
    CHECK(release.description.shape_column == "vorm");
    CHECK(release.description.extent->west == doctest::Approx(6.09));
    CHECK(release.description.extent->north == doctest::Approx(52.6));
    for (const char* format : {"csv", "xlsx", "json", "jsonl", "parquet", "geojson", "geoparquet"})
      CHECK_MESSAGE(releases::find_file(release, format) != nullptr, format);
    CHECK(b.bytes_of("parken", "csv").find("Pad,\"LINESTRING (6.2 52.51, 6.21 52.6)\"\r\n") != std::string::npos);
    const auto features = json::parse(b.bytes_of("parken", "geojson")).value().at("features").as_array();
    CHECK(
        json::write(features[0]) ==
        R"({"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[6.09E0,5.251E1],[6.1E0,5.251E1],[6.1E0,5.252E1],[6.09E0,5.251E1]]]},"properties":{"naam":"Wezenlanden"}})");
    CHECK(features[2].at("geometry").is_null());
    CHECK(b.bytes_of("parken", "json").find(R"x("vorm":"LINESTRING (6.2 52.51, 6.21 52.6)")x") != std::string::npos);
    const std::string geo = b.bytes_of("parken", "geoparquet");
    CHECK(geo.find(R"("geometry_types":[])") != std::string::npos);
    CHECK(geo.find("LINESTRING") == std::string::npos);
    // The same bytes judged again at night still stand.
    CHECK(b.offer(declaration, table).outcome == Outcome::unchanged);

    privacy::Table wrong = table;
    wrong.rows[1][1] = "LINESTRING(6.2 52.51,6.21 52.6)";
    CHECK(has_flaw(b.offer(declaration, wrong), "cell-type"));
    wrong.rows[1][1] = "POLYGON ((0 0, 9 8, 9 0, 0 9, 0 0))";
    CHECK(has_flaw(b.offer(declaration, wrong), "cell-type"));
  });
}

TEST_CASE("a count is compared with every version that can be downloaded, also without cells of an aggregation") {
  each_gate([](GateBench& b) {
    const Declaration declaration = declared(kResidents, "inwoners");
    REQUIRE(b.offer(declaration, residents(100)).outcome == Outcome::released);
    REQUIRE(b.offer(declaration, residents(150)).outcome == Outcome::released);
    const Judgement refused = b.offer(declaration, residents(101));
    CHECK(refused.outcome == Outcome::refused);
    CHECK(refused.report.findings == std::vector<privacy::Finding>{{privacy::Rule::difference, {"inwoners"}, 1}});
    // Back to a count that is public already tells nothing; neither does one that moved by ten.
    CHECK(b.offer(declaration, residents(100)).outcome == Outcome::released);
    CHECK(b.offer(declaration, residents(110)).outcome == Outcome::released);
    // The columns in another order are the same cells.
    privacy::Table turned{{"inwoners", "buurt"}, {{"151", "Assendorp"}, {"214", "Diezerpoort"}}};
    CHECK(b.offer(declaration, turned).report.has(privacy::Rule::difference));
  });
}

TEST_CASE("counts that a cell key moved are compared as well; counts declared to be rounded to five are not") {
  each_gate([](GateBench& b) {
    const std::string cells = edited(std::string(kResidents), "\n[[column]]\nname = \"buurt\"", kInCells);
    const Declaration keyed = declared(cells, "inwoners");
    REQUIRE(b.offer(keyed, residents(100)).outcome == Outcome::released);
    REQUIRE(b.offer(keyed, residents(150)).outcome == Outcome::released);
    CHECK(b.offer(keyed, residents(101)).report.has(privacy::Rule::difference));
    const Declaration rounded = declared(edited(cells, "cell-key", "to-five"), "afgerond");
    const auto in_fives = [](const char* first) {
      return privacy::Table{{"buurt", "inwoners"}, {{"Assendorp", first}, {"Diezerpoort", "215"}}};
    };
    REQUIRE(b.offer(rounded, in_fives("100")).outcome == Outcome::released);
    CHECK(b.offer(rounded, in_fives("105")).outcome == Outcome::released);
  });
}

TEST_CASE("a review holds for the cells that were read: other cells block until somebody reads them") {
  each_gate([](GateBench& b) {
    const privacy::Table read{{"boom", "opmerking"},
                              {{"eik-1", "Staat mooi langs de gracht"}, {"es-2", "Bloeit vroeg"}}};
    ColumnSeal seal;
    for (const auto& row : read.rows) seal.add(row[1]);
    const std::string words = std::string(kResidents.substr(0, kResidents.find("subject"))) + R"(
subject = "thing"
[[column]]
name = "boom"
meaning = {nl = "nummer van de boom", en = "number of the tree"}
type = "text"
class = "open"
kind = "thing-id"

[[column]]
name = "opmerking"
meaning = {nl = "wat opviel", en = "what was seen"}
type = "text"
class = "open"
kind = "free-text"
reviewed_by = "redacteur"
reviewed_sha256 = ")";
    const Declaration declaration = declared(words + seal.text() + "\"\n", "bomen");
    REQUIRE(b.offer(declaration, read).outcome == Outcome::released);
    privacy::Table other = read;
    other.rows[1][1] = "Bloeit laat";
    CHECK(b.offer(declaration, other).flaws == std::vector<Flaw>{{"review-outdated", "opmerking", 2}});
    privacy::Table more = read;
    more.rows.push_back({"els-3", ""});
    CHECK(has_flaw(b.offer(declaration, more), "review-outdated"));
    // Other columns may change: nobody had to read them.
    privacy::Table renumbered = read;
    renumbered.rows[0][0] = "eik-9";
    CHECK(b.offer(declaration, renumbered).outcome == Outcome::released);

    config::Problems problems;
    (void)read_declaration(words + "\"\n", "bomen", problems);
    CHECK(config::to_text(problems).find("reviewed_sha256") != std::string::npos);
    problems.clear();
    (void)read_declaration("refresh = \"daily\"\n" + words + seal.text() + "\"\n", "bomen", problems);
    CHECK(config::to_text(problems).find("refreshes") != std::string::npos);
  });
}

TEST_CASE("more counts than can be held block a comparison, they do not skip it") {
  const Declaration declaration = declared(kResidents, "inwoners");
  PublicCounts counts(declaration.set, 3);
  const auto give = [&](const char* area, const char* count) {
    const std::vector<std::string_view> cells{area, count};
    counts.row(cells);
  };
  counts.begin({"buurt", "inwoners"});
  give("Assendorp", "100");
  give("Diezerpoort", "200");
  counts.accept();
  counts.begin({"buurt", "inwoners"});
  give("Assendorp", "100");
  give("Diezerpoort", "210");
  CHECK_FALSE(counts.is_too_large());
  CHECK(counts.findings().empty());
  counts.accept();
  counts.begin({"buurt", "inwoners"});
  give("Kamperpoort", "300");
  CHECK(counts.is_too_large());
}

TEST_CASE("names of columns in every script are the same in every form") {
  sas::test::SqliteStore store(gate_migrations());
  GateBench b(*store);
  Declaration declaration = declared(kGarages);
  privacy::Table table = garages();
  const std::vector<std::string> names{"Größe é", "αριθμός", "номер", "場所", "رقم"};
  for (std::size_t i = 0; i < names.size(); ++i)
    table.header[i] = declaration.columns[i].name = declaration.set.columns[i].name = names[i];
  declaration.words.time_column = names[1];
  declaration.words.longitude_column = names[3];
  declaration.words.latitude_column = names[4];
  const Judgement judgement = b.offer(declaration, table);
  REQUIRE(judgement.outcome == Outcome::released);
  for (const char* format : {"csv", "json", "jsonl", "parquet", "geojson", "geoparquet"})
    for (const std::string& name : names)
      CHECK_MESSAGE(b.bytes_of("parkeren", format).find(name) != std::string::npos, format);
}

TEST_CASE("the words about a set are judged as well") {
  each_gate([](GateBench& b) {
    const std::string text(kGarages);
    CHECK(
        has_flaw(b.offer(declared(edited(text, "data@sassenpoort.example", "j.jansen@sassenpoort.example")), garages()),
                 "contact-not-role"));
    CHECK(has_flaw(b.offer(declared(edited(text, "Counters at the barriers", "Ask 06-12345678, counters")), garages()),
                   "personal-text"));
  });
}

TEST_CASE("a file that changes between scan and release cannot be released, whenever it changes") {
  struct Moment {
    GateStep step;
    const char* folder;
    const char* code;
  };
  each_gate([](GateBench& b) {
    for (const Moment& moment : {Moment{GateStep::judged, "/waiting", "draft-changed"},
                                 Moment{GateStep::csv_kept, "/objects", "object-damaged"}}) {
      b.open([&](GateStep step) {
        if (step != moment.step) return;
        for (const auto& file : std::filesystem::recursive_directory_iterator(b.path() + moment.folder)) {
          if (!file.is_regular_file()) continue;
          std::filesystem::permissions(file.path(), std::filesystem::perms::owner_write,
                                       std::filesystem::perm_options::add);
          std::fstream out(file.path(), std::ios::in | std::ios::out | std::ios::binary);
          out.seekp(40);
          out << "X";
        }
      });
      TableSource source(garages());
      const auto offered = b.gate->offer(declared(kGarages), source, {"gegevensbeheerder", "staff:a1"});
      CHECK(offered.error().code == moment.code);
      CHECK(b.catalogue()->sets.empty());
      CHECK(b.events("opendata.released").empty());
    }
  });
}

TEST_CASE("a large file that changes while it is offered is released as it was judged, or not at all") {
  each_gate([](GateBench& b) {
    const Declaration declaration = [] {
      Declaration out = declared(kGarages);
      out.source = "file";
      out.file = FileForm{};
      return out;
    }();
    const std::string path = b.folder.text() + "/rows.csv";
    const auto write = [&](std::string_view header, int day) {
      std::ofstream out(path, std::ios::binary | std::ios::trunc);
      out << header << "\n";
      // More than the batch up to which everything is done on one thread.
      for (int i = 0; i < 20'000; ++i)
        out << "Emmawijk,2026-0" << day << "-03T" << i % 14 + 10 << ":00:00Z," << i << ".5,6.0953,52.5101\n";
    };
    constexpr std::string_view header = "garage,uur,vrij,lengte,breedte";
    // After the judgement nothing of the file counts any more: the forms hold the rows that were judged.
    write(header, 4);
    b.open([&](GateStep step) {
      if (step == GateStep::judged) std::ofstream(path, std::ios::trunc) << header << "\n999990639,x,y,z,w\n";
    });
    const auto source = file_source(path, declaration).value();
    REQUIRE(b.gate->offer(declaration, *source, {"x", "system"}).value().outcome == Outcome::released);
    CHECK(b.bytes_of("parkeren", "csv").find("999990639") == std::string::npos);
    const auto published = b.catalogue()->find("parkeren")->current();
    for (const char* form : {"parquet", "geoparquet"}) {
      const releases::File* file = releases::find_file(published->release, form);
      REQUIRE(file != nullptr);
      const auto rows = lake::count_rows(b.reader->object(file->sha256).value()).value();
      CHECK(rows.found == 20'000);
      CHECK(rows.named == 20'000);
    }
    // Another file in its place, with other columns, before its rows are read.
    write(header, 5);
    const auto moved = file_source(path, declaration).value();
    write("garage,uur,vrij,breedte,lengte", 5);
    CHECK(b.gate->offer(declaration, *moved, {"x", "system"}).error().code == "file-changed");
    // One cell of another type, far into it: refused, and nothing of the forms that were begun is left.
    write(header, 6);
    std::ofstream(path, std::ios::app) << "Emmawijk,2026-06-03T10:00:00Z,geen,6.0953,52.5101\n";
    const std::size_t before = files_behind(b.path());
    const auto wrong = file_source(path, declaration).value();
    const Judgement refused = b.gate->offer(declaration, *wrong, {"x", "system"}).value();
    CHECK(refused.outcome == Outcome::refused);
    CHECK(has_flaw(refused, "cell-type"));
    CHECK(files_behind(b.path()) == before);
  });
}

TEST_CASE("a gate killed after any of its steps leaves one release with its event, or none") {
  const auto each = [](const std::function<void(const store::OpenOptions&)>& test) {
    sas::test::TempFolder folder;
    store::OpenOptions options;
    options.folder = folder.text();
    test(options);
  };
  for (const GateStep step :
       {GateStep::judged, GateStep::csv_kept, GateStep::formats_kept, GateStep::announced, GateStep::published})
    each([&](const store::OpenOptions& options) {
      const bool is_told = step == GateStep::announced || step == GateStep::published;
      sas::test::TempFolder folder;
      const std::string path = folder.text() + "/public";
      SeededRandom seed(7);
      const auto key = crypto::SigningKey::create(seed);
      const ManualClock clock(parse_iso_instant("2026-04-04T06:00:00Z").value());
      SystemRandom random;
      const ledger::Ledger ledger(clock, random);
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) try {
          auto records = sas::test::open_store(options, gate_migrations());
          auto writer = releases::open_public_writer(path, key, clock).value();
          Gate gate({*records, ledger, *writer, clock}, [&](GateStep at) {
            if (at == step) ::kill(::getpid(), SIGKILL);
          });
          TableSource source(garages());
          (void)gate.offer(declared(kGarages), source, {"gegevensbeheerder", "staff:a1"});
          ::_exit(0);
        } catch (...) {
          ::_exit(1);
        }
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      REQUIRE(WIFSIGNALED(status));

      auto records = sas::test::open_store(options, gate_migrations());
      auto writer = releases::open_public_writer(path, key, clock).value();
      Gate gate({*records, ledger, *writer, clock});
      CHECK(gate.recover().value() == (is_told ? 1 : 0));
      CHECK(writer->standing("parkeren").size() == (is_told ? 1 : 0));
      TableSource source(garages());
      const auto again = gate.offer(declared(kGarages), source, {"gegevensbeheerder", "staff:a1"}).value();
      CHECK(again.outcome == (is_told ? Outcome::unchanged : Outcome::released));
      CHECK(writer->standing("parkeren").size() == 1);
      const auto told = records->read([&](store::ReadTx& tx) -> Result<std::int64_t> {
        return tx.query_one("SELECT count(*) FROM ledger_event WHERE kind = 'opendata.released'")->integer(0);
      });
      CHECK(told.value() == 1);
      CHECK(gate.recover().value() == 0);
    });
}

TEST_CASE("a release that the ledger tells of but whose files are gone is written off in the ledger") {
  each_gate([](GateBench& b) {
    struct Cut {};
    b.open([](GateStep step) {
      if (step == GateStep::announced) throw Cut{};
    });
    TableSource source(garages());
    CHECK_THROWS_AS((void)b.gate->offer(declared(kGarages), source, {"gegevensbeheerder", "staff:a1"}), Cut);
    b.close();
    for (const auto& folder : std::filesystem::directory_iterator(b.path() + "/objects"))
      std::filesystem::remove_all(folder.path());
    b.open();
    CHECK(b.gate->recover().value() == 0);
    const auto failed = b.events("opendata.release-failed");
    REQUIRE(failed.size() == 1);
    CHECK(json::int_at(failed[0].facts, "event") == b.events("opendata.released")[0].seq);
    CHECK(b.gate->recover().value() == 0);
    CHECK(b.offer(declared(kGarages), garages()).release->number == 1);
  });
}
