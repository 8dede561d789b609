#include "lake/partition_file.h"

#include <fmt/format.h>

#include "lake/durable_files.h"
#include "lake/observation_rows.h"
#include "lake/read_view.h"
#include "lake/schema.h"

namespace sas::lake {

namespace {

/// A sum and not an exclusive or: two rows that are alike must not vanish.
std::string figure_columns(std::string_view alias) {
  return fmt::format(
      "count(*), coalesce(epoch_us(min({0}.time)), 0), coalesce(epoch_us(max({0}.time)), 0),"
      " coalesce(sum(hash({1})::HUGEINT), 0)::VARCHAR",
      alias, columns_of(alias));
}

PartitionFile::Figures figures_in(const duck::Chunk& chunk, std::size_t row) {
  const auto number = [&](std::size_t column) { return chunk.values<std::int64_t>(column)[row]; };
  return {number(0), number(1), number(2), std::string(chunk.text(3, row))};
}

duck::Chunk only_row(duck::Answer answer) {
  std::optional<duck::Chunk> chunk = answer.next();
  if (!chunk) throw duck::Fault(duck::FaultKind::lost, "an aggregate gave no row");
  return std::move(*chunk);
}

}  // namespace

PartitionFile::Figures PartitionFile::figures(const std::string& source) {
  return figures_in(only_row(connection_.query("SELECT " + figure_columns("h") + " FROM (" + source + ") h")), 0);
}

std::map<std::string, PartitionFile::Figures> PartitionFile::figures_by_class(const std::string& source) {
  std::map<std::string, Figures> out;
  duck::Answer answer = connection_.query(
      fmt::format("SELECT {}, coalesce(t.retention, 'keep') AS class FROM ({}) h LEFT JOIN term t ON t.series_id ="
                  " h.series_id GROUP BY class",
                  figure_columns("h"), source));
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) out.emplace(chunk->text(4, row), figures_in(*chunk, row));
  return out;
}

/// Repeated keys are found in the same pass: a lag over everything is done as the rows stream by.
PartitionFile::Figures PartitionFile::read_back(const std::string& file, const SealedFile& named, Keys keys) {
  const std::string rows = fmt::format("SELECT {} FROM read_parquet({})", row_columns, sql_quoted(file));
  if (keys == Keys::once) return figures(rows);
  const duck::Chunk chunk = only_row(connection_.query(
      fmt::format("SELECT {}, count(*) FILTER (WHERE repeated) FROM (SELECT *, series_id = lag(series_id) OVER () AND"
                  " time = lag(time) OVER () AND until IS NOT DISTINCT FROM lag(until) OVER () AND feature ="
                  " lag(feature) OVER () AS repeated FROM ({})) h",
                  figure_columns("h"), rows)));
  if (chunk.values<std::int64_t>(4)[0] > 0) throw RepeatedKeys(named.path);
  return figures_in(chunk, 0);
}

SealedFile PartitionFile::write(const std::string& source, const Figures& wanted, const SealedFile& named, Keys keys) {
  SealedFile out = named;
  if (wanted.rows == 0) return out;
  std::filesystem::create_directories(folder_ + "/sealing");
  const std::filesystem::path fresh = folder_ + "/sealing/part.parquet";
  connection_.run(fmt::format(
      "COPY (SELECT {} FROM ({}) ORDER BY series_id, time, until, feature) TO {} (FORMAT parquet, COMPRESSION zstd,"
      " ROW_GROUP_SIZE 122880, KV_METADATA {{\"sassenpoort.schema_version\": '{}'}})",
      row_columns, source, sql_quoted(fresh.string()), schema_version));
  after_(SealStep::written);
  const Figures found = read_back(fresh.string(), named, keys);
  if (!(found == wanted)) throw duck::Fault(duck::FaultKind::lost, out.path + " does not read back as it was written");
  after_(SealStep::verified);
  out.rows = wanted.rows;
  out.min_time = Moment{std::chrono::microseconds{wanted.min_time}};
  out.max_time = Moment{std::chrono::microseconds{wanted.max_time}};
  out.bytes = static_cast<std::int64_t>(std::filesystem::file_size(fresh));
  out.sha256 = sum_of(fresh);
  const std::filesystem::path place = folder_ / std::filesystem::path(out.path);
  std::filesystem::create_directories(place.parent_path());
  std::filesystem::rename(fresh, place);
  after_(SealStep::renamed);
  return out;
}

}  // namespace sas::lake
