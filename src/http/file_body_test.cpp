#include "http/file_body.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "http/test_http.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::testing;

namespace {

/// A file of its own for each test.
class Sent {
 public:
  explicit Sent(const std::string& content) : path_(std::filesystem::temp_directory_path() / "sas-sent-XXXXXX") {
    const int descriptor = ::mkstemp(path_.data());
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~Sent() { std::filesystem::remove(path_); }
  Sent(const Sent&) = delete;
  Sent& operator=(const Sent&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void serve(TestServer& server, const std::string& path) {
  server.add(Method::get, "/file", Audience::asset, [path](const Request& request) {
    auto file = OpenFile::open(path);
    if (!file) return problem(file.error(), request);
    return send_file(request, *file, "\"abc\"", "text/csv; charset=utf-8");
  });
}

std::string ask(std::uint16_t port, std::string_view fields) {
  return RawClient(port).send(get("/file", fields)).answer();
}

}  // namespace

TEST_CASE("a file is sent whole, with its length and its tag, and never compressed on the way") {
  const std::string content(3'000'000, 'x');
  const Sent sent(content);
  TestServer server;
  serve(server, sent.path());
  const std::uint16_t port = server.start();
  const std::string answer = ask(port, "Accept-Encoding: gzip\r\n");
  CHECK(status_of_answer(answer) == 200);
  CHECK(holds(answer, "Content-Length: 3000000\r\n"));
  CHECK(holds(answer, "ETag: \"abc\"\r\n"));
  CHECK_FALSE(holds(answer, "Content-Encoding"));
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == content);
}

TEST_CASE("HEAD says the length and sends nothing, and a known tag is answered with 304") {
  const Sent sent("0123456789");
  TestServer server;
  serve(server, sent.path());
  const std::uint16_t port = server.start();
  RawClient client(port);
  const std::string head = client.send("HEAD /file HTTP/1.1\r\nHost: gate.example\r\n\r\n").answer(false);
  CHECK(holds(head, "Content-Length: 10\r\n"));
  CHECK(status_of_answer(client.send(get("/file", "If-None-Match: \"abc\"\r\n")).answer(false)) == 304);
  CHECK(holds(client.send(get("/file")).answer(), "0123456789"));
}

TEST_CASE("ranges of bytes are answered as RFC 9110 clause 14 says") {
  const Sent sent("0123456789");
  TestServer server;
  serve(server, sent.path());
  const std::uint16_t port = server.start();
  struct Line {
    const char* fields;
    int status;
    const char* body;
  };
  for (const Line& line :
       {Line{"Range: bytes=2-4\r\n", 206, "234"}, Line{"Range: bytes=7-\r\n", 206, "789"},
        Line{"Range: bytes=-2\r\n", 206, "89"}, Line{"Range: bytes=-99\r\n", 206, "0123456789"},
        Line{"Range: bytes=5-99\r\n", 206, "56789"}, Line{"Range: BYTES=0-0\r\n", 206, "0"},
        Line{"Range: bytes=10-\r\n", 416, ""}, Line{"Range: bytes=-0\r\n", 416, ""},
        Line{"Range: bytes=4-2\r\n", 200, "0123456789"}, Line{"Range: bytes=0-1,4-5\r\n", 200, "0123456789"},
        Line{"Range: bytes=x-2\r\n", 200, "0123456789"}, Line{"Range: rows=0-1\r\n", 200, "0123456789"},
        Line{"Range: bytes=0-1\r\nIf-Range: \"abc\"\r\n", 206, "01"},
        Line{"Range: bytes=0-1\r\nIf-Range: \"older\"\r\n", 200, "0123456789"}}) {
    CAPTURE(line.fields);
    const std::string answer = ask(port, line.fields);
    CHECK(status_of_answer(answer) == line.status);
    CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == line.body);
  }
  CHECK(holds(ask(port, "Range: bytes=2-4\r\n"), "Content-Range: bytes 2-4/10\r\n"));
  CHECK(holds(ask(port, "Range: bytes=10-\r\n"), "Content-Range: bytes */10\r\n"));
}

TEST_CASE("a file that becomes shorter while it is sent ends the connection: the client knows it has not got all") {
  const Sent sent(std::string(20'000'000, 'x'));
  TestServer server;
  server.add(Method::get, "/file", Audience::asset, [&](const Request& request) {
    auto file = OpenFile::open(sent.path());
    Response response = send_file(request, *file, "\"abc\"", "text/csv");
    std::filesystem::resize_file(sent.path(), 1000);
    return response;
  });
  const std::string answer = RawClient(server.start()).send(get("/file")).rest();
  CHECK(holds(answer, "Content-Length: 20000000\r\n"));
  CHECK(answer.size() < 10'000);
}

TEST_CASE("a folder and a name that is not there are no files") {
  CHECK(OpenFile::open("/no/such/file").error().code == "file-missing");
  CHECK(OpenFile::open("/tmp").error().code == "file-missing");
}
