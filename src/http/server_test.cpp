#include <doctest/doctest.h>

#include "base/json.h"
#include "http/assets.h"
#include "http/conditional.h"
#include "http/operations.h"
#include "http/test_http.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::testing;

namespace {

std::string ask(std::uint16_t port, const std::string& request) {
  RawClient client(port);
  return client.send(request).answer();
}

std::string field_of(std::string_view answer, std::string_view name) {
  const std::size_t at = answer.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return "-";
  const std::size_t start = at + name.size() + 4;
  return std::string(answer.substr(start, answer.find("\r\n", start) - start));
}

}  // namespace

TEST_CASE("every answer carries the security headers and a trace") {
  TestServer t;
  t.settings.form_action_origins = {"https://login.example"};
  t.text("/", "<p>welkom</p>");
  const std::string answer =
      ask(t.start(), get("/", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"));
  CHECK(status_of_answer(answer) == 200);
  CHECK(answer.ends_with("<p>welkom</p>"));
  CHECK(field_of(answer, "Content-Security-Policy") ==
        "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://login.example; "
        "object-src 'none'; img-src "
        "'self' data:");
  CHECK(field_of(answer, "X-Content-Type-Options") == "nosniff");
  CHECK(field_of(answer, "Referrer-Policy") == "same-origin");
  CHECK(field_of(answer, "Cross-Origin-Opener-Policy") == "same-origin");
  CHECK(field_of(answer, "Cache-Control") == "no-store");
  CHECK(field_of(answer, "traceparent").starts_with("00-0af7651916cd43dd8448eb211c80319c-"));
  CHECK(field_of(answer, "Strict-Transport-Security") == "-");
  CHECK(field_of(answer, "Server") == "-");
  CHECK(field_of(answer, "Date").ends_with(" GMT"));
  t.server->stop();
  CHECK(holds(t.log(), R"("event":"request","method":"GET","route":"/","status":200)"));
  CHECK(holds(t.log(), "0af7651916cd43dd8448eb211c80319c"));
}

TEST_CASE("the log and the metrics hold the pattern, never what was typed") {
  TestServer t;
  t.text("/zaken/{id}", "x");
  const auto port = t.start();
  ask(port, get("/zaken/999990019?bsn=999990019"));
  ask(port, get("/onbekend/999990019?bsn=999990019"));
  t.server->stop();
  CHECK(holds(t.log(), "/zaken/{id}"));
  CHECK(!holds(t.log(), "999990019"));
  const std::string metrics = t.metrics.render();
  CHECK(holds(metrics, R"(http_request_duration_seconds_count{route="/zaken/{id}",method="GET",status="2xx"} 1)"));
  CHECK(holds(metrics, R"(http_request_duration_seconds_count{route="-",method="-",status="4xx"} 1)"));
  CHECK(!holds(metrics, "999990019"));
  CHECK(holds(metrics, "http_connections 0\n"));
}

TEST_CASE("pipelined requests are answered in order on one connection") {
  TestServer t;
  t.add(Method::get, "/{n}", Audience::page, [](const Request& r) { return html_response("n=" + r.param("n")); });
  RawClient client(t.start());
  client.send(get("/1") + get("/2") + "\r\n" + get("/3", "Connection: close\r\n"));
  CHECK(client.answer().ends_with("n=1"));
  CHECK(client.answer().ends_with("n=2"));
  const std::string last = client.answer();
  CHECK(last.ends_with("n=3"));
  CHECK(field_of(last, "Connection") == "close");
  CHECK(client.rest().empty());
}

TEST_CASE("HTTP/1.0 closes unless asked otherwise") {
  TestServer t;
  t.text("/", "x");
  RawClient client(t.start());
  CHECK(field_of(client.send("GET / HTTP/1.0\r\n\r\n").answer(), "Connection") == "close");
  CHECK(client.rest().empty());
}

TEST_CASE("HEAD has the length and no body") {
  TestServer t;
  t.text("/", "<p>welkom</p>");
  RawClient client(t.start());
  const std::string answer = client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").answer(false);
  CHECK(status_of_answer(answer) == 200);
  CHECK(field_of(answer, "Content-Length") == "13");
  CHECK(client.send(get("/", "Connection: close\r\n")).answer().ends_with("<p>welkom</p>"));
}

TEST_CASE("an unknown address and a wrong method are told in the visitor's language or as a problem") {
  TestServer t;
  t.text("/bestaat", "x");
  t.add(Method::get, "/api/x", Audience::api, [](const Request&) { return json_response("{}"); });
  const auto port = t.start();
  CHECK(holds(ask(port, get("/niet")), "Deze pagina bestaat niet"));
  CHECK(holds(ask(port, get("/en/niet")), "This page does not exist"));
  const std::string problem = ask(port, get("/api/niet"));
  CHECK(field_of(problem, "Content-Type") == "application/problem+json");
  CHECK(holds(ask(port, get("/niet", "Accept: application/json\r\n")), R"("code":"not-found")"));
  const std::string wrong = ask(port, "DELETE /api/x HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(status_of_answer(wrong) == 405);
  CHECK(field_of(wrong, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(holds(wrong, R"("status":405)"));
  CHECK(status_of_answer(ask(port, "OPTIONS /bestaat HTTP/1.1\r\nHost: x\r\n\r\n")) == 204);
  CHECK(status_of_answer(ask(port, "BREW /bestaat HTTP/1.1\r\nHost: x\r\n\r\n")) == 501);
}

TEST_CASE("a trailing slash is sent on, with its query, within this site") {
  TestServer t;
  t.text("/caf\u00e9", "x");
  const auto port = t.start();
  const std::string moved = ask(port, get("/en/caf%C3%A9/?q=a%20b"));
  CHECK(status_of_answer(moved) == 308);
  CHECK(field_of(moved, "Location") == "/en/caf" + url_encode("\u00e9") + "?q=a%20b");
  CHECK(status_of_answer(ask(port, get("//evil.example/"))) == 404);
}

TEST_CASE("what the site supplies for errors is used, with the right status") {
  TestServer t;
  t.error_page = [](const Error& error, const Request& request) {
    return html_response(std::string(request.prefix()) + "!" + error.code);
  };
  t.text("/", "x");
  const auto port = t.start();
  const std::string answer = ask(port, get("/en/%zz"));
  CHECK(status_of_answer(answer) == 400);
  CHECK(answer.ends_with("/en!path-escape"));
  CHECK(t.refused("bad-target") == 1);
}

TEST_CASE("a handler that throws gives 500 and its words stay inside") {
  TestServer t;
  t.add(Method::get, "/stuk", Audience::page,
        [](const Request&) -> Response { throw std::runtime_error("mevrouw De Vries"); });
  t.add(Method::get, "/kop", Audience::page, [](const Request&) { return see_other("/x\r\nSet-Cookie: a=b"); });
  const auto port = t.start();
  RawClient client(port);
  const std::string answer = client.send(get("/stuk")).answer();
  CHECK(status_of_answer(answer) == 500);
  CHECK(!holds(answer, "De Vries"));
  const std::string split = client.send(get("/kop")).answer();  // the connection goes on
  CHECK(status_of_answer(split) == 500);
  CHECK(!holds(split, "Set-Cookie"));
  t.server->stop();
  CHECK(holds(t.log(), "handler-failed"));
  CHECK(!holds(t.log(), "De Vries"));
}

TEST_CASE("an unchanged page is not sent again") {
  TestServer t;
  t.add(Method::get, "/", Audience::page,
        [](const Request&) { return with_etag(html_response(std::string(3000, 'a'))); });
  const auto port = t.start();
  const std::string first = ask(port, get("/"));
  const std::string tag = field_of(first, "ETag");
  CHECK(tag.starts_with("W/\""));
  CHECK(field_of(first, "Cache-Control") == "no-cache");
  RawClient client(port);
  const std::string second =
      client.send(get("/", "Accept-Encoding: br\r\nIf-None-Match: " + tag + "\r\n")).answer(false);
  CHECK(status_of_answer(second) == 304);
  CHECK(field_of(second, "Content-Length") == "-");
  CHECK(field_of(second, "Vary") == "Accept-Encoding");
  CHECK(status_of_answer(client.send(get("/", "If-None-Match: \"x\"\r\n")).answer()) == 200);
}

TEST_CASE("text is compressed for those who can read it") {
  TestServer t;
  t.add(Method::get, "/", Audience::page,
        [](const Request&) { return with_etag(html_response(std::string(30000, 'a'))); });
  t.text("/klein", "kort");
  const auto port = t.start();
  const std::string br = ask(port, get("/", "Accept-Encoding: gzip, br\r\n"));
  CHECK(field_of(br, "Content-Encoding") == "br");
  CHECK(field_of(br, "Vary") == "Accept-Encoding");
  CHECK(br.size() < 2000);
  CHECK(ask(port, get("/", "Accept-Encoding: gzip, br\r\n")).size() == br.size());
  CHECK(field_of(ask(port, get("/", "Accept-Encoding: gzip\r\n")), "Content-Encoding") == "gzip");
  const std::string plain = ask(port, get("/"));
  CHECK(field_of(plain, "Content-Encoding") == "-");
  CHECK(field_of(plain, "Vary") == "Accept-Encoding");
  CHECK(field_of(ask(port, get("/klein", "Accept-Encoding: br\r\n")), "Content-Encoding") == "-");
}

TEST_CASE("a form post passes two walls") {
  TestServer t;
  t.csrf = token_check("a secret of sixteen or more", [](const Request& r) { return r.cookie("session"); });
  t.add(Method::post, "/aanvragen", Audience::page,
        [](const Request& r) { return html_response(read_form(r)->fields.get("naam")); });
  t.add(Method::post, "/api/x", Audience::api,
        [](const Request& r) { return json_response(r.cookie("session") + "."); });
  const auto port = t.start();
  const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
  const std::string body = "naam=a";
  CHECK(status_of_answer(ask(port, post("/aanvragen", body, form))) == 403);
  CHECK(status_of_answer(ask(port, post("/aanvragen", body, form + "Sec-Fetch-Site: cross-site\r\n"))) == 403);
  CHECK(ask(port, post("/aanvragen", body, form + "Sec-Fetch-Site: same-origin\r\n")).ends_with("\r\n\r\na"));
  CHECK(ask(port, post("/en/aanvragen", body, form + "Origin: http://gate.example\r\n")).ends_with("\r\n\r\na"));
  const std::string session = form + "Sec-Fetch-Site: same-origin\r\nCookie: session=s1\r\n";
  CHECK(status_of_answer(ask(port, post("/aanvragen", body, session))) == 403);
  const std::string token = make_token("a secret of sixteen or more", "s1", t.random);
  CHECK(ask(port, post("/aanvragen", body + "&_csrf=" + token, session)).ends_with("\r\n\r\na"));
  CHECK(t.refused("csrf") == 3);
  // An interface sees no session, and so cannot be misused with one.
  CHECK(ask(port, post("/api/x", "{}", "Cookie: session=s1\r\n")).ends_with("\r\n\r\n."));
}

TEST_CASE("assets are kept for ever and unknown ones are not found") {
  TestServer t;
  const embedded::File files[] = {{"site.css", "body{color:#154273}"}};
  const Assets assets(files);
  assets.add_to(t.router);
  const auto port = t.start();
  const std::string answer = ask(port, get(assets.url("site.css")));
  CHECK(status_of_answer(answer) == 200);
  CHECK(field_of(answer, "Content-Type") == "text/css; charset=utf-8");
  CHECK(field_of(answer, "Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(answer.ends_with("body{color:#154273}"));
  const std::string none = ask(port, get("/assets/000000000000-site.css"));
  CHECK(status_of_answer(none) == 404);
  CHECK(field_of(none, "Cache-Control") == "no-store");
}

TEST_CASE("the operations answer") {
  TestServer t;
  bool ready = false;
  add_operations(t.router, {t.metrics,
                            [&]() -> Result<Done> {
                              if (!ready) return fail(ErrorKind::unavailable, "store-not-open");
                              return Done{};
                            },
                            Operations::Figures::here, "Sassenpoort", "0.1"});
  const auto port = t.start();
  CHECK(status_of_answer(ask(port, get("/healthz"))) == 200);
  CHECK(holds(ask(port, get("/readyz")), "store-not-open"));
  CHECK(status_of_answer(ask(port, get("/readyz"))) == 503);
  ready = true;
  CHECK(status_of_answer(ask(port, get("/readyz"))) == 200);
  CHECK(holds(ask(port, get("/metrics")), "http_requests_in_flight 1\n"));
  const std::string openapi = ask(port, get("/openapi.json"));
  const auto document = json::parse(openapi.substr(openapi.find("\r\n\r\n") + 4));
  REQUIRE(document);
  CHECK(document->as_object().at("paths").as_object().contains("/readyz"));
}

TEST_CASE("a stream sends events, says nothing when there is nothing, and ends") {
  TestServer t;
  t.settings.events_poll = std::chrono::milliseconds{5};
  t.settings.events_comment = std::chrono::milliseconds{20};
  t.add(Method::get, "/stroom", Audience::api, [](const Request&) {
    Response response;
    auto turn = std::make_shared<int>(0);
    response.events = [turn](const Deadline&) -> std::optional<ServerEvent> {
      ++*turn;
      if (*turn == 1) return ServerEvent{"1\n2", "status", "een\ntwee"};
      if (*turn < 30) return ServerEvent{};
      if (*turn == 30) return ServerEvent{"", "", "klaar"};
      return std::nullopt;
    };
    return response;
  });
  RawClient client(t.start());
  const std::string answer = client.send(get("/stroom")).rest();
  CHECK(field_of(answer, "Content-Type") == "text/event-stream");
  CHECK(field_of(answer, "X-Accel-Buffering") == "no");
  CHECK(field_of(answer, "Content-Length") == "-");
  CHECK(holds(answer, "\r\n\r\nid: 12\nevent: status\ndata: een\ndata: twee\n\n"));
  CHECK(holds(answer, "\n:\n\n"));
  CHECK(answer.ends_with("data: klaar\n\n"));
}

TEST_CASE("streams hold no worker, and end when the client leaves or the server stops") {
  TestServer t;
  t.settings.workers = 1;
  t.settings.events_poll = std::chrono::milliseconds{5};
  t.add(Method::get, "/stroom", Audience::page, [](const Request&) {
    Response response;
    response.events = [](const Deadline&) { return ServerEvent{}; };
    return response;
  });
  t.text("/", "x");
  const auto port = t.start();
  RawClient first(port), second(port);
  first.send(get("/stroom")).until("\r\n\r\n");
  second.send(get("/stroom")).until("\r\n\r\n");
  {
    RawClient third(port);
    third.send(get("/stroom")).until("\r\n\r\n");
  }
  while (!holds(t.metrics.render(), "http_event_streams 2\n")) std::this_thread::yield();
  CHECK(status_of_answer(ask(port, get("/"))) == 200);
  t.server->stop();
  CHECK(holds(t.metrics.render(), "http_event_streams 0\n"));
}
