#include "lake/partition_file.h"

#include <fmt/format.h>

#include "lake/durable_files.h"
#include "lake/observation_rows.h"
#include "lake/read_view.h"
#include "lake/schema.h"

namespace sas::lake {

PartitionFile::Figures PartitionFile::figures(const std::string& source) {
  // A sum and not an exclusive or: two rows that are alike must not vanish.
  duck::Answer answer = connection_.query(
      fmt::format("SELECT count(*), coalesce(epoch_us(min(time)), 0), coalesce(epoch_us(max(time)), 0),"
                  " coalesce(sum(hash({})::HUGEINT), 0)::VARCHAR FROM ({})",
                  row_columns, source));
  const std::optional<duck::Chunk> chunk = answer.next();
  if (!chunk) throw duck::Fault(duck::FaultKind::lost, "an aggregate gave no row");
  const auto number = [&](std::size_t column) { return chunk->values<std::int64_t>(column)[0]; };
  return {number(0), number(1), number(2), std::string(chunk->text(3, 0))};
}

// A lag over everything is done as the rows stream by.
bool PartitionFile::repeats_keys(const std::string& sorted) {
  return connection_
             .query(fmt::format(
                 "SELECT count(*) FROM (SELECT series_id = lag(series_id) OVER () AND time = lag(time) OVER () AND "
                 "until IS"
                 " NOT DISTINCT FROM lag(until) OVER () AND feature = lag(feature) OVER () AS repeated FROM {}) WHERE"
                 " repeated",
                 sorted))
             .integer() > 0;
}

SealedFile PartitionFile::write(const std::string& source, const SealedFile& named, Keys keys) {
  SealedFile out = named;
  const Figures wanted = figures(source);
  if (wanted.rows == 0) return out;
  std::filesystem::create_directories(folder_ + "/sealing");
  const std::filesystem::path fresh = folder_ + "/sealing/part.parquet";
  connection_.run(fmt::format(
      "COPY (SELECT {} FROM ({}) ORDER BY series_id, time, until, feature) TO {} (FORMAT parquet, COMPRESSION zstd,"
      " ROW_GROUP_SIZE 122880, KV_METADATA {{\"sassenpoort.schema_version\": '{}'}})",
      row_columns, source, sql_quoted(fresh.string()), schema_version));
  after_(SealStep::written);
  const std::string fresh_rows = fmt::format("read_parquet({})", sql_quoted(fresh.string()));
  if (keys == Keys::to_look_at && repeats_keys(fresh_rows)) throw RepeatedKeys(out.path);
  const Figures found = figures(fmt::format("SELECT {} FROM {}", row_columns, fresh_rows));
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
