#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "opendata/cells.h"
#include "opendata/csv_rows.h"
#include "opendata/file_form.h"

// Files come from anywhere. Rows must be the same however the file is cut, what is written must be read back, and a
// cell that is taken for a value must be one.
using namespace sas::opendata;

namespace {

struct Read {
  std::string seen;
  bool is_whole = false;
};

Read read(std::string_view text, std::size_t piece) {
  Read out;
  CsvRows rows(';', [&](Cells cells) -> sas::Result<sas::Done> {
    for (const std::string_view cell : cells) out.seen.append(cell).push_back('\x1f');
    out.seen.push_back('\x1e');
    return sas::Done{};
  });
  for (std::size_t at = 0; at < text.size(); at += piece)
    if (!rows.feed(text.substr(at, piece))) return out;
  out.is_whole = rows.finish().has_value();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Read whole = read(text, size + 1), cut = read(text, 3);
  if (whole.is_whole != cut.is_whole || (whole.is_whole && whole.seen != cut.seen)) std::abort();
  (void)from_windows_1252(text);
  using sas::releases::Type;
  FileForm dutch{FileForm::Encoding::utf8, ';', FileForm::Decimal::comma, FileForm::Days::day_first, 1};
  for (const Type type : {Type::integer, Type::decimal, Type::date, Type::moment, Type::truth, Type::shape})
    for (const FileForm& form : {FileForm{}, dutch})
      if (is_written_as(text, type, form) && !fits(type, canonical(text, type, form))) std::abort();
  return 0;
}
