#include <doctest/doctest.h>

#include <deque>
#include <thread>

#include "http/test_http.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::testing;

namespace {

/// Keeps the answers that handlers promised, until somebody gives them.
class Promised {
 public:
  Response promise() {
    Response out;
    out.later = [this](Answer answer) {
      const std::lock_guard lock(mutex_);
      answers_.push_back(std::move(answer));
      came_.notify_all();
    };
    return out;
  }
  Answer next() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return !answers_.empty(); });
    Answer out = std::move(answers_.front());
    answers_.pop_front();
    return out;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Answer> answers_;
};

struct Waiting : TestServer {
  Waiting() {
    settings.workers = 1;
    add(Method::post, "/waarden", Audience::api, [this](const Request&) { return promised.promise(); });
    text("/gewoon", "gewoon");
  }
  Promised promised;
};

Response text_of(std::string body) {
  return html_response(std::move(body), 201);
}

}  // namespace

TEST_CASE("an answer that comes later holds no worker") {
  Waiting t;
  const auto port = t.start();
  RawClient one(port), two(port), other(port);
  one.send(post("/waarden", "a"));
  const Answer first = t.promised.next();
  two.send(post("/waarden", "b"));
  const Answer second = t.promised.next();
  CHECK(holds(other.send(get("/gewoon")).answer(), "gewoon"));
  second(text_of("tweede"));
  CHECK(two.answer().ends_with("tweede"));
  std::thread([&] { first(text_of("eerste")); }).join();
  const std::string answer = one.answer();
  CHECK(status_of_answer(answer) == 201);
  CHECK(answer.ends_with("eerste"));
  CHECK(holds(answer, "X-Content-Type-Options: nosniff"));
  // The connection goes on.
  CHECK(holds(one.send(get("/gewoon")).answer(), "gewoon"));
}

TEST_CASE("an answer that is given before the handler has returned is not lost") {
  TestServer t;
  t.add(Method::get, "/nu", Audience::api, [](const Request&) {
    Response out;
    out.later = [](const Answer& answer) { answer(text_of("meteen")); };
    return out;
  });
  RawClient client(t.start());
  for (int i = 0; i < 100; ++i) CHECK(client.send(get("/nu")).answer().ends_with("meteen"));
}

TEST_CASE("a long answer that comes later is compressed like any other") {
  Waiting t;
  RawClient client(t.start());
  client.send(post("/waarden", "a", "Accept-Encoding: gzip\r\n"));
  t.promised.next()(text_of(std::string(20'000, 'x')));
  const std::string answer = client.answer();
  CHECK(status_of_answer(answer) == 201);
  CHECK(holds(answer, "Content-Encoding: gzip"));
  CHECK(answer.size() < 2'000);
}

TEST_CASE("an answer that nobody gives is an error, and of two answers the first counts") {
  Waiting t;
  RawClient client(t.start());
  client.send(post("/waarden", "a"));
  { const Answer forgotten = t.promised.next(); }
  CHECK(status_of_answer(client.answer()) == 500);
  client.send(post("/waarden", "b"));
  const Answer twice = t.promised.next();
  twice(text_of("eerste"));
  twice(text_of("tweede"));
  CHECK(client.answer().ends_with("eerste"));
  CHECK(holds(client.send(get("/gewoon")).answer(), "gewoon"));
}

TEST_CASE("a promise that throws is an error, and its text is told to nobody") {
  TestServer t;
  t.add(Method::get, "/stuk", Audience::api, [](const Request&) {
    Response out;
    out.later = [](const Answer&) { throw std::runtime_error("geheim"); };
    return out;
  });
  RawClient client(t.start());
  const std::string answer = client.send(get("/stuk")).answer();
  CHECK(status_of_answer(answer) == 500);
  t.server->stop();
  CHECK_FALSE(holds(answer, "geheim"));
  CHECK_FALSE(holds(t.log(), "geheim"));
}

TEST_CASE("an answer that comes too late is 503, and is not taken for that of the next request") {
  Waiting t;
  t.settings.request_deadline = std::chrono::milliseconds{50};
  RawClient client(t.start());
  client.send(post("/waarden", "a"));
  const Answer late = t.promised.next();
  CHECK(status_of_answer(client.answer()) == 503);
  CHECK(t.refused("answer-deadline") == 1);
  client.send(post("/waarden", "b"));
  const Answer next = t.promised.next();
  late(text_of("te laat"));
  next(text_of("op tijd"));
  CHECK(client.answer().ends_with("op tijd"));
}

TEST_CASE("a server that stops waits for the answer, but not for ever; what comes after its end is for nobody") {
  Waiting t;
  t.settings.stop_grace = std::chrono::milliseconds{100};
  const auto port = t.start();
  RawClient client(port), forgotten(port);
  client.send(post("/waarden", "a"));
  const Answer soon = t.promised.next();
  forgotten.send(post("/waarden", "b"));
  const Answer never = t.promised.next();
  std::thread stopping([&] { t.server->stop(); });
  soon(text_of("nog net"));
  CHECK(client.answer().ends_with("nog net"));
  stopping.join();
  CHECK(forgotten.rest().empty());
  never(text_of("niemand"));
  t.server.reset();
  never(text_of("nog steeds niemand"));
}

TEST_CASE("a client that goes away while its answer is made is forgotten") {
  Waiting t;
  const auto port = t.start();
  std::optional<RawClient> client(port);
  client->send(post("/waarden", "a"));
  const Answer answer = t.promised.next();
  client.reset();
  answer(text_of("te laat"));
  RawClient other(port);
  CHECK(holds(other.send(get("/gewoon")).answer(), "gewoon"));
}

TEST_CASE("without a server, a response that comes later is waited for") {
  Response later;
  later.later = [](const Answer& answer) { std::thread([answer] { answer(text_of("daar is het")); }).detach(); };
  CHECK(settled(std::move(later)).body == "daar is het");
  CHECK(settled(text_of("er al")).body == "er al");
}
