#include "forms/drafts.h"

#include "base/strong_id.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "embedded/forms_migrations.h"

namespace sas::forms {
namespace {

constexpr std::chrono::hours kept{24 * 30};

constexpr std::string_view columns =
    "id, product, language, channel, person_id, acting_id, staff_id, answers, expires_at, case_id, case_number, "
    "token_hash";

std::string hash_of(std::string_view secret) {
  return hex(crypto::sha256(secret));
}

catalogue::ChannelKind channel_from(std::string_view text) {
  using enum catalogue::ChannelKind;
  return text == "phone" ? phone : text == "desk" ? desk : text == "post" ? post : digital;
}

Draft draft_from(const store::Row& row) {
  Draft d;
  d.id = DraftId(row.text(0));
  d.product = ProductId(row.text(1));
  d.language = row.text(2) == "en" ? Language::en : Language::nl;
  d.channel = channel_from(row.text(3));
  d.person = PersonId(row.text_or_empty(4));
  d.acting = PersonId(row.text_or_empty(5));
  d.staff = StaffId(row.text_or_empty(6));
  if (const auto answers = json::parse(row.text(7)); answers && answers->is_object()) d.answers = answers->get_object();
  d.expires_at = from_millis(row.integer(8));
  d.case_id = CaseId(row.text_or_empty(9));
  d.case_number = row.text(10);
  return d;
}

bool opens(const Draft& draft, const std::string& token_hash, const Key& key) {
  using people::ViewerKind;
  if (key.viewer.kind == ViewerKind::staff) return !draft.staff.empty() && draft.staff == key.viewer.staff;
  // Once it belongs to a person, the cookie alone is not enough: somebody else may sit at this computer now.
  if (!draft.person.empty()) return key.viewer.kind == ViewerKind::resident && key.viewer.concerned == draft.person;
  return !key.token.empty() && hash_of(key.token) == token_hash;
}

std::string normal_code(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if ((upper >= 'A' && upper <= 'Z') || (upper >= '0' && upper <= '9')) code += upper;
  }
  return code;
}

}  // namespace

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::forms_migrations());
}

Result<Started> Drafts::start(store::WriteTx& tx, const ProductId& product, Language language,
                              catalogue::ChannelKind channel, const people::Viewer& viewer,
                              const Answers& prefilled) const {
  Started started{DraftId(new_uuid(clock_, random_)), random_token(random_), random_code(random_)};
  const std::int64_t now = to_millis(clock_.now());
  const bool resident = viewer.kind == people::ViewerKind::resident;
  tx.execute(
      "INSERT INTO draft (id, token_hash, code_hash, product, language, channel, person_id, acting_id, staff_id, "
      "answers, created_at, changed_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {started.id.text(), hash_of(started.token), hash_of(normal_code(started.code)), product.text(),
       std::string(language == Language::en ? "en" : "nl"), std::string(catalogue::to_text(channel)),
       resident ? store::Value(viewer.concerned.text()) : nullptr,
       resident ? store::Value(viewer.acting.text()) : nullptr,
       viewer.kind == people::ViewerKind::staff ? store::Value(viewer.staff.text()) : nullptr, json::write(prefilled),
       now, now, now + std::chrono::milliseconds(kept).count()});
  return started;
}

Result<Draft> Drafts::find(store::ReadTx& tx, const DraftId& id, const Key& key) const {
  const auto row = tx.query_one("SELECT " + std::string(columns) + " FROM draft WHERE id = $1 AND expires_at > $2",
                                {id.text(), to_millis(clock_.now())});
  if (!row) return fail(ErrorKind::not_found, "draft-not-found");
  Draft draft = draft_from(*row);
  if (!opens(draft, row->text(11), key)) return fail(ErrorKind::not_found, "draft-not-found");
  return draft;
}

Result<Draft> Drafts::find_open(store::ReadTx& tx, const DraftId& id, const Key& key) const {
  auto draft = find(tx, id, key);
  if (draft && !draft->case_id.empty()) return fail(ErrorKind::conflict, "draft-sent");
  return draft;
}

Result<Started> Drafts::resume(store::WriteTx& tx, std::string_view code) const {
  const auto row = tx.query_one(
      "SELECT id FROM draft WHERE code_hash = $1 AND expires_at > $2 AND case_id IS NULL AND person_id IS NULL",
      {hash_of(normal_code(code)), to_millis(clock_.now())});
  if (!row) return fail(ErrorKind::invalid, "code-unknown");
  Started started{DraftId(row->text(0)), random_token(random_), {}};
  tx.execute("UPDATE draft SET token_hash = $2, staff_id = NULL WHERE id = $1",
             {started.id.text(), hash_of(started.token)});
  return started;
}

Result<Draft> Drafts::resume_for(store::WriteTx& tx, std::string_view code, const people::Viewer& viewer,
                                 catalogue::ChannelKind channel) const {
  if (viewer.kind != people::ViewerKind::staff) return fail(ErrorKind::forbidden, "staff-only");
  const auto row = tx.query_one(
      "SELECT id FROM draft WHERE code_hash = $1 AND expires_at > $2 AND case_id IS NULL AND person_id IS NULL",
      {hash_of(normal_code(code)), to_millis(clock_.now())});
  if (!row) return fail(ErrorKind::invalid, "code-unknown");
  tx.execute("UPDATE draft SET staff_id = $2, channel = $3 WHERE id = $1",
             {row->text(0), viewer.staff.text(), std::string(catalogue::to_text(channel))});
  return find(tx, DraftId(row->text(0)), Key{{}, viewer});
}

Result<Done> Drafts::attach(store::WriteTx& tx, const DraftId& id, const people::Viewer& viewer,
                            const PersonId& person) const {
  if (viewer.kind != people::ViewerKind::staff) return fail(ErrorKind::forbidden, "staff-only");
  const auto draft = find_open(tx, id, Key{{}, viewer});
  if (!draft) return fail(Error(draft.error()));
  tx.execute("UPDATE draft SET person_id = $2 WHERE id = $1", {id.text(), person.text()});
  return Done{};
}

Result<std::string> Drafts::new_code(store::WriteTx& tx, const DraftId& id, const Key& key) const {
  const auto draft = find_open(tx, id, key);
  if (!draft) return fail(Error(draft.error()));
  const std::string code = random_code(random_);
  tx.execute("UPDATE draft SET code_hash = $2 WHERE id = $1", {id.text(), hash_of(normal_code(code))});
  return code;
}

Result<Done> Drafts::save(store::WriteTx& tx, const Draft& draft) const {
  const std::int64_t now = to_millis(clock_.now());
  tx.execute("UPDATE draft SET answers = $2, changed_at = $3, expires_at = $4, version = version + 1 WHERE id = $1",
             {draft.id.text(), json::write(draft.answers), now, now + std::chrono::milliseconds(kept).count()});
  return Done{};
}

Result<Done> Drafts::answer(store::WriteTx& tx, const DraftId& id, const Key& key, std::string_view question,
                            const json::Value& value) const {
  auto draft = find_open(tx, id, key);
  if (!draft) return fail(std::move(draft));
  draft->answers[question] = value;
  return save(tx, *draft);
}

Result<Done> Drafts::add_file(store::WriteTx& tx, const DraftId& id, const Key& key, const Question& question,
                              const cases::NewDocument& file) const {
  auto draft = find_open(tx, id, key);
  if (!draft) return fail(std::move(draft));
  json::Value& list = draft->answers[question.id];
  if (!list.is_array()) list = json::Array{};
  if (list.get_array().size() >= question.max_files)
    return fail(Error{ErrorKind::invalid, "form-invalid", "", {{question.id, "too-many-files"}}});
  const std::string file_id = new_uuid(clock_, random_);
  tx.execute(
      "INSERT INTO draft_file (id, draft_id, question, filename, media_type, size, content, created_at) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      {file_id, id.text(), question.id, file.filename, file.media_type, static_cast<std::int64_t>(file.content.size()),
       store::Blob{file.content}, to_millis(clock_.now())});
  list.get_array().push_back(json::Object{
      {"id", file_id}, {"filename", file.filename}, {"size", static_cast<std::int64_t>(file.content.size())}});
  return save(tx, *draft);
}

Result<Done> Drafts::remove_file(store::WriteTx& tx, const DraftId& id, const Key& key, const Question& question,
                                 std::string_view file_id) const {
  auto draft = find_open(tx, id, key);
  if (!draft) return fail(std::move(draft));
  tx.execute("DELETE FROM draft_file WHERE draft_id = $1 AND id = $2", {id.text(), std::string(file_id)});
  json::Array kept_files;
  if (const auto* list = draft->answers[question.id].if_array())
    for (const json::Value& item : *list)
      if (!item.is_object() || json::text_at(item.get_object(), "id") != file_id) kept_files.push_back(item);
  draft->answers[question.id] = kept_files;
  return save(tx, *draft);
}

Result<Done> Drafts::claim(store::WriteTx& tx, const DraftId& id, const Key& key) const {
  if (key.viewer.kind != people::ViewerKind::resident) return Done{};
  const auto draft = find_open(tx, id, key);
  if (!draft) return fail(Error(draft.error()));
  tx.execute("UPDATE draft SET person_id = $2, acting_id = $3 WHERE id = $1 AND person_id IS NULL",
             {id.text(), key.viewer.concerned.text(), key.viewer.acting.text()});
  return Done{};
}

std::vector<Draft> Drafts::of_person(store::ReadTx& tx, const PersonId& person) const {
  std::vector<Draft> out;
  for (const auto& row :
       tx.query("SELECT " + std::string(columns) +
                    " FROM draft WHERE person_id = $1 AND case_id IS NULL AND expires_at > $2 ORDER BY changed_at DESC",
                {person.text(), to_millis(clock_.now())}))
    out.push_back(draft_from(row));
  return out;
}

Result<Done> Drafts::remove(store::WriteTx& tx, const DraftId& id, const Key& key) const {
  const auto draft = find_open(tx, id, key);
  if (!draft) return fail(Error(draft.error()));
  tx.execute("DELETE FROM draft_file WHERE draft_id = $1", {id.text()});
  tx.execute("DELETE FROM draft WHERE id = $1", {id.text()});
  return Done{};
}

std::vector<Draft> Drafts::expired(store::ReadTx& tx) const {
  std::vector<Draft> out;
  for (const auto& row :
       tx.query("SELECT " + std::string(columns) + " FROM draft WHERE expires_at <= $1 AND case_id IS NULL ORDER BY id",
                {to_millis(clock_.now())}))
    out.push_back(draft_from(row));
  return out;
}

Result<std::int64_t> Drafts::remove_expired(store::WriteTx& tx) const {
  const std::int64_t now = to_millis(clock_.now());
  tx.execute("DELETE FROM draft_file WHERE draft_id IN (SELECT id FROM draft WHERE expires_at <= $1)", {now});
  return tx.execute("DELETE FROM draft WHERE expires_at <= $1", {now});
}

Result<Drafts::Sent> Drafts::send(store::WriteTx& tx, const DraftId& id, const Key& key, const Definition& definition,
                                  const cases::Cases& cases) const {
  auto draft = find(tx, id, key);
  if (!draft) return fail(std::move(draft));
  if (!draft->case_id.empty()) return Sent{draft->case_id, draft->case_number, {}, Sent::Turn::again};
  if (const Question* open = first_open(definition, draft->answers))
    return fail(Error{ErrorKind::invalid, "form-incomplete", "", {{open->id, "required"}}});

  cases::NewCase fresh;
  fresh.product = draft->product;
  fresh.channel = draft->channel;
  fresh.language = draft->language;
  fresh.person = draft->person;
  fresh.answers = for_case(definition, draft->answers);
  if (const auto* contact = draft->answers.at("contact").if_object())
    fresh.contact = {json::text_at(*contact, "name"), json::text_at(*contact, "email"),
                     json::text_at(*contact, "phone")};
  for (const Question* q : asked(definition, draft->answers))
    if (q->kind == Kind::address && fresh.area.empty())
      if (const auto* address = draft->answers.at(q->id).if_object()) fresh.area = json::text_at(*address, "area");
  for (const Question* q : asked(definition, draft->answers))
    if (q->kind == Kind::appointment && !fresh.visit_day)
      if (const auto* place = draft->answers.at(q->id).if_object())
        fresh.visit_day = local_date(from_millis(json::int_at(*place, "start")));
  for (const Question* q : asked(definition, draft->answers)) {
    if (q->kind != Kind::file) continue;
    for (const auto& row : tx.query("SELECT filename, media_type, content FROM draft_file WHERE draft_id = $1 AND "
                                    "question = $2 ORDER BY created_at, id",
                                    {id.text(), q->id}))
      fresh.documents.push_back({q->id, q->short_name.in(draft->language), row.text(0), row.text(1), row.blob(2)});
  }
  const auto opened = cases.open(tx, fresh, key.viewer);
  if (!opened) return fail(Error(opened.error()));
  // Everything else is in the case now; the code of the appointment is for the receipt only.
  Answers receipt;
  for (const Question* q : asked(definition, draft->answers))
    if (const auto* place = draft->answers.at(q->id).if_object(); q->kind == Kind::appointment && place != nullptr)
      receipt[q->id] = *place;
  tx.execute("UPDATE draft SET case_id = $2, case_number = $3, answers = $5, changed_at = $4 WHERE id = $1",
             {id.text(), opened->id.text(), opened->number, to_millis(clock_.now()), json::write(receipt)});
  tx.execute("DELETE FROM draft_file WHERE draft_id = $1", {id.text()});
  return Sent{opened->id, opened->number, std::move(draft->answers), Sent::Turn::first};
}

}  // namespace sas::forms
