#include "opendata/formats.h"

#include <functional>

#include "opendata/format_writers.h"

namespace sas::opendata {
namespace {

using Make = std::function<std::unique_ptr<FormatWriter>(const std::string&, const TableShape&)>;

struct Format {
  std::string name;
  std::string media_type;
  Make make;
};

constexpr std::size_t kMostSheetColumns = 16'384;  // ECMA-376 part 1, 18.3.1.13

enum class Sheet { fits, too_small };

std::vector<Format> formats_for(const TableShape& shape, Sheet sheet) {
  std::vector<Format> out;
  if (sheet == Sheet::fits)
    out.push_back({"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_writer});
  out.push_back({"json", "application/json", json_writer});
  out.push_back({"jsonl", "application/jsonl", json_lines_writer});
  out.push_back({"parquet", "application/vnd.apache.parquet", parquet_writer});
  if (!shape.point) return out;
  out.push_back({"geojson", "application/geo+json", geojson_writer});
  out.push_back({"geoparquet", "application/vnd.apache.parquet", geoparquet_writer});
  return out;
}

struct InMaking {
  Format format;
  std::unique_ptr<releases::Draft> draft;
  std::unique_ptr<FormatWriter> writer;
};

Result<std::vector<InMaking>> begin(releases::PublicWriter& store, std::vector<Format> formats,
                                    const TableShape& shape) {
  std::vector<InMaking> out;
  for (Format& format : formats) {
    auto draft = store.draft(format.name);
    if (!draft) return fail(std::move(draft));
    auto writer = format.make((*draft)->path(), shape);
    out.push_back({std::move(format), std::move(*draft), std::move(writer)});
  }
  return out;
}

Bilingual no_sheet(std::uint64_t rows) {
  const std::string n = std::to_string(rows);
  return {
      "Er is geen Excel-bestand: de tabel (" + n + " rijen) past niet op een werkblad. De andere bestanden zijn heel.",
      "There is no Excel file: the table (" + n + " rows) does not fit on a sheet. The other files are whole."};
}

bool is_text_too_long(const Error& error) {
  return error.code == "sheet-text-too-long";
}

// One pass over the CSV for all forms. A text that is too long for a sheet ends that form and none of the others.
Result<Done> write_all(const std::string& csv, std::vector<InMaking>& making, std::vector<Bilingual>& lost,
                       std::uint64_t rows) {
  bool is_header = true;
  return read_csv_file(csv, ',', [&](Cells cells) -> Result<Done> {
    if (is_header) {
      is_header = false;
      return Done{};
    }
    for (auto form = making.begin(); form != making.end();) {
      const auto written = form->writer->row(cells);
      if (!written && !is_text_too_long(written.error())) return written;
      if (written) {
        ++form;
        continue;
      }
      lost.push_back(no_sheet(rows));
      form = making.erase(form);
    }
    return Done{};
  });
}

}  // namespace

Result<Formats> make_formats(releases::PublicWriter& store, const releases::File& csv, std::uint64_t rows,
                             const std::vector<releases::Column>& columns, const releases::Description& words) {
  const TableShape shape = shape_of(columns, words);
  Formats out{{csv}, {}};
  const Sheet sheet = rows <= kMostSheetRows && columns.size() <= kMostSheetColumns ? Sheet::fits : Sheet::too_small;
  if (sheet == Sheet::too_small) out.lost.push_back(no_sheet(rows));
  const auto path = store.path_of(csv);
  if (!path) return fail(Error(path.error()));
  auto making = begin(store, formats_for(shape, sheet), shape);
  if (!making) return fail(std::move(making));
  if (auto written = write_all(*path, *making, out.lost, rows); !written) return fail(std::move(written));
  for (InMaking& form : *making) {
    if (auto finished = form.writer->finish(); !finished) return fail(std::move(finished));
    auto kept = store.keep(std::move(form.draft), form.format.name, form.format.media_type);
    if (!kept) return fail(std::move(kept));
    out.files.push_back(std::move(*kept));
  }
  if (const auto same = store.path_of(csv); !same) return fail(Error(same.error()));
  return out;
}

}  // namespace sas::opendata
