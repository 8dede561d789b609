#pragma once
#include <memory>
#include <string>
#include <vector>

#include "opendata/format_writers.h"
#include "opendata/row_batches.h"
#include "releases/public_writer.h"

/// Forms in the making, and those that programs read, which are made at any size while the rows are judged. Of this
/// room only.
namespace sas::opendata {

struct Form {
  std::string name;
  std::string media_type;
  std::unique_ptr<FormatWriter> (*make)(const std::string& path, const TableShape& shape) = nullptr;
};

struct FormInMaking {
  Form form;
  std::unique_ptr<releases::Draft> draft;
  std::unique_ptr<FormatWriter> writer;
};
/// Errors: those of PublicWriter::draft.
[[nodiscard]] Result<std::vector<FormInMaking>> begin_forms(releases::PublicWriter& store, std::vector<Form> forms,
                                                            const TableShape& shape);

/// Parquet, and of rows with places GeoParquet.
[[nodiscard]] std::vector<Form> bulk_forms(const TableShape& shape);

/// The bulk forms of a table of which nobody knows yet whether it passes: drafts, which are gone when it does not.
/// Not thread-safe.
class BulkForms {
 public:
  /// The store outlives it.
  BulkForms(releases::PublicWriter& store, TableShape shape) : store_(store), shape_(std::move(shape)) {}
  /// Errors `public-store-full`, `public-store-lost`. A cell that is not of its type is no error: the judgement refuses
  /// it, and nothing more is made.
  [[nodiscard]] Result<Done> take(const RowBatch& batch);
  /// After the last row, once the judgement passed. None when no row was taken, or not all could be. Errors as take(),
  /// and those of PublicWriter::keep.
  [[nodiscard]] Result<std::vector<releases::File>> keep();

 private:
  [[nodiscard]] Result<Done> row(Cells cells);

  releases::PublicWriter& store_;
  TableShape shape_;
  std::vector<FormInMaking> making_;
  enum class State { not_begun, making, given_up } state_ = State::not_begun;
};

}  // namespace sas::opendata
