#include "opendata/drafts.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "crypto/hash.h"
#include "http/spool.h"
#include "opendata/brought_file.h"
#include "opendata/column_proposals.h"
#include "opendata/intake.h"

namespace sas::opendata {
namespace {

constexpr std::string_view kRole = "gegevensbeheerder";

json::Object file_object(const FileForm& form) {
  return {{"encoding", form.encoding == FileForm::Encoding::utf8 ? "utf-8" : "windows-1252"},
          {"separator", std::string(1, form.separator)},
          {"decimal", form.decimal == FileForm::Decimal::comma ? "comma" : "point"},
          {"days", form.days == FileForm::Days::day_first ? "day-first" : "iso"},
          {"section", form.section},
          {"properties", form.properties == FileForm::Properties::leave_out ? "leave-out" : "refuse"}};
}

// A declaration that says only how the file is written, to read the rows with.
Declaration bare(const FileProposal& seen) {
  Declaration out;
  out.source = "file";
  out.columns = seen.columns;
  out.file = seen.form;
  return out;
}

struct Looked {
  FileProposal seen;
  json::Array columns;
};

Result<Looked> look(const std::string& path, const DeclarationBook& book) {
  auto seen = look_at_file(path);
  if (!seen) return fail(std::move(seen));
  const auto known = book.all();
  if (!known) return fail(Error(known.error()));
  auto source = file_source(path, bare(*seen));
  if (!source) return fail(std::move(source));
  auto columns = proposed_columns(*seen, **source, *known);
  if (!columns) return fail(std::move(columns));
  return Looked{std::move(*seen), std::move(*columns)};
}

json::Object begun(const std::string& dataset, const Looked& looked) {
  json::Object out{{"title", json::Object{{"nl", dataset}, {"en", ""}}},
                   {"source", "file"},
                   {"file", file_object(looked.seen.form)},
                   {"column", looked.columns}};
  const ProposedPointers pointers = proposed_pointers(looked.seen.columns);
  if (!pointers.time.empty()) out["time"] = pointers.time;
  if (!pointers.longitude.empty()) {
    out["longitude"] = pointers.longitude;
    out["latitude"] = pointers.latitude;
  }
  if (!pointers.shape.empty()) out["shape"] = pointers.shape;
  return out;
}

// Columns that were there keep what was said of them; a pointer at one that is gone goes.
void take_columns(Draft& draft, const Looked& looked) {
  const std::vector<json::Object> before = columns_of(draft.content);
  json::Array now;
  for (const json::Value& proposed : looked.columns) {
    const std::string name = json::text_at(proposed.as_object(), "name");
    const auto same = std::find_if(before.begin(), before.end(),
                                   [&](const json::Object& column) { return json::text_at(column, "name") == name; });
    json::Object column = same == before.end() ? proposed.as_object() : *same;
    // Nobody read the cells of another file.
    if (column.erase("reviewed_by") > 0) draft.confirmed.erase(name);
    column.erase("reviewed_sha256");
    now.emplace_back(std::move(column));
  }
  draft.content["column"] = std::move(now);
  draft.content["file"] = file_object(looked.seen.form);
  const std::vector<std::string> names = column_names(draft.content);
  const auto is_gone = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  };
  for (const char* pointer : {"time", "longitude", "latitude", "shape"})
    if (is_gone(json::text_at(draft.content, pointer))) draft.content.erase(pointer);
  std::erase_if(draft.confirmed, [&](const auto& each) { return is_gone(each.first); });
  draft.done.erase(DraftPart::structure);
}

Result<Done> missing() {
  return fail(ErrorKind::not_found, "draft-missing");
}

}  // namespace

Drafts::Drafts(Parts parts) : parts_(std::move(parts)) {
  std::error_code ignored;
  std::filesystem::create_directories(parts_.folder, ignored);
}

Result<std::optional<Draft>> Drafts::find(std::string_view dataset) const {
  return parts_.records.read(
      [&](store::ReadTx& tx) -> Result<std::optional<Draft>> { return find_draft(tx, dataset); });
}

Result<std::vector<Draft>> Drafts::all() const {
  return parts_.records.read([](store::ReadTx& tx) -> Result<std::vector<Draft>> { return all_drafts(tx); });
}

Result<std::vector<KeptDeclaration>> Drafts::versions(std::string_view dataset) const {
  return parts_.records.read(
      [&](store::ReadTx& tx) -> Result<std::vector<KeptDeclaration>> { return versions_of(tx, dataset); });
}

// The name of a set is its address for ever, also of one that was taken back.
Result<Done> Drafts::is_free(const std::string& dataset) const {
  const auto wrong = [](const char* code) {
    return fail(Error{ErrorKind::invalid, code, "choose another name", {{"naam", code}}});
  };
  if (!is_set_name(dataset)) return wrong("draft-name");
  const auto declared = parts_.book.find(dataset);
  if (!declared) return fail(Error(declared.error()));
  if (*declared || parts_.reader.catalogue()->find(dataset) != nullptr) return wrong("draft-name-taken");
  const auto draft = find(dataset);
  if (!draft) return fail(Error(draft.error()));
  if (*draft) return wrong("draft-name-taken");
  return Done{};
}

// Under a name of its own: a file of before may still be on its way to the gate.
Result<std::string> Drafts::keep(const std::string& dataset, const http::Upload& file) const {
  const std::string kind = kind_of_file(file.filename);
  if (kind.empty() || !file.file)
    return fail(Error{ErrorKind::invalid, "file-unknown-kind", "", {{file.field, "file-unknown-kind"}}});
  std::string name = dataset + "." + std::to_string(to_millis(parts_.clock.now())) + "." + kind;
  if (auto kept = file.file->keep_as(parts_.folder + "/" + name); !kept) return fail(std::move(kept));
  return name;
}

Result<Done> Drafts::begin(const std::string& dataset, const http::Upload& file, const std::string& acting) const {
  if (auto free = is_free(dataset); !free) return free;
  const auto name = keep(dataset, file);
  if (!name) return fail(Error(name.error()));
  const std::string path = parts_.folder + "/" + *name;
  const auto looked = look(path, parts_.book);
  if (!looked) {
    std::filesystem::remove(path);
    return fail(Error(looked.error()));
  }
  Draft draft;
  draft.dataset = dataset;
  draft.file = *name;
  draft.content = begun(dataset, *looked);
  draft.hands = {acting};
  draft.changed_at = parts_.clock.now();
  return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    if (find_draft(tx, dataset))
      return fail(Error{ErrorKind::invalid, "draft-name-taken", "", {{"naam", "draft-name-taken"}}});
    put_draft(tx, draft);
    note(tx, dataset, acting, "opendata.draft-begun", {{"columns", static_cast<std::int64_t>(looked->columns.size())}});
    return Done{};
  });
}

Result<Done> Drafts::reopen(const std::string& dataset, const std::string& acting) const {
  return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    if (find_draft(tx, dataset)) return fail(ErrorKind::conflict, "draft-exists");
    const auto kept = newest_declaration(tx, dataset);
    if (!kept) return fail(ErrorKind::not_found, "dataset-unknown");
    Draft draft;
    draft.dataset = dataset;
    draft.content = kept->content;
    draft.done = {DraftPart::words, DraftPart::structure};
    for (const auto& each : kept->confirmed) {
      const json::Object& by = each.value().as_object();
      draft.confirmed[std::string(each.key())] = {json::text_at(by, "by"), from_millis(json::int_at(by, "at"))};
    }
    draft.agreed = confirmed_changes(tx, dataset);
    draft.hands = {acting};
    draft.changed_at = parts_.clock.now();
    put_draft(tx, draft);
    note(tx, dataset, acting, "opendata.draft-begun", {{"version", kept->version}});
    return Done{};
  });
}

Result<Done> Drafts::replace_file(const std::string& dataset, const http::Upload& file,
                                  const std::string& acting) const {
  const auto name = keep(dataset, file);
  if (!name) return fail(Error(name.error()));
  const std::string path = parts_.folder + "/" + *name;
  std::string before;
  const auto looked = look(path, parts_.book);
  auto done = looked ? change(dataset, acting, "opendata.draft-file",
                              [&](store::WriteTx&, Draft& draft) -> Result<Done> {
                                before = draft.file;
                                draft.file = *name;
                                take_columns(draft, *looked);
                                return Done{};
                              })
                     : Result<Done>(fail(Error(looked.error())));
  const std::string& useless = done ? before : *name;
  if (!useless.empty()) std::filesystem::remove(parts_.folder + "/" + useless);
  return done;
}

Result<Done> Drafts::say(const std::string& dataset, DraftPart part, const json::Object& content,
                         const std::string& acting) const {
  return change(dataset, acting, "opendata.draft-changed", [&](store::WriteTx&, Draft& draft) -> Result<Done> {
    draft.content = content;
    draft.done.insert(part);
    return Done{};
  });
}

// The cells of one column as the gate will get them.
Result<std::string> Drafts::seal_of(const Draft& draft, std::size_t place, const json::Object& column) const {
  json::Object content = draft.content;
  content["column"].as_array()[place] = column;
  // What is not answered yet says nothing of how the file is read.
  config::Problems unfinished;
  const Declaration declaration = declaration_from(content, draft.dataset, unfinished);
  auto source = file_source(path_of(draft), declaration);
  if (!source) return fail(std::move(source));
  Prepared prepared{declaration, std::move(*source)};
  if (draft.agreed) {
    auto changed = with_changes(declaration, *prepared.source, *draft.agreed);
    if (!changed) return fail(std::move(changed));
    prepared = std::move(*changed);
  }
  const auto header = prepared.source->header();
  const auto found = std::find(header.begin(), header.end(), json::text_at(column, "name"));
  const auto at = static_cast<std::size_t>(found - header.begin());
  ColumnSeal seal;
  const auto read = prepared.source->rows([&](Cells cells) -> Result<Done> {
    if (at < cells.size()) seal.add(cells[at]);
    return Done{};
  });
  if (!read) return fail(Error(read.error()));
  return seal.text();
}

Result<Done> Drafts::confirm(const std::string& dataset, std::size_t place, const json::Object& column,
                             const std::string& acting) const {
  const auto before = find(dataset);
  if (!before) return fail(Error(before.error()));
  if (!*before) return missing();
  const std::vector<std::string> names = column_names((*before)->content);
  if (place >= names.size()) return fail(ErrorKind::not_found, "column-unknown");
  json::Object said = column;
  said["name"] = names[place];
  said.erase("reviewed_sha256");
  const bool is_read = !json::text_at(said, "reviewed_by").empty();
  if (is_read) {
    auto seal = seal_of(**before, place, said);
    if (!seal) return fail(Error(seal.error()));
    said["reviewed_sha256"] = *seal;
  }
  return change(dataset, acting, "opendata.column-confirmed", [&](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    if (draft.file != (*before)->file || column_names(draft.content) != names)
      return fail(ErrorKind::conflict, "draft-file-changed");
    draft.content["column"].as_array()[place] = said;
    draft.confirmed[names[place]] = {acting, parts_.clock.now()};
    if (is_read)
      note(tx, dataset, acting, "opendata.column-reviewed",
           {{"column", static_cast<std::int64_t>(place + 1)}, {"cells", json::text_at(said, "reviewed_sha256")}});
    return Done{};
  });
}

Result<Done> Drafts::ask_check(const std::string& dataset, const std::string& acting) const {
  return change(dataset, acting, "opendata.draft-check", [&](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    if (!draft.is_whole()) return fail(ErrorKind::conflict, "draft-unfinished");
    draft.state = Draft::State::checking;
    parts_.outbox.enqueue(tx, {"opendata.check-draft", {{"dataset", dataset}}, {}, ""});
    return Done{};
  });
}

Result<Done> Drafts::agree(const std::string& dataset, const std::string& acting) const {
  return change(dataset, acting, "opendata.changes-confirmed", [&](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    const auto trial = find_draft(tx, dataset)->trial;
    if (!trial || !trial->proposal) return fail(ErrorKind::conflict, "proposal-missing", dataset);
    draft.agreed = trial->proposal;
    draft.state = Draft::State::checking;
    parts_.outbox.enqueue(tx, {"opendata.check-draft", {{"dataset", dataset}}, {}, ""});
    return Done{};
  });
}

Result<Done> Drafts::disagree(const std::string& dataset, const std::string& acting) const {
  return change(dataset, acting, "opendata.changes-dropped", [](store::WriteTx&, Draft& draft) -> Result<Done> {
    draft.agreed.reset();
    return Done{};
  });
}

Result<Done> Drafts::submit(const std::string& dataset, const std::string& acting) const {
  return settle(dataset, acting, "opendata.draft-submitted", [&](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    if (draft.state != Draft::State::open) return fail(ErrorKind::conflict, "draft-submitted");
    if (!draft.trial || !draft.trial->passes()) return fail(ErrorKind::conflict, "draft-refused");
    draft.state = Draft::State::submitted;
    draft.submitted_by = acting;
    draft.hands.insert(acting);
    put_draft(tx, draft);
    return Done{};
  });
}

Result<Done> Drafts::send_back(const std::string& dataset, const std::string& acting) const {
  return settle(dataset, acting, "opendata.draft-sent-back", [](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    if (draft.state != Draft::State::submitted) return fail(ErrorKind::conflict, "draft-not-submitted");
    draft.state = Draft::State::open;
    draft.submitted_by.clear();
    put_draft(tx, draft);
    return Done{};
  });
}

Result<Done> Drafts::approve(const std::string& dataset, const std::string& acting) const {
  return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    const auto draft = find_draft(tx, dataset);
    if (!draft) return missing();
    if (draft->state != Draft::State::submitted) return fail(ErrorKind::conflict, "draft-not-submitted");
    if (draft->hands.contains(acting)) return fail(ErrorKind::forbidden, "second-person");
    KeptDeclaration kept{dataset,           0,      draft->content,    {}, draft->submitted_by,
                         draft->changed_at, acting, parts_.clock.now()};
    for (const auto& [column, by] : draft->confirmed)
      kept.confirmed[column] = json::Object{{"by", by.by}, {"at", to_millis(by.at)}};
    const std::int64_t version = put_declaration(tx, kept);
    if (draft->agreed)
      put_changes(tx, dataset, *draft->agreed, draft->submitted_by, draft->changed_at);
    else
      drop_changes(tx, dataset);
    remove_draft(tx, dataset);
    note(tx, dataset, acting, "opendata.declaration-approved",
         {{"version", version}, {"declaration", hex(crypto::sha256(json::write_canonical(kept.content)))}});
    offer_later(tx, dataset, draft->file, acting);
    return Done{};
  });
}

Result<Done> Drafts::drop(const std::string& dataset, const std::string& acting) const {
  std::string file;
  auto done = settle(dataset, acting, "opendata.draft-dropped", [&](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    file = draft.file;
    remove_draft(tx, dataset);
    return Done{};
  });
  if (done && !file.empty()) std::filesystem::remove(parts_.folder + "/" + file);
  return done;
}

// Reads, changes and writes in one transaction. Whatever changes takes away what was said of the rows before.
Result<Done> Drafts::change(const std::string& dataset, const std::string& acting, const std::string& event,
                            const Change& change) const {
  return settle(dataset, acting, event, [&](store::WriteTx& tx, Draft& draft) -> Result<Done> {
    if (draft.state == Draft::State::submitted) return fail(ErrorKind::conflict, "draft-submitted");
    draft.state = Draft::State::open;
    draft.trial.reset();
    if (auto changed = change(tx, draft); !changed) return changed;
    draft.hands.insert(acting);
    draft.changed_at = parts_.clock.now();
    put_draft(tx, draft);
    return Done{};
  });
}

Result<Done> Drafts::settle(const std::string& dataset, const std::string& acting, const std::string& event,
                            const Change& change) const {
  return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    auto draft = find_draft(tx, dataset);
    if (!draft) return missing();
    if (auto changed = change(tx, *draft); !changed) return changed;
    note(tx, dataset, acting, event);
    return Done{};
  });
}

void Drafts::note(store::WriteTx& tx, const std::string& dataset, const std::string& acting, const std::string& event,
                  json::Object facts) const {
  ledger::NewEvent noted;
  noted.kind = event;
  noted.subject = "dataset:" + dataset;
  noted.acting = acting;
  noted.facts = std::move(facts);
  parts_.ledger.append(tx, noted);
}

void Drafts::offer_later(store::WriteTx& tx, const std::string& dataset, const std::string& file,
                         const std::string& acting) const {
  parts_.outbox.enqueue(
      tx,
      {"opendata.offer-declared", {{"dataset", dataset}, {"file", file}, {"role", kRole}, {"acting", acting}}, {}, ""});
}

}  // namespace sas::opendata
