#include "desk/case_file.h"

#include "desk/days_left.h"
#include "desk/moment_form.h"
#include "desk/records.h"
#include "html/components.h"
#include "http/file_response.h"

namespace sas::desk {
namespace {

using html::Html;
using people::Visit;

std::string name_of(const html::Say& say, const StaffNames& names, const StaffId& staff) {
  const auto at = names.find(staff.text());
  return at == names.end() ? say("desk.who.employee") : at->second;
}

// What people typed becomes a link only when it makes a safe one.
Html reach(const std::string& typed, const std::string& scheme) {
  return html::is_safe_url(scheme + typed) ? html::link(typed, scheme + typed) : Html(typed);
}

class Facts {
 public:
  Facts(const DeskParts& parts, const Visit& visit, const CaseFile& file)
      : parts_(parts),
        visit_(visit),
        say_(visit.say),
        l_(visit.language()),
        f_(file),
        today_(local_date(parts.clock.now())) {}

  Html dates() const {
    const cases::Case& c = f_.c;
    std::vector<html::Term> terms;
    if (c.open()) {
      const DaysLeft left = days_left(c, today_, parts_.catalogue.closing_days);
      terms.push_back({say_("desk.case.left"), html::badge(in_words(say_, left), tone_of(left))});
    } else {
      const auto* result = f_.product->result(c.result_code);
      terms.push_back({say_("desk.case.result"),
                       html::badge(result == nullptr ? c.result_code : result->name.in(l_), html::Tone::ok)});
    }
    terms.push_back({say_("desk.case.promised"),
                     Html(html::long_date(c.promised_day, l_)) +
                         html::details(say_("desk.case.why"), html::paragraph(c.promised_why(l_) + "."))});
    Html legal(html::long_date(c.legal_day, l_) + " (" + f_.product->legal_term.article.in(l_) + ")");
    if (!f_.clock.legal_why(l_).empty())
      legal += html::details(say_("desk.case.legal-why"), html::paragraph(f_.clock.legal_why(l_) + "."));
    terms.push_back({say_("desk.case.legal"), std::move(legal)});
    if (f_.product->legal_term.tacit() && c.open())
      terms.push_back({say_("desk.case.silence"),
                       Html(say_("desk.case.silence-grants", {{"date", html::long_date(c.legal_day, l_)}}))});
    if (f_.pause && !c.waits_for_applicant()) terms.push_back({say_("desk.case.paused"), paused()});
    if (f_.penalty) terms.push_back({say_("desk.case.penalty"), penalty()});
    if (c.extended) terms.push_back({say_("desk.case.extended"), Html(c.extension_reason)});
    terms.push_back(
        {say_("desk.case.received"), Html(html::long_moment(c.received_at, l_) + ", " +
                                          say_("desk.channel." + std::string(catalogue::to_text(c.channel))))});
    if (c.start.from != catalogue::StartFrom::received)
      terms.push_back({say_("desk.case.counts-from"), Html(html::long_date(c.start.day, l_))});
    const auto* status = f_.product->status(c.status_code);
    terms.push_back({say_("desk.list.status"), Html(status == nullptr ? c.status_code : status->name.in(l_))});
    terms.push_back({say_("desk.list.handler"),
                     Html(c.handler.empty() ? say_("desk.list.nobody") : name_of(say_, f_.names, c.handler))});
    return html::section("termijn", say_("desk.case.dates"), html::data_list(terms));
  }

  Html paused() const {
    Html out(say_("desk.case.paused-since", {{"date", html::short_date(f_.pause->from, l_)},
                                             {"article", std::string(calendar::article_of(f_.pause->ground, l_))}}));
    return out + html::paragraph(f_.pause->reason);
  }

  // What the notice of default costs until today, and how that was reckoned.
  Html penalty() const {
    const cases::PenaltyState& state = *f_.penalty;
    const bool due = state.penalty.amount.count() > 0;
    return html::badge(format_money(state.penalty.amount, l_), due ? html::Tone::error : html::Tone::warning) +
           html::paragraph(state.why(l_) + ".") +
           (state.notice.exception_reason.empty() ? Html() : html::paragraph(state.notice.exception_reason));
  }

  Html asked() const {
    std::vector<html::Answer> rows;
    for (const json::Value& item : f_.c.answers) {
      const auto* answer = item.if_object();
      if (answer == nullptr) continue;
      const bool dutch = l_ == Language::nl;
      std::string label = json::text_at(*answer, dutch ? "label_nl" : "label_en"),
                  shown = json::text_at(*answer, dutch ? "shown_nl" : "shown_en");
      if (label.empty()) label = json::text_at(*answer, "id");
      if (shown.empty()) shown = json::text_at(*answer, "value");
      rows.push_back({std::move(label), Html(shown)});
    }
    return html::section("gevraagd", say_("desk.case.asked"),
                         rows.empty() ? html::paragraph(say_("desk.case.no-answers")) : html::summary_list(say_, rows));
  }

  Html who() const {
    const cases::ContactDetails& contact = f_.c.contact;
    std::vector<html::Term> terms{
        {say_("desk.case.name"), Html(contact.name.empty() ? say_("desk.list.unknown") : contact.name)}};
    if (!contact.email.empty()) terms.push_back({say_("desk.case.email"), reach(contact.email, "mailto:")});
    if (!contact.phone.empty()) terms.push_back({say_("desk.case.phone"), reach(contact.phone, "tel:")});
    if (f_.person)
      terms.push_back(
          {say_("desk.case.person"), html::link(f_.person->name.empty() ? say_("desk.list.unknown") : f_.person->name,
                                                visit_.url("/balie/personen/" + f_.person->id.text()))});
    else
      terms.push_back({say_("desk.case.person"), Html(say_("desk.case.anonymous"))});
    if (f_.acting)
      terms.push_back({say_("desk.case.acting"),
                       html::link(f_.acting->name, visit_.url("/balie/personen/" + f_.acting->id.text()))});
    terms.push_back({say_("desk.case.language"),
                     Html(say_(f_.c.language == Language::en ? "desk.case.english" : "desk.case.dutch"))});
    return html::section("wie", say_("desk.case.who"), html::data_list(terms));
  }

  Html documents() const {
    std::vector<html::FileItem> items;
    for (const cases::Document& d : f_.documents) {
      html::FileItem item;
      const auto* slot = f_.product->slot(d.slot);
      item.name = slot == nullptr ? d.filename : slot->name.in(l_) + " (" + d.filename + ")";
      item.url = visit_.url("/balie/zaken/" + f_.c.id.text() + "/documenten/" + d.id.text());
      if (http::opens_in_browser(d.media_type)) item.save_url = item.url + "?opslaan=ja";
      item.kind = d.media_type.substr(d.media_type.find('/') + 1);
      item.bytes = static_cast<std::uint64_t>(d.size);
      item.when = html::short_moment(d.created_at, l_);
      item.from = d.from_resident ? html::FileItem::From::resident : html::FileItem::From::municipality;
      items.push_back(std::move(item));
    }
    Html content = items.empty() ? html::paragraph(say_("desk.case.no-documents")) : html::file_list(say_, items);
    if (f_.decision)
      content += html::paragraph(
          html::link(say_("desk.case.letter"), visit_.url("/balie/zaken/" + f_.c.id.text() + "/brief")));
    return html::section("documenten", say_("desk.case.documents"), content);
  }

  Html requests() const {
    if (f_.requests.empty()) return {};
    std::vector<Html> items;
    for (const cases::CompletionRequest& r : f_.requests) {
      Html item = html::strong(say_("desk.case.request", {{"date", html::short_moment(r.asked_at, l_)},
                                                          {"until", html::short_date(r.answer_by, l_)}})) +
                  html::paragraph(r.question);
      for (const std::string& code : r.slots)
        if (const auto* slot = f_.product->slot(code)) item += html::paragraph(slot->name.in(l_));
      if (!r.answer.empty()) item += html::paragraph(say_("desk.case.answer", {{"text", r.answer}}));
      items.push_back(item + html::badge(say_(r.answered_at ? "desk.case.request-done" : "desk.case.request-open"),
                                         r.answered_at ? html::Tone::ok : html::Tone::warning));
    }
    return html::section("aanvulling", say_("desk.case.requests"), html::bullet_list(items));
  }

  Html registers() const {
    html::Table table;
    table.caption = say_("desk.case.registers");
    for (const char* column : {"register", "when", "fields", "purpose"})
      table.columns.push_back({say_("desk.register." + std::string(column)), html::Column::Align::start});
    table.empty_text = say_("desk.register.none");
    for (const ledger::Event& e : f_.consulted) {
      std::string fields;
      if (const auto* list = e.facts.if_contains("fields"); list != nullptr && list->is_array())
        for (const json::Value& field : list->get_array())
          if (field.is_string()) fields += (fields.empty() ? "" : ", ") + std::string(field.get_string());
      table.rows.push_back({Html(json::text_at(e.facts, "register")), Html(html::short_moment(e.at, l_)), Html(fields),
                            Html(json::text_at(e.facts, l_ == Language::nl ? "why_nl" : "why_en"))});
    }
    return html::section("registers", say_("desk.case.registers"), html::table(table));
  }

  Html messages() const {
    Html content;
    for (const auto& m : f_.messages)
      content += html::details(html::short_moment(m.created_at, l_) + ": " + m.subject,
                               html::markdown(m.body, html::HeadingStart::third));
    return html::section("berichten", say_("desk.case.messages"),
                         content.empty() ? html::paragraph(say_("desk.case.no-messages")) : content);
  }

  Html appointments() const {
    std::vector<Html> items;
    for (const contact::Appointment& a : f_.appointments) {
      const auto* purpose = parts_.agenda.find(a.purpose);
      items.push_back(
          html::link(html::long_moment(a.start, l_) + (purpose == nullptr ? "" : ": " + purpose->name.in(l_)),
                     visit_.url("/balie/afspraken/" + a.id)));
    }
    Html content = items.empty() ? html::paragraph(say_("desk.visit.none")) : html::bullet_list(items);
    if (f_.c.open())
      content +=
          html::link_button(say_("desk.visit.new"), visit_.url("/balie/afspraken/nieuw") + "?zaak=" + f_.c.id.text(),
                            html::ButtonKind::secondary);
    return html::section("afspraken", say_("desk.case.appointments"), content);
  }

  Html contacts() const {
    if (f_.moments.empty()) return {};
    std::vector<Html> items;
    for (const contact::Moment& m : f_.moments) items.push_back(moment_summary(say_, m));
    return html::section("contact", say_("desk.case.contacts"), html::bullet_list(items));
  }

  Html notes() const {
    if (f_.notes.empty()) return {};
    std::vector<Html> items;
    for (const cases::Note& n : f_.notes)
      items.push_back(html::strong(html::short_moment(n.at, l_) + ", " + name_of(say_, f_.names, n.staff)) +
                      html::paragraph(n.text));
    return html::section("notities", say_("desk.case.notes"),
                         html::badge(say_("desk.internal")) + html::bullet_list(items));
  }

  Html history() const {
    return html::section("tijdlijn", say_("desk.case.timeline"),
                         html::timeline(say_, timeline_of(say_, f_.events, *f_.product, f_.names)));
  }

 private:
  const DeskParts& parts_;
  const Visit& visit_;
  const html::Say& say_;
  Language l_;
  const CaseFile& f_;
  Date today_;
};

// Who sent the form, when it was somebody else than whom it is for.
std::optional<people::Person> acting_person(store::ReadTx& tx, const CaseFile& file) {
  if (file.events.empty()) return std::nullopt;
  const ledger::Event& first = file.events.front();
  if (!first.acting.starts_with("person:") || first.acting == first.concerned) return std::nullopt;
  const auto person = people::find_person(tx, PersonId(first.acting.substr(7)));
  return person ? std::optional<people::Person>(*person) : std::nullopt;
}

}  // namespace

Result<CaseFile> read_case_file(const DeskParts& parts, const CaseId& id, const people::Viewer& viewer) {
  return parts.store.read([&](store::ReadTx& tx) -> Result<CaseFile> {
    auto c = cases::find_case(tx, id, viewer);
    if (!c) return fail(std::move(c));
    CaseFile file;
    file.c = std::move(*c);
    file.product = parts.catalogue.find(file.c.product);
    if (file.product == nullptr) return fail(ErrorKind::internal, "product-unknown", file.c.product.text());
    file.documents = cases::documents_of(tx, file.c);
    file.requests = cases::requests_of(tx, file.c);
    file.partners = cases::partners_of(tx, file.c);
    file.decision = cases::decision_of(tx, file.c);
    file.clock = cases::clock_of(tx, file.c);
    file.pause = cases::pause_of(tx, file.c);
    auto penalty = cases::penalty_of(tx, file.c, parts.catalogue.rules, local_date(parts.clock.now()));
    if (!penalty) return fail(std::move(penalty));
    file.penalty = std::move(*penalty);
    file.notes = cases::notes_of(tx, file.c);
    file.messages = parts.messages.of_case(tx, file.c);
    file.appointments = parts.appointments.of_case(tx, file.c.id);
    file.moments = parts.moments.of_case(tx, file.c);
    file.events = parts.ledger.events_of(tx, file.c.id.text());
    file.names = staff_names(tx);
    file.acting = acting_person(tx, file);
    if (file.c.person.empty()) return file;
    if (auto person = people::find_person(tx, file.c.person)) file.person = std::move(*person);
    for (ledger::Event& e : parts.ledger.events_about(tx, people::concerned_text(file.c.person), 200))
      if (e.kind == "register.consulted") file.consulted.push_back(std::move(e));
    return file;
  });
}

Html case_facts(const DeskParts& parts, const Visit& visit, const CaseFile& file) {
  const Facts facts(parts, visit, file);
  return facts.dates() + facts.asked() + facts.who() + facts.documents() + facts.requests() + facts.registers() +
         facts.messages() + facts.appointments() + facts.contacts() + facts.notes() + facts.history();
}

}  // namespace sas::desk
