#include "sensorthings/aggregates.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "sensorthings/json_text.h"
#include "sensorthings/observation_query.h"

namespace sas::sensorthings {
namespace {

using Unit = lake::BucketQuery::Unit;
using Fill = lake::BucketQuery::Fill;

constexpr std::int64_t most_buckets = 10'000;

tl::unexpected<Error> wrong(std::string_view name, std::string_view expected) {
  return fail(ErrorKind::invalid, "url-invalid", std::string(name) + ": expected " + std::string(expected));
}

// "PT5M", "PT1H", "P1D", "P1W", "P1M": one unit, because a bucket of a month and a day has no grid.
std::optional<std::pair<Unit, int>> interval_of(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  const bool in_day = text[1] == 'T';
  const std::string_view digits = text.substr(in_day ? 2 : 1, text.size() - (in_day ? 3 : 2));
  const auto count = parse_int(digits);
  if (!count || *count < 1 || *count > 100'000) return std::nullopt;
  const int n = static_cast<int>(*count);
  switch (text.back()) {
    case 'S':
      if (in_day) return std::pair{Unit::second, n};
      break;
    case 'M':
      return std::pair{in_day ? Unit::minute : Unit::month, n};
    case 'H':
      if (in_day) return std::pair{Unit::hour, n};
      break;
    case 'D':
      if (!in_day) return std::pair{Unit::day, n};
      break;
    case 'W':
      if (!in_day) return std::pair{Unit::week, n};
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::int64_t seconds_of(Unit unit) {
  switch (unit) {
    case Unit::second:
      return 1;
    case Unit::minute:
      return 60;
    case Unit::hour:
      return 3'600;
    case Unit::day:
      return 86'400;
    case Unit::week:
      return 604'800;
    case Unit::month:
      return 2'419'200;
  }
  return 1;
}

struct Question {
  lake::BucketQuery buckets;
  std::vector<std::string> percentiles;  ///< as they were asked, for names
  std::vector<std::string> select;       ///< columns; empty: all
  Options::Format format = Options::Format::json;
};

class QuestionReader {
 public:
  explicit QuestionReader(Moment now) : now_(now) {}

  Result<Question> run(std::string_view query) {
    std::size_t begin = 0;
    while (begin < query.size()) {
      const std::size_t end = std::min(query.find('&', begin), query.size());
      const std::string_view item = query.substr(begin, end - begin);
      begin = end + 1;
      if (item.empty()) continue;
      const std::size_t equals = item.find('=');
      const auto name = decode_query(item.substr(0, equals));
      const auto value = decode_query(equals == std::string_view::npos ? std::string_view{} : item.substr(equals + 1));
      if (!name || !value) return wrong("the query", "text in UTF-8, encoded as an address wants");
      if (auto good = take(*name, *value); !good) return fail(std::move(good));
    }
    return finish();
  }

 private:
  Result<Done> take(const std::string& name, const std::string& value) {
    if (name == "interval") return interval(value);
    if (name == "from") return time(name, value, from_);
    if (name == "until") return time(name, value, until_);
    if (name == "zone") return zone(value);
    if (name == "percentiles") return percentiles(value);
    if (name == "fill") return fill(value);
    if (name == "flagged") return flagged(value);
    if (name == "$resultFormat") return format(value);
    if (name == "$select") {
      out_.select = split(value, ',');
      return Done{};
    }
    return wrong("the query", "interval, from, until, zone, percentiles, fill, flagged, $select or $resultFormat");
  }
  Result<Done> interval(const std::string& value) {
    const auto read = interval_of(value);
    if (!read) return wrong("interval", "one unit of time, as in PT15S, PT5M, PT1H, P1D, P1W or P1M");
    out_.buckets.unit = read->first;
    out_.buckets.count = read->second;
    has_interval_ = true;
    return Done{};
  }
  static Result<Done> time(const std::string& name, const std::string& value, std::optional<Moment>& out) {
    out = parse_moment(value);
    if (!out) out = parse_moment(value + "T00:00:00Z");
    if (!out) return wrong(name, "a time as in 2026-04-03T10:15:30Z");
    return Done{};
  }
  Result<Done> zone(const std::string& value) {
    if (value.empty() || value.size() > 60) return wrong("zone", "a name as in Europe/Amsterdam or UTC");
    out_.buckets.zone = value;
    return Done{};
  }
  Result<Done> percentiles(const std::string& value) {
    for (const std::string& each : split(value, ',')) {
      double percent = 0;
      const auto [end, error] = std::from_chars(each.data(), each.data() + each.size(), percent);
      if (error != std::errc{} || end != each.data() + each.size() || !(percent >= 0 && percent <= 100) ||
          out_.percentiles.size() >= 10)
        return wrong("percentiles", "at most ten numbers from 0 to 100 with commas between");
      out_.buckets.percentiles.push_back(percent / 100);
      out_.percentiles.push_back(each);
    }
    return Done{};
  }
  Result<Done> fill(const std::string& value) {
    if (value == "none")
      out_.buckets.fill = Fill::leave_out;
    else if (value == "null")
      out_.buckets.fill = Fill::empty;
    else if (value == "linear")
      out_.buckets.fill = Fill::interpolate;
    else
      return wrong("fill", "none, null or linear");
    return Done{};
  }
  Result<Done> flagged(const std::string& value) {
    if (value != "include" && value != "exclude") return wrong("flagged", "include or exclude");
    if (value == "include") out_.buckets.without = 0;
    return Done{};
  }
  Result<Done> format(const std::string& value) {
    if (value == "dataArray")
      out_.format = Options::Format::data_array;
    else if (value == "CSV" || value == "csv")
      out_.format = Options::Format::csv;
    else
      return wrong("$resultFormat", "dataArray or CSV");
    return Done{};
  }

  Result<Question> finish() {
    if (!has_interval_) return wrong("interval", "the length of a bucket, as in PT5M");
    out_.buckets.until = until_.value_or(now_);
    out_.buckets.from = from_.value_or(out_.buckets.until - std::chrono::hours{24});
    if (out_.buckets.from >= out_.buckets.until) return wrong("until", "a time after from");
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(out_.buckets.until - out_.buckets.from).count();
    if (seconds / (seconds_of(out_.buckets.unit) * out_.buckets.count) > most_buckets)
      return wrong("interval", "at most 10000 buckets between from and until: take a longer one");
    return std::move(out_);
  }

  Moment now_;
  Question out_;
  bool has_interval_ = false;
  std::optional<Moment> from_, until_;
};

void append_rounded(std::string& out, const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) {
    out += "null";
    return;
  }
  // Ten significant digits: a mean has no more, and 288 buckets stay small.
  char text[40];
  const auto [end, error] = std::to_chars(text, text + sizeof text, *value, std::chars_format::general, 10);
  out.append(text, error == std::errc{} ? static_cast<std::size_t>(end - text) : 0);
}

// The columns of an answer: their names, and where each stands among all cells of a bucket.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::size_t> cells;
};

Result<Columns> columns_of(const Question& question) {
  std::vector<std::string> all{"from", "count", "leftOut", "min", "max", "mean", "sum", "first", "last"};
  for (const std::string& percent : question.percentiles) all.push_back("p" + percent);
  Columns out;
  for (const std::string& name : question.select.empty() ? all : question.select) {
    const auto at = std::find(all.begin(), all.end(), name);
    if (at == all.end())
      return wrong("$select",
                   "from, count, leftOut, min, max, mean, sum, first, last, or p with a percentile that was asked");
    out.names.push_back(name);
    out.cells.push_back(static_cast<std::size_t>(at - all.begin()));
  }
  return out;
}

// One cell of a bucket as JSON. A bucket without values has no percentiles.
void append_cell(std::string& out, const lake::Bucket& bucket, std::size_t cell) {
  const std::optional<double> figures[] = {bucket.min, bucket.max, bucket.mean, bucket.sum, bucket.first, bucket.last};
  if (cell == 0) {
    out += '"';
    append_moment(out, bucket.from);
    out += '"';
  } else if (cell <= 2) {
    append_number(out, cell == 1 ? bucket.count : bucket.left_out);
  } else if (cell < 9) {
    append_rounded(out, figures[cell - 3]);
  } else {
    const std::size_t place = cell - 9;
    append_rounded(out, place < bucket.percentiles.size() ? std::optional(bucket.percentiles[place]) : std::nullopt);
  }
}

std::string csv(const std::vector<lake::Bucket>& buckets, const Columns& columns) {
  std::string out;
  for (const std::string& name : columns.names) out += (out.empty() ? "" : ",") + name;
  out += "\r\n";
  for (const lake::Bucket& bucket : buckets) {
    for (std::size_t i = 0; i < columns.cells.size(); ++i) {
      std::string cell;
      append_cell(cell, bucket, columns.cells[i]);
      if (i > 0) out += ',';
      // Times and numbers need no quotes, and what is not there is empty.
      if (cell != "null") out += cell.front() == '"' ? cell.substr(1, cell.size() - 2) : cell;
    }
    out += "\r\n";
  }
  return out;
}

std::string data_array(const std::vector<lake::Bucket>& buckets, const Columns& columns) {
  std::string out = "{\"components\":[";
  for (std::size_t i = 0; i < columns.names.size(); ++i) {
    if (i > 0) out += ',';
    append_quoted(out, columns.names[i]);
  }
  out += "],\"dataArray@iot.count\":" + std::to_string(buckets.size()) + ",\"dataArray\":[";
  for (const lake::Bucket& bucket : buckets) {
    out += out.back() == ']' ? ",[" : "[";
    for (std::size_t i = 0; i < columns.cells.size(); ++i) {
      if (i > 0) out += ',';
      append_cell(out, bucket, columns.cells[i]);
    }
    out += ']';
  }
  return out + "]}";
}

std::string objects(const std::vector<lake::Bucket>& buckets, const Columns& columns) {
  std::string out = "{\"value\":[";
  for (const lake::Bucket& bucket : buckets) {
    if (out.back() == '}') out += ',';
    ObjectText object(out);
    for (std::size_t i = 0; i < columns.cells.size(); ++i) {
      if (columns.cells[i] == 0)
        object.text("phenomenonTime", format_time({bucket.from, bucket.until}));
      else
        append_cell(object.member(columns.names[i]), bucket, columns.cells[i]);
    }
    object.close();
  }
  return out + "]}";
}

}  // namespace

Result<Answer> read_aggregates(const ReadParts& parts, const ResourcePath& path, std::string_view query) {
  if (query.size() > UrlLimits::length)
    return fail(ErrorKind::invalid, "url-too-complex", "the query is longer than 8192 bytes");
  Result<Question> question = QuestionReader(parts.now).run(query);
  if (!question) return fail(std::move(question));
  const Result<Columns> columns = columns_of(*question);
  if (!columns) return fail(columns.error());
  Result<Place> place = find_place(parts, path.steps);
  if (!place) return fail(std::move(place));
  question->buckets.series = lake::SeriesId{place->id};
  // Counts too small to be told to outsiders are not told by a sum either.
  if (parts.access.reach != Access::Reach::everything) question->buckets.without |= lake::quality::suppressed;
  const auto buckets = parts.lake.buckets(question->buckets);
  if (!buckets) return fail(buckets.error());
  if (question->format == Options::Format::csv) return Answer{csv(*buckets, *columns), "text/csv; charset=utf-8"};
  if (question->format == Options::Format::data_array) return Answer{data_array(*buckets, *columns)};
  return Answer{objects(*buckets, *columns)};
}

}  // namespace sas::sensorthings
