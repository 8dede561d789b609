#include "opendata/differencing.h"

#include "opendata/kept_rows.h"
#include "opendata/source.h"

namespace sas::opendata {
namespace {

// Cells of an earlier release that are held to compare with; a table of counts that is larger tells more than it
// should.
constexpr std::size_t kMostCompared = 4'000'000;

class KeptTable final : public Source {
 public:
  KeptTable(std::string path, releases::File file) : path_(std::move(path)), file_(std::move(file)) {}
  [[nodiscard]] std::vector<std::string> header() const override { return {}; }
  [[nodiscard]] Result<Done> rows(const TakeRow& take) override { return read_kept_csv(path_, file_, take); }

 private:
  std::string path_;
  releases::File file_;
};

// All of a kept CSV, its first row as the header.
Result<privacy::Table> table_of(const std::string& path, const releases::File& file) {
  KeptTable kept(path, file);
  auto table = whole_table(kept, kMostCompared);
  if (!table) return table;
  if (table->rows.empty()) return table;
  table->header = std::move(table->rows.front());
  table->rows.erase(table->rows.begin());
  return table;
}

}  // namespace

Result<std::vector<Flaw>> compare_with(const Declaration& declaration, const std::optional<StandingRows>& standing,
                                       TableJudge& judge) {
  const auto& aggregation = declaration.set.aggregation;
  if (!standing || !aggregation || aggregation->rounding != privacy::Rounding::none) return std::vector<Flaw>{};
  const auto earlier = table_of(standing->path, standing->csv);
  if (!earlier && earlier.error().code == "table-too-large")
    return std::vector<Flaw>{{"comparison-too-large", "", standing->rows}};
  if (!earlier) return fail(Error(earlier.error()));
  judge.compare_with(*earlier);
  return std::vector<Flaw>{};
}

}  // namespace sas::opendata
