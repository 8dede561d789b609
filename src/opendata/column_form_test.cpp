#include "opendata/column_form.h"

#include <doctest/doctest.h>

using namespace sas;
using namespace sas::opendata;

namespace {

json::Object measured() {
  return json::Object{
      {"name", "hoogte"},    {"meaning", json::Object{{"nl", "hoogte van de boom"}, {"en", "height of the tree"}}},
      {"type", "decimal"},   {"unit", "m"},
      {"class", "open"},     {"kind", "measure"},
      {"counts", "nothing"}, {"role", "plain"}};
}

std::vector<std::string> first_of(const json::Object& column, const Error& error = {}) {
  std::vector<std::string> out;
  for (const Ask& ask : grouped(column, error).to_decide) out.push_back(ask.field);
  return out;
}

bool decides(const json::Object& column, const std::string& field) {
  const std::vector<std::string> first = first_of(column);
  return std::find(first.begin(), first.end(), field) != first.end();
}

}  // namespace

TEST_CASE("what a column means, whether it may be open and whether it points at somebody is asked first") {
  CHECK(first_of(measured()) == std::vector<std::string>{"betekenis-nl", "betekenis-en", "openheid", "rol"});
  CHECK(grouped(measured(), {}).to_decide.size() + grouped(measured(), {}).seen.size() == 12);
}

TEST_CASE("what follows from an answer is asked beside it") {
  json::Object column = measured();
  column["class"] = "personal";
  CHECK(decides(column, "grond"));
  column["kind"] = "location";
  CHECK(decides(column, "precisie"));
  CHECK_FALSE(decides(column, "gelezen"));
  column["kind"] = "free-text";
  CHECK(decides(column, "gelezen"));
  CHECK(decides(column, "woordenlijst"));
  CHECK_FALSE(decides(column, "telt"));
  column["counts"] = "persons";
  CHECK(decides(column, "telt"));
}

TEST_CASE("nothing without an answer and nothing wrong is folded away") {
  json::Object column = measured();
  column.erase("kind");
  CHECK(decides(column, "inhoud"));
  const Error wrong{ErrorKind::invalid, "draft-wrong", "", {{"eenheid", "draft-choice"}}};
  const std::vector<std::string> first = first_of(measured(), wrong);
  CHECK(std::find(first.begin(), first.end(), "eenheid") != first.end());
}
