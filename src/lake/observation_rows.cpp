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

// Column by column, because asking the engine for a column costs more than a value in it.
template <typename T, typename F>
void put_column(const duck::Appender& appender, Column column, std::size_t count, F&& value_of) {
  T* const out = appender.values<T>(column);
  for (std::size_t row = 0; row < count; ++row) out[row] = value_of(row);
}

template <typename T, typename F>
void put_optional_column(const duck::Appender& appender, Column column, std::size_t count, F&& value_of) {
  T* const out = appender.values<T>(column);
  duck::Nulls nulls(appender, column);
  for (std::size_t row = 0; row < count; ++row) {
    if (const std::optional<T> value = value_of(row))
      out[row] = *value;
    else
      nulls.set(row);
  }
}

// Empty text is NULL: it costs nothing in a file then.
template <typename F>
void put_text_column(const duck::Appender& appender, Column column, std::size_t count, F&& text_of) {
  duck::Nulls nulls(appender, column);
  for (std::size_t row = 0; row < count; ++row) {
    const std::string_view words = text_of(row);
    if (words.empty())
      nulls.set(row);
    else
      appender.set_text(column, row, words);
  }
}

void put_nulls(const duck::Appender& appender, Column column, std::size_t count) {
  duck::Nulls nulls(appender, column);
  for (std::size_t row = 0; row < count; ++row) nulls.set(row);
}

std::optional<std::int64_t> micros(const std::optional<Moment>& moment) {
  if (!moment) return std::nullopt;
  return micros(*moment);
}

void put_chunk(const duck::Appender& appender, std::span<const Observation> rows) {
  const std::size_t count = rows.size();
  put_column<std::int64_t>(appender, series_id, count,
                           [&](std::size_t i) { return static_cast<std::int64_t>(rows[i].series); });
  put_column<std::int64_t>(appender, time_, count, [&](std::size_t i) { return micros(rows[i].time); });
  put_optional_column<std::int64_t>(appender, until, count, [&](std::size_t i) { return micros(rows[i].until); });
  put_optional_column<std::int64_t>(appender, result_time, count,
                                    [&](std::size_t i) { return micros(rows[i].result_time); });
  put_column<std::int64_t>(appender, received, count, [&](std::size_t i) { return micros(rows[i].received); });
  put_optional_column<double>(appender, value, count, [&](std::size_t i) { return rows[i].value; });
  put_text_column(appender, text, count, [&](std::size_t i) { return std::string_view(rows[i].text); });
  put_column<std::uint32_t>(appender, quality_, count, [&](std::size_t i) { return rows[i].quality; });
  put_column<std::int64_t>(appender, feature, count, [&](std::size_t i) { return rows[i].feature; });
  put_text_column(appender, extra, count, [&](std::size_t i) { return std::string_view(rows[i].extra); });
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
  put_rows(appender, rows, batch);
  appender.flush();
}

void put_rows(duck::Appender& appender, std::span<const Observation> rows, std::int64_t batch) {
  while (!rows.empty()) {
    const std::size_t count = std::min(rows.size(), duck::Appender::capacity());
    put_chunk(appender, rows.first(count));
    std::fill_n(appender.values<std::int64_t>(batch_), count, batch);
    appender.put(count);
    rows = rows.subspan(count);
  }
}

void append_columns(duck::Appender& appender, const ValueColumns& values, Moment now) {
  for (std::size_t first = 0; first < values.size();) {
    const std::size_t count = std::min(values.size() - first, duck::Appender::capacity());
    put_column<std::int64_t>(appender, series_id, count,
                             [&](std::size_t i) { return static_cast<std::int64_t>(values.series[first + i]); });
    put_column<std::int64_t>(appender, time_, count, [&](std::size_t i) { return micros(values.time[first + i]); });
    if (values.until.empty())
      put_nulls(appender, until, count);
    else
      put_optional_column<std::int64_t>(appender, until, count,
                                        [&](std::size_t i) { return micros(values.until[first + i]); });
    put_nulls(appender, result_time, count);
    put_column<std::int64_t>(appender, received, count, [&](std::size_t i) {
      return micros(values.received.empty() ? now : values.received[first + i]);
    });
    put_column<double>(appender, value, count, [&](std::size_t i) { return values.value[first + i]; });
    put_nulls(appender, text, count);
    put_column<std::uint32_t>(appender, quality_, count,
                              [&](std::size_t i) { return values.quality.empty() ? 0 : values.quality[first + i]; });
    put_column<std::int64_t>(appender, feature, count, [](std::size_t) { return std::int64_t{0}; });
    put_nulls(appender, extra, count);
    std::fill_n(appender.values<std::int64_t>(batch_), count, 0);
    appender.put(count);
    first += count;
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
