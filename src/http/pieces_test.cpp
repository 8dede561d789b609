#include <brotli/decode.h>
#include <doctest/doctest.h>
#include <zlib.h>

#include <atomic>
#include <latch>
#include <thread>

#include "http/assets.h"
#include "http/compress.h"
#include "http/conditional.h"
#include "http/csrf.h"
#include "http/file_response.h"
#include "http/metrics.h"
#include "http/trace.h"
#include "http/worker_pool.h"

using namespace sas;
using namespace sas::http;

namespace {

std::string gunzip(const std::string& body) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string unbrotli(const std::string& body) {
  std::string out(1 << 20, '\0');
  std::size_t size = out.size();
  CHECK(BrotliDecoderDecompress(body.size(), reinterpret_cast<const std::uint8_t*>(body.data()), &size,
                                reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_DECODER_RESULT_SUCCESS);
  out.resize(size);
  return out;
}

Request with_headers(std::vector<std::pair<std::string, std::string>> headers) {
  Request request;
  request.method = Method::post;
  request.headers = std::move(headers);
  return request;
}

constexpr std::string_view secret = "a secret of at least sixteen bytes";

}  // namespace

TEST_CASE("the best accepted coding is chosen") {
  CHECK(choose_encoding("gzip, deflate, br") == Encoding::br);
  CHECK(choose_encoding("gzip;q=0.8, br;q=0") == Encoding::gzip);
  CHECK(choose_encoding("GZIP") == Encoding::gzip);
  CHECK(choose_encoding("gzip;q=0.000") == Encoding::identity);
  CHECK(choose_encoding("identity") == Encoding::identity);
  CHECK(choose_encoding("") == Encoding::identity);
  CHECK(is_compressible("text/html; charset=utf-8"));
  CHECK(is_compressible("application/problem+json"));
  CHECK(is_compressible("image/svg+xml"));
  CHECK(!is_compressible("image/png"));
  CHECK(!is_compressible("text/event-stream"));
}

TEST_CASE("what is compressed comes out the same, also from the cache and when the cache is too small") {
  std::string body;
  for (int i = 0; i < 2000; ++i) body += "regel " + std::to_string(i) + "\n";
  for (const std::size_t size : {std::size_t{0}, std::size_t{1} << 20}) {
    CompressionCache cache(size);
    for (int i = 0; i < 2; ++i) {
      CHECK(gunzip(cache.get("\"t\"", body, Encoding::gzip)) == body);
      CHECK(unbrotli(cache.get("\"t\"", body, Encoding::br)) == body);
      CHECK(gunzip(cache.get("\"t\"", body + "x", Encoding::gzip)) == body + "x");
    }
  }
  CHECK(gunzip(compress("", Encoding::gzip, Effort::fast)).empty());
  CHECK(unbrotli(compress(body, Encoding::br, Effort::fast)) == body);
}

TEST_CASE("an entity tag matches weakly, in a list, and as a star") {
  const std::string tag = etag_of("body");
  CHECK(tag != etag_of("bodz"));
  const auto matches = [&](std::string value) {
    return matches_etag(with_headers({{"If-None-Match", std::move(value)}}), tag);
  };
  CHECK(matches(tag));
  CHECK(matches(tag.substr(2)));
  CHECK(matches("\"x\", " + tag));
  CHECK(matches("*"));
  CHECK(!matches("\"x\""));
  CHECK(!matches(""));
  CHECK(!matches(", ,"));
}

TEST_CASE("a token belongs to one session and is never the same text twice") {
  SystemRandom random;
  const std::string token = make_token(secret, "session-a", random);
  CHECK(verify_token(secret, "session-a", token));
  CHECK(make_token(secret, "session-a", random) != token);
  CHECK(!verify_token(secret, "session-b", token));
  CHECK(!verify_token("another secret, long enough too", "session-a", token));
  CHECK(!verify_token(secret, "session-a", token.substr(1)));
  CHECK(!verify_token(secret, "session-a", ""));
  CHECK(!verify_token(secret, "session-a", std::string(1000, 'A')));
  CHECK_THROWS(static_cast<void>(make_token("short", "session-a", random)));
}

TEST_CASE("the token is found in both kinds of form and in a header") {
  SystemRandom random;
  const CsrfCheck check = token_check(std::string(secret), [](const Request& r) { return r.cookie("session"); });
  const std::string token = make_token(secret, "s1", random);
  Request request = with_headers({{"Cookie", "session=s1"}, {"Content-Type", "application/x-www-form-urlencoded"}});
  CHECK(check(request).error().code == "csrf-token-missing");
  request.body = "a=1&_csrf=" + token;
  CHECK(check(request));
  request.body = "_csrf=" + make_token(secret, "s2", random);
  CHECK(check(request).error().code == "csrf-token-wrong");
  request.headers[1].second = "multipart/form-data; boundary=b";
  request.body = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n" + token + "\r\n--b--";
  CHECK(check(request));
  request.body.clear();
  request.headers.emplace_back("X-CSRF-Token", token);
  CHECK(check(request));
  CHECK(check(with_headers({})));  // no session: nothing to borrow
}

TEST_CASE("a form of another origin is refused") {
  const auto allowed = [](std::vector<std::pair<std::string, std::string>> headers) {
    headers.emplace_back("Host", "gate.example:8443");
    return check_origin(with_headers(std::move(headers))).has_value();
  };
  CHECK(allowed({{"Sec-Fetch-Site", "same-origin"}}));
  CHECK(allowed({{"Sec-Fetch-Site", "none"}}));
  CHECK(!allowed({{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://gate.example:8443"}}));
  CHECK(!allowed({{"Sec-Fetch-Site", "same-site"}}));
  CHECK(allowed({{"Origin", "https://gate.example:8443"}}));
  CHECK(!allowed({{"Origin", "https://gate.example"}}));
  CHECK(!allowed({{"Origin", "null"}}));
  CHECK(!allowed({{"Origin", "https://evil.example/gate.example:8443"}}));
  CHECK(allowed({{"Referer", "https://gate.example:8443/aanvragen?x=1"}}));
  CHECK(!allowed({{"Referer", "https://evil.example/"}}));
  CHECK(!allowed({}));
}

TEST_CASE("a caller's trace goes on; a broken one begins anew") {
  SeededRandom random(7);
  const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const Trace trace = continue_trace(parent, random);
  CHECK(trace.trace_id == "0af7651916cd43dd8448eb211c80319c");
  CHECK(trace.span_id != "b7ad6b7169203331");
  CHECK(trace.header().size() == 55);
  const std::vector<std::string> broken{std::string(),
                                        parent + "x",
                                        parent.substr(1),
                                        "ff" + parent.substr(2),
                                        "00-" + std::string(32, '0') + parent.substr(35),
                                        parent.substr(0, 36) + std::string(16, '0') + "-01",
                                        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"};
  for (const std::string& bad : broken)
    CHECK_MESSAGE(continue_trace(bad, random).trace_id != "0af7651916cd43dd8448eb211c80319c", bad);
  CHECK(continue_trace("01" + parent.substr(2) + "-later", random).trace_id == trace.trace_id);
}

TEST_CASE("metrics render as Prometheus text") {
  Metrics metrics;
  metrics.counter("cases_total", "Cases.", {{"product", "a\"b\\c\nd"}}).add(3);
  CHECK(&metrics.counter("cases_total", "Cases.") == &metrics.counter("cases_total", "Cases."));
  metrics.gauge("open", "Open.", [] { return 2.5; });
  Histogram& histogram = metrics.histogram("took_seconds", "Took.", {{"route", "/"}});
  histogram.observe(0.003);
  histogram.observe(99);
  const std::string text = metrics.render();
  const auto has = [&](std::string_view line) { return text.find(line) != std::string::npos; };
  CHECK(has("# TYPE cases_total counter\n"));
  CHECK(has("cases_total{product=\"a\\\"b\\\\c\\nd\"} 3\n"));
  CHECK(has("open 2.5\n"));
  CHECK(has("took_seconds_bucket{route=\"/\",le=\"0.0025\"} 0\n"));
  CHECK(has("took_seconds_bucket{route=\"/\",le=\"0.005\"} 1\n"));
  CHECK(has("took_seconds_bucket{route=\"/\",le=\"+Inf\"} 2\n"));
  CHECK(has("took_seconds_count{route=\"/\"} 2\n"));
  CHECK_THROWS(metrics.gauge("cases_total", "", [] { return 0.0; }));
}

TEST_CASE("the pool refuses beyond its queue and finishes what it took") {
  std::atomic<int> done{0};
  std::atomic<bool> go{false};
  WorkerPool pool(1, 2);
  const WorkerPool::Job job = [&] {
    while (!go) std::this_thread::yield();
    ++done;
  };
  int accepted = 0;
  for (int i = 0; i < 10; ++i) accepted += pool.submit(job) == WorkerPool::Submitted::yes ? 1 : 0;
  CHECK(accepted >= 2);
  CHECK(accepted <= 4);
  go = true;
  pool.stop();
  pool.stop();
  CHECK(done == accepted);
  CHECK(pool.submit(job) == WorkerPool::Submitted::full);
}

TEST_CASE("jobs that wait for one another each get a thread of their own") {
  constexpr int count = 16;
  WorkerPool pool(count, count);
  for (int round = 0; round < 200; ++round) {
    std::latch all_run(count);
    std::latch ended(count);
    for (int i = 0; i < count; ++i)
      REQUIRE(pool.submit([&] {
        all_run.arrive_and_wait();  // for ever, if one of them found no thread
        ended.count_down();
      }) == WorkerPool::Submitted::yes);
    ended.wait();
  }
}

TEST_CASE("an asset has an address that changes with its content") {
  const embedded::File files[] = {{"site.css", "body{}"}, {"other.css", "body{ }"}};
  const Assets assets(files);
  CHECK(assets.url("site.css").starts_with("/assets/"));
  CHECK(assets.url("site.css").ends_with("-site.css"));
  CHECK(assets.url("site.css").substr(8, 12) != assets.url("other.css").substr(8, 12));
  CHECK_THROWS_AS(static_cast<void>(assets.url("none.css")), std::out_of_range);
  CHECK(media_type_of("a.woff2") == "font/woff2");
  CHECK(media_type_of("a") == "application/octet-stream");
}

TEST_CASE("a photograph is shown or saved, a PDF and anything else is saved, and none runs in our name") {
  const auto kind_of = [](std::string_view type, FileUse use) {
    const Response r = file_response("x", type, "a b.bin", use);
    std::string disposition, policy;
    for (const auto& [name, value] : r.headers) {
      if (name == "Content-Disposition") disposition = value;
      if (name == "Content-Security-Policy") policy = value;
    }
    CHECK(policy.find("sandbox") != std::string::npos);
    CHECK(disposition.find("filename*=UTF-8''a%20b.bin") != std::string::npos);
    return disposition.substr(0, disposition.find(';'));
  };
  CHECK(kind_of("image/jpeg", FileUse::view) == "inline");
  CHECK(kind_of("image/png", FileUse::save) == "attachment");
  CHECK(kind_of("application/pdf", FileUse::view) == "attachment");
  CHECK(kind_of("text/html", FileUse::view) == "attachment");
  CHECK(file_response("x", "text/html", "a", FileUse::view).headers.front().second == "application/octet-stream");
}
