#include "lake/expiry.h"

#include <fmt/format.h>

#include "lake/read_view.h"
#include "lake/retention.h"

namespace sas::lake {

namespace {

bool has_ended(const std::string& retention, Date day, Instant now) {
  const Result<Retention> parsed = Retention::parse(retention);
  return parsed && parsed->has_ended(day, now);
}

/// Classes and days of the rows of a table that have ended, with their number of rows.
std::vector<Lake::Dropped> ended(duck::Connection& connection, std::string_view table, Instant now) {
  std::vector<Lake::Dropped> out;
  duck::Answer answer = connection.query(
      fmt::format("SELECT t.retention, strftime(h.time, '%Y-%m-%d') AS day, count(*) FROM {} h JOIN term t"
                  " ON t.series_id = h.series_id WHERE t.retention <> 'keep' GROUP BY ALL ORDER BY ALL",
                  table));
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) {
      Lake::Dropped one;
      one.retention = chunk->text(0, row);
      one.day = parse_iso_date(chunk->text(1, row)).value();
      one.rows = chunk->values<std::int64_t>(2)[row];
      if (has_ended(one.retention, one.day, now)) out.push_back(std::move(one));
    }
  return out;
}

void drop_rows(duck::Connection& connection, std::string_view table, const std::vector<Lake::Dropped>& ended) {
  for (const Lake::Dropped& one : ended)
    connection.run(
        fmt::format("DELETE FROM {} h WHERE {} AND h.series_id IN (SELECT series_id FROM term WHERE"
                    " retention = {})",
                    table, within_day("h", one.day), sql_quoted(one.retention)));
}

}  // namespace

std::vector<SealedFile> expired_files(const Manifest& manifest, Instant now) {
  std::vector<SealedFile> out;
  for (const SealedFile& file : manifest.files)
    if (has_ended(file.retention, file.day, now)) out.push_back(file);
  return out;
}

std::vector<Lake::Dropped> drop_expired_rows(duck::Connection& connection, Instant now) {
  duck::Transaction transaction(connection);
  std::vector<Lake::Dropped> hot = ended(connection, "hot", now);
  drop_rows(connection, "hot", hot);
  drop_rows(connection, "history", ended(connection, "history", now));
  drop_rows(connection, "newest", ended(connection, "newest", now));
  transaction.commit();
  return hot;
}

}  // namespace sas::lake
