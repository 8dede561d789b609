#include "opendata/intake.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "opendata/gate_fixture.h"

using namespace sas;
using namespace sas::opendata;
using releases::Type;

namespace {

struct Brought {
  explicit Brought(const std::string& bytes) { std::ofstream(path(), std::ios::binary) << bytes; }
  sas::test::TempFolder folder;
  [[nodiscard]] std::string path() const { return folder.text() + "/bestand.csv"; }
};

std::vector<std::vector<std::string>> rows_of(Source& source) {
  std::vector<std::vector<std::string>> out;
  CHECK(source
            .rows([&](Cells cells) -> Result<Done> {
              out.emplace_back(cells.begin(), cells.end());
              return Done{};
            })
            .has_value());
  return out;
}

Declaration declaration_for(const FileProposal& proposal) {
  Declaration out;
  out.file = proposal.form;
  out.columns = proposal.columns;
  return out;
}

bool remarks(const FileProposal& proposal, std::string_view code) {
  for (const auto& remark : proposal.remarks)
    if (remark.code == code) return true;
  return false;
}

}  // namespace

TEST_CASE("a file of a Dutch office: Windows-1252, semicolons, decimal commas, days first, CRLF") {
  const Brought file(
      "Caf\xe9;Prijs;Geopend;Dag;Aantal\r\n\x80uro;1.234,50;ja;3-4-2026;12\r\nDe Zon;2,5;nee;31-12-2025;7\r\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(proposal.form ==
        FileForm{FileForm::Encoding::windows_1252, ';', FileForm::Decimal::comma, FileForm::Days::day_first, 1});
  REQUIRE(proposal.columns.size() == 5);
  CHECK(proposal.columns[0].name == "Café");
  CHECK(proposal.columns[1].type == Type::decimal);
  CHECK(proposal.columns[2].type == Type::truth);
  CHECK(proposal.columns[3].type == Type::date);
  CHECK(proposal.columns[4].type == Type::integer);
  const auto source = file_source(file.path(), declaration_for(proposal)).value();
  CHECK(rows_of(*source) == std::vector<std::vector<std::string>>{{"€uro", "1234.50", "true", "2026-04-03", "12"},
                                                                  {"De Zon", "2.5", "false", "2025-12-31", "7"}});
}

TEST_CASE("a byte order mark and umlauts in the header are no part of a name") {
  const Brought file(
      "\xef\xbb\xbf"
      "Größe,名前\n1,x\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(proposal.columns[0].name == "Größe");
  CHECK(proposal.columns[1].name == "名前");
  CHECK(proposal.form.encoding == FileForm::Encoding::utf8);
}

TEST_CASE("a header that is too short gets names, and a person hears of it") {
  const Brought file("a,b\n1,2,3\n4,5,6\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(remarks(proposal, "short-header"));
  CHECK(proposal.columns[2].name == "kolom 3");
  CHECK(proposal.sections[0].rows == 2);
}

TEST_CASE("three tables below each other are told apart; the longest is proposed, the others can be chosen") {
  const Brought file(
      "Put;Plaats\nB1;Zwolle\n;\nDatum;Stand\n1-1-2026;1,5\n2-1-2026;1,25\n3-1-2026;1\n\nCode;Uitleg;Soort\nA;goed;"
      "x\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  REQUIRE(proposal.sections.size() == 3);
  CHECK(proposal.form.section == 2);
  CHECK(remarks(proposal, "several-tables"));
  CHECK(proposal.columns[1].type == Type::decimal);
  Declaration third = declaration_for(proposal);
  third.file->section = 3;
  CHECK(file_source(file.path(), third).value()->header() == std::vector<std::string>{"Code", "Uitleg", "Soort"});
  third.file->section = 4;
  CHECK(file_source(file.path(), third).error().code == "section-missing");
}

TEST_CASE("what does not fit the confirmed form stays as it was and is refused by the gate, never mended") {
  const Brought file("dag;aantal\n3-4-2026;1,5\n2026-04-04;1.5\n");
  Declaration declaration;
  declaration.file = FileForm{FileForm::Encoding::utf8, ';', FileForm::Decimal::comma, FileForm::Days::day_first, 1};
  declaration.columns = {{"dag", {}, Type::date, "", {}}, {"aantal", {}, Type::decimal, "", {}}};
  const auto source = file_source(file.path(), declaration).value();
  CHECK(rows_of(*source)[1] == std::vector<std::string>{"2026-04-04", "1.5"});
  CHECK(canonical("1.5", Type::decimal, *declaration.file) == "1.5");
  CHECK(canonical("1.500", Type::decimal, *declaration.file) == "1500");
  CHECK(canonical("31-2-2026", Type::date, *declaration.file) == "31-2-2026");
  CHECK(canonical("  ", Type::integer, *declaration.file).empty());
}

TEST_CASE("a column in which most cells are numbers is text with a remark, not numbers with holes") {
  const Brought file("a\n1\n2\n3\nonbekend\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(proposal.columns[0].type == Type::text);
  CHECK(remarks(proposal, "mixed-types"));
}

TEST_CASE("numbers with noughts in front, and codes, stay text") {
  const Brought file("code,filter\n0193,001\n0194,002\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  for (const releases::Column& column : proposal.columns) CHECK(column.type == Type::text);
}

TEST_CASE("what is no text is refused, whatever its name") {
  for (const char* bytes : {"\xd0\xcf\x11\xe0old excel", "%PDF-1.7",
                            "\xff\xfe"
                            "a"})
    CHECK(look_at_file(Brought(bytes).path()).error().code == "file-binary");
  CHECK(look_at_file(Brought(std::string("a\0b\n", 4)).path()).error().code == "file-binary");
  CHECK(look_at_file(Brought("").path()).error().code == "file-empty");
  CHECK(look_at_file("/no/such/file").error().code == "file-unreadable");
  const Brought huge("a,b\n1,2\n");
  std::filesystem::resize_file(huge.path(), std::uint64_t{11} << 30);  // sparse: takes no room
  CHECK(look_at_file(huge.path()).error().code == "file-too-large");
  CHECK(file_source(huge.path(), {}).error().code == "file-too-large");
  std::string uneven;
  for (int i = 0; i < 300; ++i) uneven += std::string(static_cast<std::size_t>(i % 7), ',') + "x\n";
  CHECK(look_at_file(Brought(uneven).path()).error().code == "file-uneven");
  CHECK(look_at_file(Brought(std::string(3'000, ',') + "x\n").path()).error().code == "too-many-columns");
}

TEST_CASE("the draft of a declaration blocks until its owner decides") {
  const Brought file("naam;aantal\nx;1,5\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  const std::string draft = declaration_draft(proposal, "nieuw");
  CHECK(draft.find("class = \"undecided\"") != std::string::npos);
  config::Problems problems;
  const Declaration read = read_declaration(draft, "nieuw", problems);
  CHECK_FALSE(problems.empty());
  CHECK(read.file == proposal.form);
  CHECK(read.columns[1].type == Type::decimal);
  CHECK(read.set.columns[0].classification == privacy::Classification::undecided);
}

TEST_CASE("well-known text of any kind is proposed as shapes and written in the one way") {
  const Brought file("naam;wkt;grens\nA;POINT(6.1000 52.5);POINT (6 52)\nB;\"linestring(6 52,7 52)\";\n");
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(proposal.columns[1].type == Type::shape);
  CHECK(proposal.columns[2].type == Type::text);  // one column of shapes a set
  CHECK(remarks(proposal, "one-shape"));
  const auto source = file_source(file.path(), declaration_for(proposal)).value();
  CHECK(rows_of(*source) == std::vector<std::vector<std::string>>{{"A", "POINT (6.1 52.5)", "POINT (6 52)"},
                                                                  {"B", "LINESTRING (6 52, 7 52)", ""}});
  // What cannot be read stays as it is, and the gate refuses it.
  CHECK(canonical("POINT Z (6 52 1)", Type::shape, {}) == "POINT Z (6 52 1)");
  CHECK(look_at_file(Brought("wkt\nPOINT (6 52)\nonbekend\n").path()).value().columns[0].type == Type::text);
}

TEST_CASE("Windows-1252 as UTF-8") {
  CHECK(from_windows_1252("\x80 \xe9 \x93x\x94") == "€ é “x”");
  CHECK(from_windows_1252("\x81") == "\xef\xbf\xbd");
}

TEST_CASE("real files of others are taken in or refused with a reason") {
  const char* given = std::getenv("SAS_SHARED");
  const std::string data = std::string(given != nullptr ? given : "../shared") + "/data";
  if (!std::filesystem::exists(data)) {
    MESSAGE("skipped: no folder " << data);
    return;
  }
  const auto basel = look_at_file(data + "/air/basel_100051_hourly.csv").value();
  CHECK(basel.form.separator == ';');
  CHECK(basel.sections.size() == 1);
  CHECK(basel.sections[0].rows == 13'128);
  std::size_t taken = 0, refused = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(data)) {
    if (!file.is_regular_file() || file.path().extension() != ".csv") continue;
    const auto proposal = look_at_file(file.path().string());
    ++(proposal ? taken : refused);
    if (!proposal) MESSAGE(file.path().filename().string() << ": " << proposal.error().code);
  }
  MESSAGE(taken << " files taken in, " << refused << " refused");
  CHECK(taken > 30);
}

TEST_CASE("of a large file the beginning is looked at, and that is said") {
  sas::test::TempFolder folder;
  const std::string path = folder.text() + "/large.csv";
  {
    std::ofstream out(path, std::ios::binary);
    out << "tekst,waarde\n";
    std::string piece;
    for (int i = 0; i < 1'000; ++i) piece += std::string(1'000, 'x') + "," + std::to_string(i) + ".5\n";
    for (int i = 0; i < 18; ++i) out << piece;
    out << "\"a quote that nothing closes\n";
  }
  const auto proposal = look_at_file(path);
  REQUIRE(proposal);
  CHECK(proposal->columns.at(1).type == releases::Type::decimal);
  REQUIRE(proposal->remarks.size() == 1);
  CHECK(proposal->remarks[0].code == "beginning");
}
