#include "releases/release.h"

#include <doctest/doctest.h>

#include "releases/layout.h"
#include "releases/store_fixture.h"

using namespace sas;
using namespace sas::releases;

namespace {

Release whole_release() {
  Release release = sample_release("parkeren");
  release.number = 2;
  release.previous = std::string(64, 'b');
  release.changed = {"Een garage erbij.", "One more garage."};
  release.description.high_value = "c_b79e35eb";
  release.description.longitude_column = "lengte";
  release.description.latitude_column = "breedte";
  release.description.time_column = "uur";
  release.files = {{"csv", "text/csv; charset=utf-8", std::string(64, 'c'), 12}};
  release.ledger_seq = 41;
  return release;
}

json::Object with(std::string_view key, json::Value value) {
  json::Object out = to_json(whole_release());
  out[key] = std::move(value);
  return out;
}

std::string wrong_field(const json::Object& object) {
  const auto release = release_from(object);
  if (release) return "";
  CHECK(release.error().code == "release-invalid");
  return release.error().fields.empty() ? "none" : release.error().fields[0].field;
}

}  // namespace

TEST_CASE("a record says everything of a release, and equal releases give equal bytes") {
  const Release release = whole_release();
  const std::string text = json::write_canonical(to_json(release));
  const Release again = release_from(json::parse(text).value().as_object()).value();
  CHECK(json::write_canonical(to_json(again)) == text);
  CHECK(again.description.extent->west == doctest::Approx(6.05));
  CHECK(again.description.until == make_date(2026, 3, 31));
  CHECK(again.columns[0].vocabulary == release.columns[0].vocabulary);
  CHECK(again.scan.declaration_sha256 == release.scan.declaration_sha256);
  CHECK(find_file(again, "csv")->bytes == 12);
  CHECK(find_file(again, "xlsx") == nullptr);
}

TEST_CASE("a record that is not whole is refused with the field that is wrong") {
  CHECK(wrong_field(to_json(whole_release())).empty());
  CHECK(wrong_field(with("dataset", "../etc")) == "dataset");
  CHECK(wrong_field(with("number", 0)) == "number");
  CHECK(wrong_field(with("at", "yesterday")) == "at");
  CHECK(wrong_field(with("rows", "many")) == "rows");
  CHECK(wrong_field(with("columns", json::Array{})) == "columns");
  CHECK(wrong_field(with("files", json::Array{})) == "files");
  CHECK(wrong_field(with("previous", "")) == "previous");
  CHECK(wrong_field(with("kind", "sassenpoort.tombstone.1")) == "kind");
  CHECK(wrong_field(with("changed", json::Object{{"nl", "alleen Nederlands"}})) == "changed");
  json::Object nested = to_json(whole_release());
  nested["description"].as_object()["licence"] = "all rights reserved";
  CHECK(wrong_field(nested) == "description.licence");
  nested = to_json(whole_release());
  nested["description"].as_object()["extent"].as_object()["west"] = "1e3";
  CHECK(wrong_field(nested) == "description.extent.west");
  nested = to_json(whole_release());
  nested["files"].as_array()[0].as_object()["sha256"] = "C0";
  CHECK(wrong_field(nested) == "files[0].sha256");
}

TEST_CASE("two files of one format, and two columns of one name, are refused") {
  Release release = whole_release();
  release.files.push_back(release.files[0]);
  CHECK(wrong_field(to_json(release)) == "files");
  release = whole_release();
  release.columns.push_back(release.columns[0]);
  CHECK(wrong_field(to_json(release)) == "columns");
}

TEST_CASE("a column of shapes is named by the description, alone and without degrees beside it") {
  Release release = whole_release();
  release.columns[0].type = Type::shape;
  release.columns[0].vocabulary.clear();
  CHECK(wrong_field(to_json(release)) == "description.shape_column");
  release.description.shape_column = release.columns[0].name;
  CHECK(wrong_field(to_json(release)) == "description.shape_column");  // degrees as well
  release.description.longitude_column = release.description.latitude_column = "";
  const std::string text = json::write_canonical(to_json(release));
  const Release again = release_from(json::parse(text).value().as_object()).value();
  CHECK(again.description.shape_column == release.columns[0].name);
  CHECK(again.columns[0].type == Type::shape);
  CHECK(json::write_canonical(to_json(again)) == text);
  release.columns.push_back({"nog een vorm", {"a", "b"}, Type::shape, "", {}});
  CHECK(wrong_field(to_json(release)) == "description.shape_column");
  release.columns.pop_back();
  release.columns[0].type = Type::text;
  CHECK(wrong_field(to_json(release)) == "description.shape_column");
}

TEST_CASE("a tombstone is read back as it was written") {
  const Tombstone tombstone{"parkeren", 3, from_millis(1'775'203'200'000), {"Fout.", "Wrong."}, "gegevensbeheerder", 9};
  const Tombstone again = tombstone_from(to_json(tombstone)).value();
  CHECK(again.number == 3);
  CHECK(again.reason == tombstone.reason);
  CHECK_FALSE(tombstone_from(to_json(whole_release())).has_value());
}

TEST_CASE("an index line is taken only in the one form that it is written in") {
  const IndexLine line{IndexLine::What::tombstone, "parkeren", 3, std::string(64, 'd')};
  const std::string text = to_text(line);
  CHECK(index_line_from(text.substr(0, text.size() - 1)) == line);
  CHECK_FALSE(index_line_from("release parkeren 03 " + std::string(64, 'd')).has_value());
  CHECK_FALSE(index_line_from("release ../x 3 " + std::string(64, 'd')).has_value());
  CHECK_FALSE(index_line_from("release parkeren 3 " + std::string(63, 'd')).has_value());
  const IndexPart part = read_index(text + "nonsense\n" + text.substr(0, 20));
  CHECK(part.lines.size() == 1);
  CHECK(part.unknown == 1);
  CHECK(part.bytes == text.size() + 9);
}
