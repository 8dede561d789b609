#include "opendata/formats.h"

#include <algorithm>
#include <array>
#include <future>
#include <optional>

#include "opendata/bulk_forms.h"
#include "opendata/kept_rows.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostSheetColumns = 16'384;  // ECMA-376 part 1, 18.3.1.13
// Beyond this much CSV nobody opens a sheet or one long text of JSON: what is too large for that is read from CSV or
// Parquet, or a page at a time from the portal (docs/adr/0019-forms-of-a-release.md). It also keeps every sheet far
// from the 4 GiB that a ZIP archive can hold: a cell of a sheet takes up to 26 times the bytes that it takes in CSV.
constexpr std::uint64_t kMostTextBytes = std::uint64_t{128} << 20;

// Below this a thread costs more than it gains.
constexpr std::uint64_t kFewBytes = std::uint64_t{256} << 10;

enum class Room { fits, too_small };

/// Which of the forms that people open whole fit a table.
struct Rooms {
  Room sheet = Room::fits, text = Room::fits;
};

Rooms rooms_for(const releases::File& csv, std::uint64_t rows, std::size_t columns) {
  Rooms out;
  if (csv.bytes > kMostTextBytes) out.text = out.sheet = Room::too_small;
  if (rows > kMostSheetRows || columns > kMostSheetColumns) out.sheet = Room::too_small;
  return out;
}

/// Forms that are made together in one pass over the rows, on a thread of their own.
using Lane = std::vector<Form>;

enum class Bulk { to_make, made };

std::vector<Lane> lanes_for(const TableShape& shape, const Rooms& rooms, Bulk bulk) {
  Lane texts, columns;
  if (rooms.sheet == Room::fits)
    texts.push_back({"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_writer});
  if (rooms.text == Room::fits) {
    texts.push_back({"json", "application/json", json_writer});
    texts.push_back({"jsonl", "application/jsonl", json_lines_writer});
    if (has_places(shape)) texts.push_back({"geojson", "application/geo+json", geojson_writer});
  }
  if (bulk == Bulk::to_make) columns = bulk_forms(shape);
  return {columns, texts};
}

Bilingual no_sheet(std::uint64_t rows) {
  const std::string n = std::to_string(rows);
  return {
      "Er is geen Excel-bestand: de tabel (" + n + " rijen) past niet op een werkblad. De andere bestanden zijn heel.",
      "There is no Excel file: the table (" + n + " rows) does not fit on a sheet. The other files are whole."};
}

Bilingual no_texts(std::uint64_t rows) {
  const std::string n = std::to_string(rows);
  return {"Er is geen Excel- of JSON-bestand: de tabel (" + n +
              " rijen) is te groot om in één keer te openen. Neem CSV of Parquet, of vraag delen op.",
          "There is no Excel or JSON file: the table (" + n +
              " rows) is too large to open at once. Take CSV or Parquet, or ask for parts."};
}

bool is_text_too_long(const Error& error) {
  return error.code == "sheet-text-too-long" || error.code == "zip-too-large";
}

struct Made {
  std::vector<releases::File> files;
  bool lost_sheet = false;
};

// One pass over the CSV for the forms of a lane. A text that is too long for a sheet ends that form and no other.
Result<bool> write_rows(const std::string& path, const releases::File& csv, std::vector<FormInMaking>& making,
                        std::size_t columns) {
  bool is_header = true, lost_sheet = false;
  auto read = read_kept_csv(path, csv, [&](Cells cells) -> Result<Done> {
    if (std::exchange(is_header, false)) return Done{};
    // Damage is only certain at the end, but a row of another length must not get as far as a writer.
    if (cells.size() != columns) return fail(ErrorKind::conflict, "object-damaged", csv.format);
    for (auto form = making.begin(); form != making.end();) {
      const auto written = form->writer->row(cells);
      if (!written && !is_text_too_long(written.error())) return written;
      if (written) {
        ++form;
        continue;
      }
      lost_sheet = true;
      form = making.erase(form);
    }
    return Done{};
  });
  if (!read) return fail(std::move(read));
  return lost_sheet;
}

Result<Made> make_lane(releases::PublicWriter& store, const std::string& path, const releases::File& csv, Lane lane,
                       const TableShape& shape) {
  auto making = begin_forms(store, std::move(lane), shape);
  if (!making) return fail(std::move(making));
  const auto lost_sheet = write_rows(path, csv, *making, shape.columns.size());
  if (!lost_sheet) return fail(Error(lost_sheet.error()));
  Made out{{}, *lost_sheet};
  for (FormInMaking& form : *making) {
    if (auto finished = form.writer->finish(); !finished) {
      if (!is_text_too_long(finished.error())) return fail(std::move(finished));
      out.lost_sheet = true;
      continue;
    }
    auto kept = store.keep(std::move(form.draft), form.form.name, form.form.media_type);
    if (!kept) return fail(std::move(kept));
    out.files.push_back(std::move(*kept));
  }
  return out;
}

// The order people know: what most of them open first.
void put_in_order(std::vector<releases::File>& files) {
  static constexpr std::array<std::string_view, 7> kOrder{"csv",     "xlsx",    "json",      "jsonl",
                                                          "parquet", "geojson", "geoparquet"};
  const auto place = [](const releases::File& file) { return std::find(kOrder.begin(), kOrder.end(), file.format); };
  std::sort(files.begin(), files.end(),
            [&](const releases::File& a, const releases::File& b) { return place(a) < place(b); });
}

}  // namespace

Result<Formats> make_formats(releases::PublicWriter& store, std::vector<releases::File> kept, std::uint64_t rows,
                             const std::vector<releases::Column>& columns, const releases::Description& words) {
  const releases::File csv = kept.front();
  const Bulk bulk = kept.size() > 1 ? Bulk::made : Bulk::to_make;
  const TableShape shape = shape_of(columns, words);
  const Rooms rooms = rooms_for(csv, rows, columns.size());
  const auto path = store.path_of(csv);
  if (!path) return fail(Error(path.error()));
  std::vector<std::future<Result<Made>>> lanes;
  for (Lane& lane : lanes_for(shape, rooms, bulk))
    if (!lane.empty())
      lanes.push_back(std::async(csv.bytes < kFewBytes ? std::launch::deferred : std::launch::async,
                                 [&store, &csv, &shape, place = *path, lane = std::move(lane)]() mutable {
                                   return make_lane(store, place, csv, std::move(lane), shape);
                                 }));
  Formats out{std::move(kept), {}};
  bool has_sheet = rooms.sheet == Room::fits;
  std::optional<Error> failed;
  for (auto& lane : lanes) {  // all of them are waited for: they use what stands here
    auto made = lane.get();
    if (!made) {
      if (!failed) failed = made.error();
      continue;
    }
    has_sheet = has_sheet && !made->lost_sheet;
    std::move(made->files.begin(), made->files.end(), std::back_inserter(out.files));
  }
  if (failed) return fail(std::move(*failed));
  if (rooms.text == Room::too_small)
    out.lost.push_back(no_texts(rows));
  else if (!has_sheet)
    out.lost.push_back(no_sheet(rows));
  put_in_order(out.files);
  return out;
}

}  // namespace sas::opendata
