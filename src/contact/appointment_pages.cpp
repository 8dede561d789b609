#include "contact/appointment_pages.h"

#include <algorithm>
#include <map>

#include "contact/calendar_file.h"
#include "html/components.h"
#include "http/csrf.h"

namespace sas::contact {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::string_view cookie_name = "sas_appointment";
constexpr std::chrono::minutes cookie_life{15};
constexpr int days_shown = 14;
constexpr int days_ahead = 182;

class AppointmentPages {
 public:
  explicit AppointmentPages(const AppointmentParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto found = current(visit);
    if (found) return own_page(visit, *found);
    if (found.error().kind != ErrorKind::not_found) return fail(Error(found.error()));
    return code_page(visit, "", 200);
  }

  Result<Response> enter(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (!parts_.may_try_code(visit.request)) return fail(ErrorKind::too_many, "too-many-tries");
    const std::string code(trim(form->fields.get("code")));
    const auto found = find(code);
    if (!found && found.error().kind != ErrorKind::not_found) return fail(Error(found.error()));
    if (!found) return code_page(visit, visit.say("contact.appointment.code-unknown"), 422);
    Response response = http::see_other(visit.url("/afspraak"));
    return response.with("Set-Cookie", cookie(code));
  }

  Result<Response> move_page(const Visit& visit) const {
    auto found = current(visit);
    if (!found) return back_to_code(visit, found.error());
    return pick_page(visit, *found, day_of(visit.request.query.get("vanaf")), "", 200);
  }

  Result<Response> move(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const Date from = day_of(form->fields.get("vanaf"));
    const auto start = parse_int(form->fields.get("slot"));
    const auto moved = parts_.store.write([&](store::WriteTx& tx) -> Result<Appointment> {
      auto found = parts_.appointments.by_code(tx, code_of(visit));
      if (!found || !start) return found;
      if (const auto done =
              parts_.visits.move(tx, *found, from_millis(*start), catalogue::ChannelKind::digital, visit.viewer);
          !done)
        return fail(Error(done.error()));
      return found;
    });
    if (moved && !start) return pick_page(visit, *moved, from, visit.say("contact.appointment.choose"), 422);
    if (moved) {
      parts_.wake_jobs();
      return http::see_other(visit.url("/afspraak") + "?verzet=ja");
    }
    const Error& error = moved.error();
    if (error.code != "slot-taken" && error.code != "slot-unknown" && error.code != "store-conflict")
      return back_to_code(visit, error);
    const auto still = current(visit);
    if (!still) return back_to_code(visit, still.error());
    return pick_page(visit, *still, from,
                     visit.say(error.code == "slot-unknown" ? "contact.appointment.gone" : "contact.appointment.taken"),
                     409);
  }

  Result<Response> cancel_page(const Visit& visit) const {
    const auto found = current(visit);
    if (!found) return back_to_code(visit, found.error());
    html::Page page = page_of(visit, "contact.appointment.cancel-title");
    page.breadcrumbs.push_back({visit.say("contact.appointment.title"), visit.url("/afspraak")});
    page.body += facts(visit, *found);
    page.body += html::form(
        {visit.url("/afspraak/afzeggen"), visit.csrf_token},
        html::button_group({html::button(visit.say("contact.appointment.cancel-sure"), html::ButtonKind::danger),
                            html::link_button(visit.say("contact.appointment.keep"), visit.url("/afspraak"),
                                              html::ButtonKind::secondary)}));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> cancel(const Visit& visit) const {
    const auto gone = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const auto found = parts_.appointments.by_code(tx, code_of(visit));
      if (!found) return fail(Error(found.error()));
      return parts_.visits.cancel(tx, *found, catalogue::ChannelKind::digital, visit.viewer);
    });
    if (!gone) return back_to_code(visit, gone.error());
    parts_.wake_jobs();
    html::Page page = page_of(visit, "contact.appointment.cancelled-title");
    page.body +=
        html::alert(visit.say, html::AlertKind::ok, "", html::paragraph(visit.say("contact.appointment.cancelled")));
    page.body += html::link_list({{visit.say("contact.appointment.new"), visit.url("/producten")}});
    Response response = parts_.gate.show(visit, std::move(page));
    return response.with("Set-Cookie", std::string(cookie_name) + "=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
  }

  Result<Response> calendar(const Visit& visit) const {
    const auto found = current(visit);
    if (!found) return back_to_code(visit, found.error());
    const Purpose* purpose = parts_.agenda.find(found->purpose);
    CalendarEntry entry;
    entry.uid = found->id;
    entry.made_at = parts_.clock.now();
    entry.start = found->start;
    entry.minutes = found->minutes;
    entry.summary = visit.say("contact.appointment.in-calendar",
                              {{"purpose", purpose == nullptr ? found->purpose : purpose->name.in(visit.language())}});
    if (purpose != nullptr) entry.location = purpose->place.in(visit.language());
    Response response;
    response.body = calendar_file(entry);
    response.with("Content-Type", "text/calendar; charset=utf-8")
        .with("Content-Disposition", "attachment; filename=\"afspraak.ics\"")
        .with("Cache-Control", "private, no-store");
    return response;
  }

 private:
  [[nodiscard]] Result<Appointment> find(const std::string& code) const {
    return parts_.store.read([&](store::ReadTx& tx) { return parts_.appointments.by_code(tx, code); });
  }

  // "code.seal"; the seal is made only after the code was tried within the limit.
  [[nodiscard]] std::string cookie(const std::string& code) const {
    const std::string sealed =
        base64url(code) + "." + http::make_token(parts_.secret, "appointment:" + code, parts_.random);
    return http::set_cookie(cookie_name, sealed,
                            {cookie_life, "/", parts_.cookies == AppointmentParts::Cookies::secure});
  }

  [[nodiscard]] std::string code_of(const Visit& visit) const {
    const std::string sealed = visit.request.cookie(cookie_name);
    const std::size_t dot = sealed.find('.');
    if (dot == std::string::npos) return {};
    const auto code = from_base64(sealed.substr(0, dot));
    if (!code || !http::verify_token(parts_.secret, "appointment:" + *code, std::string_view(sealed).substr(dot + 1)))
      return {};
    return *code;
  }

  [[nodiscard]] Result<Appointment> current(const Visit& visit) const {
    const std::string code = code_of(visit);
    if (code.empty()) return fail(ErrorKind::not_found, "appointment-not-found");
    return find(code);
  }

  static Result<Response> back_to_code(const Visit& visit, const Error& error) {
    if (error.kind == ErrorKind::not_found || error.code == "appointment-past")
      return http::see_other(visit.url("/afspraak"));
    return fail(Error(error));
  }

  [[nodiscard]] Date today() const { return local_date(parts_.clock.now()); }

  // The first day of the list, inside what can be booked.
  [[nodiscard]] Date day_of(const std::string& text) const {
    const auto day = parse_iso_date(text);
    if (!day) return today();
    return std::clamp(*day, today(), today() + std::chrono::days{days_ahead});
  }

  static html::Page page_of(const Visit& visit, std::string_view title) {
    html::Page page;
    page.title = visit.say(title);
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("contact.home"), visit.url("/")}};
    page.body = html::heading(1, visit.say(title));
    return page;
  }

  Html facts(const Visit& visit, const Appointment& a) const {
    const Purpose* purpose = parts_.agenda.find(a.purpose);
    std::vector<html::Term> terms{
        {visit.say("contact.appointment.when"), html::strong(html::long_moment(a.start, visit.language()))},
        {visit.say("contact.appointment.length"), html::duration(a.minutes, html::Unit::minute, visit.language())}};
    if (purpose != nullptr) {
      terms.push_back({visit.say("contact.appointment.for"), purpose->name.in(visit.language())});
      terms.push_back({visit.say("contact.appointment.where"), purpose->place.in(visit.language())});
    }
    return html::data_list(terms);
  }

  Result<Response> code_page(const Visit& visit, const std::string& error, int status) const {
    html::Page page = page_of(visit, "contact.appointment.title");
    html::Field field;
    field.name = "code";
    field.label = visit.say("contact.appointment.code");
    field.description = visit.say("contact.appointment.code-hint");
    field.error = error;
    if (!error.empty()) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, {{"code", error}}) + page.body;
    }
    page.body += html::lead(visit.say("contact.appointment.lead"));
    page.body +=
        html::form({visit.url("/afspraak"), visit.csrf_token},
                   html::text_field(visit.say, field, {"", html::InputKind::code, html::InputWidth::short_text}) +
                       html::button(visit.say("contact.appointment.open")));
    page.body += html::paragraph(visit.say("contact.appointment.no-code"));
    return parts_.gate.show(visit, std::move(page), status);
  }

  Result<Response> own_page(const Visit& visit, const Appointment& a) const {
    html::Page page = page_of(visit, "contact.appointment.yours");
    if (visit.request.query.has("verzet"))
      page.body +=
          html::alert(visit.say, html::AlertKind::ok, "", html::paragraph(visit.say("contact.appointment.moved")));
    page.body += facts(visit, a);
    if (a.start <= parts_.clock.now()) {
      page.body += html::paragraph(visit.say("contact.appointment.past"));
      return parts_.gate.show(visit, std::move(page));
    }
    page.body +=
        html::button_group({html::link_button(visit.say("contact.appointment.move"), visit.url("/afspraak/verzetten")),
                            html::link_button(visit.say("contact.appointment.cancel"), visit.url("/afspraak/afzeggen"),
                                              html::ButtonKind::secondary)});
    page.body +=
        html::paragraph(html::link(visit.say("contact.appointment.to-calendar"), visit.url("/afspraak/agenda.ics")));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> pick_page(const Visit& visit, const Appointment& a, Date from, const std::string& error,
                             int status) const {
    if (a.start <= parts_.clock.now()) return http::see_other(visit.url("/afspraak"));
    const auto free =
        parts_.store.read([&](store::ReadTx& tx) { return parts_.appointments.free(tx, a.purpose, from, days_shown); });
    if (!free) return fail(Error(free.error()));
    // A store that is full must not keep anybody from an appointment: the figure can do without this look.
    (void)parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      parts_.appointments.searched(tx, {ProductId(), a.purpose, from, *free});
      return Done{};
    });
    html::SlotPicker picker;
    picker.question = visit.say("contact.appointment.pick");
    picker.error = error;
    std::map<Date, html::SlotDay> days;
    for (const Instant start : *free) {
      html::SlotDay& day = days[local_date(start)];
      day.day = local_date(start);
      day.slots.push_back({std::to_string(to_millis(start)), local_minute_of_day(start), ""});
    }
    for (auto& [date, day] : days) picker.days.push_back(std::move(day));
    const std::chrono::days step{days_shown};
    const auto url = [&](Date day) { return visit.url("/afspraak/verzetten") + "?vanaf=" + format_iso_date(day); };
    if (from > today()) picker.earlier_url = url(std::max(today(), from - step));
    if (from + step <= today() + std::chrono::days{days_ahead}) picker.later_url = url(from + step);

    html::Page page = page_of(visit, "contact.appointment.move-title");
    page.breadcrumbs.push_back({visit.say("contact.appointment.title"), visit.url("/afspraak")});
    if (!error.empty()) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, {{picker.name, error}}) + page.body;
    }
    page.body += html::paragraph(
        visit.say("contact.appointment.now", {{"moment", html::long_moment(a.start, visit.language())}}));
    if (picker.days.empty()) page.body += html::paragraph(visit.say("contact.appointment.none-free"));
    page.body += html::form({visit.url("/afspraak/verzetten"), visit.csrf_token},
                            html::hidden("vanaf", format_iso_date(from)) + html::slot_picker(visit.say, picker) +
                                html::button(visit.say("contact.appointment.move-button")));
    return parts_.gate.show(visit, std::move(page), status);
  }

  AppointmentParts parts_;
};

}  // namespace

void add_appointment_pages(http::Router& router, const AppointmentParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<AppointmentPages>(parts);
  const auto add = [&](http::Method method, const char* pattern, const char* summary,
                       Result<Response> (AppointmentPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = pattern;
    route.summary = summary;
    route.handler = parts.gate.anyone([pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  add(get, "/afspraak", "See an appointment", &AppointmentPages::show);
  add(post, "/afspraak", "Open an appointment with its code", &AppointmentPages::enter);
  add(get, "/afspraak/verzetten", "Choose another time", &AppointmentPages::move_page);
  add(post, "/afspraak/verzetten", "Move an appointment", &AppointmentPages::move);
  add(get, "/afspraak/afzeggen", "Confirm a cancellation", &AppointmentPages::cancel_page);
  add(post, "/afspraak/afzeggen", "Cancel an appointment", &AppointmentPages::cancel);
  add(get, "/afspraak/agenda.ics", "The appointment as a calendar file", &AppointmentPages::calendar);
}

}  // namespace sas::contact
