#include "portal/datastore.h"

#include <fmt/format.h>

#include "base/csv.h"
#include "base/text.h"
#include "portal/cell_json.h"
#include "portal/ckan_packages.h"
#include "portal/datastore_query.h"
#include "portal/datastore_sql.h"
#include "portal/row_page.h"

namespace sas::portal {
namespace {

using releases::Release;

Result<FoundResource> table_of(const Shelf& shelf, const CkanArguments& arguments) {
  const Result<std::string> id =
      arguments.required(arguments.has("id") && !arguments.has("resource_id") ? "id" : "resource_id");
  if (!id) return fail(Error(id.error()));
  const FoundResource found = find_resource(shelf, *id);
  if (found.set == nullptr || !has_rows(found.set->release()))
    return fail(ErrorKind::not_found, "resource-unknown", "Resource \"" + *id + "\" was not found.");
  return found;
}

class Writer {
 public:
  Writer(const Release& release, const DatastoreQuery& query, const RowPage& page)
      : release_(release), query_(query), page_(page) {}

  [[nodiscard]] std::string records() const {
    if (query_.format == RecordsFormat::csv) return separated(',');
    if (query_.format == RecordsFormat::tsv) return separated('\t');
    std::string out = "[";
    for (std::size_t i = 0; i < page_.rows.size(); ++i) {
      if (i > 0) out += ',';
      row(out, i);
    }
    return out + "]";
  }

  [[nodiscard]] std::string fields() const {
    json::Array out;
    if (numbered()) out.push_back(json::Object{{"id", "_id"}, {"type", "int"}});
    for (const std::size_t place : query_.shown) {
      const releases::Column& column = release_.columns[place];
      json::Object info{{"label", column.meaning.nl}, {"notes", column.meaning.en}};
      if (!column.unit.empty()) info["unit"] = column.unit;
      out.push_back(json::Object{{"id", column.name}, {"type", postgres_type(column.type)}, {"info", std::move(info)}});
    }
    return json::write(out);
  }

 private:
  [[nodiscard]] bool numbered() const {
    return query_.number == DatastoreQuery::Number::shown && page_.numbers.size() == page_.rows.size();
  }

  void row(std::string& out, std::size_t i) const {
    const bool object = query_.format == RecordsFormat::objects;
    out += object ? '{' : '[';
    bool first = true;
    const auto begin = [&](std::string_view name) {
      if (!first) out += ',';
      first = false;
      if (!object) return;
      append_text(out, name);
      out += ':';
    };
    if (numbered()) {
      begin("_id");
      out += std::to_string(page_.numbers[i]);
    }
    for (std::size_t k = 0; k < query_.shown.size(); ++k) {
      const releases::Column& column = release_.columns[query_.shown[k]];
      begin(column.name);
      append_cell(out, page_.rows[i][k], column.type);
    }
    out += object ? '}' : ']';
  }

  /// CKAN gives these forms as one JSON text, without a header.
  [[nodiscard]] std::string separated(char separator) const {
    std::string text;
    for (std::size_t i = 0; i < page_.rows.size(); ++i) {
      csv::Row cells = page_.rows[i];
      if (numbered()) cells.insert(cells.begin(), std::to_string(page_.numbers[i]));
      if (separator == ',') {
        text += csv::line(cells);
        continue;
      }
      for (std::size_t k = 0; k < cells.size(); ++k) {
        if (k > 0) text += separator;
        for (const char c : cells[k]) text += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
      }
      text += '\n';
    }
    std::string out;
    append_text(out, text);
    return out;
  }

  const Release& release_;
  const DatastoreQuery& query_;
  const RowPage& page_;
};

std::string_view name_of(RecordsFormat format) {
  switch (format) {
    case RecordsFormat::objects:
      return "objects";
    case RecordsFormat::lists:
      return "lists";
    case RecordsFormat::csv:
      return "csv";
    case RecordsFormat::tsv:
      return "tsv";
  }
  return "objects";
}

}  // namespace

std::string_view postgres_type(releases::Type type) {
  switch (type) {
    case releases::Type::integer:
      return "int8";
    case releases::Type::decimal:
      return "float8";
    case releases::Type::date:
      return "date";
    case releases::Type::moment:
      return "timestamptz";
    case releases::Type::truth:
      return "bool";
    case releases::Type::text:
    case releases::Type::shape:
      return "text";
  }
  return "text";
}

struct Datastore::Sandboxes {
  SqlDoor door;
};

Datastore::Datastore(Library& library, std::string public_url)
    : library_(library), public_url_(std::move(public_url)), sandboxes_(new Sandboxes{SqlDoor(library)}) {}
Datastore::~Datastore() = default;

Result<std::string> Datastore::search(const Shelf& shelf, const CkanArguments& arguments) {
  const Result<FoundResource> found = table_of(shelf, arguments);
  if (!found) return fail(Error(found.error()));
  const Release& release = found->set->release();
  const Result<DatastoreQuery> query = read_datastore_query(arguments, release);
  if (!query) return fail(Error(query.error()));
  const Result<RowPage> page = read_rows(library_, release, query->question);
  if (!page) return fail(Error(page.error()));
  const Writer writer(release, *query, *page);
  const std::string id = resource_id(release.dataset, found->file->format);
  std::string out = fmt::format(
      R"({{"resource_id":{},"fields":{},"records_format":"{}","records":{},"limit":{},"offset":{},"version":{})",
      json::write(json::Value(id)), writer.fields(), name_of(query->format), writer.records(), query->question.limit,
      query->question.offset, release.number);
  if (query->total == DatastoreQuery::Total::wanted)
    out += fmt::format(R"(,"include_total":true,"total":{},"total_was_estimated":false)", page->total);
  const auto link = [&](std::uint64_t offset) {
    return json::write(json::Value(fmt::format("{}/api/3/action/datastore_search?resource_id={}&limit={}&offset={}",
                                               public_url_, url_encode(id), query->question.limit, offset)));
  };
  return out + fmt::format(R"(,"_links":{{"start":{},"next":{}}}}})", link(0),
                           link(query->question.offset + query->question.limit));
}

Result<std::string> Datastore::info(const Shelf& shelf, const CkanArguments& arguments) {
  const Result<FoundResource> found = table_of(shelf, arguments);
  if (!found) return fail(Error(found.error()));
  const Release& release = found->set->release();
  json::Array fields;
  for (const releases::Column& column : release.columns)
    fields.push_back(json::Object{
        {"id", column.name},
        {"type", postgres_type(column.type)},
        {"info", json::Object{{"label", column.meaning.nl}, {"notes", column.meaning.en}, {"unit", column.unit}}}});
  return json::write(json::Object{{"meta", json::Object{{"id", resource_id(release.dataset, found->file->format)},
                                                        {"count", release.rows},
                                                        {"table_type", "BASE TABLE"},
                                                        {"version", release.number}}},
                                  {"fields", std::move(fields)}});
}

Result<std::string> Datastore::search_sql(const Shelf& shelf, const CkanArguments& arguments) {
  const Result<std::string> sql = arguments.required("sql");
  if (!sql) return sql;
  return sandboxes_->door.answer(shelf, *sql);
}

}  // namespace sas::portal
