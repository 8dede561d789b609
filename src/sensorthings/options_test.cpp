#include "sensorthings/options.h"

#include <doctest/doctest.h>

#include "sensorthings/json_cursor.h"
#include "sensorthings/resource_path.h"
#include "sensorthings/times.h"

/// The grammar of addresses, without anything behind it.
using namespace sas;
using namespace sas::sensorthings;

namespace {

// The shape of an expression, with brackets around everything.
std::string shape(const Expression& e) {
  constexpr const char* names[] = {"",   "",    "",   "list", "eq",  "ne",  "gt",  "ge",  "lt",  "le",
                                   "in", "and", "or", "not",  "neg", "add", "sub", "mul", "div", "mod"};
  std::string out;
  if (e.op == Op::path) {
    for (const std::string& name : e.path) out += (out.empty() ? "" : "/") + name;
    return out;
  }
  if (e.op == Op::literal) {
    if (const auto* whole = std::get_if<std::int64_t>(&e.literal)) return std::to_string(*whole);
    if (const auto* text = std::get_if<std::string>(&e.literal)) return "'" + *text + "'";
    if (const auto* time = std::get_if<Time>(&e.literal)) return format_time(*time);
    return "literal";
  }
  out = "(" + (e.op == Op::call ? e.name : std::string(names[static_cast<std::size_t>(e.op)]));
  for (const Expression& arg : e.args) out += " " + shape(arg);
  return out + ")";
}

std::string read(std::string_view text) {
  const auto e = parse_expression(text);
  return e ? shape(*e) : e.error().detail;
}

}  // namespace

TEST_CASE("operators bind as OData says: not, products, sums, comparisons, and, or") {
  CHECK(read("a eq 1 or b eq 2 and c eq 3") == "(or (eq a 1) (and (eq b 2) (eq c 3)))");
  CHECK(read("1 add 2 mul 3 eq 7") == "(eq (add 1 (mul 2 3)) 7)");
  CHECK(read("1 sub 2 sub 3 lt 0") == "(lt (sub (sub 1 2) 3) 0)");
  CHECK(read("not a eq 1 and b eq 2") == "(and (not (eq a 1)) (eq b 2))");
  CHECK(read("not not (a gt -1)") == "(not (not (gt a -1)))");
  CHECK(read("startswith(Datastreams/name,'a''b') and id in (1, 2)") ==
        "(and (startswith Datastreams/name 'a'b') (in id (list 1 2)))");
  CHECK(read("phenomenonTime ge 2026-01-01T00:00:00+01:00/2026-02-01T00:00:00Z") ==
        "(ge phenomenonTime 2025-12-31T23:00:00Z/2026-02-01T00:00:00Z)");
  CHECK(read("properties/my-key eq null") == "(eq properties/my-key literal)");
}

TEST_CASE("what is wrong is told with its place") {
  CHECK(read("name eq") == "the expression, at character 8: expected a value or the name of a property");
  CHECK(read("(name eq 'x'") == "the expression, at character 13: expected a closing bracket");
  CHECK(read("name eq 'x") == "the expression, at character 11: expected the quote that ends the text");
  CHECK(read("name eq 'x' 'y'") == "the expression, at character 13: expected the end");
  CHECK(read("a eq 12abc") == "the expression, at character 6: expected a number, a date or a time");
  CHECK(read("a eq 2026-13-01T00:00:00Z").find("expected a time") != std::string::npos);
  CHECK(read("a eq geography'POINT'").find("expected a geometry") != std::string::npos);
  CHECK(read("a in 5") == "the expression, at character 6: expected a list in brackets behind in");
}

TEST_CASE("a query is read encoded and plain, and a plus sign is a space unless an offset of time wants it") {
  CHECK(decode_query("a%20b+c") == "a b c");
  CHECK(decode_query("2026-01-01T00:00:00+01:00") == "2026-01-01T00:00:00+01:00");
  CHECK(decode_query("2026-01-01T00:00:00+01%3A00") == "2026-01-01T00:00:00+01:00");
  CHECK_FALSE(decode_query("%4").has_value());
  CHECK_FALSE(decode_query("%ff").has_value());
  CHECK_FALSE(decode_query("%00").has_value());
  const auto options = parse_options(
      "$filter=name+eq+'a%26b&c'&$top=5&$expand=Datastreams/Observations($top=1;$select=result),Datastreams/Sensor");
  REQUIRE(options.has_value());
  CHECK(shape(*options->filter) == "(eq name 'a&b&c')");
  CHECK(options->top == 5);
  REQUIRE(options->expand.size() == 1);
  CHECK(options->expand[0].options.expand.size() == 2);
  CHECK(options->expand[0].options.expand[0].options.top == 1);
  CHECK(parse_options("$top=1&$top=2").error().detail == "$top may be given once");
  CHECK(parse_options("$expand=A($top=1),A($top=2)").error().code == "url-invalid");
}

TEST_CASE("keys of Observations read back as they were written") {
  const ObservationKey keys[] = {{lake::SeriesId{17}, moment(1717243200000000), std::nullopt, 0},
                                 {lake::SeriesId{1}, moment(-5), moment(7), 0},
                                 {lake::SeriesId{3}, moment(0), moment(60), 12}};
  CHECK(to_text(keys[0]) == "17-1717243200000000");
  for (const ObservationKey& key : keys) CHECK(parse_observation_key(to_text(key)) == key);
  for (const char* text : {"", "1", "1-", "-1-5", "1-5-", "1-5f", "1-5f0", "1-5x", "1-99999999999999999999", "a-5"})
    CHECK_MESSAGE(!parse_observation_key(text).has_value(), text);
}

TEST_CASE("times and durations are read strictly and written shortly") {
  CHECK(format_time(*parse_time("2026-04-03T10:15:30.250+02:00")) == "2026-04-03T08:15:30.250Z");
  CHECK(format_time(*parse_time("2026-04-03T10:15:30.1234567Z")) == "2026-04-03T10:15:30.123456Z");
  CHECK(format_time(*parse_time("2026-04-03T10:15Z")) == "2026-04-03T10:15:00Z");
  for (const char* text : {"2026-02-30T00:00:00Z", "2026-04-03", "2026-04-03T25:00:00Z", "2026-04-03T10:15:30+25:00",
                           "2026-04-03T10:15:30Z/2026-04-03T10:15:29Z", "", "x", "2026-04-03T10:15:30.Z"})
    CHECK_MESSAGE(!parse_time(text).has_value(), text);
  CHECK(parse_duration("P1DT2H3M4.5S") == Micros{93'784'500'000});
  CHECK(parse_duration("-PT5M") == Micros{-300'000'000});
  for (const char* text : {"P", "PT", "P1M", "P1Y", "PT1D", "1D", "P1.5D", "PT99999999999999H", "P1D2H"})
    CHECK_MESSAGE(!parse_duration(text).has_value(), text);
}

TEST_CASE("the JSON cursor takes what is JSON and nothing else") {
  const auto takes = [](std::string_view text) {
    JsonCursor in(text);
    std::string_view value;
    return in.value(value) && in.at_end();
  };
  for (const char* text : {"1", "-0.5e+3", "\"\\u00e9\"", "[]", "{\"a\":[1,{}]}", " null "})
    CHECK_MESSAGE(takes(text), text);
  for (const char* text : {"", "01", "1.", ".5", "+1", "NaN", "\"\n\"", "[1,]", "{\"a\"}", "{a:1}", "tru", "\"\\x\"",
                           "\"\\ud800\"", "1 2", "\"\xff\""})
    CHECK_MESSAGE(!takes(text), text);
  CHECK_FALSE(takes(std::string(40, '[') + std::string(40, ']')));
  // Numbers that no double holds.
  for (const std::string& text : {std::string("0e777777383888880777"), std::string("1e999"), std::string(400, '9')})
    CHECK_FALSE(takes(text));
}
