#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>

#include "base/identifiers.h"
#include "base/json.h"
#include "base/log.h"
#include "base/money.h"
#include "base/random.h"
#include "base/strong_id.h"
#include "base/text.h"
#include "base/time.h"

using namespace sas;

TEST_CASE("a Dutch day begins at 22:00 UTC in summer and 23:00 UTC in winter") {
  CHECK(local_date(*parse_iso_instant("2026-07-01T22:30:00Z")) == make_date(2026, 7, 2));
  CHECK(local_date(*parse_iso_instant("2026-01-01T22:30:00Z")) == make_date(2026, 1, 1));
  CHECK(format_iso_instant(start_of_day(make_date(2026, 7, 2))) == "2026-07-01T22:00:00.000Z");
  CHECK(local_minute_of_day(*parse_iso_instant("2026-07-01T22:30:00Z")) == 30);
}

TEST_CASE("the missing hour of spring becomes the moment the gap ends") {
  CHECK(format_iso_instant(local_time(make_date(2026, 3, 29), 150)) == "2026-03-29T01:00:00.000Z");
}

TEST_CASE("dates are read strictly") {
  CHECK(parse_iso_date("2024-02-29"));
  for (const char* bad :
       {"2023-02-29", "2026-13-01", "2026-1-1", "2026-01-01 ", "", "20260101", "0000-01-01", "2026-00-10"})
    CHECK_MESSAGE(!parse_iso_date(bad), bad);
  CHECK(format_iso_instant(*parse_iso_instant("2026-04-03T12:00:00.25+02:00")) == "2026-04-03T10:00:00.250Z");
  for (const char* bad : {"2026-04-03T24:00:00Z", "2026-04-03T12:00:00", "2026-04-03", "2026-04-03T12:00:00+2:00",
                          "2026-04-03T12:00:00.Z"})
    CHECK_MESSAGE(!parse_iso_instant(bad), bad);
}

TEST_CASE("a BSN passes the eleven-test and an ordinary number does not") {
  CHECK(Bsn::parse("999990019")->reveal() == "999990019");
  CHECK(Bsn::parse("9999.90.019"));
  for (const char* bad : {"999990018", "000000000", "99999001", "abcdefghi", ""}) CHECK_MESSAGE(!Bsn::parse(bad), bad);
  CHECK(parse_rsin("857587973"));
  CHECK(!parse_rsin("992340594"));
}

TEST_CASE("postcodes, bank accounts, plates, phones and mail addresses get one normal form") {
  CHECK(*parse_postcode("8011 pk") == "8011PK");
  CHECK(!parse_postcode("8011SS"));
  CHECK(!parse_postcode("0811PK"));
  CHECK(*parse_iban("NL91 ABNA 0417 1643 00") == "NL91ABNA0417164300");
  CHECK(!parse_iban("NL92ABNA0417164300"));
  CHECK(*parse_licence_plate("12-abc-3") == "12ABC3");
  CHECK(*parse_phone("06 - 12 34 56 78") == "+31612345678");
  CHECK(!parse_phone("12345"));
  CHECK(parse_email("post@example.org"));
  for (const char* bad : {"a@b", "@example.org", "a b@example.org", "a@b@c.nl", "a@.nl", "a@x..nl", "x"})
    CHECK_MESSAGE(!parse_email(bad), bad);
  CHECK(parse_bag_id("0193200000012345"));
  CHECK(!parse_bag_id("0193400000012345"));
}

TEST_CASE("text is folded for searching") {
  CHECK(fold("Één Café Ĳssel ÇŽß") == "een cafe ijssel czss");
  CHECK(trim("\u00a0 a b \n") == "a b");
  CHECK(without_controls("a\x01"
                         "b\nc\x7f") == "ab\nc");
}

TEST_CASE("broken UTF-8 is seen") {
  CHECK(is_utf8("Sassenpoort ë 🏰"));
  for (const std::string_view bad : {"\xc0\xaf", "\xed\xa0\x80", "\xff", "\xe2\x82", "\xf4\x90\x80\x80"})
    CHECK(!is_utf8(bad));
  CHECK(!is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("encodings round-trip") {
  const std::string bytes("\x00\xff\x10zZ~", 6);
  CHECK(*from_hex(hex(bytes)) == bytes);
  CHECK(*from_base64(base64(bytes)) == bytes);
  CHECK(*from_base64(base64url(bytes)) == bytes);
  CHECK(*url_decode(url_encode(bytes)) == bytes);
  CHECK(url_encode("a/ë") == "a%2F%C3%AB");
  CHECK(!url_decode("%zz"));
  CHECK(!url_decode("%4"));
  CHECK(!from_base64("a*b="));
}

TEST_CASE("canonical JSON does not depend on the order of keys") {
  CHECK(json::write_canonical(*json::parse(R"({"b":1,"a":{"d":[1,2],"c":"x"}})")) ==
        R"({"a":{"c":"x","d":[1,2]},"b":1})");
  CHECK(!json::parse("{} x"));
  CHECK(!json::parse("{"));
  CHECK(!json::parse(std::string(100, '[')));
}

TEST_CASE("a UUID is version 7 and ordered by time") {
  ManualClock clock(from_millis(1'700'000'000'000));
  SeededRandom random(1);
  const std::string first = new_uuid(clock, random);
  clock.advance(std::chrono::milliseconds{1});
  const std::string second = new_uuid(clock, random);
  CHECK(is_uuid(first));
  CHECK(first[14] == '7');
  CHECK(first < second);
}

TEST_CASE("a code to read aloud has no look-alikes") {
  SystemRandom random;
  for (int i = 0; i < 200; ++i) CHECK(random_code(random).find_first_of("01OILU") == std::string::npos);
}

TEST_CASE("money is written the way each language does") {
  CHECK(format_money(Cents{123450}, Language::nl) == "€\u00a01.234,50");
  CHECK(format_money(Cents{-99}, Language::en) == "-€0.99");
}

TEST_CASE("a log line is one JSON object") {
  ManualClock clock(from_millis(0));
  std::string seen;
  const Logger logger(clock, [&](LogLevel, std::string_view line) { seen = line; });
  logger.info("started", {{"port", std::int64_t{8080}}, {"store", "sqlite"}});
  CHECK(seen == R"({"time":"1970-01-01T00:00:00.000Z","level":"info","event":"started","port":8080,"store":"sqlite"})");
}

TEST_CASE("a log line keeps odd text in its place") {
  ManualClock clock(from_millis(0));
  std::string seen;
  const Logger logger(clock, [&](LogLevel, std::string_view line) { seen = line; });
  logger.warn("odd", {{"text", "a \"b\" \\ c\n\x01 é"}, {"share", 0.5}});
  const auto read = json::parse(seen);
  REQUIRE(read);
  CHECK(json::text_at(read->as_object(), "text") == "a \"b\" \\ c\n\x01 é");
  CHECK(read->at("share") == 0.5);
}

TEST_CASE("log lines come out in order, warnings at once and the rest in the end") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  const int kept = ::dup(STDERR_FILENO);
  REQUIRE(::dup2(::fileno(file), STDERR_FILENO) >= 0);
  const auto written = [&] {
    char text[100];
    const ssize_t n = ::pread(::fileno(file), text, sizeof text, 0);
    return std::string(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  };
  std::string after_warning;
  {
    const Logger::Sink sink = stderr_sink();
    sink(LogLevel::info, "one");
    sink(LogLevel::warn, "two");
    after_warning = written();
    sink(LogLevel::info, "three");
  }
  const std::string in_the_end = written();
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  std::fclose(file);
  CHECK(after_warning == "one\ntwo\n");
  CHECK(in_the_end == "one\ntwo\nthree\n");
}

TEST_CASE("summer time goes on after the last year of the zone files") {
  const auto wall = [](const char* utc) {
    const Instant moment = *parse_iso_instant(utc);
    return format_iso_date(local_date(moment)) + " " + std::to_string(local_minute_of_day(moment));
  };
  CHECK(wall("2036-07-01T10:00:00Z") == "2036-07-01 720");
  CHECK(wall("2050-07-01T10:00:00Z") == "2050-07-01 720");
  CHECK(wall("2050-01-10T10:00:00Z") == "2050-01-10 660");
  CHECK(wall("2050-03-27T00:59:00Z") == "2050-03-27 119");
  CHECK(wall("2050-03-27T01:00:00Z") == "2050-03-27 180");
  CHECK(wall("2050-10-30T00:59:00Z") == "2050-10-30 179");
  CHECK(wall("2050-10-30T01:00:00Z") == "2050-10-30 120");
  CHECK(format_iso_instant(local_time(make_date(2050, 3, 27), 150)) == "2050-03-27T01:00:00.000Z");   // in the gap
  CHECK(format_iso_instant(local_time(make_date(2050, 10, 30), 150)) == "2050-10-30T00:30:00.000Z");  // the first
  CHECK(format_iso_instant(start_of_day(make_date(2050, 7, 1))) == "2050-06-30T22:00:00.000Z");
  CHECK(format_iso_instant(start_of_day(make_date(2037, 1, 1))) == "2036-12-31T23:00:00.000Z");
}
