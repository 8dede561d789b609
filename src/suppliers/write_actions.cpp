#include "suppliers/write_actions.h"

#include <filesystem>

#include "base/text.h"
#include "opendata/brought_file.h"
#include "opendata/gate.h"
#include "portal/ckan_packages.h"
#include "suppliers/gate_state.h"
#include "suppliers/package_words.h"
#include "suppliers/row_file.h"

namespace sas::suppliers {
namespace {

using portal::CkanArguments;
using portal::wrong_argument;

// A file that is judged while the caller waits; a larger one is judged by a job and the caller asks again.
constexpr std::uintmax_t judged_at_once = std::uintmax_t{1} << 20U;

tl::unexpected<Error> not_found() {
  return fail(ErrorKind::not_found, "dataset-unknown", "Not found");
}

const Bilingual& removed_reason() {
  static const Bilingual text{"De eigenaar biedt deze gegevens niet meer aan.",
                              "The owner no longer offers these data."};
  return text;
}

// Of a form the name of the file says it; of a body that is no form its media type.
std::string format_of(const http::Upload& upload) {
  if (!upload.filename.empty()) return opendata::kind_of_file(upload.filename);
  if (upload.claimed_type == "text/csv") return "csv";
  if (upload.claimed_type == "application/geo+json") return "geojson";
  if (upload.claimed_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") return "xlsx";
  return {};
}

Result<std::vector<std::string>> columns_of(const CkanArguments& arguments) {
  const auto fields = arguments.value("fields");
  if (!fields) return fail(Error(fields.error()));
  std::vector<std::string> out;
  if (const json::Array* list = fields->if_array())
    for (const json::Value& field : *list)
      if (const json::Object* object = field.if_object()) out.push_back(json::text_at(*object, "id"));
  for (const std::string& name : out)
    if (trim(name).empty()) return fail(wrong_argument("fields", "Each must have an id: [{\"id\": \"soort\"}]"));
  if (out.empty()) return fail(wrong_argument("fields", "Name the columns: [{\"id\": \"soort\"}]"));
  return out;
}

Result<std::vector<RowTexts>> records_of(const CkanArguments& arguments, const std::vector<std::string>& columns) {
  const auto records = arguments.value("records");
  if (!records) return fail(Error(records.error()));
  std::vector<RowTexts> out;
  if (records->is_null()) return out;
  const json::Array* list = records->if_array();
  if (list == nullptr) return fail(wrong_argument("records", "Must be a list of {column: value}"));
  for (const json::Value& record : *list) {
    auto row = row_from(record, columns);
    if (!row) return fail(std::move(row));
    out.push_back(std::move(*row));
  }
  return out;
}

// Of a file that is new package_id says it, of one in the place of another the id of that. It must come before the
// file: of a file for nobody knows which set nothing is kept.
Result<std::string> set_of_file(const CkanArguments& arguments) {
  if (arguments.has("package_id")) return arguments.required("package_id");
  if (!arguments.has("id"))
    return fail(wrong_argument("package_id", "Put it before `upload` in the form, or in the address"));
  const auto named = read_resource_id(arguments, "id");
  if (!named) return fail(Error(named.error()));
  return named->dataset;
}

}  // namespace

WriteActions::WriteActions(SupplierParts parts) : parts_(std::move(parts)) {
  std::filesystem::create_directories(parts_.folder);
}

std::string WriteActions::path_of(const std::string& dataset, std::string_view format) const {
  return parts_.folder + "/" + dataset + "." + std::string(format);
}

// A set belongs to the owner that made it here, or that its declaration names.
Result<SuppliedSet> WriteActions::owned(const WriteCall& call, const std::string& dataset, Scope scope) const {
  if (!call.key.has(scope)) return fail(scope_missing(scope));
  if (!is_dataset_name(dataset)) return not_found();
  auto found = parts_.recall.records.read(
      [&](store::ReadTx& tx) -> Result<std::optional<SuppliedSet>> { return find_supplied(tx, dataset); });
  if (!found) return fail(Error(found.error()));
  const auto declared = parts_.declarations.find(dataset);
  if (!declared) return fail(Error(declared.error()));
  if (*declared && (*declared)->source != "file")
    return fail(ErrorKind::forbidden, "not-supplied", "This set is not brought by a program");
  SuppliedSet set;
  if (*found) {
    set = std::move(**found);
  } else if (*declared) {
    set.dataset = dataset;
    set.owner = (*declared)->words.owner;
    set.title = (*declared)->words.title.nl;
    set.notes = (*declared)->words.summary.nl;
    set.licence = (*declared)->words.licence;
    set.made_at = now();
  } else {
    return not_found();
  }
  if (set.owner != call.key.owner)
    return fail(ErrorKind::forbidden, "not-owner", "This set belongs to another part of the organisation");
  if (set.removed_at) return not_found();
  return set;
}

Result<SuppliedSet> WriteActions::keep(SuppliedSet set, const WriteCall& call, const std::string& event) const {
  set.changed_at = now();
  return parts_.recall.records.write([&](store::WriteTx& tx) -> Result<SuppliedSet> {
    put_supplied(tx, set);
    ledger::NewEvent noted;
    noted.kind = event;
    noted.subject = "dataset:" + set.dataset;
    noted.acting = call.key.acting();
    parts_.keys.ledger.append(tx, noted);
    return set;
  });
}

Result<json::Object> WriteActions::package_answer(const SuppliedSet& set) const {
  json::Array tags;
  for (const std::string& tag : set.tags) tags.push_back(json::Object{{"name", tag}});
  json::Object out{{"id", set.dataset},
                   {"name", set.dataset},
                   {"title", set.title},
                   {"notes", set.notes},
                   {"license_id", set.licence},
                   {"owner_org", portal::slug(set.owner)},
                   {"state", set.removed_at ? "deleted" : "active"},
                   {"url", parts_.public_url + "/data/" + set.dataset},
                   {"tags", std::move(tags)}};
  return parts_.recall.records.read([&](store::ReadTx& tx) -> Result<json::Object> {
    out["gate"] = gate_state(tx, parts_.declarations.find(tx, set.dataset), parts_.recall.reader, set.dataset);
    return out;
  });
}

Result<json::Object> WriteActions::resource_answer(const SuppliedSet& set, const std::string& format) const {
  const std::string id = set.dataset + "-" + format;
  json::Object out{{"id", id}, {"resource_id", id}, {"package_id", set.dataset}, {"format", format}};
  return parts_.recall.records.read([&](store::ReadTx& tx) -> Result<json::Object> {
    out["gate"] = gate_state(tx, parts_.declarations.find(tx, set.dataset), parts_.recall.reader, set.dataset);
    return out;
  });
}

Result<Done> WriteActions::offer(const SuppliedSet& set, const WriteCall& call) const {
  const auto declared = parts_.declarations.find(set.dataset);
  if (!declared) return fail(Error(declared.error()));
  if (!*declared || (*declared)->source != "file") return Done{};
  std::uintmax_t size = 0;
  std::error_code error;
  if (const std::string path = opendata::brought_file(parts_.folder, set.dataset); !path.empty())
    size = std::filesystem::file_size(path, error);
  // What was taken back goes out again when somebody at the desk says so.
  const auto held =
      parts_.recall.records.read([&](store::ReadTx& tx) -> Result<bool> { return opendata::is_held(tx, set.dataset); });
  if (!held) return fail(Error(held.error()));
  if (*held) return Done{};
  if (size <= judged_at_once) {
    const auto judged = parts_.refresher.offer(set.dataset, {"declaration", call.key.acting()});
    if (!judged) return fail(Error(judged.error()));
    return Done{};
  }
  const auto put = parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
    parts_.recall.outbox.enqueue(tx,
                                 {"opendata.offer",
                                  {{"dataset", set.dataset}, {"role", "declaration"}, {"acting", call.key.acting()}},
                                  {},
                                  "opendata.offer:" + set.dataset});
    return Done{};
  });
  parts_.recall.outbox.bell()->ring();
  return put;
}

Result<json::Object> WriteActions::package_create(const WriteCall& call) {
  const auto name = call.arguments.required("name");
  if (!name) return fail(Error(name.error()));
  if (!call.key.has(Scope::describe)) return fail(scope_missing(Scope::describe));
  if (!is_dataset_name(*name))
    return fail(wrong_argument("name", "Must be 2 to 80 lower-case letters, digits and \"-\", a letter first"));
  const auto known = parts_.recall.records.read([&](store::ReadTx& tx) -> Result<bool> {
    return find_supplied(tx, *name).has_value() || parts_.declarations.find(tx, *name).has_value();
  });
  if (!known) return fail(Error(known.error()));
  if (*known) return fail(wrong_argument("name", "That URL is already in use."));
  SuppliedSet set;
  set.dataset = *name;
  set.owner = call.key.owner;
  set.title = *name;
  set.made_at = now();
  auto worded = with_words(std::move(set), call.arguments);
  if (!worded) return fail(std::move(worded));
  const auto kept = keep(std::move(*worded), call, "supplier.set-made");
  return kept ? package_answer(*kept) : fail(Error(kept.error()));
}

// CKAN's update takes the whole dictionary: what is not in it is emptied.
Result<json::Object> WriteActions::package_update(const WriteCall& call) {
  auto set = owned(call, call.arguments.text(call.arguments.has("id") ? "id" : "name"), Scope::describe);
  if (!set) return fail(std::move(set));
  set->title = set->dataset;
  set->notes.clear();
  set->tags.clear();
  auto worded = with_words(std::move(*set), call.arguments);
  if (!worded) return fail(std::move(worded));
  const auto kept = keep(std::move(*worded), call, "supplier.set-described");
  return kept ? package_answer(*kept) : fail(Error(kept.error()));
}

Result<json::Object> WriteActions::package_patch(const WriteCall& call) {
  auto set = owned(call, call.arguments.text("id"), Scope::describe);
  if (!set) return fail(std::move(set));
  auto worded = with_words(std::move(*set), call.arguments);
  if (!worded) return fail(std::move(worded));
  const auto kept = keep(std::move(*worded), call, "supplier.set-described");
  return kept ? package_answer(*kept) : fail(Error(kept.error()));
}

// First what is public, then the rest: killed between the two, the caller does it again.
Result<json::Object> WriteActions::package_delete(const WriteCall& call) {
  auto set = owned(call, call.arguments.text("id"), Scope::remove);
  if (!set) return fail(std::move(set));
  const auto gone =
      opendata::withdraw(parts_.recall, {set->dataset, 0, removed_reason(), "gegevenseigenaar", call.key.acting()});
  if (!gone && gone.error().code != "release-unknown") return fail(Error(gone.error()));
  opendata::remove_brought(parts_.folder, set->dataset);
  set->removed_at = now();
  const auto kept = keep(std::move(*set), call, "supplier.set-removed");
  return kept ? package_answer(*kept) : fail(Error(kept.error()));
}

Result<json::Object> WriteActions::package_gate_show(const WriteCall& call) {
  const auto set = owned(call, call.arguments.text("id"), Scope::describe);
  return set ? package_answer(*set) : fail(Error(set.error()));
}

Result<Done> WriteActions::may_bring(const WriteCall& call) const {
  const auto dataset = set_of_file(call.arguments);
  if (!dataset) return fail(Error(dataset.error()));
  const auto set = owned(call, *dataset, Scope::rows);
  if (!set) return fail(Error(set.error()));
  return Done{};
}

Result<json::Object> WriteActions::resource_create(const WriteCall& call) {
  const auto id = call.arguments.required("package_id");
  if (!id) return fail(Error(id.error()));
  const auto set = owned(call, *id, Scope::rows);
  return set ? take_file(*set, call) : fail(Error(set.error()));
}

Result<json::Object> WriteActions::resource_update(const WriteCall& call) {
  const auto named = read_resource_id(call.arguments, "id");
  if (!named) return fail(Error(named.error()));
  const auto set = owned(call, named->dataset, Scope::rows);
  return set ? take_file(*set, call) : fail(Error(set.error()));
}

Result<json::Object> WriteActions::take_file(const SuppliedSet& set, const WriteCall& call) {
  if (call.uploads.empty()) return fail(wrong_argument("upload", "Send the file itself: an address is not fetched"));
  const http::Upload& file = call.uploads.front();
  const std::string format = format_of(file);
  if (format.empty())
    return fail(wrong_argument("upload", "The name of the file must end in .csv, .geojson, .xlsx, .gpkg or .zip"));
  const std::lock_guard lock(changing_);
  if (auto brought = opendata::keep_brought(parts_.folder, set.dataset, format, file); !brought)
    return fail(std::move(brought));
  if (const auto kept = keep(set, call, "supplier.rows-brought"); !kept) return fail(Error(kept.error()));
  if (auto offered = offer(set, call); !offered) return fail(std::move(offered));
  return resource_answer(set, format);
}

Result<json::Object> WriteActions::datastore_create(const WriteCall& call) {
  const auto resource = call.arguments.value("resource");
  if (!resource) return fail(Error(resource.error()));
  std::string dataset;
  if (const json::Object* object = resource->if_object()) {
    dataset = json::text_at(*object, "package_id");
  } else {
    const auto named = read_resource_id(call.arguments);
    if (!named) return fail(Error(named.error()));
    dataset = named->dataset;
  }
  auto set = owned(call, dataset, Scope::rows);
  if (!set) return fail(std::move(set));
  auto columns = columns_of(call.arguments);
  if (!columns) return fail(std::move(columns));
  auto rows = records_of(call.arguments, *columns);
  if (!rows) return fail(std::move(rows));
  auto keys = call.arguments.list("primary_key");
  if (!keys) return fail(std::move(keys));
  RowTable table{std::move(*columns), {}};
  if (auto merged = merge_rows(table, std::move(*rows), *keys, Merge::upsert); !merged) return fail(std::move(merged));
  const std::lock_guard lock(changing_);
  opendata::remove_brought(parts_.folder, set->dataset);
  if (auto written = write_rows(table, path_of(set->dataset, "csv")); !written) return fail(std::move(written));
  set->key_columns = std::move(*keys);
  const auto kept = keep(*set, call, "supplier.rows-brought");
  if (!kept) return fail(Error(kept.error()));
  if (auto offered = offer(*kept, call); !offered) return fail(std::move(offered));
  return resource_answer(*kept, "csv");
}

Result<json::Object> WriteActions::datastore_upsert(const WriteCall& call) {
  const auto named = read_resource_id(call.arguments);
  if (!named) return fail(Error(named.error()));
  const auto set = owned(call, named->dataset, Scope::rows);
  if (!set) return fail(Error(set.error()));
  const std::string method = call.arguments.has("method") ? call.arguments.text("method") : "upsert";
  if (method != "upsert" && method != "insert" && method != "update")
    return fail(wrong_argument("method", "Must be upsert, insert or update"));
  if (method != "insert" && set->key_columns.empty())
    return fail(wrong_argument("primary_key", "This table has none: use method insert, or datastore_create with one"));
  const std::lock_guard lock(changing_);
  const std::string path = path_of(set->dataset, "csv");
  auto table = read_rows(path);
  if (!table) return fail(std::move(table));
  auto rows = records_of(call.arguments, table->columns);
  if (!rows) return fail(std::move(rows));
  const Merge how = method == "insert" ? Merge::insert : method == "update" ? Merge::update : Merge::upsert;
  if (auto merged = merge_rows(*table, std::move(*rows), set->key_columns, how); !merged)
    return fail(std::move(merged));
  if (auto written = write_rows(*table, path); !written) return fail(std::move(written));
  if (const auto kept = keep(*set, call, "supplier.rows-brought"); !kept) return fail(Error(kept.error()));
  if (auto offered = offer(*set, call); !offered) return fail(std::move(offered));
  return resource_answer(*set, "csv");
}

Result<json::Object> WriteActions::datastore_delete(const WriteCall& call) {
  const auto named = read_resource_id(call.arguments);
  if (!named) return fail(Error(named.error()));
  const auto filters = call.arguments.value("filters");
  if (!filters) return fail(Error(filters.error()));
  const json::Object* wanted = filters->if_object();
  const auto set = owned(call, named->dataset, wanted == nullptr || wanted->empty() ? Scope::remove : Scope::rows);
  if (!set) return fail(Error(set.error()));
  const std::lock_guard lock(changing_);
  const std::string path = path_of(set->dataset, "csv");
  auto table = read_rows(path);
  if (!table) return fail(std::move(table));
  const auto removed = remove_rows(*table, wanted == nullptr ? json::Object{} : *wanted);
  if (!removed) return fail(Error(removed.error()));
  if (auto written = write_rows(*table, path); !written) return fail(std::move(written));
  if (const auto kept = keep(*set, call, "supplier.rows-removed"); !kept) return fail(Error(kept.error()));
  if (auto offered = offer(*set, call); !offered) return fail(std::move(offered));
  auto out = resource_answer(*set, "csv");
  if (out) (*out)["removed"] = static_cast<std::int64_t>(*removed);
  return out;
}

}  // namespace sas::suppliers
