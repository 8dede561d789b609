#include "contact/visits.h"

#include "cases/queries.h"
#include "html/dates.h"
#include "people/person.h"

namespace sas::contact {

// What there is to tell: a key of contact.mail, and what only that message says.
struct Visits::News {
  std::string what;
  std::string code = {};
  std::string before = {};
};

Result<Done> Visits::book_held(store::WriteTx& tx, const DraftId& draft, const CaseId& case_id, const PersonId& person,
                               const HeldVisit& held, const people::Viewer& viewer) const {
  if (auto done = parts_.appointments.book(tx, draft, case_id, person, held.channel, viewer); !done) return done;
  for (const Appointment& a : parts_.appointments.of_case(tx, case_id)) tell(tx, a, {"booked", held.code});
  return restart(tx, case_id, viewer);
}

Result<Held> Visits::book(store::WriteTx& tx, const NewVisit& visit, const people::Viewer& viewer) const {
  auto held = parts_.appointments.book_now(tx, visit, viewer);
  if (!held) return held;
  if (auto done = restart(tx, visit.case_id, viewer); !done) return fail(std::move(done));
  const auto booked = parts_.appointments.by_id(tx, held->id);
  if (!booked) return fail(Error(booked.error()));
  tell(tx, *booked, {"booked", held->code});
  return held;
}

Result<Done> Visits::move(store::WriteTx& tx, const Appointment& appointment, Instant start,
                          catalogue::ChannelKind channel, const people::Viewer& viewer) const {
  if (auto done = parts_.appointments.move(tx, appointment, start, channel, viewer); !done) return done;
  if (auto done = restart(tx, appointment.case_id, viewer); !done) return done;
  Appointment moved = appointment;
  moved.start = start;
  tell(tx, moved, {"moved", "", html::long_moment(appointment.start, appointment.language)});
  return Done{};
}

Result<Done> Visits::cancel(store::WriteTx& tx, const Appointment& appointment, catalogue::ChannelKind channel,
                            const people::Viewer& viewer) const {
  if (auto done = parts_.appointments.cancel(tx, appointment, channel, viewer); !done) return done;
  if (auto done = restart(tx, appointment.case_id, viewer); !done) return done;
  tell(tx, appointment, {"cancelled"});
  return Done{};
}

// A case may have two visits, one to apply and one to collect: the first is where its clock starts.
Result<Done> Visits::restart(store::WriteTx& tx, const CaseId& case_id, const people::Viewer& viewer) const {
  if (case_id.empty()) return Done{};
  const auto all = parts_.appointments.of_case(tx, case_id);
  if (all.empty()) return Done{};
  auto done = parts_.cases.visit_on(tx, case_id, local_date(all.front().start), viewer);
  // A case that was destroyed by the archive rules has no clock left; its appointment may still be changed.
  if (!done && done.error().code == "case-not-found") return Done{};
  return done;
}

void Visits::tell(store::WriteTx& tx, const Appointment& a, const News& news) const {
  messages::Outgoing out;
  out.template_id = "appointment-" + news.what;
  out.case_id = a.case_id;
  out.person = a.person;
  out.email = a.contact.email;
  out.language = a.language;
  const auto c = cases::find_case(tx, a.case_id, people::system_viewer());
  if (c) {
    out.language = c->language;
    if (out.email.empty()) out.email = c->contact.email;
  }
  if (out.email.empty() && !a.person.empty())
    if (const auto person = people::find_person(tx, a.person)) out.email = person->email;
  const html::Say say{parts_.texts, out.language};
  const Purpose* purpose = parts_.agenda.find(a.purpose);
  const std::string key = "contact.mail." + news.what;
  const auto in_words = [&](const std::string& part) {
    return say(key + part, {{"moment", html::long_moment(a.start, out.language)},
                            {"purpose", purpose == nullptr ? a.purpose : purpose->name.in(out.language)},
                            {"place", purpose == nullptr ? std::string() : purpose->place.in(out.language)},
                            {"code", news.code},
                            {"before", news.before},
                            {"link", parts_.messages.link("/afspraak", out.language)},
                            {"products", parts_.messages.link("/producten", out.language)}});
  };
  out.subject = in_words(".subject");
  out.body = in_words(".body");
  // Only when the day was counted from this visit does it change anything about the answer.
  if (c && c->open() && c->start.from == catalogue::StartFrom::visit && news.what == "moved")
    out.body += "\n\n" + say("contact.mail.promise", {{"date", html::long_date(c->promised_day, out.language)},
                                                      {"why", c->promised_why(out.language)}});
  if (c) out.body += "\n\n" + say("contact.mail.number", {{"number", c->number}});
  parts_.messages.send(tx, out);
}

}  // namespace sas::contact
