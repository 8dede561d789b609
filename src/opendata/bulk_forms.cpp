#include "opendata/bulk_forms.h"

namespace sas::opendata {

Result<std::vector<FormInMaking>> begin_forms(releases::PublicWriter& store, std::vector<Form> forms,
                                              const TableShape& shape) {
  std::vector<FormInMaking> out;
  for (Form& form : forms) {
    auto draft = store.draft(form.name);
    if (!draft) return fail(std::move(draft));
    auto writer = form.make((*draft)->path(), shape);
    out.push_back({std::move(form), std::move(*draft), std::move(writer)});
  }
  return out;
}

std::vector<Form> bulk_forms(const TableShape& shape) {
  std::vector<Form> out{{"parquet", "application/vnd.apache.parquet", parquet_writer}};
  if (has_places(shape)) out.push_back({"geoparquet", "application/vnd.apache.parquet", geoparquet_writer});
  return out;
}

Result<Done> BulkForms::take(const RowBatch& batch) {
  if (state_ == State::not_begun) {
    auto begun = begin_forms(store_, bulk_forms(shape_), shape_);
    if (!begun) return fail(std::move(begun));
    making_ = std::move(*begun);
    state_ = State::making;
  }
  if (state_ == State::given_up) return Done{};
  auto taken = batch.each([this](Cells cells) { return row(cells); });
  if (taken || taken.error().kind != ErrorKind::invalid) return taken;
  state_ = State::given_up;
  making_.clear();
  return Done{};
}

Result<Done> BulkForms::row(Cells cells) {
  if (cells.size() != shape_.columns.size()) return fail(ErrorKind::invalid, "row-length");
  for (const FormInMaking& form : making_)
    if (auto written = form.writer->row(cells); !written) return written;
  return Done{};
}

Result<std::vector<releases::File>> BulkForms::keep() {
  std::vector<releases::File> out;
  for (FormInMaking& form : making_) {
    if (auto finished = form.writer->finish(); !finished) return fail(std::move(finished));
    auto kept = store_.keep(std::move(form.draft), form.form.name, form.form.media_type);
    if (!kept) return fail(std::move(kept));
    out.push_back(std::move(*kept));
  }
  making_.clear();
  return out;
}

}  // namespace sas::opendata
