#pragma once
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/csv.h"
#include "base/random.h"
#include "embedded/html_texts.h"
#include "embedded/portal_texts.h"
#include "html/content.h"
#include "http/test_http.h"
#include "lake/table_file.h"
#include "portal/portal.h"
#include "releases/public_writer.h"
#include "test_parquet.h"

/// For the tests of this room: a public store with real files, a plain frame and a server that serves it.
namespace sas::portal::testing {

using http::testing::holds;
using http::testing::status_of_answer;

inline constexpr std::string_view public_url = "https://data.voorbeeld.nl";

/// A folder that goes away.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "sas-portal-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The frame of a process that serves open data alone.
class PlainFrame final : public Frame {
 public:
  explicit PlainFrame(std::string url = std::string(public_url))
      : texts_(html::Texts::load({embedded::html_texts(), embedded::portal_texts()}).value()),
        publisher_{"Zwolle",
                   "Gemeente Zwolle",
                   "https://identifier.overheid.nl/tooi/id/gemeente/gm0193",
                   "https://www.zwolle.nl/",
                   "opendata@voorbeeld.nl",
                   std::move(url)},
        showcase_{
            {"laadpalen", "Laadpalenkaart", "https://kaart.voorbeeld.nl/", "een inwoner", {"Een kaart.", "A map."}}} {
    site_.theme = html::load_theme("themes/sassenpoort").value();
  }
  http::Response show(const http::Request& request, html::Page page) const override {
    const html::Say say{texts_, request.language};
    return http::html_response(html::page_document(site_, say, page));
  }
  http::Response refuse(const http::Request& request, const Error& error) const override {
    html::Page page;
    const html::Say say{texts_, request.language};
    page.title = say("error." + error.code);
    page.body = html::heading(1, page.title);
    http::Response response = show(request, std::move(page));
    response.status = http::status_of(error.kind);
    return response;
  }
  const html::Texts& texts() const override { return texts_; }
  const Publisher& publisher() const override { return publisher_; }
  std::string question_url(std::string_view dataset, Language language) const override {
    return std::string(language == Language::en ? "/en" : "") + "/vraag?tabel=" + url_encode(dataset);
  }
  std::string follow_url(std::string_view dataset, Language language) const override {
    return std::string(language == Language::en ? "/en" : "") + "/data/" + std::string(dataset) + "/volgen";
  }
  int answer_days() const override { return 5; }
  std::string reuse_url(std::string_view dataset, Language language) const override {
    return std::string(language == Language::en ? "/en" : "") + "/data/" + std::string(dataset) + "/laat-zien";
  }
  std::vector<Reuse> showcase(std::string_view dataset) const override { return reuses_of(showcase_, dataset); }
  std::string form_token(const http::Request&) const override { return {}; }

 private:
  html::Texts texts_;
  html::Site site_;
  Publisher publisher_;
  std::vector<Reuse> showcase_;
};

inline const Instant today = parse_iso_instant("2026-06-01T10:00:00Z").value();

inline releases::Release charging_points() {
  using releases::Type;
  releases::Release out;
  out.dataset = "laadpalen";
  out.at = parse_iso_instant("2026-06-01T06:00:00Z").value();
  releases::Description& words = out.description;
  words.title = {"Laadpalen voor auto's", "Charging points for cars"};
  words.summary = {"Waar u een elektrische auto kunt laden, en hoe vaak dat gebeurt.", "Where you can charge a car."};
  words.keywords = {{"laadpaal", "charging point"}, {"elektrisch rijden", "electric driving"}};
  words.owner = "Mobiliteit & Parkeren";
  words.contact = "mobiliteit@voorbeeld.nl";
  words.licence = "CC0-1.0";
  words.themes = {"TRAN", "ENER"};
  words.high_value = "c_b79e35eb";
  words.refresh = "DAILY";
  words.extent = releases::Extent{6.05, 52.49, 6.15, 52.53};
  words.from = make_date(2026, 1, 1);
  words.until = make_date(2026, 3, 31);
  words.source = {"Geteld door de palen.", "Counted by the points."};
  words.longitude_column = "lengte";
  words.latitude_column = "breedte";
  words.time_column = "dag";
  out.columns = {{"nummer", {"volgnummer", "serial number"}, Type::integer, "", {}},
                 {"soort", {"soort laadpaal", "kind of point"}, Type::text, "", {"gewoon", "snel", "traag"}},
                 {"vermogen", {"vermogen van de paal", "power of the point"}, Type::decimal, "kW", {}},
                 {"dag", {"dag van de telling", "day of the count"}, Type::date, "", {}},
                 {"gezien", {"laatste meting", "last reading"}, Type::moment, "", {}},
                 {"lengte", {"lengtegraad", "longitude"}, Type::decimal, "°", {}},
                 {"breedte", {"breedtegraad", "latitude"}, Type::decimal, "°", {}},
                 {"open", {"dag en nacht open", "open day and night"}, Type::truth, "", {}},
                 {"opmerking", {"opmerking", "remark"}, Type::text, "", {}}};
  out.scan.rule_set = "2026.1";
  out.scan.at = out.at;
  out.scan.declaration_sha256 = std::string(64, 'a');
  out.approved_by = "gegevensbeheerder";
  out.lost = {{"Tijden zijn dagen geworden.", "Times became days."}};
  return out;
}

/// Rows 1..`count` of the charging points.
inline std::string charging_rows(int count) {
  return "SELECT i AS nummer, ['gewoon', 'snel', 'traag'][1 + i % 3] AS soort, i * 0.5 AS vermogen, "
         "DATE '2026-01-01' + CAST(i % 90 AS INTEGER) AS dag, "
         "strftime(TIMESTAMP '2026-01-01 00:00:00' + to_minutes(i), '%Y-%m-%dT%H:%M:%SZ') AS gezien, 6.05 + (i % 100) "
         "* 0.001 AS lengte, "
         "52.49 + (i // 100) * 0.004 AS breedte, i % 2 = 0 AS open, "
         "CASE WHEN i % 10 = 0 THEN NULL WHEN i % 10 = 1 THEN 'zegt \"ja\", vaak' || chr(10) || 'en meer' "
         "ELSE 'paal ' || i END AS opmerking FROM range(1, " +
         std::to_string(count + 1) + ") t(i)";
}

inline releases::Release trees() {
  releases::Release out = charging_points();
  out.dataset = "bomen";
  out.at = parse_iso_instant("2026-02-01T06:00:00Z").value();
  out.description.title = {"Bomen & <struiken>", "Trees & <shrubs>"};
  out.description.summary = {"Hoeveel bomen er in elke wijk staan.", "How many trees there are in each district."};
  out.description.keywords = {{"bomenkap", "felling"}, {"groen", "green"}};
  out.description.owner = "Groen";
  out.description.licence = "CC-BY-4.0";
  out.description.themes = {"ENVI"};
  out.description.high_value = "";
  out.description.refresh = "MONTHLY";
  out.description.extent.reset();
  out.description.longitude_column = out.description.latitude_column = out.description.time_column = "";
  out.columns = {{"wijk", {"naam van de wijk", "name of the district"}, releases::Type::text, "", {"Noord", "Zuid"}},
                 {"aantal bomen", {"aantal bomen", "number of trees"}, releases::Type::integer, "bomen", {}}};
  return out;
}

/// A public store with two sets, and what reads it.
struct Shop {
  Folder folder;
  ManualClock clock{today};
  SeededRandom random{7};
  crypto::SigningKey key = crypto::SigningKey::create(random);
  std::unique_ptr<releases::PublicWriter> writer;
  std::unique_ptr<releases::PublicReader> reader;
  std::unique_ptr<lake::FileReader> files;

  Shop() {
    writer = releases::open_public_writer(store(), key, clock).value();
    reader = releases::open_public_reader(store(), key.public_key(), clock);
    files = lake::open_file_reader({store()}).value();
  }
  [[nodiscard]] std::string store() const { return folder.path() + "/public"; }

  [[nodiscard]] releases::File keep(const std::string& select, const std::string& format) const {
    auto draft = writer->draft(format).value();
    if (format == "parquet")
      sas::testing::write_parquet(select, draft->path());
    else
      sas::testing::write_csv(select, draft->path());
    return writer
        ->keep(std::move(draft), format,
               format == "parquet" ? "application/vnd.apache.parquet" : "text/csv; charset=utf-8")
        .value();
  }

  /// The Parquet file as the gate makes it: from the kept CSV, by the types that were declared.
  [[nodiscard]] releases::File keep_parquet(const releases::Release& release, const releases::File& csv) const {
    std::vector<lake::TableFileColumn> columns;
    for (const releases::Column& column : release.columns)
      columns.push_back({column.name, column.type == releases::Type::shape ? lake::CellType::text
                                                                           : static_cast<lake::CellType>(column.type)});
    std::ifstream in(writer->path_of(csv).value(), std::ios::binary);
    const auto rows = csv::read(std::string(std::istreambuf_iterator<char>(in), {})).value();
    auto draft = writer->draft("parquet").value();
    const auto file = lake::open_table_file(columns, {draft->path(), folder.path()}).value();
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::vector<std::string_view> cells(rows[i].begin(), rows[i].end());
      REQUIRE(file->row(cells));
    }
    REQUIRE(file->finish());
    return writer->keep(std::move(draft), "parquet", "application/vnd.apache.parquet").value();
  }

  releases::Release publish(releases::Release release, const std::string& select, std::uint64_t rows) {
    const releases::File csv = keep(select, "csv");
    release.files = {csv, keep_parquet(release, csv)};
    return publish_with(std::move(release), rows);
  }
  /// For tables too large to go through this program.
  releases::Release publish_large(releases::Release release, const std::string& select, std::uint64_t rows) {
    release.files = {keep(select, "csv"), keep(select, "parquet")};
    return publish_with(std::move(release), rows);
  }
  releases::Release publish_with(releases::Release release, std::uint64_t rows) {
    release.rows = rows;
    release.scan.rows = rows;
    release.scan.cells = rows * release.columns.size();
    auto published = writer->publish(std::move(release)).value();
    clock.advance(std::chrono::seconds{2});
    return published;
  }

  void publish_usual() {
    publish(charging_points(), charging_rows(1000), 1000);
    publish(trees(), "SELECT * FROM (VALUES ('Noord', 120), ('Zuid', 80)) t(wijk, \"aantal bomen\")", 2);
  }

  void withdraw(const std::string& dataset, std::int64_t number) {
    const releases::Tombstone stone{
        dataset, number, clock.now(), {"De telling klopte niet.", "The count was wrong."}, "gegevensbeheerder", 0};
    REQUIRE(writer->withdraw(stone));
    clock.advance(std::chrono::seconds{2});
  }
};

/// The shop with its doors open.
struct OpenShop : Shop {
  PlainFrame frame;
  http::testing::TestServer server;
  std::uint16_t port = 0;

  explicit OpenShop(std::string url = std::string(public_url)) : frame(std::move(url)) { publish_usual(); }

  void open() {
    add_portal(server.router, {*reader, *files, frame, clock, folder.path() + "/cache", random,
                               ReadKeys(std::string(32, 's')), ended_keys()});
    port = server.start();
  }
  [[nodiscard]] std::string ended_keys() const { return folder.path() + "/ended-keys.txt"; }
  [[nodiscard]] std::string get(const std::string& target, const std::string& fields = "") const {
    return http::testing::RawClient(port).send(http::testing::get(target, fields)).answer();
  }
  [[nodiscard]] std::string post(const std::string& target, const std::string& body) const {
    return http::testing::RawClient(port)
        .send(http::testing::post(target, body, "Content-Type: application/json\r\n"))
        .answer();
  }
};

inline std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}
inline json::Object json_of(const std::string& answer) {
  auto value = json::parse(body_of(answer));
  REQUIRE_MESSAGE(value, answer.substr(0, 400));
  return value->get_object();
}

}  // namespace sas::portal::testing
