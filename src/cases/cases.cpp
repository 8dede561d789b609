#include "cases/cases.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strong_id.h"
#include "base/text.h"
#include "cases/case_clock.h"
#include "cases/case_row.h"
#include "cases/change.h"
#include "cases/queries.h"
#include "cases/start_day.h"
#include "crypto/hash.h"
#include "embedded/cases_migrations.h"

namespace sas::cases {

using catalogue::Product;
using std::chrono::days;

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::cases_migrations());
}

namespace {

store::Value day_or_null(const std::optional<Date>& day) {
  if (!day) return nullptr;
  return std::int64_t{to_days(*day)};
}

std::int64_t day_value(Date day) {
  return to_days(day);
}

std::string next_number(store::WriteTx& tx, int year) {
  const auto row = tx.query_one(
      "INSERT INTO number_series (year, last) VALUES ($1, 1) ON CONFLICT (year) DO UPDATE SET last = "
      "number_series.last + 1 RETURNING last",
      {std::int64_t{year}});
  return fmt::format("Z-{}-{:06}", year, row->integer(0));
}

std::string contact_json(const ContactDetails& contact) {
  return json::write(json::Object{{"name", contact.name}, {"email", contact.email}, {"phone", contact.phone}});
}

}  // namespace

std::int64_t Cases::log(store::WriteTx& tx, const Case& c, std::string_view kind, const people::Viewer& viewer,
                        json::Object facts, json::Object personal) const {
  ledger::NewEvent event;
  event.kind = kind;
  event.subject = c.id.text();
  event.acting = viewer.acting_text();
  event.concerned = people::concerned_text(c.person);
  event.facts = std::move(facts);
  event.personal = std::move(personal);
  return ledger_.append(tx, event);
}

void Cases::tell(store::WriteTx& tx, const Case& c, std::string_view template_id, json::Object facts) const {
  facts["case"] = c.id.text();
  notify_(tx, template_id, std::move(facts));
}

Result<Opened> Cases::open(store::WriteTx& tx, const NewCase& fresh, const people::Viewer& viewer) const {
  const Product* product = catalogue_.find(fresh.product);
  if (product == nullptr) return fail(ErrorKind::not_found, "product-unknown", fresh.product.text());
  Case c;
  c.received_at = clock_.now();
  c.received_day = local_date(c.received_at);
  const catalogue::Promise* promise = product->promise_on(c.received_day);
  if (promise == nullptr) return fail(ErrorKind::internal, "promise-none", fresh.product.text());
  const calendar::Rules& rules = catalogue_.rules.current();
  c.start = start_of(*promise, c.received_day, fresh.answers, fresh.visit_day);
  const auto promised =
      catalogue::promised_day_from(*product, *promise, c.start, {}, catalogue_.closing_days, rules);
  if (!promised) return fail(Error(promised.error()));
  const auto legal_begin = legal_start(*product, c, fresh.answers, rules);
  if (!legal_begin) return fail(Error(legal_begin.error()));
  const auto legal = catalogue::legal_day(*product, *legal_begin, {}, catalogue::Extended::no, rules);
  if (!legal) return fail(Error(legal.error()));

  c.id = CaseId(new_uuid(clock_, random_));
  c.number = next_number(tx, static_cast<int>(std::chrono::year_month_day{c.received_day}.year()));
  c.product = fresh.product;
  c.channel = fresh.channel;
  c.language = fresh.language;
  c.person = fresh.person;
  c.status_code = product->case_type.statuses.front().code;
  c.promised_day = promised->day;
  const int rank = people::confidentiality_rank(product->case_type.confidentiality);
  const std::string answers = json::write(fresh.answers);
  tx.execute(
      "INSERT INTO cases (id, number, product, channel, language, received_at, received_day, promise_version, "
      "promised_day, promised_why_nl, promised_why_en, "
      "legal_day, status_code, confidentiality, confidentiality_rank, person_id, area, answers, contact, start_day, "
      "start_cause) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
      {c.id.text(),
       c.number,
       c.product.text(),
       std::string(catalogue::to_text(c.channel)),
       std::string(c.language == Language::en ? "en" : "nl"),
       to_millis(c.received_at),
       day_value(c.received_day),
       std::int64_t{promise->version},
       day_value(promised->day),
       promised->nl,
       promised->en,
       day_value(legal->day),
       c.status_code,
       product->case_type.confidentiality,
       std::int64_t{rank},
       store::null_if_empty(c.person.text()),
       fresh.area,
       answers,
       contact_json(fresh.contact),
       day_value(c.start.day),
       cause_of(c.start)});
  tx.execute("INSERT INTO case_status (id, case_id, code, at, set_by) VALUES ($1, $2, $3, $4, $5)",
             {new_uuid(clock_, random_), c.id.text(), c.status_code, to_millis(c.received_at), viewer.acting_text()});
  if (!c.person.empty())
    tx.execute("INSERT INTO case_role (id, case_id, kind, person_id) VALUES ($1, $2, 'initiator', $3)",
               {new_uuid(clock_, random_), c.id.text(), c.person.text()});
  if (viewer.kind == people::ViewerKind::resident && viewer.acting != viewer.concerned)
    tx.execute("INSERT INTO case_role (id, case_id, kind, person_id) VALUES ($1, $2, 'representative', $3)",
               {new_uuid(clock_, random_), c.id.text(), viewer.acting.text()});
  write_clock(tx, c, {rules.id, *legal_begin, legal->nl, legal->en});
  json::Object personal{{"answers", fresh.answers},
                        {"name", fresh.contact.name},
                        {"email", fresh.contact.email},
                        {"phone", fresh.contact.phone}};
  json::Object facts{{"product", c.product.text()},
                     {"number", c.number},
                     {"channel", catalogue::to_text(c.channel)},
                     {"promise_version", promise->version},
                     {"received", format_iso_date(c.received_day)},
                     {"promised", format_iso_date(promised->day)},
                     {"legal", format_iso_date(legal->day)},
                     {"rules", rules.id},
                     {"area", fresh.area}};
  if (c.start.from != catalogue::StartFrom::received) {
    facts["start"] = format_iso_date(c.start.day);
    facts["start_cause"] = cause_of(c.start);
  }
  const std::int64_t proof = log(tx, c, "case.received", viewer, std::move(facts), std::move(personal));
  for (const NewDocument& document : fresh.documents) (void)store_document(tx, c, document, viewer);
  tell(tx, c, "received");
  return Opened{c.id, c.number, promised->day, proof};
}

Result<Cases::Change> Cases::begin(store::WriteTx& tx, const CaseId& id, std::optional<std::int64_t> version,
                                   const people::Viewer& viewer) const {
  auto c = find_case(tx, id, viewer);
  if (!c) return fail(std::move(c));
  if (version && *version != c->version) return fail(ErrorKind::conflict, "case-changed");
  if (!c->open()) return fail(ErrorKind::conflict, "case-closed");
  const Product* product = catalogue_.find(c->product);
  if (product == nullptr) return fail(ErrorKind::internal, "product-unknown", c->product.text());
  return Change{std::move(*c), product, local_date(clock_.now())};
}

Result<Done> Cases::save(store::WriteTx& tx, const Change& change) const {
  const Case& c = change.c;
  const std::int64_t changed = tx.execute(
      "UPDATE cases SET promised_day = $3, promised_why_nl = $4, promised_why_en = $5, legal_day = $6, extended = $7, "
      "extension_reason = $8, suspended_since = $9, status_code = $10, "
      "result_code = $11, closed_at = $12, closed_day = $13, archive_nomination = $14, archive_day = $15, handler_id = "
      "$16, version = version + 1 WHERE id = $1 AND version = $2",
      {c.id.text(), c.version, day_value(c.promised_day), c.promised_why_nl, c.promised_why_en, day_value(c.legal_day),
       std::int64_t{c.extended ? 1 : 0}, c.extension_reason, day_or_null(c.suspended_since), c.status_code,
       store::null_if_empty(c.result_code), c.closed_at ? store::Value(to_millis(*c.closed_at)) : store::Value(nullptr),
       day_or_null(c.closed_day), store::null_if_empty(c.archive_nomination), day_or_null(c.archive_day),
       store::null_if_empty(c.handler.text())});
  if (changed != 1) return fail(ErrorKind::conflict, "case-changed");
  return Done{};
}

// The message is composed from what is stored, so the change is stored first.
Result<Done> Cases::save_and_tell(store::WriteTx& tx, const Change& change, std::string_view template_id) const {
  if (auto done = save(tx, change); !done) return done;
  tell(tx, change.c, template_id);
  return Done{};
}

void Cases::set_status(store::WriteTx& tx, Change& change, std::string_view code, const people::Viewer& viewer) const {
  if (change.c.status_code == code) return;
  change.c.status_code = code;
  tx.execute("INSERT INTO case_status (id, case_id, code, at, set_by) VALUES ($1, $2, $3, $4, $5)",
             {new_uuid(clock_, random_), change.c.id.text(), std::string(code), to_millis(clock_.now()),
              viewer.acting_text()});
  log(tx, change.c, "case.status", viewer, {{"code", code}});
}

// Both dates anew from everything that is known, and into the ledger when one of them moved.
Result<Done> Cases::reckon(store::WriteTx& tx, Change& change, const people::Viewer& viewer) const {
  Case& c = change.c;
  Date open_until = change.today;
  const auto row =
      tx.query_one("SELECT max(answer_by) FROM case_request WHERE case_id = $1 AND answered_at IS NULL", {c.id.text()});
  if (row && !row->is_null(0)) open_until = from_days(static_cast<int>(row->integer(0)));
  if (const auto pause = pause_of(tx, c); pause && pause->expected_until) open_until = *pause->expected_until;
  const auto suspensions = suspensions_of(tx, c, open_until);
  const catalogue::Promise* promise = change.product->promise_version(c.promise_version);
  if (promise == nullptr) return fail(ErrorKind::internal, "promise-none", c.product.text());
  CaseClock clock = clock_of(tx, c);
  const auto rules = catalogue_.rules.find(clock.rules);
  if (!rules) return fail(Error(rules.error()));
  auto promised =
      catalogue::promised_day_from(*change.product, *promise, c.start, suspensions, catalogue_.closing_days, **rules);
  const auto legal_begin = legal_start(*change.product, c, c.answers, **rules);
  if (!legal_begin) return fail(Error(legal_begin.error()));
  clock.legal_start = *legal_begin;
  auto legal = catalogue::legal_day(*change.product, clock.legal_start, suspensions,
                                    c.extended ? catalogue::Extended::yes : catalogue::Extended::no, **rules);
  if (!promised) return fail(std::move(promised));
  if (!legal) return fail(std::move(legal));
  // Who extends the legal term tells people that the promise will not be met; from then on the legal day is the
  // promise.
  const bool moved = c.promised_day != promised->day || c.legal_day != legal->day;
  c.promised_day = promised->day;
  c.promised_why_nl = promised->nl;
  c.promised_why_en = promised->en;
  c.legal_day = legal->day;
  clock.legal_why_nl = legal->nl;
  clock.legal_why_en = legal->en;
  write_clock(tx, c, clock);
  if (moved)
    log(tx, c, "case.due_changed", viewer,
        {{"promised", format_iso_date(c.promised_day)}, {"legal", format_iso_date(c.legal_day)}});
  return Done{};
}

Result<Done> Cases::reckon_again(store::WriteTx& tx, const CaseId& id) const {
  const people::Viewer viewer = people::system_viewer();
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  if (auto done = reckon(tx, *change, viewer); !done) return done;
  return save(tx, *change);
}

Result<Done> Cases::take(store::WriteTx& tx, const CaseId& id, std::int64_t version,
                         const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  change->c.handler = viewer.staff;
  log(tx, change->c, "case.assigned", viewer, {{"staff", viewer.staff.text()}});
  const auto& statuses = change->product->case_type.statuses;
  if (statuses.size() > 2 && change->c.status_code == statuses.front().code)
    set_status(tx, *change, statuses[1].code, viewer);
  return save(tx, *change);
}

Result<Done> Cases::ask_completion(store::WriteTx& tx, const CaseId& id, std::int64_t version,
                                   const NewRequest& request, const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  if (trim(request.question).empty()) return fail(ErrorKind::invalid, "question-empty");
  if (request.answer_by < change->today + days{7}) return fail(ErrorKind::invalid, "answer-by-too-soon");
  if (change->c.suspended_since) return fail(ErrorKind::conflict, "already-asked");
  json::Array slots;
  for (const std::string& slot : request.slots) {
    if (change->product->slot(slot) == nullptr) return fail(ErrorKind::invalid, "slot-unknown", slot);
    slots.emplace_back(slot);
  }
  const Date from = change->today + days{1};  // Awb 4:15: counted from the day after the request
  change->c.suspended_since = from;
  change->c.pause_ground = calendar::Ground::completion_asked;
  tx.execute(
      "INSERT INTO case_request (id, case_id, question, slots, asked_at, answer_by) VALUES ($1, $2, $3, $4, $5, $6)",
      {new_uuid(clock_, random_), id.text(), request.question, json::write(slots), to_millis(clock_.now()),
       day_value(request.answer_by)});
  tx.execute("INSERT INTO case_suspension (id, case_id, from_day, ground) VALUES ($1, $2, $3, $4)",
             {new_uuid(clock_, random_), id.text(), day_value(from),
              std::string(calendar::to_text(calendar::Ground::completion_asked))});
  log(tx, change->c, "case.completion_asked", viewer,
      {{"from", format_iso_date(from)}, {"answer_by", format_iso_date(request.answer_by)}, {"slots", slots}},
      {{"question", request.question}});
  if (auto done = reckon(tx, *change, viewer); !done) return done;
  return save_and_tell(tx, *change, "completion-asked");
}

Result<Done> Cases::resume(store::WriteTx& tx, Change& change, Date until, const people::Viewer& viewer) const {
  change.c.suspended_since.reset();
  change.c.pause_ground.reset();
  tx.execute("UPDATE case_suspension SET until_day = $2 WHERE case_id = $1 AND until_day IS NULL",
             {change.c.id.text(), day_value(until)});
  log(tx, change.c, "case.resumed", viewer, {{"until", format_iso_date(until)}});
  return reckon(tx, change, viewer);
}

Result<Done> Cases::answer_request(store::WriteTx& tx, const CaseId& id, std::string_view answer,
                                   const std::vector<NewDocument>& documents, const people::Viewer& viewer) const {
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  if (!change->c.waits_for_applicant()) return fail(ErrorKind::conflict, "nothing-asked");
  if (trim(answer).empty() && documents.empty()) return fail(ErrorKind::invalid, "answer-empty");
  tx.execute("UPDATE case_request SET answered_at = $2, answer = $3 WHERE case_id = $1 AND answered_at IS NULL",
             {id.text(), to_millis(clock_.now()), std::string(answer)});
  log(tx, change->c, "case.completed", viewer, {{"documents", static_cast<std::int64_t>(documents.size())}},
      {{"answer", answer}});
  for (const NewDocument& document : documents) (void)store_document(tx, change->c, document, viewer);
  if (auto done = resume(tx, *change, change->today, viewer); !done) return done;
  return save_and_tell(tx, *change, "completed");
}

Result<Done> Cases::resume_if_lapsed(store::WriteTx& tx, const CaseId& id) const {
  const people::Viewer viewer = people::system_viewer();
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  if (const auto pause = pause_of(tx, change->c); pause && pause->expected_until) {
    if (*pause->expected_until > change->today) return Done{};
    if (auto done = resume(tx, *change, *pause->expected_until, viewer); !done) return done;
    return save_and_tell(tx, *change, "pause-ended");
  }
  const auto row =
      tx.query_one("SELECT max(answer_by) FROM case_request WHERE case_id = $1 AND answered_at IS NULL", {id.text()});
  if (!change->c.suspended_since || !row || row->is_null(0)) return Done{};
  const Date answer_by = from_days(static_cast<int>(row->integer(0)));
  if (answer_by >= change->today) return Done{};
  tx.execute("UPDATE case_request SET answered_at = $2 WHERE case_id = $1 AND answered_at IS NULL",
             {id.text(), to_millis(clock_.now())});
  if (auto done = resume(tx, *change, answer_by, viewer); !done) return done;
  return save_and_tell(tx, *change, "resumed");
}

Result<Done> Cases::extend(store::WriteTx& tx, const CaseId& id, std::int64_t version, std::string_view reason,
                           const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  if (!change->product->legal_term.extension) return fail(ErrorKind::invalid, "extension-none");
  if (change->c.extended) return fail(ErrorKind::conflict, "already-extended");
  if (trim(reason).empty()) return fail(ErrorKind::invalid, "reason-empty");
  change->c.extended = true;
  change->c.extension_reason = reason;
  log(tx, change->c, "case.extended", viewer,
      {{"length", calendar::to_iso8601(*change->product->legal_term.extension)}}, {{"reason", reason}});
  if (auto done = reckon(tx, *change, viewer); !done) return done;
  return save_and_tell(tx, *change, "extended");
}

Result<Done> Cases::visit_on(store::WriteTx& tx, const CaseId& id, Date day, const people::Viewer& viewer) const {
  auto change = begin(tx, id, std::nullopt, people::system_viewer());
  if (!change && change.error().code == "case-closed") return Done{};
  if (!change) return fail(std::move(change));
  Case& c = change->c;
  const catalogue::Promise* promise = change->product->promise_version(c.promise_version);
  if (promise == nullptr) return fail(ErrorKind::internal, "promise-none", c.product.text());
  const catalogue::StartDay start = start_of(*promise, c.received_day, c.answers, day);
  if (start.from != catalogue::StartFrom::visit || (start.day == c.start.day && start.from == c.start.from))
    return Done{};
  c.start = start;
  tx.execute("UPDATE cases SET start_day = $2, start_cause = $3 WHERE id = $1",
             {id.text(), day_value(start.day), cause_of(start)});
  log(tx, c, "case.start_changed", viewer, {{"start", format_iso_date(start.day)}, {"start_cause", cause_of(start)}});
  if (auto done = reckon(tx, *change, viewer); !done) return done;
  return save(tx, *change);
}

Result<Done> Cases::close(store::WriteTx& tx, Change& change, const catalogue::ResultType& result,
                          const people::Viewer& viewer) const {
  Case& c = change.c;
  if (c.suspended_since)
    if (auto done = resume(tx, change, change.today, viewer); !done) return done;
  set_status(tx, change, change.product->case_type.statuses.back().code, viewer);
  c.result_code = result.code;
  c.closed_at = clock_.now();
  c.closed_day = change.today;
  // ZGW zrc-021 with afleidingswijze afgehandeld: the retention counts from the day the case was closed.
  c.archive_nomination = result.destroy ? "vernietigen" : "blijvend_bewaren";
  if (const auto retention = calendar::parse_length(result.retention); result.destroy && retention)
    c.archive_day = calendar::add(*c.closed_day, *retention);
  return Done{};
}

Result<Done> Cases::decide(store::WriteTx& tx, const CaseId& id, std::int64_t version, const NewDecision& decision,
                           const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  const catalogue::ResultType* result = change->product->result(decision.result_code);
  if (result == nullptr) return fail(ErrorKind::invalid, "result-unknown", decision.result_code);
  if (trim(decision.reasons).empty()) return fail(ErrorKind::invalid, "reasons-empty");  // Awb 3:46
  if (auto done = close(tx, *change, *result, viewer); !done) return done;
  if (auto done = record_decision(tx, *change, decision, viewer); !done) return done;
  const std::int64_t late = std::max<std::int64_t>(0, (change->today - change->c.promised_day).count());
  log(tx, change->c, "case.decided", viewer,
      {{"result", decision.result_code}, {"day", format_iso_date(change->today)}, {"days_late", late}},
      {{"reasons", decision.reasons}});
  return save_and_tell(tx, *change, "decided");
}

Result<Done> Cases::withdraw(store::WriteTx& tx, const CaseId& id, const people::Viewer& viewer) const {
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  const auto& results = change->product->case_type.results;
  auto found = std::find_if(results.begin(), results.end(), [](const auto& r) { return r.code == "withdrawn"; });
  if (found == results.end())
    found = std::find_if(results.begin(), results.end(),
                         [](const auto& r) { return r.kind == catalogue::ResultKind::neutral; });
  if (found == results.end()) return fail(ErrorKind::invalid, "withdraw-none");
  if (auto done = close(tx, *change, *found, viewer); !done) return done;
  log(tx, change->c, "case.withdrawn", viewer, {{"result", found->code}, {"day", format_iso_date(change->today)}});
  return save_and_tell(tx, *change, "withdrawn");
}

DocumentId Cases::store_document(store::WriteTx& tx, const Case& c, const NewDocument& document,
                                 const people::Viewer& viewer) const {
  const DocumentId id(new_uuid(clock_, random_));
  const std::string digest = hex(crypto::sha256(document.content));
  const bool ours = viewer.kind == people::ViewerKind::staff;
  tx.execute(
      "INSERT INTO document (id, case_id, origin, slot, title, filename, media_type, size, sha256, created_at, "
      "content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {id.text(), c.id.text(), std::string(ours ? "municipality" : "resident"), document.slot, document.title,
       document.filename, document.media_type, static_cast<std::int64_t>(document.content.size()), digest,
       to_millis(clock_.now()), store::Blob{document.content}});
  log(tx, c, "document.added", viewer,
      {{"document", id.text()},
       {"slot", document.slot},
       {"media_type", document.media_type},
       {"size", static_cast<std::int64_t>(document.content.size())}},
      {{"filename", document.filename}, {"sha256", digest}});
  return id;
}

Result<DocumentId> Cases::add_document(store::WriteTx& tx, const CaseId& id, const NewDocument& document,
                                       const people::Viewer& viewer) const {
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  DocumentId document_id = store_document(tx, change->c, document, viewer);
  if (auto done = save(tx, *change); !done) return fail(std::move(done));
  return document_id;
}

Result<Done> Cases::add_note(store::WriteTx& tx, const CaseId& id, std::string_view text,
                             const people::Viewer& viewer) const {
  const auto c = find_case(tx, id, viewer);
  if (!c) return fail(Error(c.error()));
  if (trim(text).empty()) return fail(ErrorKind::invalid, "note-empty");
  tx.execute("INSERT INTO case_note (id, case_id, staff_id, text, at) VALUES ($1, $2, $3, $4, $5)",
             {new_uuid(clock_, random_), id.text(), viewer.staff.text(), std::string(text), to_millis(clock_.now())});
  log(tx, *c, "note.added", viewer, {}, {{"text", text}});
  return Done{};
}

}  // namespace sas::cases
