#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/result.h"

namespace sas::portal {

/// Where the rows of a published CSV file (RFC 4180) begin, one mark every 256 rows, so that any page of it is read
/// with one read of the disk, however far away. Immutable; thread-safe.
class RowIndex {
 public:
  static constexpr std::uint64_t stride = 256;

  /// Reads the file from begin to end. Errors: `rows-unreadable`.
  [[nodiscard]] static Result<std::shared_ptr<const RowIndex>> build(const std::string& csv_path);
  /// The same from `kept_path` when it holds the marks of a file of that size; else builds it and keeps it there. A
  /// kept file that is not right is made again.
  [[nodiscard]] static Result<std::shared_ptr<const RowIndex>> open(const std::string& csv_path,
                                                                    const std::string& kept_path);
  ~RowIndex();
  RowIndex(const RowIndex&) = delete;
  RowIndex& operator=(const RowIndex&) = delete;

  /// Rows without the header.
  [[nodiscard]] std::uint64_t rows() const { return marks_.rows; }
  [[nodiscard]] const csv::Row& header() const { return header_; }
  /// Rows `first`.. (from 0), at most `count`; fewer at the end. Errors: `rows-unreadable`.
  [[nodiscard]] Result<std::vector<csv::Row>> read(std::uint64_t first, std::uint64_t count) const;
  /// The rows of these numbers (from 0, going up), one read of the disk for those that stand between two marks. Errors:
  /// `rows-unreadable`, also for a number that no row has.
  [[nodiscard]] Result<std::vector<csv::Row>> pick(std::span<const std::uint64_t> numbers) const;
  /// The bytes of rows `first`.., a multiple of `stride`, at most `count`: whole lines. Errors: `rows-unreadable`.
  [[nodiscard]] Result<std::string> lines(std::uint64_t first, std::uint64_t count) const;
  /// Bytes of the file.
  [[nodiscard]] std::uint64_t size() const { return marks_.size; }

 private:
  struct Marks {
    std::uint64_t size = 0;  ///< of the CSV file
    std::uint64_t rows = 0;
    std::vector<std::uint64_t> offsets;  ///< of row 0, 256, 512, …
  };
  RowIndex(int descriptor, Marks marks, csv::Row header)
      : descriptor_(descriptor), marks_(std::move(marks)), header_(std::move(header)) {}
  [[nodiscard]] static Result<std::shared_ptr<const RowIndex>> with(const std::string& csv_path, Marks marks);
  [[nodiscard]] static Result<Marks> scan(const std::string& csv_path);
  [[nodiscard]] static Result<Marks> load(const std::string& kept_path, std::uint64_t size);
  static void save(const Marks& marks, const std::string& kept_path);

  int descriptor_;
  Marks marks_;
  csv::Row header_;
};

}  // namespace sas::portal
