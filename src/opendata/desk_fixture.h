#pragma once
#include <doctest/doctest.h>

#include "embedded/html_texts.h"
#include "http/test_upload.h"
#include "opendata/brought_file.h"
#include "opendata/desk_pages.h"
#include "opendata/draft_pages.h"
#include "opendata/gate_fixture.h"
#include "opendata/intake.h"
#include "people/test_gate.h"

/// The workplace for open data over a gate, for the tests of this room.
namespace sas::opendata {

struct Workplace {
  explicit Workplace(store::Store& store) : bench(store) {
    declarations.sets = {declared(kGarages)};
    gate.viewer.kind = people::ViewerKind::staff;
    gate.viewer.staff = StaffId("01900000-0000-7000-8000-0000000000a1");
    gate.viewer.roles = {people::Role::editor};
    const RecallParts recall{bench.records, bench.ledger, bench.outbox, *bench.writer, *bench.reader, bench.clock};
    add_open_data_desk_pages(router, {gate, book, sources, drafts, recall, [] {}, spool, files()});
    add_draft_pages(router, {gate, drafts, [] {}, spool});
    add_open_data_jobs(runner, {refresher, recall, *client, log});
    add_draft_jobs(runner, drafts);
    // The file that was brought, as the program itself looks for it.
    sources["file"] = [this](const Declaration& declaration) -> Result<std::unique_ptr<Source>> {
      if (const std::string path = brought_file(files(), declaration.slug); !path.empty())
        return file_source(path, declaration);
      return fail(ErrorKind::not_found, "file-missing", declaration.slug);
    };
  }

  [[nodiscard]] std::string files() const { return bench.folder.text() + "/files"; }

  /// Somebody else at the same desk.
  void is(char last) { gate.viewer.staff = StaffId(std::string("01900000-0000-7000-8000-0000000000a") + last); }

  /// A form with a file; other fields as "name=value&name=value".
  http::Response bring(const std::string& path, const std::string& content, const std::string& fields = "",
                       const std::string& name = "bomen.csv") {
    std::string body;
    for (const std::string& field : split(fields, '&'))
      if (const auto sign = field.find('='); sign != std::string::npos)
        body += "--grens\r\nContent-Disposition: form-data; name=\"" + field.substr(0, sign) + "\"\r\n\r\n" +
                field.substr(sign + 1) + "\r\n";
    body += "--grens\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"" + name + "\"\r\n\r\n" + content +
            "\r\n--grens--\r\n";
    // As the server does it: the header first, then the whole.
    const http::Match match = matched(http::Method::post, path);
    http::Request request = request_of(match, "multipart/form-data; boundary=grens");
    request.method = http::Method::post;
    const http::Response granted = match.route->handler(request);
    if (!granted.receive) return granted;
    http::testing::receive_body(request, *spool, body);
    return granted.receive(request);
  }

  http::Response send(http::Method method, const std::string& path, std::string body = "") {
    const http::Match match = matched(method, path);
    http::Request request = request_of(match, "application/x-www-form-urlencoded");
    request.method = method;
    request.body = std::move(body);
    return match.route->handler(request);
  }
  http::Match matched(http::Method method, const std::string& path) {
    http::Match match = router.match(method, path);
    REQUIRE(match.outcome == http::Outcome::found);
    return match;
  }
  static http::Request request_of(const http::Match& match, const std::string& type) {
    http::Request request;
    request.path = match.path;
    request.language = match.language;
    request.params = match.params;
    request.headers = {{"Content-Type", type}};
    return request;
  }
  http::Response post(const std::string& path, std::string body = "") {
    auto response = send(http::Method::post, path, std::move(body));
    work();
    return response;
  }
  void work() {
    bench.clock.advance(std::chrono::seconds{2});
    (void)runner.run_due();
    bench.clock.advance(std::chrono::seconds{2});
  }
  std::string page(const std::string& path) { return send(http::Method::get, path).body; }

  static std::shared_ptr<http::Spool> spool_in(const std::string& folder) {
    http::SpoolSettings settings;
    settings.folder = folder + "/uploads";
    settings.room_left = 0;
    return http::Spool::open(settings).value();
  }

  GateBench bench;
  std::shared_ptr<http::Spool> spool = spool_in(bench.folder.text());
  privacy::Table table = garages();
  Declarations declarations;
  DeclarationBook book{declarations, bench.records};
  Sources sources{{"upload", [this](const Declaration&) -> Result<std::unique_ptr<Source>> {
                     return std::make_unique<TableSource>(table);
                   }}};
  Logger log{bench.clock, [](LogLevel, std::string_view) {}};
  Refresher refresher{{bench.records, *bench.gate, book, sources, bench.clock, log}};
  Drafts drafts{{bench.records, bench.ledger, bench.outbox, book, refresher, *bench.reader, bench.clock,
                 bench.folder.text() + "/drafts", bench.folder.text() + "/files"}};
  jobs::Runner runner{bench.records, bench.outbox, bench.clock, bench.random, log};
  std::unique_ptr<http::Client> client = http::network_client();
  html::Texts texts = *html::Texts::load({embedded::html_texts(), opendata::texts()});
  test::TestGate gate{texts};
  http::Router router;
};

inline void each_workplace(const std::function<void(Workplace&)>& test) {
  sas::test::for_each_store(gate_migrations(), [&](store::Store& store) {
    Workplace workplace(store);
    test(workplace);
  });
}

inline bool says(const std::string& page, std::string_view text) {
  return page.find(text) != std::string::npos;
}

}  // namespace sas::opendata
