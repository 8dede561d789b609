#pragma once
#include <string>
#include <string_view>

#include "releases/release.h"

/// How a file that somebody brought writes things down. Found by looking (intake.h), confirmed in the declaration, and
/// then held to: a cell that is written otherwise is refused, not guessed at. Pure.
namespace sas::opendata {

struct FileForm {
  enum class Encoding { utf8, windows_1252 } encoding = Encoding::utf8;
  char separator = ',';
  /// `comma`: "1.234,5", as Dutch programs write it.
  enum class Decimal { point, comma } decimal = Decimal::point;
  /// `day_first`: "3-4-2026", "03/04/2026".
  enum class Days { iso, day_first } days = Days::iso;
  int section = 1;  ///< of a file with several tables below each other, which one; from 1
  /// Of a workbook: who made it stands in its properties. `leave_out`: nothing of them is read, and every release says
  /// so; the cells are judged as ever.
  enum class Properties { refuse, leave_out } properties = Properties::refuse;
  friend bool operator==(const FileForm&, const FileForm&) = default;
};

/// The cell in the form of cells.h, when it is one of that type in the form of the file; otherwise as it was, so that
/// the gate refuses it. White space around numbers, days and truths goes; texts stay as they are.
[[nodiscard]] std::string canonical(std::string_view cell, releases::Type type, const FileForm& form);
/// Whether canonical() would leave the cell as it is because it has its form already; false when that takes a closer
/// look.
[[nodiscard]] bool is_canonical(std::string_view cell, releases::Type type, const FileForm& form);
/// Whether canonical() finds such a value in it. Empty cells do not count as one.
[[nodiscard]] bool is_written_as(std::string_view cell, releases::Type type, const FileForm& form);

/// Windows code page 1252 as UTF-8; the five bytes that it does not have become U+FFFD.
[[nodiscard]] std::string from_windows_1252(std::string_view bytes);

}  // namespace sas::opendata
