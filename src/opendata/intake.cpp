#include "opendata/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "opendata/cells.h"
#include "opendata/geo_convert.h"
#include "opendata/geojson_file.h"
#include "opendata/parquet_file.h"
#include "opendata/sections.h"
#include "opendata/sheet_file.h"

namespace sas::opendata {
namespace {

using releases::Type;

constexpr std::uint64_t kMostBytes = std::uint64_t{10} << 30;
constexpr std::size_t kHead = std::size_t{64} << 10;
// What a file seems to be is known long before its end; the gate judges every cell by what the declaration then says.
constexpr std::uint64_t kMostLooked = std::uint64_t{16} << 20;

// The size is looked at before anything is read.
Result<std::string> head_of(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error) return fail(ErrorKind::unavailable, "file-unreadable", error.message());
  if (bytes > kMostBytes) return fail(ErrorKind::too_large, "file-too-large", "10 GiB at most");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) return fail(ErrorKind::unavailable, "file-unreadable", "cannot be opened");
  std::string out(kHead, '\0');
  out.resize(std::fread(out.data(), 1, out.size(), file.get()));
  return out;
}

// A text has no noughts; what begins as another kind of file is one, whatever its name says.
bool is_binary(std::string_view head) {
  return head.starts_with("\xd0\xcf\x11\xe0") || head.starts_with("%PDF") || head.starts_with("\xff\xfe") ||
         head.starts_with("\xfe\xff") || head.find('\0') != std::string_view::npos;
}

bool is_sheet(std::string_view head) {
  return head.starts_with("PK\x03\x04");
}

// Every sheet as a section, in the order of the workbook.
Result<Done> read_sheets(const std::string& path, FileForm::Properties properties, const TakeSectionRow& take) {
  const auto book = look_at_sheets(path);
  if (!book) return fail(Error(book.error()));
  for (int sheet = 1; sheet <= static_cast<int>(book->sheets.size()); ++sheet) {
    std::uint64_t row = 0;
    const auto take_row = [&](Cells cells) -> Result<Done> {
      const bool is_empty = std::all_of(cells.begin(), cells.end(), [](auto cell) { return trim(cell).empty(); });
      return is_empty ? Result<Done>(Done{}) : take(sheet, row++, cells);
    };
    auto read = read_sheet(path, sheet, take_row, properties);
    if (!read) return read;
  }
  return Done{};
}

Result<Done> read_features(const std::string& path, const TakeSectionRow& take) {
  std::uint64_t row = 0;
  return read_geojson(path, [&](Cells cells) { return take(1, row++, cells); });
}

Result<Done> read_values(const std::string& path, const TakeSectionRow& take) {
  std::uint64_t row = 0;
  return read_parquet_file(path, [&](Cells cells) { return take(1, row++, cells); });
}

Result<Done> read_geo(const std::string& path, GeoPacking packing, const TakeSectionRow& take) {
  const auto converted = convert_to_geojson(path, packing);
  if (!converted) return fail(Error(converted.error()));
  return read_features(converted->path(), take);
}

using ReadTables = std::function<Result<Done>(const TakeSectionRow&)>;

// How the tables of that file are read. The file is opened again for each reading. Error `file-binary`.
Result<ReadTables> reader_of(const std::string& path, const FileForm& form) {
  const auto head = head_of(path);
  if (!head) return fail(Error(head.error()));
  if (const GeoPacking packing = geo_packing(path, *head); packing != GeoPacking::none)
    return ReadTables([path, packing](const TakeSectionRow& take) { return read_geo(path, packing, take); });
  if (is_sheet(*head))
    return ReadTables([path, form](const TakeSectionRow& take) { return read_sheets(path, form.properties, take); });
  if (is_geojson(*head)) return ReadTables([path](const TakeSectionRow& take) { return read_features(path, take); });
  if (is_parquet(*head)) return ReadTables([path](const TakeSectionRow& take) { return read_values(path, take); });
  if (is_binary(*head)) return fail(ErrorKind::unsupported, "file-binary", "save it as CSV with UTF-8");
  return ReadTables(
      [path, form](const TakeSectionRow& take) { return read_sections(path, form.separator, form.encoding, take); });
}

// The mark that stands most often outside quotes.
char separator_of(std::string_view head) {
  std::array<std::size_t, 128> seen{};
  bool is_quoted = false;
  for (const char c : head) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && c > 0) ++seen[static_cast<std::size_t>(c)];
  }
  char best = ',';
  for (const char candidate : {';', '\t', '|'})
    if (seen[static_cast<std::size_t>(candidate)] > seen[static_cast<std::size_t>(best)]) best = candidate;
  return best;
}

// Every well-known text begins with one of these and has brackets; most cells are told apart without reading them.
bool may_be_shape(std::string_view cell) {
  const std::string_view text = trim(cell);
  return !text.empty() && std::string_view("PLMplm").find(text[0]) != std::string_view::npos && text.ends_with(')');
}

/// How often the cells of a column are written in each way.
struct Habits {
  std::uint64_t filled = 0, integer = 0, point = 0, comma = 0, iso = 0, day_first = 0, moment = 0, truth = 0;
  std::uint64_t shape = 0;
  std::uint64_t with_comma = 0;  ///< decimals that only the comma explains

  void add(std::string_view cell) {
    if (trim(cell).empty()) return;
    static const FileForm plain,
        dutch{FileForm::Encoding::utf8, ',', FileForm::Decimal::comma, FileForm::Days::day_first, 1};
    ++filled;
    const bool is_point = is_written_as(cell, Type::decimal, plain),
               is_comma = is_written_as(cell, Type::decimal, dutch);
    integer += is_written_as(cell, Type::integer, plain) ? 1U : 0U;
    point += is_point ? 1U : 0U;
    comma += is_comma ? 1U : 0U;
    with_comma += is_comma && !is_point ? 1U : 0U;
    iso += is_written_as(cell, Type::date, plain) ? 1U : 0U;
    day_first += is_written_as(cell, Type::date, dutch) ? 1U : 0U;
    moment += is_written_as(cell, Type::moment, plain) ? 1U : 0U;
    truth += is_written_as(cell, Type::truth, plain) ? 1U : 0U;
    shape += may_be_shape(cell) && is_written_as(cell, Type::shape, plain) ? 1U : 0U;
  }

  [[nodiscard]] std::uint64_t numbers(const FileForm& form) const {
    return form.decimal == FileForm::Decimal::comma ? comma : point;
  }
  [[nodiscard]] std::uint64_t dates(const FileForm& form) const {
    return form.days == FileForm::Days::day_first ? day_first : iso;
  }

  // Only what every cell is: a single other cell makes it text, and a remark.
  [[nodiscard]] Type type(const FileForm& form) const {
    if (filled == 0) return Type::text;
    if (integer == filled) return Type::integer;
    if (numbers(form) == filled) return Type::decimal;
    if (dates(form) == filled) return Type::date;
    if (moment == filled) return Type::moment;
    if (truth == filled) return Type::truth;
    if (shape == filled) return Type::shape;
    return Type::text;
  }
  [[nodiscard]] bool is_mixed(const FileForm& form) const {
    return type(form) == Type::text && std::max({numbers(form), dates(form), moment, shape}) * 2 > filled;
  }
};

struct Seen {
  Section section;
  std::vector<Habits> habits;
  bool has_made_names = false;
};

bool is_made_name(const std::string& name, std::size_t place) {
  return name == "kolom " + std::to_string(place + 1);
}

// The form follows from the cells of the chosen table: a comma that nothing else explains, days that are never ISO.
void find_form(FileForm& form, const Seen& seen) {
  std::uint64_t with_comma = 0, with_point = 0, iso = 0, day_first = 0;
  for (const Habits& habits : seen.habits) {
    with_comma += habits.with_comma;
    with_point += habits.point - habits.integer;
    iso += habits.iso;
    day_first += habits.day_first;
  }
  if (with_comma > with_point) form.decimal = FileForm::Decimal::comma;
  if (day_first > iso) form.days = FileForm::Days::day_first;
}

enum class Looked { all, beginning };

/// Ends a reading after kMostLooked bytes of cells.
class Glance {
 public:
  Result<Done> row(Cells cells) {
    for (const std::string_view cell : cells) bytes_ += cell.size() + 1;
    if (bytes_ > kMostLooked) return fail(ErrorKind::internal, "looked-enough");
    return Done{};
  }
  /// Whether an end of the reading was no failure.
  static bool is_enough(const Result<Done>& read) { return read || read.error().code == "looked-enough"; }

 private:
  std::uint64_t bytes_ = 0;
};

struct Sight {
  std::vector<Seen> sections;
  Looked looked = Looked::all;
};

Result<Sight> see(const ReadTables& tables) {
  std::vector<Seen> out;
  Glance glance;
  auto read = tables([&](int section, std::uint64_t row, Cells cells) {
    if (row == 0) {
      out.resize(static_cast<std::size_t>(section));
      Seen& seen = out.back();
      seen.section.header.assign(cells.begin(), cells.end());
      seen.habits.resize(cells.size());
      for (std::size_t i = 0; i < cells.size(); ++i)
        seen.has_made_names = seen.has_made_names || is_made_name(seen.section.header[i], i);
    } else {
      ++out.back().section.rows;
      const std::size_t known = std::min(cells.size(), out.back().habits.size());
      for (std::size_t i = 0; i < known; ++i) out.back().habits[i].add(cells[i]);
    }
    return glance.row(cells);
  });
  if (!Glance::is_enough(read)) return fail(std::move(read));
  if (out.empty()) return fail(ErrorKind::invalid, "file-empty", "there is no row");
  return Sight{std::move(out), read ? Looked::all : Looked::beginning};
}

// UTF-8 when every cell is; otherwise what Dutch offices wrote before it.
Result<FileForm::Encoding> encoding_of(const std::string& path, char separator) {
  bool is_all_utf8 = true;
  Glance glance;
  auto read = read_csv_file(path, separator, [&](Cells cells) {
    for (const std::string_view cell : cells) is_all_utf8 = is_all_utf8 && is_utf8(cell);
    return glance.row(cells);
  });
  if (!Glance::is_enough(read)) return fail(std::move(read));
  return is_all_utf8 ? FileForm::Encoding::utf8 : FileForm::Encoding::windows_1252;
}

/// Rows of one section, in the form of cells.h.
class FileSource final : public Source {
 public:
  FileSource(ReadTables tables, FileForm form, std::vector<std::string> header, std::vector<Type> types)
      : tables_(std::move(tables)), form_(form), header_(std::move(header)), types_(std::move(types)) {}

  [[nodiscard]] std::vector<std::string> header() const override { return header_; }

  [[nodiscard]] Result<Done> rows(const TakeRow& take) override {
    std::vector<std::string> rewritten(types_.size());
    std::vector<std::string_view> views;
    return tables_([&](int section, std::uint64_t row, Cells raw) -> Result<Done> {
      if (section != form_.section) return Done{};
      if (row == 0) return is_header(raw);
      views.assign(raw.begin(), raw.end());
      for (std::size_t i = 0; i < std::min(raw.size(), types_.size()); ++i) {
        if (is_canonical(raw[i], types_[i], form_)) continue;
        rewritten[i] = canonical(raw[i], types_[i], form_);
        views[i] = rewritten[i];
      }
      return take(views);
    });
  }

 private:
  // Another file may have come in its place since the header was read: its cells belong to other columns.
  [[nodiscard]] Result<Done> is_header(Cells cells) const {
    if (!std::equal(cells.begin(), cells.end(), header_.begin(), header_.end()))
      return fail(ErrorKind::conflict, "file-changed", "it is another file than a moment ago; offer it again");
    return Done{};
  }

  ReadTables tables_;
  FileForm form_;
  std::vector<std::string> header_;
  std::vector<Type> types_;
};

std::string toml_text(std::string_view text) {
  return json::write(json::Value(text));
}

}  // namespace

Result<FileProposal> look_at_file(const std::string& path) {
  FileProposal out;
  const auto head = head_of(path);
  if (!head) return fail(Error(head.error()));
  if (const GeoPacking packing = geo_packing(path, *head); packing != GeoPacking::none) {
    const auto converted = convert_to_geojson(path, packing);
    return converted ? look_at_file(converted->path()) : fail(Error(converted.error()));
  }
  if (!is_sheet(*head) && !is_geojson(*head) && !is_parquet(*head) && !is_binary(*head)) {
    out.form.separator = separator_of(*head);
    const auto encoding = encoding_of(path, out.form.separator);
    if (!encoding) return fail(Error(encoding.error()));
    out.form.encoding = *encoding;
  }
  if (is_geojson(*head)) {
    const auto heights = has_heights(path);
    if (!heights) return fail(Error(heights.error()));
    if (*heights) out.remarks.push_back({"heights", ""});
  }
  if (is_sheet(*head)) {
    const auto book = look_at_sheets(path);
    if (!book) return fail(Error(book.error()));
    if (book->refused == std::vector<std::string>{"properties"}) {
      out.form.properties = FileForm::Properties::leave_out;
      out.remarks.push_back({"properties", ""});
    }
  }
  const auto tables = reader_of(path, out.form);
  if (!tables) return fail(Error(tables.error()));
  const auto sight = see(*tables);
  if (!sight) return fail(Error(sight.error()));
  const std::vector<Seen>& all = sight->sections;
  const auto longest = std::max_element(all.begin(), all.end(),
                                        [](const Seen& a, const Seen& b) { return a.section.rows < b.section.rows; });
  out.form.section = static_cast<int>(longest - all.begin()) + 1;
  find_form(out.form, *longest);
  for (const Seen& seen : all) out.sections.push_back(seen.section);
  bool has_shapes = false;
  for (std::size_t i = 0; i < longest->habits.size(); ++i) {
    const std::string& name = longest->section.header[i];
    Type type = longest->habits[i].type(out.form);
    if (type == Type::shape && std::exchange(has_shapes, true)) {
      type = Type::text;
      out.remarks.push_back({"one-shape", name});
    }
    out.columns.push_back({name, {}, type, "", {}});
    if (longest->habits[i].is_mixed(out.form)) out.remarks.push_back({"mixed-types", name});
  }
  if (longest->has_made_names) out.remarks.push_back({"short-header", ""});
  if (all.size() > 1) out.remarks.push_back({"several-tables", ""});
  if (sight->looked == Looked::beginning) out.remarks.push_back({"beginning", ""});
  return out;
}

std::string declaration_draft(const FileProposal& proposal, const std::string& slug) {
  const FileForm& form = proposal.form;
  std::string out = fmt::format(
      "# Made from the file; everything that is empty or undecided is for the owner to fill in.\n"
      "title = {{nl = {0}, en = \"\"}}\nsummary = {{nl = \"\", en = \"\"}}\nowner = \"\"\ncontact = \"\"\nlicence = "
      "\"CC0-1.0\"\n"
      "themes = []\nrefresh = \"never\"\nsource = \"file\"\norigin = {{nl = \"\", en = \"\"}}\nsubject = "
      "\"person\"\n\n[file]\n"
      "encoding = \"{1}\"\nseparator = {2}\ndecimal = \"{3}\"\ndays = \"{4}\"\nsection = {5}\n",
      toml_text(slug), form.encoding == FileForm::Encoding::utf8 ? "utf-8" : "windows-1252",
      toml_text(std::string(1, form.separator)), form.decimal == FileForm::Decimal::comma ? "comma" : "point",
      form.days == FileForm::Days::day_first ? "day-first" : "iso", form.section);
  if (form.properties == FileForm::Properties::leave_out) out += "properties = \"leave-out\"\n";
  for (const releases::Column& column : proposal.columns)
    out += fmt::format(
        "\n[[column]]\nname = {}\nmeaning = {{nl = \"\", en = \"\"}}\ntype = \"{}\"\nclass = \"undecided\"\nkind = "
        "\"free-text\"\n",
        toml_text(column.name), word_of(column.type));
  return out;
}

Result<std::unique_ptr<Source>> file_source(const std::string& path, const Declaration& declaration) {
  const FileForm form = declaration.file.value_or(FileForm{});
  auto tables = reader_of(path, form);
  if (!tables) return fail(std::move(tables));
  std::vector<std::string> header;
  // The header alone; what is wrong further on is told when the rows are read.
  const auto read = (*tables)([&](int section, std::uint64_t row, Cells cells) -> Result<Done> {
    if (section != form.section || row != 0) return Done{};
    header.assign(cells.begin(), cells.end());
    return fail(ErrorKind::internal, "header-found");
  });
  if (!read && read.error().code != "header-found") return fail(Error(read.error()));
  if (header.empty()) return fail(ErrorKind::invalid, "section-missing", std::to_string(form.section));
  std::vector<Type> types;
  for (const std::string& name : header) {
    const auto column = std::find_if(declaration.columns.begin(), declaration.columns.end(),
                                     [&](const releases::Column& c) { return c.name == name; });
    types.push_back(column == declaration.columns.end() ? Type::text : column->type);
  }
  return std::make_unique<FileSource>(std::move(*tables), form, std::move(header), std::move(types));
}

}  // namespace sas::opendata
