#include "opendata/sheet_parts.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostText = std::size_t{256} << 20;

std::string attribute(const XmlAttributes& all, std::string_view name) {
  const auto found = all.find(name);
  return found == all.end() ? std::string() : found->second;
}

bool is_true(const std::string& text) {
  return text == "1" || text == "true";
}

XmlHandlers on_start(std::function<void(std::string_view, const XmlAttributes&)> start) {
  return {std::move(start), [](std::string_view) {}, [](std::string_view) {}};
}

// What a part is, by where it stands (ECMA-376 part 1, clause 12).
std::string code_of_part(const std::string& name) {
  const std::string folded = fold(name);
  const auto has = [&](std::string_view text) { return folded.find(text) != std::string::npos; };
  if (has("vbaproject") || has("macrosheets") || has("activex")) return "macros";
  if (has("externallinks/") || has("connections.xml") || has("querytables/")) return "external-links";
  if (has("comments") || has("persons/")) return "comments";
  if (has("embeddings/") || has("media/")) return "embedded";
  return "";
}

// Days by built-in number (18.8.30), or a format of one's own with a day or a year in it, outside quotes and brackets.
bool is_day_format(int number, const std::map<int, std::string>& own) {
  if ((number >= 14 && number <= 22) || (number >= 45 && number <= 47)) return true;
  const auto found = own.find(number);
  if (found == own.end()) return false;
  bool is_quoted = false, is_bracketed = false;
  for (const char c : found->second) {
    if (c == '"') is_quoted = !is_quoted;
    if (c == '[') is_bracketed = true;
    if (c == ']') is_bracketed = false;
    if (!is_quoted && !is_bracketed && (c == 'd' || c == 'y' || c == 'D' || c == 'Y')) return true;
  }
  return false;
}

Result<Done> read_relations(const ZipFile& zip, Workbook& book, std::map<std::string, std::string>& targets) {
  for (const std::string& name : zip.names()) {
    if (!name.ends_with(".rels")) continue;
    auto read = read_part(zip, name, on_start([&](std::string_view element, const XmlAttributes& a) {
                            if (element != "Relationship") return;
                            if (attribute(a, "TargetMode") == "External") book.refused.insert("external-links");
                            if (name == "xl/_rels/workbook.xml.rels")
                              targets[attribute(a, "Id")] = attribute(a, "Target");
                          }));
    if (!read) return read;
  }
  return Done{};
}

// Names of who made and changed it, and of their company.
Result<Done> read_properties(const ZipFile& zip, Workbook& book) {
  for (const char* part : {"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"}) {
    if (!zip.has(part)) continue;
    std::string element;
    const auto is_personal = [&] {
      return element == "creator" || element == "lastModifiedBy" || element == "Manager" || element == "Company" ||
             element == "lpwstr";
    };
    const bool is_app = std::string_view(part) == "docProps/app.xml";
    auto read = read_part(zip, part,
                          {[&](std::string_view name, const XmlAttributes&) { element = name; },
                           [&](std::string_view) { element.clear(); },
                           [&](std::string_view text) {
                             // In app.xml an lpwstr is a heading, such as the name of a sheet.
                             if (is_app && element == "lpwstr") return;
                             if (is_personal() && !trim(text).empty()) book.refused.insert("properties");
                           }});
    if (!read) return read;
  }
  return Done{};
}

}  // namespace

Result<Done> read_part(const ZipFile& zip, const std::string& name, XmlHandlers handlers) {
  XmlEvents events(std::move(handlers));
  auto read = zip.read(name, [&](std::string_view piece) { return events.feed(piece); });
  if (!read) return read;
  return events.finish();
}

Result<Workbook> read_workbook(const ZipFile& zip) {
  if (!zip.has("xl/workbook.xml")) return fail(ErrorKind::invalid, "sheet-broken", "there is no workbook in it");
  Workbook out;
  for (const std::string& name : zip.names())
    if (std::string code = code_of_part(name); !code.empty()) out.refused.insert(std::move(code));
  std::map<std::string, std::string> targets;
  if (auto read = read_relations(zip, out, targets); !read) return fail(std::move(read));
  if (auto read = read_properties(zip, out); !read) return fail(std::move(read));
  auto read = read_part(zip, "xl/workbook.xml", on_start([&](std::string_view element, const XmlAttributes& a) {
                          if (element == "workbookPr") out.is_1904 = is_true(attribute(a, "date1904"));
                          if (element != "sheet") return;
                          const std::string state = attribute(a, "state");
                          if (!state.empty() && state != "visible") out.refused.insert("hidden-sheet");
                          std::string target = targets[attribute(a, "id")];
                          if (target.starts_with('/')) target.erase(0, 1);
                          if (!target.empty() && !target.starts_with("xl/")) target.insert(0, "xl/");
                          out.sheets.push_back({attribute(a, "name"), target});
                        }));
  if (!read) return fail(std::move(read));
  return out;
}

Result<std::vector<std::string>> read_texts(const ZipFile& zip) {
  std::vector<std::string> out;
  if (!zip.has("xl/sharedStrings.xml")) return out;
  std::size_t bytes = 0;
  bool is_text = false, is_reading_aid = false, is_too_large = false;
  auto read = read_part(zip, "xl/sharedStrings.xml",
                        {[&](std::string_view name, const XmlAttributes&) {
                           if (name == "si") out.emplace_back();
                           if (name == "rPh") is_reading_aid = true;  // how a name is said, not part of it
                           is_text = name == "t" && !is_reading_aid;
                         },
                         [&](std::string_view name) {
                           if (name == "rPh") is_reading_aid = false;
                           is_text = false;
                         },
                         [&](std::string_view text) {
                           if (!is_text || out.empty() || is_too_large) return;
                           bytes += text.size();
                           is_too_large = bytes > kMostText;
                           out.back().append(text);
                         }});
  if (!read) return fail(std::move(read));
  if (is_too_large) return fail(ErrorKind::too_large, "sheet-texts-too-large", "256 MiB of texts at most");
  return out;
}

Result<std::vector<char>> read_day_formats(const ZipFile& zip) {
  std::vector<char> out;
  if (!zip.has("xl/styles.xml")) return out;
  std::map<int, std::string> own;
  std::vector<int> numbers;
  bool is_cell_formats = false;
  auto read = read_part(zip, "xl/styles.xml",
                        {[&](std::string_view name, const XmlAttributes& a) {
                           const int number = static_cast<int>(parse_int(attribute(a, "numFmtId")).value_or(0));
                           if (name == "numFmt") own[number] = attribute(a, "formatCode");
                           if (name == "cellXfs") is_cell_formats = true;
                           if (name == "xf" && is_cell_formats) numbers.push_back(number);
                         },
                         [&](std::string_view name) {
                           if (name == "cellXfs") is_cell_formats = false;
                         },
                         [](std::string_view) {}});
  if (!read) return fail(std::move(read));
  for (const int number : numbers) out.push_back(is_day_format(number, own));
  return out;
}

}  // namespace sas::opendata
