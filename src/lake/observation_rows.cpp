#include "lake/observation_rows.h"

#include <algorithm>

namespace sas::lake {

namespace {

enum Column : std::size_t {
  series_id,
  time_,
  until,
  result_time,
  received,
  value,
  text,
  quality_,
  feature,
  extra,
  batch_
};

std::int64_t micros(Moment moment) {
  return moment.time_since_epoch().count();
}
Moment moment(std::int64_t count) {
  return Moment{std::chrono::microseconds{count}};
}

void put_moment(const duck::Appender& appender, Column column, std::size_t row, const std::optional<Moment>& at) {
  if (at)
    appender.values<std::int64_t>(column)[row] = micros(*at);
  else
    appender.set_null(column, row);
}

/// Empty text is NULL: it costs nothing in a file then.
void put_text(const duck::Appender& appender, Column column, std::size_t row, const std::string& words) {
  if (words.empty())
    appender.set_null(column, row);
  else
    appender.set_text(column, row, words);
}

void put_row(const duck::Appender& appender, std::size_t row, const Observation& observation) {
  appender.values<std::int64_t>(series_id)[row] = static_cast<std::int64_t>(observation.series);
  appender.values<std::int64_t>(time_)[row] = micros(observation.time);
  put_moment(appender, until, row, observation.until);
  put_moment(appender, result_time, row, observation.result_time);
  appender.values<std::int64_t>(received)[row] = micros(observation.received);
  if (observation.value)
    appender.values<double>(value)[row] = *observation.value;
  else
    appender.set_null(value, row);
  put_text(appender, text, row, observation.text);
  appender.values<std::uint32_t>(quality_)[row] = observation.quality;
  appender.values<std::int64_t>(feature)[row] = observation.feature;
  put_text(appender, extra, row, observation.extra);
}

std::optional<Moment> moment_at(const duck::Chunk& chunk, Column column, std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return moment(chunk.values<std::int64_t>(column)[row]);
}

std::string text_at(const duck::Chunk& chunk, Column column, std::size_t row) {
  return chunk.is_null(column, row) ? std::string() : std::string(chunk.text(column, row));
}

}  // namespace

std::string columns_of(std::string_view alias) {
  std::string out(alias);
  out += '.';
  for (const char c : row_columns) {
    out += c;
    if (c == ' ') out += std::string(alias) + '.';
  }
  return out;
}

std::string row_columns_with_batch() {
  return std::string(row_columns) + ", batch";
}

void append_rows(duck::Appender& appender, std::span<const Observation> rows, std::int64_t batch) {
  while (!rows.empty()) {
    const std::size_t count = std::min(rows.size(), duck::Appender::capacity());
    for (std::size_t i = 0; i < count; ++i) put_row(appender, i, rows[i]);
    std::fill_n(appender.values<std::int64_t>(batch_), count, batch);
    appender.put(count);
    rows = rows.subspan(count);
  }
  appender.flush();
}

Observation read_row(const duck::Chunk& chunk, std::size_t row) {
  Observation out;
  out.series = SeriesId{chunk.values<std::int64_t>(series_id)[row]};
  out.time = moment(chunk.values<std::int64_t>(time_)[row]);
  out.until = moment_at(chunk, until, row);
  out.result_time = moment_at(chunk, result_time, row);
  out.received = moment(chunk.values<std::int64_t>(received)[row]);
  if (!chunk.is_null(value, row)) out.value = chunk.values<double>(value)[row];
  out.text = text_at(chunk, text, row);
  out.quality = chunk.values<std::uint32_t>(quality_)[row];
  out.feature = chunk.values<std::int64_t>(feature)[row];
  out.extra = text_at(chunk, extra, row);
  return out;
}

std::vector<Observation> read_rows(duck::Answer answer) {
  std::vector<Observation> out;
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) out.push_back(read_row(*chunk, row));
  return out;
}

}  // namespace sas::lake
