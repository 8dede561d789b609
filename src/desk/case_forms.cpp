#include "desk/case_forms.h"

#include <algorithm>

#include "calendar/explain.h"
#include "cases/partners.h"
#include "desk/moment_form.h"
#include "desk/routes.h"
#include "html/components.h"

namespace sas::desk {
namespace {

using html::Html;
using people::Visit;

class Forms {
 public:
  Forms(const DeskParts& parts, const Visit& visit, const CaseFile& file, const Attempt* attempt)
      : parts_(parts), visit_(visit), say_(visit.say), f_(file), attempt_(attempt) {}

  Html all() const {
    Html out;
    if (f_.c.open() && has_any(visit_.viewer, deciders()))
      out += take() + ask() + partner() + pause() + extend() + decide() + except();
    return out + notice() + note() + moment();
  }

 private:
  Html form(std::string_view action, const Html& content) const {
    const std::string url = visit_.url("/balie/zaken/" + f_.c.id.text() + "/" + std::string(action));
    return html::form({url, visit_.csrf_token}, html::hidden("version", std::to_string(f_.c.version)) + content);
  }

  // The form that was sent stands open; the others wait behind their name.
  Html part(std::string_view key, const Html& content, std::string_view own_field) const {
    const std::string id = "doe-" + std::string(key), title = say_("desk.do." + std::string(key));
    if (attempt_ != nullptr && attempt_->about(own_field)) return html::section(id, title, content);
    return html::details(title, content);
  }

  Html take() const {
    if (f_.c.handler == visit_.viewer.staff) return {};
    return form("nemen", html::button(say_(f_.c.handler.empty() ? "desk.do.take" : "desk.do.take-over")));
  }

  html::DateInput answer_by() const {
    html::DateInput input{typed(attempt_, "antwoord_voor-day"), typed(attempt_, "antwoord_voor-month"),
                          typed(attempt_, "antwoord_voor-year")};
    if (attempt_ != nullptr && attempt_->about("antwoord_voor-day")) return input;
    const std::chrono::year_month_day day{local_date(parts_.clock.now()) + std::chrono::days{14}};
    return {std::to_string(static_cast<unsigned>(day.day())), std::to_string(static_cast<unsigned>(day.month())),
            std::to_string(static_cast<int>(day.year()))};
  }

  Html ask() const {
    if (f_.c.suspended_since) return {};
    std::vector<html::Choice> slots;
    for (const catalogue::Slot& slot : f_.product->case_type.slots)
      slots.push_back({slot.code, slot.name.in(visit_.language()), ""});
    Html content = html::paragraph(say_("desk.ask.pause"));
    content += html::textarea_field(say_, field_of(say_, attempt_, "vraag", "question-to-applicant"),
                                    {typed(attempt_, "vraag"), 4, 4000});
    html::Field pieces = field_of(say_, attempt_, "stukken", "slots");
    pieces.need = html::Field::Need::optional;
    if (!slots.empty())
      content += html::checkbox_group(
          say_, pieces, slots, attempt_ == nullptr ? std::vector<std::string>() : attempt_->fields.all("stukken"));
    content += html::date_field(say_, field_of(say_, attempt_, "antwoord_voor", "answer-by"), answer_by());
    return part("ask", form("vragen", content + html::button(say_("desk.ask.button"))), "vraag");
  }

  std::string partner_name(std::string_view code) const { return say_("desk.partner." + std::string(code)); }

  // For each organisation we wait for a button; and a list to begin waiting for another.
  Html partner() const {
    Html content;
    std::vector<html::Choice> choices;
    for (const std::string_view code : cases::partners) {
      const bool waiting = std::any_of(f_.partners.begin(), f_.partners.end(), [&](const cases::PartnerAsked& one) {
        return one.partner == code && !one.answered_at;
      });
      if (waiting)
        content += form("partner/antwoord", html::button(say_("desk.partner.got", {{"partner", partner_name(code)}}),
                                                         html::ButtonKind::secondary, "gekregen", code));
      else
        choices.push_back({std::string(code), partner_name(code), ""});
    }
    content += html::paragraph(say_("desk.partner.how"));
    content += form("partner", html::select_field(say_, field_of(say_, attempt_, "partner", "partner"), choices, typed(attempt_, "partner")) +
                                   html::button(say_("desk.partner.button"), html::ButtonKind::secondary));
    return part("partner", content, "partner");
  }

  Html pause() const {
    if (f_.pause && !f_.c.waits_for_applicant())
      return form("hervatten", html::button(say_("desk.pause.end"), html::ButtonKind::secondary));
    if (f_.c.suspended_since || f_.c.legal_day <= local_date(parts_.clock.now())) return {};
    std::vector<html::Choice> grounds;
    for (const char* ground : {"4:15-1-b", "4:15-2-a", "4:15-2-b", "4:15-2-c"})
      grounds.push_back({ground, say_("desk.pause.ground." + std::string(ground)), ""});
    html::Field until = field_of(say_, attempt_, "stil_tot", "pause-until");
    until.need = html::Field::Need::optional;
    Html content = html::paragraph(say_("desk.pause.how"));
    content +=
        html::radio_group(say_, field_of(say_, attempt_, "grond", "pause-ground"), grounds, typed(attempt_, "grond"));
    content += html::textarea_field(say_, field_of(say_, attempt_, "stil_reden", "pause-reason"),
                                    {typed(attempt_, "stil_reden"), 3, 4000});
    content += html::date_field(
        say_, until,
        {typed(attempt_, "stil_tot-day"), typed(attempt_, "stil_tot-month"), typed(attempt_, "stil_tot-year")});
    return part("pause", form("stilzetten", content + html::button(say_("desk.pause.button"))), "stil_reden");
  }

  // A notice of default that came by telephone, at the desk or by post.
  Html notice() const {
    const Date today = local_date(parts_.clock.now());
    if (f_.penalty || !cases::may_give_notice(f_.c, *f_.product, today, std::nullopt)) return {};
    std::vector<html::Choice> channels;
    for (const char* channel : {"post", "desk", "phone"})
      channels.push_back({channel, say_("desk.channel." + std::string(channel)), ""});
    Html content = html::paragraph(say_("desk.notice.how"));
    content += html::radio_group(say_, field_of(say_, attempt_, "kanaal", "notice-channel"), channels,
                                 typed(attempt_, "kanaal", "post"));
    const std::chrono::year_month_day day{today};
    const auto part_of_today = [](auto value) { return std::to_string(value); };
    content += html::date_field(say_, field_of(say_, attempt_, "ontvangen", "notice-received"),
                                {typed(attempt_, "ontvangen-day", part_of_today(static_cast<unsigned>(day.day()))),
                                 typed(attempt_, "ontvangen-month", part_of_today(static_cast<unsigned>(day.month()))),
                                 typed(attempt_, "ontvangen-year", part_of_today(static_cast<int>(day.year())))});
    return part("notice", form("ingebrekestelling", content + html::button(say_("desk.notice.button"))), "kanaal");
  }

  Html except() const {
    if (!f_.penalty || f_.penalty->notice.exception) return {};
    std::vector<html::Choice> reasons;
    for (const char* reason : {"late-notice", "no-interest", "inadmissible", "unfounded"})
      reasons.push_back({reason, say_("desk.except." + std::string(reason)), ""});
    Html content = html::paragraph(say_("desk.except.how"));
    content += html::radio_group(say_, field_of(say_, attempt_, "uitzondering", "exception"), reasons,
                                 typed(attempt_, "uitzondering"));
    content += html::textarea_field(say_, field_of(say_, attempt_, "uitzondering_waarom", "exception-reason"),
                                    {typed(attempt_, "uitzondering_waarom"), 3, 4000});
    return part("except", form("geen-dwangsom", content + html::button(say_("desk.except.button"))),
                "uitzondering_waarom");
  }

  Html extend() const {
    const catalogue::LegalTerm& term = f_.product->legal_term;
    if (!term.extension || f_.c.extended) return {};
    const std::string length =
        calendar::describe(*term.extension, calendar::Counting::calendar_days, visit_.language());
    Html content = html::paragraph(
        say_("desk.extend.how", {{"length", length}, {"article", term.extension_article.in(visit_.language())}}));
    content +=
        html::textarea_field(say_, field_of(say_, attempt_, "reden", "reason"), {typed(attempt_, "reden"), 3, 4000});
    return part("extend", form("verlengen", content + html::button(say_("desk.extend.button"))), "reden");
  }

  Html decide() const {
    std::vector<html::Choice> results;
    for (const catalogue::ResultType& result : f_.product->case_type.results)
      results.push_back({result.code, result.name.in(visit_.language()), ""});
    Html content =
        html::radio_group(say_, field_of(say_, attempt_, "resultaat", "result"), results, typed(attempt_, "resultaat"));
    content += html::textarea_field(say_, field_of(say_, attempt_, "motivering", "reasons"),
                                    {typed(attempt_, "motivering"), 8, 8000});
    return part("decide", form("besluit/voorbeeld", content + html::button(say_("desk.decide.preview"))), "motivering");
  }

  Html note() const {
    const Html content =
        html::textarea_field(say_, field_of(say_, attempt_, "notitie", "note"), {typed(attempt_, "notitie"), 3, 4000});
    return part("note", form("notitie", content + html::button(say_("desk.note.button"), html::ButtonKind::secondary)),
                "notitie");
  }

  Html moment() const {
    return part("contact",
                form("contact", moment_fields(say_, attempt_) +
                                    html::button(say_("desk.contact.button"), html::ButtonKind::secondary)),
                "question");
  }

  const DeskParts& parts_;
  const Visit& visit_;
  const html::Say& say_;
  const CaseFile& f_;
  const Attempt* attempt_;
};

}  // namespace

Html case_forms(const DeskParts& parts, const Visit& visit, const CaseFile& file, const Attempt* attempt) {
  return Forms(parts, visit, file, attempt).all();
}

}  // namespace sas::desk
