#include "html/texts.h"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>

using namespace sas;
using namespace sas::html;

namespace {

Result<Texts> load(std::string_view dutch, std::string_view english) {
  const std::array<embedded::File, 2> files{{{"texts.nl.toml", dutch}, {"texts.en.toml", english}}};
  return Texts::load({files});
}

std::string code(const Result<Texts>& result) {
  return result ? "" : result.error().code;
}

}  // namespace

TEST_CASE("a text is given in the language asked for, with its places filled") {
  const auto texts = load("\"a.b\" = \"Dag {name}!\"\n[form]\nnext = \"Volgende\"",
                          "\"a.b\" = \"{name}, hello\"\n[form]\nnext = \"Next\"");
  REQUIRE(texts);
  CHECK(texts->get(Language::nl, "a.b", {{"name", "{name}"}}) == "Dag {name}!");
  CHECK(texts->get(Language::en, "a.b", {{"name", "Bo"}}) == "Bo, hello");
  CHECK(Say{*texts, Language::nl}("form.next") == "Volgende");
}

TEST_CASE("a plural follows the number") {
  const auto texts = load("\"x.one\" = \"één dag\"\n\"x.other\" = \"{n} dagen\"",
                          "\"x.one\" = \"{n} day\"\n\"x.other\" = \"{n} days\"");
  REQUIRE(texts);
  CHECK(texts->get(Language::nl, "x", {{"n", "1"}}) == "één dag");
  CHECK(texts->get(Language::nl, "x", {{"n", "0"}}) == "0 dagen");
  CHECK(texts->get(Language::en, "x", {{"n", "12"}}) == "12 days");
  CHECK(texts->has("x"));
  CHECK_FALSE(texts->has("y"));
}

TEST_CASE("an unknown key or a place without value is a bug") {
  const auto texts = load("a = \"{b}\"", "a = \"{b}\"");
  REQUIRE(texts);
  CHECK_THROWS_AS(static_cast<void>(texts->get(Language::nl, "c")), std::out_of_range);
  CHECK_THROWS_AS(static_cast<void>(texts->get(Language::nl, "a")), std::out_of_range);
}

TEST_CASE("catalogues that do not fit together are refused") {
  CHECK(code(load("a = \"x\"", "")) == "texts-language-missing");
  CHECK(code(load("", "a = \"x\"")) == "texts-language-missing");
  CHECK(code(load("a = \"{x}\"", "a = \"{y}\"")) == "texts-placeholders-differ");
  CHECK(code(load("a = \"{x\"", "a = \"{x\"")) == "texts-unreadable");
  CHECK(code(load("a = \"}\"", "a = \"}\"")) == "texts-unreadable");
  CHECK(code(load("a = 1", "a = 1")) == "texts-unreadable");
  CHECK(code(load("a = \"\"", "a = \"\"")) == "texts-unreadable");
  CHECK(code(load("a = ", "a = \"x\"")) == "texts-unreadable");
  CHECK(code(load("\"a.one\" = \"x\"", "\"a.one\" = \"x\"")) == "texts-plural-incomplete");
  const std::array<embedded::File, 2> room{{{"texts.nl.toml", "a = \"x\""}, {"texts.en.toml", "a = \"x\""}}};
  CHECK(code(Texts::load({room, room})) == "texts-double");
}
