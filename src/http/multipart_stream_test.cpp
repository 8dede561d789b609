#include "http/multipart_stream.h"

#include <doctest/doctest.h>

#include "base/random.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::detail;

namespace {

struct Gathered final : PartSink {
  struct Piece {
    std::string name, content;
    friend bool operator==(const Piece&, const Piece&) = default;
  };
  std::vector<Piece> parts;
  bool is_open = false;

  Result<Done> begin(std::string_view head, Part part) override {
    CHECK(!is_open);
    CHECK(!head.empty());
    is_open = true;
    parts.push_back({part.name, ""});
    return Done{};
  }
  Result<Done> content(std::string_view bytes) override {
    CHECK(is_open);
    parts.back().content += bytes;
    return Done{};
  }
  Result<Done> end() override {
    CHECK(is_open);
    is_open = false;
    return Done{};
  }
};

std::string part(std::string_view name, std::string_view content) {
  return "--B\r\nContent-Disposition: form-data; name=" + std::string(name) + "\r\n\r\n" + std::string(content) +
         "\r\n";
}

// As parse_multipart() says of the whole, however the body is cut.
void same_however_cut(std::string_view body) {
  const auto expected = parse_multipart(body, "B", 5);
  SeededRandom random(7);
  for (int round = 0; round < 40; ++round) {
    Gathered seen;
    MultipartStream stream("B", seen, 5);
    Result<Done> read = Done{};
    const std::size_t most = round == 0 ? body.size() : 1 + random.below(static_cast<std::uint64_t>(round));
    for (std::size_t at = 0; read && at < body.size(); at += most) read = stream.feed(body.substr(at, most));
    if (read) read = stream.finish();
    REQUIRE(read.has_value() == expected.has_value());
    if (!read) {
      CHECK(read.error().code == expected.error().code);
      continue;
    }
    std::vector<Gathered::Piece> wanted;
    for (const Part& each : *expected) wanted.push_back({each.name, std::string(each.content)});
    CHECK(seen.parts == wanted);
  }
}

}  // namespace

TEST_CASE("a body that comes in pieces has the parts of the whole") {
  same_however_cut(part("a", "1") + part("b", "") + "--B--\r\n");
  same_however_cut("preamble\r\n" + part("a", "\r\n\r\n--\r\n--A\r\n") + "--B--epilogue");
  same_however_cut(part("a", "\r\n--") + part("b", "--B\r\n\r\n-") + "--B  \t\r\n" + part("c", "x").substr(5) +
                   "--B--");
  same_however_cut("--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B--");
  same_however_cut("--B--");
}

TEST_CASE("a body that is broken is broken however it comes") {
  for (const std::string& body :
       {std::string(""), std::string("--B"), std::string("--Bx\r\n"), std::string("--B \rx"), part("a", "1"),
        part("a", "1") + "--B\r\n", std::string("--B\r\nnothing\r\n\r\n\r\n--B--"), std::string("no delimiter at all"),
        part("a", "1") + part("a", "2") + part("a", "3") + part("a", "4") + part("a", "5") + part("a", "6") + "--B--",
        "--B\r\nContent-Disposition: form-data; name=" + std::string(9'000, 'n') + "\r\n\r\n1\r\n--B--"})
    same_however_cut(body);
}

TEST_CASE("a boundary that cannot be is refused") {
  Gathered seen;
  for (const std::string& boundary : {std::string(), std::string(71, 'x'), std::string("a\nb")})
    CHECK(!MultipartStream(boundary, seen, 5).feed("--").has_value());
}
