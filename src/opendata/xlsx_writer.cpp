#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "opendata/format_writers.h"
#include "opendata/zip_writer.h"

namespace sas::opendata {
namespace {

using releases::Type;

// Doubles hold whole numbers exactly up to here; a larger one is written as text, so that no digit changes.
constexpr std::size_t kExactDigits = 15;
constexpr std::size_t kLongestText = 32'767;  // of a cell, in the limits of Excel itself
constexpr std::size_t kPiece = std::size_t{256} << 10;

// The least of ECMA-376 part 1, clause 12.3, that is a workbook with one sheet. No properties: no maker, no moment.
constexpr std::string_view kTypes =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>)";
constexpr std::string_view kRelations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)";
constexpr std::string_view kWorkbook =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView/></bookViews><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>)";
constexpr std::string_view kWorkbookRelations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>)";
// Two looks: plain, and bold for the header.
constexpr std::string_view kStyles =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/></cellXfs></styleSheet>)";
constexpr std::string_view kSheetStart =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>)";
constexpr std::string_view kSheetEnd = "</sheetData></worksheet>";

// "A", "Z", "AA" … (18.3.1.4).
std::string letters_of(std::size_t column) {
  std::string out;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return out;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// "_x0041_" in a text stands for the character with that code (22.9.2.19); a text that looks so by itself is marked.
bool begins_code(std::string_view text) {
  return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && is_hex_digit(text[2]) && is_hex_digit(text[3]) &&
         is_hex_digit(text[4]) && is_hex_digit(text[5]) && text[6] == '_';
}

void append_escaped(std::string& out, std::string_view text) {
  for (;;) {
    const std::size_t plain = text.find_first_of("&<>_");
    out += text.substr(0, plain);
    if (plain == std::string_view::npos) return;
    text.remove_prefix(plain);
    switch (text[0]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += begins_code(text) ? "_x005F_" : "_";
    }
    text.remove_prefix(1);
  }
}

class XlsxFile final : public FormatWriter {
 public:
  XlsxFile(const std::string& path, const TableShape& shape) : shape_(shape), zip_(path) {
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) starts_.push_back("<c r=\"" + letters_of(i));
    begun_ = begin();
    text_ = kSheetStart;
    start_row();
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) append_text(i, shape_.columns[i].name, " s=\"1\"");
    text_ += "</row>";
  }

  [[nodiscard]] Result<Done> row(Cells cells) override {
    if (!begun_) return begun_;
    if (rows_ > kMostSheetRows) throw std::logic_error("a sheet holds no more rows");
    start_row();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].size() > kLongestText && utf8_length(cells[i]) > kLongestText)
        return fail(ErrorKind::too_large, "sheet-text-too-long", "a cell of a sheet holds 32,767 characters at most");
      append(i, cells[i]);
    }
    text_ += "</row>";
    return text_.size() < kPiece ? Result<Done>(Done{}) : hand_over();
  }

  [[nodiscard]] Result<Done> finish() override {
    if (!begun_) return begun_;
    text_ += kSheetEnd;
    if (auto written = hand_over(); !written) return written;
    if (auto ended = zip_.end(); !ended) return ended;
    return zip_.close();
  }

 private:
  Result<Done> begin() {
    const std::pair<const char*, std::string_view> parts[] = {{"[Content_Types].xml", kTypes},
                                                              {"_rels/.rels", kRelations},
                                                              {"xl/workbook.xml", kWorkbook},
                                                              {"xl/_rels/workbook.xml.rels", kWorkbookRelations},
                                                              {"xl/styles.xml", kStyles}};
    for (const auto& [name, content] : parts)
      if (auto added = zip_.add(name, content); !added) return added;
    return zip_.begin("xl/worksheets/sheet1.xml");
  }

  Result<Done> hand_over() {
    auto written = zip_.write(text_);
    text_.clear();
    return written;
  }

  void start_row() {
    number_ = fmt::format_int(++rows_).str();
    text_ += "<row r=\"";
    text_ += number_;
    text_ += "\">";
  }

  void append(std::size_t column, std::string_view cell) {
    if (cell.empty()) return;
    const Type type = shape_.columns[column].type;
    if ((type == Type::integer || type == Type::decimal) && cell.size() <= kExactDigits)
      append_value(column, "\"><v>", cell);
    else if (type == Type::truth)
      append_value(column, "\" t=\"b\"><v>", cell == "true" ? "1" : "0");
    else
      append_text(column, cell, "");  // days and moments stay the ISO text they are: a sheet knows no zone
  }

  void append_value(std::size_t column, std::string_view between, std::string_view value) {
    text_ += starts_[column];
    text_ += number_;
    text_ += between;
    text_ += value;
    text_ += "</v></c>";
  }

  void append_text(std::size_t column, std::string_view cell, std::string_view style) {
    text_ += starts_[column];
    text_ += number_;
    text_ += '"';
    text_ += style;
    const bool has_edges = !cell.empty() && (is_space(cell.front()) || is_space(cell.back()));
    text_ += has_edges ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">" : " t=\"inlineStr\"><is><t>";
    append_escaped(text_, cell);
    text_ += "</t></is></c>";
  }

  const TableShape shape_;
  ZipWriter zip_;
  Result<Done> begun_ = Done{};
  std::vector<std::string> starts_;  ///< of a cell of each column
  std::string text_, number_;
  std::uint64_t rows_ = 0;  ///< with the header
};

}  // namespace

std::unique_ptr<FormatWriter> xlsx_writer(const std::string& path, const TableShape& shape) {
  return std::make_unique<XlsxFile>(path, shape);
}

}  // namespace sas::opendata
