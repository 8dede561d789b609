#include <doctest/doctest.h>

#include <atomic>

#include "http/test_http.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::testing;

namespace {

using std::chrono::milliseconds;

Handler echo() {
  return [](const Request& r) { return html_response(std::to_string(r.body.size())); };
}

void add_echo(TestServer& t, std::size_t max_body) {
  Route route;
  route.method = Method::post;
  route.pattern = "/api/echo";
  route.audience = Audience::api;
  route.handler = echo();
  route.max_body = max_body;
  t.router.add(std::move(route));
}

}  // namespace

TEST_CASE("a header that comes too slowly is answered with 408") {
  TestServer t;
  t.settings.header_timeout = milliseconds{200};
  t.text("/", "x");
  RawClient client(t.start());
  client.send("GET / HTTP/1.1\r\nHost:");
  const std::string answer = client.rest();
  CHECK(answer.starts_with("HTTP/1.1 408 "));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(t.refused("header-timeout") == 1);
}

TEST_CASE("a connection that stays silent is closed without being counted as a refusal") {
  TestServer t;
  t.settings.header_timeout = milliseconds{150};
  t.settings.idle_timeout = milliseconds{150};
  t.text("/", "x");
  const auto port = t.start();
  RawClient silent(port);
  CHECK(silent.rest().empty());
  RawClient idle(port);
  CHECK(idle.send(get("/")).answer().ends_with("x"));
  CHECK(idle.rest().empty());
  CHECK(t.refused("header-timeout") == 0);
}

TEST_CASE("a body that comes too slowly is answered with 408") {
  TestServer t;
  t.settings.body_timeout = milliseconds{200};
  t.settings.body_grace = milliseconds{200};
  add_echo(t, 1000);
  RawClient client(t.start());
  client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  CHECK(status_of_answer(client.answer()) == 408);
  CHECK(t.refused("body-timeout") == 1);
}

TEST_CASE("a body over the limit is refused before it is read") {
  TestServer t;
  add_echo(t, 1000);
  const auto port = t.start();
  RawClient early(port);
  const std::string answer =
      early.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n").answer();
  CHECK(status_of_answer(answer) == 413);
  CHECK(holds(answer, R"("code":"body-too-large")"));
  RawClient chunked(port);
  chunked.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
      .send("3e8\r\n" + std::string(1000, 'a') + "\r\n1\r\n");
  CHECK(status_of_answer(chunked.answer()) == 413);
  RawClient exact(port);
  CHECK(exact.send(post("/api/echo", std::string(1000, 'a'))).answer().ends_with("\r\n\r\n1000"));
  CHECK(t.refused("body-too-large") == 2);
}

TEST_CASE("the answer reaches a client that is still sending what nobody reads") {
  TestServer t;
  add_echo(t, 1000);
  RawClient client(t.start());
  client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\n")
      .send(std::string(40'000'000, 'a'));
  CHECK(status_of_answer(client.answer()) == 413);
}

TEST_CASE("a large upload comes through where the route allows it, after 100 Continue") {
  TestServer t;
  add_echo(t, 12 * 1024 * 1024);
  RawClient client(t.start());
  client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.answer(false) == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(client.send(std::string(10'000'000, 'a')).answer().ends_with("\r\n\r\n10000000"));
  CHECK(status_of_answer(client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n").answer()) == 417);
}

TEST_CASE("all bodies together have a limit too") {
  TestServer t;
  t.settings.max_buffered = 1000;
  add_echo(t, 10000);
  const auto port = t.start();
  RawClient large(port);
  const std::string answer = large.send(post("/api/echo", std::string(1001, 'a'))).answer();
  CHECK(status_of_answer(answer) == 503);
  CHECK(holds(answer, "Retry-After: "));
  RawClient small(port);
  CHECK(status_of_answer(small.send(post("/api/echo", "a")).answer()) == 200);
}

TEST_CASE("what breaks HTTP is refused by reason and the connection ends") {
  struct Case {
    std::string request;
    int status;
    std::string reason;
  };
  const std::string host = " HTTP/1.1\r\nHost: x\r\n";
  const Case cases[] = {
      {"POST /api/echo" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "bad-framing"},
      {"POST /api/echo" + host + "Transfer-Encoding: gzip\r\n\r\n", 501, "transfer-encoding"},
      {"GET /" + std::string(9000, 'a') + host + "\r\n", 414, "target-too-long"},
      {"GET /" + std::string(30000, 'a') + host + "\r\n", 414, "target-too-long"},
      {"GET /" + host + "A: " + std::string(20000, 'a') + "\r\n\r\n", 431, "header-too-large"},
      {"GET / HTTP/1.1\r\n\r\n", 400, "bad-host"},
      {"GET / HTTP/3.0\r\n\r\n", 505, "http-version"},
      {"nonsense\r\n\r\n", 400, "bad-request"},
      {"\x16\x03\x01\x02\x01\x01\r\n\r\n", 400, "bad-request"},
  };
  TestServer t;
  add_echo(t, 1000);
  const auto port = t.start();
  for (const Case& c : cases) {
    const auto before = t.refused(c.reason);
    RawClient client(port);
    const std::string answer = client.send(c.request + get("/api/echo")).answer();
    CHECK_MESSAGE(status_of_answer(answer) == c.status, c.request.substr(0, 60));
    CHECK_MESSAGE(t.refused(c.reason) == before + 1, c.request.substr(0, 60));
    CHECK_MESSAGE(client.rest().empty(), c.request.substr(0, 60));  // the rest is not taken for a request
  }
  for (const char* target : {"/%00", "/%zz", "/%ff", "/a/../b", "/%2e%2e", "/a%2fb"}) {
    RawClient client(port);
    CHECK_MESSAGE(status_of_answer(client.send(get(target)).answer()) == 400, target);
  }
  CHECK(t.refused("bad-target") == 6);
}

TEST_CASE("when every worker is busy and the queue is full, the answer is 503 at once") {
  TestServer t;
  t.settings.workers = 1;
  t.settings.max_queue = 1;
  Gate gate;
  t.add(Method::get, "/wacht", Audience::page, [&](const Request&) {
    gate.wait();
    return html_response("klaar");
  });
  const auto port = t.start();
  RawClient running(port), queued(port), refused(port);
  running.send(get("/wacht"));
  gate.await(1);
  queued.send(get("/wacht"));
  while (!holds(t.metrics.render(), "http_queue_length 1\n")) std::this_thread::yield();
  const std::string answer = refused.send(get("/wacht")).answer();
  CHECK(status_of_answer(answer) == 503);
  CHECK(holds(answer, "Retry-After: 2\r\n"));
  CHECK(holds(answer, "Connection: keep-alive"));
  CHECK(t.refused("queue-full") == 1);
  gate.open();
  CHECK(running.answer().ends_with("klaar"));
  CHECK(queued.answer().ends_with("klaar"));
}

TEST_CASE("a request that waited past its deadline is not begun") {
  TestServer t;
  t.settings.workers = 1;
  t.settings.request_deadline = milliseconds{50};
  Gate gate;
  std::atomic<int> begun{0};
  t.add(Method::get, "/wacht", Audience::page, [&](const Request&) {
    ++begun;
    gate.wait();
    return html_response("klaar");
  });
  const auto port = t.start();
  RawClient running(port), late(port);
  running.send(get("/wacht"));
  gate.await(1);
  late.send(get("/wacht"));
  while (!holds(t.metrics.render(), "http_queue_length 1\n")) std::this_thread::yield();
  std::this_thread::sleep_for(milliseconds{80});
  gate.open();
  CHECK(status_of_answer(running.answer()) == 200);
  CHECK(status_of_answer(late.answer()) == 503);
  CHECK(begun == 1);
  CHECK(t.refused("queue-deadline") == 1);
}

TEST_CASE("one client cannot take all connections, nor all clients more than there are") {
  TestServer t;
  t.settings.max_connections_per_client = 2;
  t.text("/", "x");
  const auto port = t.start();
  {
    RawClient a(port), b(port), c(port);
    CHECK(a.send(get("/")).answer().ends_with("x"));
    CHECK(b.send(get("/")).answer().ends_with("x"));
    CHECK(c.send(get("/")).answer().empty());
    CHECK(t.refused("connections-of-client") == 1);
  }
  while (!holds(t.metrics.render(), "http_connections 0\n")) std::this_thread::yield();
  RawClient again(port);
  CHECK(again.send(get("/")).answer().ends_with("x"));

  TestServer few;
  few.settings.max_connections = 1;
  few.text("/", "x");
  const auto few_port = few.start();
  RawClient first(few_port);
  CHECK(first.send(get("/")).answer().ends_with("x"));
  RawClient second(few_port);
  CHECK(second.send(get("/")).answer().empty());
  CHECK(few.refused("connections") == 1);
}

TEST_CASE("a stop finishes what was accepted, takes nothing new, and can be asked twice") {
  TestServer t;
  Gate gate;
  t.add(Method::get, "/wacht", Audience::page, [&](const Request&) {
    gate.wait();
    return html_response("klaar");
  });
  const auto port = t.start();
  RawClient busy(port), idle(port);
  busy.send(get("/wacht"));
  gate.await(1);
  std::thread stopping([&] { t.server->stop(); });
  CHECK(idle.rest().empty());  // closed by the stop
  gate.open();
  const std::string answer = busy.answer();
  CHECK(answer.ends_with("klaar"));
  CHECK(holds(answer, "Connection: close"));
  stopping.join();
  t.server->stop();
  CHECK_THROWS(RawClient{port});
}

TEST_CASE("a stop does not wait longer than its grace for clients") {
  TestServer t;
  t.settings.stop_grace = milliseconds{100};
  add_echo(t, 1000);
  RawClient client(t.start());
  client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  while (!holds(t.metrics.render(), "http_connections 1\n")) std::this_thread::yield();
  t.server->stop();
  CHECK(client.rest().empty());
  CHECK(holds(t.log(), "stop-grace-passed"));
}

TEST_CASE("a server that was never started stops, and a taken port is an error") {
  TestServer first;
  first.text("/", "x");
  const auto port = first.start();
  TestServer second;
  second.settings.port = port;
  CHECK_THROWS_AS(second.start(), std::system_error);
  second.server->stop();
}

TEST_CASE("many clients on several threads get their own answers") {
  TestServer t;
  t.settings.io_threads = 2;
  t.add(Method::get, "/{n}", Audience::page, [](const Request& r) { return html_response("n=" + r.param("n")); });
  const auto port = t.start();
  std::atomic<int> wrong{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&, c] {
      RawClient client(port);
      for (int i = 0; i < 50; ++i) {
        const std::string name = std::to_string(c * 1000 + i);
        if (!client.send(get("/" + name)).answer().ends_with("n=" + name)) ++wrong;
      }
    });
  for (auto& client : clients) client.join();
  CHECK(wrong == 0);
}
