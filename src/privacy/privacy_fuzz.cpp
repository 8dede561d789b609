#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "privacy/csv_feed.h"

namespace {

using namespace sas::privacy;

// A declaration that lets as much as possible through to the content and statistics layers.
DataSet declaration() {
  DataSet set;
  set.name = "fuzz";
  set.subject = Subject::area;
  set.owner = "o";
  set.licence = "CC0-1.0";
  for (const auto& [name, kind] :
       {std::pair{"a", Kind::thing_id}, std::pair{"b", Kind::measure}, std::pair{"c", Kind::location},
        std::pair{"datum", Kind::date}, std::pair{"inwoners", Kind::measure}, std::pair{"vorm", Kind::location}}) {
    Column column;
    column.name = name;
    column.meaning = "m";
    column.classification = Classification::open;
    column.kind = kind;
    column.precision = Precision::pc4;
    set.columns.push_back(column);
  }
  set.shape_column = "vorm";
  return set;
}

}  // namespace

// The first byte is the size of the chunks. The judgement must be the same however the bytes are cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] % 61U + 1;
  CsvFeed cut(declaration()), whole(declaration());
  for (std::size_t at = 0; at < text.size(); at += step)
    if (!cut.feed(text.substr(at, step))) return 0;
  if (!whole.feed(text)) return 0;
  const auto one = cut.finish(), other = whole.finish();
  if (one.has_value() != other.has_value()) std::abort();
  if (one && (one->findings != other->findings || one->rows != other->rows)) std::abort();
  if (one)
    for (const Finding& finding : one->findings) (void)explain(finding);
  return 0;
}
