#include "http/request_parser.h"

#include <doctest/doctest.h>

using namespace sas::http::detail;

namespace {

// Feeds the bytes in pieces of `step`, the way a socket may deliver them.
RequestParser parse(std::string_view bytes, std::size_t step, std::size_t max_body = 1000) {
  RequestParser parser(1024, 256);
  std::string pending;
  for (std::size_t at = 0; at < bytes.size() && !parser.refusal() && parser.phase() != RequestParser::Phase::done;
       at += step) {
    pending += bytes.substr(at, step);
    for (;;) {
      const auto before = parser.phase();
      pending.erase(0, parser.put(pending));
      if (before == RequestParser::Phase::header && parser.phase() == RequestParser::Phase::body)
        parser.limit_body(max_body);
      else
        break;
    }
  }
  return parser;
}

int status_of_request(const std::string& bytes, std::size_t max_body = 1000) {
  const RequestParser whole = parse(bytes, bytes.size(), max_body);
  const RequestParser slow = parse(bytes, 1, max_body);
  const int status = whole.refusal() ? whole.refusal()->status : whole.phase() == RequestParser::Phase::done ? 200 : 0;
  const int slow_status = slow.refusal()                               ? slow.refusal()->status
                          : slow.phase() == RequestParser::Phase::done ? 200
                                                                       : 0;
  CHECK_MESSAGE(status == slow_status, bytes);
  return status;
}

const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";

}  // namespace

TEST_CASE("a request is the same however its bytes arrive") {
  const std::string bytes =
      head +
      "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nHost: y\r\n\r\n";
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()}) {
    RequestParser parser = parse(bytes, step);
    CHECK(parser.phase() == RequestParser::Phase::done);
    CHECK(parser.body() == "abcde");
    CHECK(parser.headers().size() == 3);  // trailers are dropped
    CHECK(parser.expects_continue());
    CHECK(!parser.content_length());
  }
}

TEST_CASE("what two programs could read in two ways is refused") {
  const std::string chunk = "\r\n0\r\n\r\n";
  CHECK(status_of_request(head + "Content-Length: 3\r\n\r\nabc") == 200);
  CHECK(status_of_request(head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + chunk) == 400);
  CHECK(status_of_request(head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n" + chunk) == 400);
  CHECK(status_of_request(head + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc") == 400);
  CHECK(status_of_request(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc") == 400);
  CHECK(status_of_request(head + "Content-Length: 3, 4\r\n\r\nabc") == 400);
  CHECK(status_of_request(head + "Content-Length: +3\r\n\r\nabc") == 400);
  CHECK(status_of_request(head + "Content-Length: 0x3\r\n\r\nabc") == 400);
  CHECK(status_of_request(head + "Content-Length: 99999999999999999999\r\n\r\n") == 400);
  CHECK(status_of_request(head + "Content-Length : 3\r\n\r\nabc") == 400);
  CHECK(status_of_request(head + "Transfer-Encoding: gzip, chunked\r\n" + chunk) == 501);
  CHECK(status_of_request(head + "Transfer-Encoding: xchunked\r\n" + chunk) == 501);
  CHECK(status_of_request(head + "Transfer-Encoding: identity\r\n\r\n") == 501);
  CHECK(status_of_request("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" + chunk) == 400);
  CHECK(status_of_request(head + "Transfer-Encoding: chunked\r\n\r\nx\r\n") == 400);
  CHECK(status_of_request(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n0\r\n\r\n") == 400);
}

TEST_CASE("a request line and fields must be sound") {
  CHECK(status_of_request("GET / HTTP/1.1\r\nHost: x\r\n\r\n") == 200);
  CHECK(status_of_request("GET / HTTP/1.0\r\n\r\n") == 200);
  CHECK(status_of_request("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(status_of_request("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n") == 400);
  CHECK(status_of_request("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == 505);
  CHECK(status_of_request("GET /\r\n\r\n") != 200);
  CHECK(status_of_request("G\x01T / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(status_of_request("GET / HTTP/1.1\r\nHost: x\r\nA: b\x01\r\n\r\n") == 400);
  CHECK(status_of_request("GET / HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n") == 400);
  CHECK(status_of_request("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n") != 200);
}

TEST_CASE("limits have their own answers") {
  CHECK(status_of_request("GET /" + std::string(256, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") == 414);
  CHECK(status_of_request("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") == 414);
  CHECK(status_of_request("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(2000, 'a') + "\r\n\r\n") == 431);
  // Request line and fields share one limit.
  CHECK(status_of_request("GET /" + std::string(200, 'a') + " HTTP/1.1\r\nHost: x\r\nA: " + std::string(900, 'a') +
                          "\r\n\r\n") == 431);
  CHECK(status_of_request(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n", 6) == 200);
  CHECK(status_of_request(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n", 5) == 413);
  CHECK(status_of_request(head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 5) == 413);
}
