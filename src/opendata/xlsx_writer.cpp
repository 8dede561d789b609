#include <xlsxwriter.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/text.h"
#include "base/time.h"
#include "opendata/format_writers.h"
#include "opendata/out_file.h"

namespace sas::opendata {
namespace {

using releases::Type;

// Doubles hold whole numbers exactly up to here; a larger one is written as text, so that no digit changes.
constexpr std::size_t kExactDigits = 15;
constexpr lxw_row_t kHeaderRow = 0;

class XlsxFile final : public FormatWriter {
 public:
  XlsxFile(const std::string& path, const TableShape& shape) : shape_(shape) {
    // A row at a time: nothing of the table is kept. The scratch file goes where the sheet goes.
    folder_ = std::filesystem::path(path).parent_path().string();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder_.data();
    book_ = workbook_new_opt(path.c_str(), &options);
    if (book_ == nullptr) return;
    sheet_ = workbook_add_worksheet(book_, nullptr);
    bold_ = workbook_add_format(book_);
    if (sheet_ == nullptr || bold_ == nullptr) return;
    format_set_bold(bold_);
    set_properties();
    worksheet_freeze_panes(sheet_, 1, 0);
    for (std::size_t i = 0; i < shape_.columns.size(); ++i) {
      const std::string& name = shape_.columns[i].name;
      worksheet_write_string(sheet_, kHeaderRow, static_cast<lxw_col_t>(i), name.c_str(), bold_);
    }
  }

  ~XlsxFile() override {
    if (book_ != nullptr) workbook_close(book_);
  }
  XlsxFile(const XlsxFile&) = delete;
  XlsxFile& operator=(const XlsxFile&) = delete;

  [[nodiscard]] Result<Done> row(Cells cells) override {
    if (sheet_ == nullptr || bold_ == nullptr) return fail(disk_error(EIO));
    if (rows_ == kMostSheetRows) throw std::logic_error("a sheet holds no more rows");
    ++rows_;
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (const lxw_error error = write(static_cast<lxw_col_t>(i), shape_.columns[i].type, cells[i]);
          error != LXW_NO_ERROR)
        return failure(error);
    return Done{};
  }

  [[nodiscard]] Result<Done> finish() override {
    if (book_ == nullptr) return fail(disk_error(EIO));
    errno = 0;
    const lxw_error error = workbook_close(std::exchange(book_, nullptr));
    if (error != LXW_NO_ERROR) return failure(error);
    return Done{};
  }

 private:
  static Result<Done> failure(lxw_error error) {
    if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
      return fail(ErrorKind::too_large, "sheet-text-too-long", "a cell of a sheet holds 32,767 characters at most");
    return fail(disk_error(errno != 0 ? errno : EIO));
  }

  // No moment of making and no maker: the same rows give the same properties.
  void set_properties() const {
    lxw_doc_properties properties{};
    properties.created = 1;
    workbook_set_properties(book_, &properties);
  }

  lxw_error write(lxw_col_t column, Type type, std::string_view cell) const {
    if (cell.empty()) return LXW_NO_ERROR;
    const auto at = static_cast<lxw_row_t>(rows_);
    const std::string text(cell);
    const bool is_exact = cell.size() <= kExactDigits;
    if ((type == Type::integer || type == Type::decimal) && is_exact)
      return worksheet_write_number(sheet_, at, column, parse_double(cell).value_or(0), nullptr);
    if (type == Type::truth) return worksheet_write_boolean(sheet_, at, column, cell == "true" ? 1 : 0, nullptr);
    // Days and moments stay the ISO text they are: a sheet knows no zone, and no day before 1900.
    return worksheet_write_string(sheet_, at, column, text.c_str(), nullptr);
  }

  const TableShape shape_;
  std::string folder_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* bold_ = nullptr;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<FormatWriter> xlsx_writer(const std::string& path, const TableShape& shape) {
  return std::make_unique<XlsxFile>(path, shape);
}

}  // namespace sas::opendata
