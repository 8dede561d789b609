#include "contact/appointments.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "calendar/holidays.h"
#include "calendar/opening_hours.h"
#include "crypto/hash.h"
#include "embedded/contact_migrations.h"
#include "embedded/contact_texts.h"

namespace sas::contact {
namespace {

constexpr std::chrono::minutes hold_time{10};

std::string hash_of_code(std::string_view typed) {
  std::string code;
  for (const char c : typed)
    if (c != '-' && c != ' ') code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return hex(crypto::sha256(code));
}

cases::ContactDetails contact_from(std::string_view text) {
  const auto parsed = json::parse(text);
  if (!parsed || !parsed->is_object()) return {};
  const json::Object& o = parsed->get_object();
  return {json::text_at(o, "name"), json::text_at(o, "email"), json::text_at(o, "phone")};
}

Appointment appointment_from(const store::Row& row) {
  return {row.text(0),
          row.text(1),
          from_millis(row.integer(2)),
          static_cast<int>(row.integer(3)),
          CaseId(row.text_or_empty(4)),
          PersonId(row.text_or_empty(5)),
          contact_from(row.text(6)),
          row.text(7) == "en" ? Language::en : Language::nl};
}

constexpr std::string_view columns = "id, purpose, start_at, minutes, case_id, person_id, contact, language";

}  // namespace

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::contact_migrations());
}
std::span<const embedded::File> texts() {
  return embedded::contact_texts();
}

const Purpose* Agenda::find(std::string_view id) const {
  const auto at = std::find_if(purposes.begin(), purposes.end(), [&](const Purpose& p) { return p.id == id; });
  return at == purposes.end() ? nullptr : &*at;
}

Agenda load_agenda(const json::Object& toml, std::vector<Date> closing_days, config::Problems& problems) {
  Agenda agenda;
  agenda.closing_days = std::move(closing_days);
  config::Table table(toml, "appointments.toml", "", problems);
  for (config::Table& row : table.tables("purposes")) {
    Purpose p;
    p.id = row.text("id");
    p.name = row.bilingual("name");
    p.place = row.bilingual("place");
    p.minutes = static_cast<int>(row.integer("minutes"));
    p.desks = static_cast<int>(row.integer("desks"));
    if (p.minutes < 5 || p.minutes > 240) row.note("minutes", "between 5 and 240");
    if (p.desks < 1 || p.desks > 100) row.note("desks", "between 1 and 100");
    config::Table week = row.table("week");
    for (std::size_t i = 0; i < calendar::weekday_keys.size(); ++i) {
      const std::string_view weekday = calendar::weekday_keys[i];
      if (!week.has(weekday)) continue;
      for (const std::string& span : week.texts(weekday)) {
        const auto part = calendar::parse_open_part(span);
        if (part && part->from < part->until)
          p.week[i].push_back({part->from, part->until});
        else
          week.note(weekday, "write hours such as \"09:00-12:30\"");
      }
    }
    week.done();
    row.done();
    agenda.purposes.push_back(std::move(p));
  }
  table.done();
  return agenda;
}

std::vector<Instant> Appointments::starts_on(const Purpose& purpose, Date day) const {
  std::vector<Instant> out;
  if (calendar::statutory_holiday(day) ||
      std::find(agenda_.closing_days.begin(), agenda_.closing_days.end(), day) != agenda_.closing_days.end())
    return out;
  const std::size_t weekday = std::chrono::weekday{day}.iso_encoding() - 1;
  for (const Hours& hours : purpose.week[weekday])
    for (int minute = hours.from_minute; minute + purpose.minutes <= hours.until_minute; minute += purpose.minutes)
      out.push_back(local_time(day, minute));
  return out;
}

Result<std::vector<Instant>> Appointments::free(store::ReadTx& tx, std::string_view purpose_id, Date from,
                                                int days) const {
  const Purpose* purpose = agenda_.find(purpose_id);
  if (purpose == nullptr) return fail(ErrorKind::not_found, "purpose-unknown", std::string(purpose_id));
  const Instant now = clock_.now();
  std::map<std::int64_t, int> taken;
  for (const auto& row : tx.query("SELECT start_at, count(*) FROM appointment WHERE purpose = $1 AND start_at >= $2 "
                                  "AND start_at < $3 AND (state = 'booked' OR held_until > $4) GROUP BY start_at",
                                  {purpose->id, to_millis(start_of_day(from)),
                                   to_millis(start_of_day(from + std::chrono::days{days})), to_millis(now)}))
    taken[row.integer(0)] = static_cast<int>(row.integer(1));
  std::vector<Instant> out;
  for (int i = 0; i < days; ++i)
    for (const Instant start : starts_on(*purpose, from + std::chrono::days{i})) {
      const auto at = taken.find(to_millis(start));
      if (start > now + std::chrono::hours{1} && (at == taken.end() || at->second < purpose->desks))
        out.push_back(start);
    }
  return out;
}

std::optional<int> Appointments::free_desk(store::WriteTx& tx, const Purpose& purpose, Instant start) const {
  tx.execute("DELETE FROM appointment WHERE state = 'held' AND held_until <= $1", {to_millis(clock_.now())});
  std::vector<bool> taken(static_cast<std::size_t>(purpose.desks));
  for (const auto& row :
       tx.query("SELECT desk FROM appointment WHERE purpose = $1 AND start_at = $2", {purpose.id, to_millis(start)}))
    if (row.integer(0) < purpose.desks) taken[static_cast<std::size_t>(row.integer(0))] = true;
  for (std::size_t desk = 0; desk < taken.size(); ++desk)
    if (!taken[desk]) return static_cast<int>(desk);
  return std::nullopt;
}

void Appointments::log(store::WriteTx& tx, std::string_view kind, const Appointment& a, catalogue::ChannelKind channel,
                       const people::Viewer& viewer) const {
  ledger::NewEvent event;
  event.kind = kind;
  event.subject = a.case_id.empty() ? a.id : a.case_id.text();
  event.acting = viewer.acting_text();
  event.concerned = people::concerned_text(a.person);
  event.facts = {{"appointment", a.id},
                 {"purpose", a.purpose},
                 {"start", format_iso_instant(a.start)},
                 {"channel", catalogue::to_text(channel)}};
  if (kind == "appointment.booked")
    event.facts["lead_days"] = static_cast<std::int64_t>((local_date(a.start) - local_date(clock_.now())).count());
  ledger_.append(tx, event);
}

void Appointments::searched(store::WriteTx& tx, const AppointmentSearch& search) const {
  const Purpose* purpose = agenda_.find(search.purpose);
  ledger::NewEvent event;
  event.kind = "appointment.searched";
  event.subject = "search:" + new_uuid(clock_, random_);
  event.acting = "visitor";  // whoever it was: the figure is about places, not about people
  event.facts = {{"product", search.product.text()},
                 {"purpose", search.purpose},
                 {"location", purpose == nullptr ? std::string() : purpose->place.nl},
                 {"offered", static_cast<std::int64_t>(search.free.size())}};
  if (!search.free.empty())
    event.facts["first_free_days"] =
        static_cast<std::int64_t>((local_date(search.free.front()) - local_date(clock_.now())).count());
  ledger_.append(tx, event);
}

Result<Held> Appointments::hold(store::WriteTx& tx, std::string_view purpose_id, Instant start,
                                const DraftId& draft) const {
  const Purpose* purpose = agenda_.find(purpose_id);
  if (purpose == nullptr) return fail(ErrorKind::not_found, "purpose-unknown", std::string(purpose_id));
  const auto starts = starts_on(*purpose, local_date(start));
  if (start <= clock_.now() || std::find(starts.begin(), starts.end(), start) == starts.end())
    return fail(ErrorKind::invalid, "slot-unknown");
  tx.execute("DELETE FROM appointment WHERE draft_id = $1 AND state = 'held'", {draft.text()});
  const auto desk = free_desk(tx, *purpose, start);
  if (!desk) return fail(ErrorKind::conflict, "slot-taken");
  Held held{new_uuid(clock_, random_), random_code(random_)};
  const std::int64_t now = to_millis(clock_.now());
  tx.execute(
      "INSERT INTO appointment (id, purpose, start_at, minutes, desk, state, held_until, draft_id, code_hash, "
      "created_at) VALUES ($1, $2, $3, $4, $5, 'held', $6, $7, $8, $9)",
      {held.id, purpose->id, to_millis(start), std::int64_t{purpose->minutes}, std::int64_t{*desk},
       now + std::chrono::milliseconds(hold_time).count(), draft.text(), hash_of_code(held.code), now});
  return held;
}

Result<Done> Appointments::book(store::WriteTx& tx, const DraftId& draft, const CaseId& case_id, const PersonId& person,
                                catalogue::ChannelKind channel, const people::Viewer& viewer) const {
  const std::int64_t changed = tx.execute(
      "UPDATE appointment SET state = 'booked', held_until = NULL, case_id = $2, person_id = $3, channel = $4 WHERE "
      "draft_id = $1 AND state = 'held'",
      {draft.text(), case_id.text(), store::null_if_empty(person.text()), std::string(catalogue::to_text(channel))});
  if (changed == 0) return fail(ErrorKind::conflict, "slot-taken");
  const auto row =
      tx.query_one("SELECT " + std::string(columns) + " FROM appointment WHERE draft_id = $1", {draft.text()});
  if (row) log(tx, "appointment.booked", appointment_from(*row), channel, viewer);
  return Done{};
}

Result<Held> Appointments::book_now(store::WriteTx& tx, const NewVisit& visit, const people::Viewer& viewer) const {
  const DraftId none(new_uuid(clock_, random_));
  auto held = hold(tx, visit.purpose, visit.start, none);
  if (!held) return held;
  const json::Object contact{
      {"name", visit.contact.name}, {"email", visit.contact.email}, {"phone", visit.contact.phone}};
  tx.execute(
      "UPDATE appointment SET state = 'booked', held_until = NULL, draft_id = NULL, case_id = $2, person_id = $3, "
      "contact = $4, language = $5, channel = $6 WHERE id = $1",
      {held->id, store::null_if_empty(visit.case_id.text()), store::null_if_empty(visit.person.text()),
       json::write(contact), std::string(visit.language == Language::en ? "en" : "nl"),
       std::string(catalogue::to_text(visit.channel))});
  const auto booked = by_id(tx, held->id);
  if (!booked) return fail(Error(booked.error()));
  log(tx, "appointment.booked", *booked, visit.channel, viewer);
  return held;
}

Result<Appointment> Appointments::by_id(store::ReadTx& tx, std::string_view id) const {
  const auto row = tx.query_one(
      "SELECT " + std::string(columns) + " FROM appointment WHERE id = $1 AND state = 'booked'", {std::string(id)});
  if (!row) return fail(ErrorKind::not_found, "appointment-not-found");
  return appointment_from(*row);
}

Result<Appointment> Appointments::by_code(store::ReadTx& tx, std::string_view code) const {
  const auto row =
      tx.query_one("SELECT " + std::string(columns) + " FROM appointment WHERE code_hash = $1 AND state = 'booked'",
                   {hash_of_code(code)});
  if (!row) return fail(ErrorKind::not_found, "appointment-not-found");
  return appointment_from(*row);
}

Result<Done> Appointments::move(store::WriteTx& tx, const Appointment& appointment, Instant start,
                                catalogue::ChannelKind channel, const people::Viewer& viewer) const {
  const Purpose* purpose = agenda_.find(appointment.purpose);
  if (purpose == nullptr) return fail(ErrorKind::not_found, "purpose-unknown", appointment.purpose);
  if (appointment.start <= clock_.now()) return fail(ErrorKind::conflict, "appointment-past");
  const auto starts = starts_on(*purpose, local_date(start));
  if (start <= clock_.now() || std::find(starts.begin(), starts.end(), start) == starts.end())
    return fail(ErrorKind::invalid, "slot-unknown");
  const auto desk = free_desk(tx, *purpose, start);
  if (!desk) return fail(ErrorKind::conflict, "slot-taken");
  tx.execute("UPDATE appointment SET start_at = $2, desk = $3 WHERE id = $1",
             {appointment.id, to_millis(start), std::int64_t{*desk}});
  Appointment moved = appointment;
  moved.start = start;
  log(tx, "appointment.moved", moved, channel, viewer);
  return Done{};
}

Result<Done> Appointments::cancel(store::WriteTx& tx, const Appointment& appointment, catalogue::ChannelKind channel,
                                  const people::Viewer& viewer) const {
  if (appointment.start <= clock_.now()) return fail(ErrorKind::conflict, "appointment-past");
  if (tx.execute("DELETE FROM appointment WHERE id = $1", {appointment.id}) == 0)
    return fail(ErrorKind::not_found, "appointment-not-found");
  log(tx, "appointment.cancelled", appointment, channel, viewer);
  return Done{};
}

std::vector<Appointment> Appointments::of_case(store::ReadTx& tx, const CaseId& case_id) const {
  std::vector<Appointment> out;
  for (const auto& row : tx.query("SELECT " + std::string(columns) +
                                      " FROM appointment WHERE case_id = $1 AND state = 'booked' ORDER BY start_at",
                                  {case_id.text()}))
    out.push_back(appointment_from(row));
  return out;
}

std::vector<Appointment> Appointments::of_person(store::ReadTx& tx, const PersonId& person) const {
  std::vector<Appointment> out;
  for (const auto& row :
       tx.query("SELECT " + std::string(columns) +
                    " FROM appointment WHERE person_id = $1 AND state = 'booked' AND start_at >= $2 ORDER BY start_at",
                {person.text(), to_millis(clock_.now())}))
    out.push_back(appointment_from(row));
  return out;
}

std::vector<Appointment> Appointments::of_day(store::ReadTx& tx, Date day) const {
  std::vector<Appointment> out;
  for (const auto& row : tx.query("SELECT " + std::string(columns) +
                                      " FROM appointment WHERE state = 'booked' AND start_at >= $1 AND start_at < $2 "
                                      "ORDER BY start_at, id",
                                  {to_millis(start_of_day(day)), to_millis(start_of_day(day + std::chrono::days{1}))}))
    out.push_back(appointment_from(row));
  return out;
}

Result<std::int64_t> Appointments::let_go_expired(store::WriteTx& tx) const {
  return tx.execute("DELETE FROM appointment WHERE state = 'held' AND held_until <= $1", {to_millis(clock_.now())});
}

}  // namespace sas::contact
