#include <doctest/doctest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "feeds/fields.h"
#include "feeds/lines.h"
#include "feeds/test_feeds.h"
#include "feeds/zones.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> all(std::string_view text) {
  const auto lines = lines_of(text);
  std::vector<std::string> out;
  for (;;) {
    const auto line = lines->next();
    REQUIRE(line.has_value());
    if (!*line) return out;
    out.emplace_back(**line);
  }
}

using Texts = std::vector<std::string>;

std::vector<std::string> split(std::string_view line) {
  FieldSplitter splitter(',');
  REQUIRE(splitter.split(line));
  return {splitter.fields().begin(), splitter.fields().end()};
}

}  // namespace

TEST_CASE("lines: ends of all kinds, a mark in front, UTF-16 and Latin-1") {
  CHECK(all("") == Texts{});
  CHECK(all("a\nb\r\n\nc") == Texts{"a", "b", "", "c"});
  CHECK(all("\xEF\xBB\xBFone\n") == Texts{"one"});
  CHECK(all("caf\xE9\ncafé") == Texts{"café", "café"});
  using namespace std::string_view_literals;
  CHECK(all("\xFF\xFE"
            "a\0\xE9\0\n\0\x3D\xD8\x00\xDE"sv) == Texts{"aé", "\xF0\x9F\x98\x80"});
  const auto broken = lines_of(
      "\xFF\xFE\x3D\xD8"
      "a\0"sv);
  CHECK(broken->next().error().code == "file-encoding");
}

TEST_CASE("lines: a line nobody would write stops the reading, a long file does not fill the memory") {
  const std::string long_line((1 << 20) + 2, 'x');
  CHECK(lines_of(long_line)->next().error().code == "line-too-long");
  CHECK(lines_of(long_line + "\n")->next().error().code == "line-too-long");
  std::string many;
  for (int i = 0; i < 300'000; ++i) many += "0123456789\n";
  const auto lines = lines_of(many);
  std::int64_t count = 0;
  for (auto line = lines->next(); line && *line; line = lines->next()) {
    CHECK((*line)->size() == 10);
    ++count;
  }
  CHECK(count == 300'000);
  CHECK(lines->number() == 300'000);
}

TEST_CASE("lines: plain and packed files read the same, a packed file cut short is an error") {
  const sas::test::TempFolder folder;
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + ",x\n";
  const std::string plain = folder.text() + "/a.csv", packed = folder.text() + "/a.csv.gz";
  std::ofstream(plain) << text;
  gzFile gz = gzopen(packed.c_str(), "wb");
  gzwrite(gz, text.data(), static_cast<unsigned>(text.size()));
  gzclose(gz);
  for (const std::string& path : {plain, packed}) {
    auto lines = lines_of_file(path);
    REQUIRE(lines.has_value());
    std::int64_t count = 0;
    for (auto line = (*lines)->next(); line && *line; line = (*lines)->next()) ++count;
    CHECK(count == 50'000);
    CHECK(read_whole_file(path, 1 << 22).value() == text);
    CHECK(read_whole_file(path, 100).error().code == "file-too-large");
  }
  std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
  auto lines = lines_of_file(packed);
  REQUIRE(lines.has_value());
  Result<std::optional<std::string_view>> line = (*lines)->next();
  while (line && *line) line = (*lines)->next();
  REQUIRE_FALSE(line.has_value());
  CHECK(line.error().code == "file-unreadable");
  CHECK(lines_of_file(folder.text() + "/none").error().code == "file-unreadable");
}

TEST_CASE("fields: quotes, empty ones and mistakes") {
  CHECK(split("a,b,") == Texts{"a", "b", ""});
  CHECK(split("") == Texts{""});
  CHECK(split("\"a,\"\"b\"\"\",c,\"\"") == Texts{"a,\"b\"", "c", ""});
  FieldSplitter splitter(',');
  CHECK_FALSE(splitter.split("\"a"));
  CHECK_FALSE(splitter.split("\"a\"b,c"));
}

TEST_CASE("numbers: nothing is guessed") {
  CHECK(decimal("-1.5") == -1.5);
  CHECK(decimal("3e2") == 300);
  for (const char* wrong : {"", "-", "+1", "1,5", " 1", "1 ", "nan", "inf", "0x10", "1.5m", ".5", "1e999"})
    CHECK_FALSE(decimal(wrong).has_value());
  CHECK(whole("-12") == -12);
  for (const char* wrong : {"", "1.0", "99999999999999999999", "+1"}) CHECK_FALSE(whole(wrong).has_value());
}

TEST_CASE("moments: nanoseconds are cut, offsets obeyed, a moment without offset is none") {
  CHECK(iso_moment("2023-06-20T14:34:32.869542824Z") == moment("2023-06-20T14:34:32.869542Z"));
  CHECK(iso_moment("2010-01-01T00:30:00+01:00") == moment("2009-12-31T23:30:00Z"));
  CHECK(iso_moment("2010-01-01 00:30:00.5-0130") == moment("2010-01-01T02:00:00.5Z"));
  for (const char* wrong : {"2010-01-01", "2010-01-01T00:30:00", "2010-13-01T00:30:00Z", "2010-01-01T24:00:00Z",
                            "2010-01-01T00:00:60Z", "2010-01-01T00:00:00.Z", "2010-01-01T00:00:00+25:00", "x"})
    CHECK_FALSE(iso_moment(wrong).has_value());
  CHECK(local_moment("2026-03-29T02:30").has_value());
  CHECK_FALSE(local_moment("2026-03-29T02:30Z").has_value());
}

TEST_CASE("zones: the hour that is not and the hour that comes twice") {
  const Zone zone = Zone::named("Europe/Amsterdam").value();
  const auto at = [&](const char* text) { return zone.meaning(*local_moment(text)); };
  CHECK(at("2026-07-01T12:00").first == moment("2026-07-01T10:00:00Z"));
  CHECK(at("2026-03-29T02:30").kind == LocalMeaning::Kind::never);
  CHECK(at("2026-10-25T02:30").kind == LocalMeaning::Kind::twice);
  CHECK(at("2026-10-25T02:30").first == moment("2026-10-25T00:30:00Z"));
  CHECK(at("2026-10-25T02:30").second == moment("2026-10-25T01:30:00Z"));
  CHECK(zone.local(moment("2026-10-25T01:30:00Z")) == *local_moment("2026-10-25T02:30"));
  CHECK(Zone::named("Europe/Zwolle").error().code == "zone-unknown");
}
