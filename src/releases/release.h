#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

/// What a release of open data is: one version of one data set, with the files, the words about it, and the record of
/// the scan that let it through. Values only; nothing here can hold a row of a source. No thread rule.
namespace sas::releases {

/// What a value of a column is. Decided when a set is taken in, and never changed silently afterwards.
/// A `shape` is canonical well-known text in WGS84 degrees (shapes/forms.h).
enum class Type { text, integer, decimal, date, moment, truth, shape };

struct Column {
  std::string name;   ///< as in the header of every file
  Bilingual meaning;  ///< what it says, for people
  Type type = Type::text;
  std::string unit;                     ///< "°C", "µg/m³"; empty when it has none
  std::vector<std::string> vocabulary;  ///< every word that occurs, when that is a closed set
};

/// One form of the same rows. The bytes are found by their hash and by nothing else.
struct File {
  std::string format;      ///< "csv", "xlsx", "json", "jsonl", "parquet", "geojson", "geoparquet"; unique in a release
  std::string media_type;  ///< "text/csv; charset=utf-8"
  std::string sha256;      ///< hexadecimal
  std::uint64_t bytes = 0;
};

/// WGS84 degrees.
struct Extent {
  double west = 0, south = 0, east = 0, north = 0;
};

/// The words about a set, as the catalogue (DCAT-AP-NL 3.0) wants them.
struct Description {
  Bilingual title;
  Bilingual summary;
  std::vector<Bilingual> keywords;
  std::string owner;                ///< part of the organisation that answers for it
  std::string contact;              ///< role address of that part
  std::string licence;              ///< "CC0-1.0" or "CC-BY-4.0"
  std::vector<std::string> themes;  ///< codes of the EU data themes: "TRAN", "ENVI", "GOVE"
  std::string high_value;           ///< code of the category of Implementing Regulation (EU) 2023/138, or empty
  std::string refresh;              ///< code of the EU frequency list: "DAILY", "MONTHLY", "NEVER"
  std::optional<Extent> extent;
  std::optional<Date> from, until;                ///< the time the rows are about, both included
  Bilingual source;                               ///< where the rows come from and what was done to them
  std::string longitude_column, latitude_column;  ///< of point data (WGS84 degrees); empty otherwise
  std::string shape_column;                       ///< of points, lines or areas in one column; never beside degrees
  std::string time_column;                        ///< day or moment a row is about; empty when rows have none
};

/// The record of one judgement of the gate: what was looked at, with which rules, and what came out, laid out on the
/// three tests of anonymity (WP29 opinion 05/2014).
struct Scan {
  std::string rule_set;
  Instant at;
  std::uint64_t rows = 0, cells = 0, bytes = 0;
  std::string declaration_sha256;  ///< of the declaration that was judged with
  /// Codes of the rules that found something, by test; a release that is open has none.
  std::vector<std::string> singling_out, linking, inference;
};

struct Release {
  std::string dataset;      ///< "parkeren"; lower-case letters, digits and "-"
  std::int64_t number = 0;  ///< 1, 2, 3, … of this set
  Instant at;
  Description description;
  std::vector<Column> columns;
  std::uint64_t rows = 0;
  std::vector<File> files;
  Scan scan;
  std::string approved_by;      ///< role of the human who let it through, or "declaration" for a refresh
  std::vector<Bilingual> lost;  ///< what was generalised or left out, one line each
  Bilingual changed;            ///< what changed since the release before; empty for the first
  std::string previous;         ///< hash of the record before; empty for the first
  std::int64_t ledger_seq = 0;  ///< the event in the ledger that tells of it
};

/// A release that was taken back. The record stays, so that who has the data knows; the bytes are gone.
struct Tombstone {
  std::string dataset;
  std::int64_t number = 0;
  Instant at;
  Bilingual reason;          ///< for the public; never a value of the data
  std::string withdrawn_by;  ///< role
  std::int64_t ledger_seq = 0;
};

[[nodiscard]] json::Object to_json(const Release& release);
[[nodiscard]] json::Object to_json(const Tombstone& tombstone);
/// Errors: `release-invalid` with the field.
[[nodiscard]] Result<Release> release_from(const json::Object& object);
[[nodiscard]] Result<Tombstone> tombstone_from(const json::Object& object);
/// The file of that format, or null.
[[nodiscard]] const File* find_file(const Release& release, std::string_view format);

}  // namespace sas::releases
