#include "opendata/drafting.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "opendata/out_file.h"

namespace sas::opendata {
namespace {

// Rows as the CSV of a release, hashed on their way to the disk.
class CsvDraft {
 public:
  explicit CsvDraft(const std::string& path) : file_(path) {}

  Result<Done> header(const std::vector<std::string>& names) {
    text_.add(std::vector<std::string_view>(names.begin(), names.end()));
    return write();
  }
  Result<Done> take(const RowBatch& batch) {
    (void)batch.each([this](Cells cells) -> Result<Done> {
      text_.add(cells);
      return Done{};
    });
    return write();
  }
  /// The hash of all that was written.
  Result<std::string> close() {
    if (auto closed = file_.close(); !closed) return fail(std::move(closed));
    return hex(sum_.finish());
  }

 private:
  Result<Done> write() {
    sum_.update(text_.text());
    auto written = file_.write(text_.text());
    text_.clear();
    return written;
  }

  OutFile file_;
  CsvText text_;
  crypto::Sha256 sum_;
};

}  // namespace

Result<Drafts> draft_rows(releases::PublicWriter& store, const Declaration& declaration, Source& source,
                          TableJudge& judge) {
  auto draft = store.draft("csv");
  if (!draft) return fail(std::move(draft));
  Drafts out{std::move(*draft), {}, nullptr};
  const auto header = source.header();
  CsvDraft csv(out.csv->path());
  if (auto written = csv.header(header); !written) return fail(std::move(written));
  const auto to_judge = [&](const RowBatch& batch) {
    return batch.each([&](Cells cells) -> Result<Done> {
      judge.row(cells);
      return Done{};
    });
  };
  const auto to_csv = [&](const RowBatch& batch) { return csv.take(batch); };
  std::vector<BatchHand::Work> bulk;
  // What the declaration alone forbids never goes out: its forms for programs need not be made.
  const bool may_pass = privacy::check_declaration(declaration.set, header).empty();
  if (const auto columns = judge.columns(); may_pass && columns.size() == header.size()) {
    out.bulk = std::make_unique<BulkForms>(store, shape_of(columns, declaration.words));
    bulk.emplace_back([&forms = *out.bulk](const RowBatch& batch) { return forms.take(batch); });
  }
  RowLine line({to_judge, to_csv}, std::move(bulk));
  if (auto read = source.rows([&](Cells cells) { return line.row(cells); }); !read) return fail(std::move(read));
  if (auto worked = line.finish(); !worked) return fail(std::move(worked));
  auto sum = csv.close();
  if (!sum) return fail(std::move(sum));
  out.sha256 = std::move(*sum);
  return out;
}

}  // namespace sas::opendata
