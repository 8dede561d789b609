#include "opendata/sheet_file.h"

#include <doctest/doctest.h>
#include <zip.h>

#include <fstream>
#include <map>

#include "opendata/format_writers.h"
#include "opendata/gate_fixture.h"
#include "opendata/intake.h"

using namespace sas;
using namespace sas::opendata;
using Parts = std::map<std::string, std::string>;
using Rows = std::vector<std::vector<std::string>>;

namespace {

// A small workbook, as Excel writes it.
Parts workbook() {
  return {
      {"[Content_Types].xml", "<Types/>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Bomen\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
      {"xl/sharedStrings.xml",
       "<sst><si><t>soort</t></si><si><t>dag</t></si><si><r><t>Ei</t></r><r><t>k &amp; es</t></r></si></sst>"},
      {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
      {"xl/worksheets/sheet1.xml",
       "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
       "t=\"inlineStr\"><is><t>hoog</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" "
       "s=\"1\"><v>46115</v></c><c r=\"C2\"><f>1+1.5</f><v>2.5</v></c></row><row r=\"3\"><c r=\"C3\" "
       "t=\"b\"><v>1</v></c></row>"
       "</sheetData></worksheet>"}};
}

struct Book {
  explicit Book(const Parts& parts) {
    int error = 0;
    zip_t* zip = zip_open(path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    REQUIRE(zip != nullptr);
    for (const auto& [name, content] : parts) {
      zip_source_t* source = zip_source_buffer(zip, content.data(), content.size(), 0);
      REQUIRE(zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    REQUIRE(zip_close(zip) == 0);
  }
  sas::test::TempFolder folder;
  [[nodiscard]] std::string path() const { return folder.text() + "/boek.xlsx"; }
};

std::vector<std::string> refused(Parts parts, const std::string& name, const std::string& content) {
  parts[name] = content;
  return look_at_sheets(Book(parts).path()).value().refused;
}

std::string edited(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Rows rows_of(const std::string& path, int sheet = 1) {
  Rows out;
  CHECK(read_sheet(path, sheet, [&](Cells cells) -> Result<Done> {
          out.emplace_back(cells.begin(), cells.end());
          return Done{};
        }).has_value());
  return out;
}

}  // namespace

TEST_CASE("cells come out as text: shared, inline and rich texts, numbers, days, truths, values of formulas") {
  const Book book(workbook());
  CHECK(look_at_sheets(book.path())->refused.empty());
  CHECK(rows_of(book.path()) == Rows{{"soort", "dag", "hoog"}, {"Eik & es", "2026-04-03", "2.5"}, {"", "", "true"}});
}

TEST_CASE("a sheet that we wrote ourselves is read back") {
  sas::test::TempFolder folder;
  const std::string path = folder.text() + "/eigen.xlsx";
  TableShape shape;
  shape.columns = {{"garage", {}, releases::Type::text, "", {}}, {"vrij", {}, releases::Type::decimal, "", {}}};
  auto writer = xlsx_writer(path, shape);
  const std::array<std::string_view, 2> row{"Emmawijk", "12.5"};
  CHECK(writer->row(row).has_value());
  CHECK(writer->finish().has_value());
  CHECK(rows_of(path) == Rows{{"garage", "vrij"}, {"Emmawijk", "12.5"}});
}

TEST_CASE("what is hidden in a workbook is found, whatever it is, and the file is refused") {
  using Codes = std::vector<std::string>;
  const Parts book = workbook();
  const std::string sheet = book.at("xl/worksheets/sheet1.xml"), list = book.at("xl/workbook.xml");
  CHECK(refused(book, "xl/vbaProject.bin", "x") == Codes{"macros"});
  CHECK(refused(book, "xl/externalLinks/externalLink1.xml", "<x/>") == Codes{"external-links"});
  CHECK(
      refused(book, "xl/worksheets/_rels/sheet1.xml.rels",
              "<Relationships><Relationship Id=\"a\" Target=\"mailto:x\" TargetMode=\"External\"/></Relationships>") ==
      Codes{"external-links"});
  CHECK(refused(book, "xl/comments1.xml", "<x/>") == Codes{"comments"});
  CHECK(refused(book, "xl/threadedComments/threadedComment1.xml", "<x/>") == Codes{"comments"});
  CHECK(refused(book, "xl/media/image1.jpeg", "x") == Codes{"embedded"});
  CHECK(refused(book, "docProps/core.xml", "<p><dc:creator xmlns:dc=\"d\">Somebody</dc:creator></p>") ==
        Codes{"properties"});
  CHECK(refused(book, "docProps/core.xml", "<p><dc:creator xmlns:dc=\"d\"></dc:creator></p>").empty());
  CHECK(refused(book, "xl/workbook.xml", edited(list, "sheetId", "state=\"veryHidden\" sheetId")) ==
        Codes{"hidden-sheet"});
  CHECK(refused(book, "xl/worksheets/sheet1.xml",
                edited(sheet, "<sheetData>", "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData>")) ==
        Codes{"hidden-column"});
  CHECK(refused(book, "xl/worksheets/sheet1.xml", edited(sheet, "<row r=\"2\">", "<row r=\"2\" hidden=\"1\">")) ==
        Codes{"hidden-row"});
  Parts hidden = book;
  hidden["xl/comments1.xml"] = "<x/>";
  const Book file(hidden);
  CHECK(read_sheet(file.path(), 1, [](Cells) -> Result<Done> { return Done{}; }).error().code == "sheet-refused");
  CHECK(look_at_file(file.path()).error().code == "sheet-refused");
}

TEST_CASE("the name of who made a workbook is left out when the declaration says so, and every release tells") {
  Parts parts = workbook();
  parts["docProps/core.xml"] = "<p><dc:creator xmlns:dc=\"d\">Somebody</dc:creator></p>";
  const Book book(parts);
  const auto nothing = [](Cells) -> Result<Done> { return Done{}; };
  CHECK(read_sheet(book.path(), 1, nothing).error().code == "sheet-properties");
  CHECK(read_sheet(book.path(), 1, nothing, FileForm::Properties::leave_out).has_value());
  const auto proposal = look_at_file(book.path());
  REQUIRE(proposal.has_value());
  CHECK(proposal->remarks[0].code == "properties");
  const std::string draft = declaration_draft(*proposal, "bomen");
  CHECK(draft.find("properties = \"leave-out\"") != std::string::npos);
  CHECK(draft.find("Somebody") == std::string::npos);
  config::Problems problems;
  CHECK(read_declaration(draft, "bomen", problems).lost.size() == 1);
  parts["xl/comments1.xml"] = "<x/>";
  const Book more(parts);
  CHECK(read_sheet(more.path(), 1, nothing, FileForm::Properties::leave_out).error().code == "sheet-refused");
}

TEST_CASE("a bomb, a broken archive, and a document type are refused before they cost anything") {
  Parts parts = workbook();
  parts["xl/worksheets/sheet1.xml"] = std::string(std::size_t{65} << 20, ' ');
  CHECK(look_at_sheets(Book(parts).path()).error().code == "zip-bomb");
  parts = workbook();
  parts["xl/sharedStrings.xml"] =
      "<!DOCTYPE sst [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
  CHECK(read_sheet(Book(parts).path(), 1, [](Cells) -> Result<Done> { return Done{}; }).error().code == "xml-broken");
  parts.erase("xl/workbook.xml");
  CHECK(look_at_sheets(Book(parts).path()).error().code == "sheet-broken");
  sas::test::TempFolder folder;
  std::ofstream(folder.text() + "/x.xlsx") << "PK\x03\x04 no archive";
  CHECK(look_at_sheets(folder.text() + "/x.xlsx").error().code == "zip-broken");
}

TEST_CASE("types of a sheet are proposed and its rows go to the gate like those of any file") {
  const Book book(workbook());
  const FileProposal proposal = look_at_file(book.path()).value();
  REQUIRE(proposal.columns.size() == 3);
  CHECK(proposal.columns[1].type == releases::Type::date);
  Declaration declaration;
  declaration.file = proposal.form;
  declaration.columns = proposal.columns;
  const auto source = file_source(book.path(), declaration).value();
  CHECK(source->header() == std::vector<std::string>{"soort", "dag", "hoog"});
  CHECK(whole_table(*source, 100)->rows[0] == std::vector<std::string>{"Eik & es", "2026-04-03", "2.5"});
}
