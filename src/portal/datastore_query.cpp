#include "portal/datastore_query.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sas::portal {
namespace {

using lake::Compare;
using lake::FileFilter;
using lake::FileSort;
using releases::Release;

constexpr std::uint64_t usual_limit = 100, most_rows = 32'000;
constexpr std::uint64_t furthest = 1ULL << 40U;
constexpr std::size_t most_values = 1000, most_words = 10;
constexpr std::string_view number_column = "_id";

std::optional<std::size_t> place_of(const Release& release, std::string_view name) {
  for (std::size_t i = 0; i < release.columns.size(); ++i)
    if (release.columns[i].name == name) return i;
  return std::nullopt;
}

Error no_column(std::string_view argument, std::string_view name) {
  return wrong_argument(argument, "field \"" + std::string(name) + "\" not in table");
}

std::optional<Compare> comparison(std::string_view word) {
  if (word == "eq") return Compare::equal;
  if (word == "neq" || word == "ne") return Compare::not_equal;
  if (word == "gt") return Compare::more;
  if (word == "gte") return Compare::at_least;
  if (word == "lt") return Compare::less;
  if (word == "lte") return Compare::at_most;
  if (word == "ilike" || word == "contains") return Compare::contains;
  return std::nullopt;
}

std::string as_text(const json::Value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::write(value);
}

class Reader {
 public:
  Reader(const CkanArguments& arguments, const Release& release) : arguments_(arguments), release_(release) {}

  Result<DatastoreQuery> read() {
    for (const auto step : {&Reader::read_page, &Reader::read_format, &Reader::read_fields, &Reader::read_filters,
                            &Reader::read_words, &Reader::read_sort, &Reader::read_distinct})
      if (Result<Done> done = (this->*step)(); !done) return fail(std::move(done));
    return std::move(out_);
  }

 private:
  Result<Done> read_page() {
    const auto limit = arguments_.number("limit", usual_limit, most_rows);
    const auto offset = arguments_.number("offset", 0, furthest);
    const auto total = arguments_.flag("include_total", CkanArguments::Flag::yes);
    if (!limit) return fail(Error(limit.error()));
    if (!offset) return fail(Error(offset.error()));
    if (!total) return fail(Error(total.error()));
    out_.question.limit = *limit;
    out_.question.offset = *offset;
    out_.total = *total == CkanArguments::Flag::yes ? DatastoreQuery::Total::wanted : DatastoreQuery::Total::unwanted;
    return Done{};
  }

  Result<Done> read_format() {
    const std::string word = arguments_.text("records_format");
    if (word.empty() || word == "objects")
      out_.format = RecordsFormat::objects;
    else if (word == "lists")
      out_.format = RecordsFormat::lists;
    else if (word == "csv")
      out_.format = RecordsFormat::csv;
    else if (word == "tsv")
      out_.format = RecordsFormat::tsv;
    else
      return fail(wrong_argument("records_format", "Must be objects, lists, csv or tsv"));
    return Done{};
  }

  void show(std::size_t place) {
    out_.shown.push_back(place);
    out_.question.columns.push_back(release_.columns[place].name);
  }

  Result<Done> read_fields() {
    const auto fields = arguments_.list("fields");
    if (!fields) return fail(Error(fields.error()));
    if (fields->empty()) {
      for (std::size_t i = 0; i < release_.columns.size(); ++i) show(i);
      return Done{};
    }
    out_.number = DatastoreQuery::Number::hidden;
    for (const std::string& name : *fields) {
      if (name == number_column) {
        out_.number = DatastoreQuery::Number::shown;
        continue;
      }
      const auto place = place_of(release_, name);
      if (!place) return fail(no_column("fields", name));
      if (std::find(out_.shown.begin(), out_.shown.end(), *place) == out_.shown.end()) show(*place);
    }
    if (out_.shown.empty()) show(0);
    return Done{};
  }

  Result<Done> add_filter(const std::string& name, const json::Value& value) {
    FileFilter filter{name, Compare::equal, {}};
    if (value.is_null()) {
      filter.how = Compare::missing;
    } else if (value.is_array()) {
      filter.how = Compare::one_of;
      for (const json::Value& one : value.get_array()) filter.values.push_back(as_text(one));
      if (filter.values.size() > most_values)
        return fail(wrong_argument("filters", "At most 1,000 values for a field"));
    } else if (value.is_object()) {
      for (const auto& [word, operand] : value.get_object()) {
        const auto how = comparison(word);
        if (!how) return fail(wrong_argument("filters", "Must be eq, neq, gt, gte, lt, lte or ilike"));
        out_.question.filters.push_back({name, *how, {as_text(operand)}});
      }
      return Done{};
    } else {
      filter.values.push_back(as_text(value));
    }
    out_.question.filters.push_back(std::move(filter));
    return Done{};
  }

  Result<Done> read_filters() {
    const auto value = arguments_.value("filters");
    if (!value) return fail(Error(value.error()));
    if (value->is_null() || (value->is_string() && value->get_string().empty())) return Done{};
    if (!value->is_object()) return fail(wrong_argument("filters", "Must be an object: {\"field\": \"value\"}"));
    for (const auto& [name, wanted] : value->get_object()) {
      if (!place_of(release_, name)) return fail(no_column("filters", name));
      if (Result<Done> done = add_filter(std::string(name), wanted); !done) return done;
    }
    return Done{};
  }

  Result<Done> read_words() {
    const auto value = arguments_.value("q");
    if (!value) return fail(Error(value.error()));
    if (value->is_object()) {
      for (const auto& [name, word] : value->get_object()) {
        if (!place_of(release_, name)) return fail(no_column("q", name));
        out_.question.filters.push_back({std::string(name), Compare::contains, {as_text(word)}});
      }
      return Done{};
    }
    const std::string text = arguments_.text("q");
    for (const std::string& word : split(text, ' '))
      if (!trim(word).empty() && out_.question.words.size() < most_words) out_.question.words.emplace_back(trim(word));
    return Done{};
  }

  // "a", "a desc", `"name with spaces" asc`.
  Result<Done> read_sort() {
    const auto parts = arguments_.list("sort");
    if (!parts) return fail(Error(parts.error()));
    for (const std::string& part : *parts) {
      std::string_view rest = trim(part);
      FileSort sort;
      if (rest.starts_with('"')) {
        const std::size_t end = rest.find('"', 1);
        if (end == std::string_view::npos) return fail(wrong_argument("sort", "A quote is not closed"));
        sort.column = rest.substr(1, end - 1);
        rest = trim(rest.substr(end + 1));
      } else {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        sort.column = rest.substr(0, end);
        rest = trim(rest.substr(end));
      }
      const std::string order = fold(rest);
      if (order != "" && order != "asc" && order != "desc")
        return fail(wrong_argument("sort", "Must be a field with asc or desc"));
      if (order == "desc") sort.order = FileSort::Order::down;
      // By _id the rows come as they stand already.
      if (sort.column == number_column && sort.order == FileSort::Order::up && parts->size() == 1) continue;
      if (!place_of(release_, sort.column)) return fail(no_column("sort", sort.column));
      out_.question.sort.push_back(std::move(sort));
    }
    return Done{};
  }

  Result<Done> read_distinct() {
    const auto distinct = arguments_.flag("distinct", CkanArguments::Flag::no);
    if (!distinct) return fail(Error(distinct.error()));
    if (*distinct == CkanArguments::Flag::no) return Done{};
    out_.question.rows = lake::FileQuestion::Rows::distinct;
    out_.number = DatastoreQuery::Number::hidden;
    for (const FileSort& sort : out_.question.sort)
      if (std::find(out_.question.columns.begin(), out_.question.columns.end(), sort.column) ==
          out_.question.columns.end())
        return fail(wrong_argument("sort", "With distinct, sort by a field that is answered"));
    return Done{};
  }

  const CkanArguments& arguments_;
  const Release& release_;
  DatastoreQuery out_;
};

}  // namespace

Result<DatastoreQuery> read_datastore_query(const CkanArguments& arguments, const Release& release) {
  return Reader(arguments, release).read();
}

}  // namespace sas::portal
