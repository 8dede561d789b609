#include "desk/records.h"
#include "desk/routes.h"
#include "html/components.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::chrono::days looked_back{90};

class ManagePages {
 public:
  explicit ManagePages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    struct Read {
      std::vector<jobs::DeadJob> dead;
      jobs::Counts counts;
      std::vector<Miss> misses;
      std::int64_t size = 0;
      std::optional<ledger::TreeHead> head;
    };
    const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<Read> {
      return Read{jobs::dead_jobs(tx, 100), jobs::counts(tx, parts_.clock),
                  misses_since(tx, local_date(parts_.clock.now()) - looked_back, 50), parts_.ledger.size(tx),
                  parts_.ledger.signed_head(tx)};
    });
    if (!read) return fail(Error(read.error()));
    html::Page page = desk_page(visit, visit.say("desk.manage.title"));
    page.body += warnings(visit);
    page.body += dead_section(visit, read->dead) + misses_section(visit, read->misses);
    const Language l = visit.language();
    std::vector<html::Term> facts{{visit.say("desk.manage.events"), html::number(read->size, l)}};
    facts.push_back(
        {visit.say("desk.manage.head"),
         Html(read->head ? visit.say("desk.manage.head-at", {{"moment", html::short_moment(read->head->at, l)},
                                                             {"n", html::number(read->head->size, l)}})
                         : visit.say("desk.manage.no-head"))});
    facts.push_back({visit.say("desk.manage.waiting"), html::number(read->counts.waiting, l)});
    facts.push_back({visit.say("desk.manage.running"), html::number(read->counts.running, l)});
    if (read->counts.oldest_due)
      facts.push_back({visit.say("desk.manage.oldest"), Html(html::short_moment(*read->counts.oldest_due, l))});
    page.body += html::section("systeem", visit.say("desk.manage.system"), html::data_list(facts));
    if (visit.viewer.has(people::Role::administrator))
      page.body += html::paragraph(html::link(visit.say("desk.manage.outages"), visit.url("/balie/storingen")));
    page.body += measured_section(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> retry(const Visit& visit) const {
    return settle(visit, "job.retried", [&](store::WriteTx& tx, const std::string& id) {
      return jobs::retry(tx, parts_.outbox, parts_.clock, id);
    });
  }

  Result<Response> discard(const Visit& visit) const {
    return settle(visit, "job.discarded",
                  [&](store::WriteTx& tx, const std::string& id) { return jobs::discard(tx, id); });
  }

 private:
  // Who gives up on a message, or tries it again, stands in the ledger.
  template <typename Work>
  Result<Response> settle(const Visit& visit, const std::string& kind, Work work) const {
    const std::string id = visit.request.param("id");
    const auto done = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      if (auto worked = work(tx, id); !worked) return worked;
      ledger::NewEvent event;
      event.kind = kind;
      event.subject = id;
      event.acting = visit.viewer.acting_text();
      parts_.ledger.append(tx, event);
      return Done{};
    });
    if (!done) return fail(Error(done.error()));
    parts_.wake_jobs();
    return http::see_other(visit.url("/balie/beheer"));
  }

  static Html measured_section(const Visit& visit) {
    std::vector<html::Link> links{{visit.say("desk.manage.figures"), visit.url("/balie/verkennen")},
                                  {visit.say("desk.manage.alarms"), visit.url("/balie/alarmen")}};
    if (visit.viewer.has(people::Role::administrator)) {
      links.push_back({visit.say("desk.manage.sensors"), visit.url("/balie/sensoren")});
      links.push_back({visit.say("desk.manage.files"), visit.url("/balie/metingen")});
      links.push_back({visit.say("desk.manage.areas"), visit.url("/balie/gebieden")});
    }
    return html::section("metingen", visit.say("desk.manage.measured"), html::link_list(links));
  }

  [[nodiscard]] Html warnings(const Visit& visit) const {
    if (!parts_.warnings) return {};
    const std::vector<std::string> sentences = parts_.warnings(visit.say);
    if (sentences.empty()) return {};
    Html body;
    for (const std::string& sentence : sentences) body += html::paragraph(sentence);
    return html::alert(visit.say, html::AlertKind::warning, visit.say("desk.manage.look-at"), body);
  }

  static Html dead_section(const Visit& visit, const std::vector<jobs::DeadJob>& dead) {
    const bool may = visit.viewer.has(people::Role::administrator);
    html::Table table;
    table.caption = visit.say("desk.dead.title");
    for (const char* column : {"kind", "since", "error", "attempts", "action"})
      table.columns.push_back({visit.say("desk.dead." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.dead.none");
    for (const jobs::DeadJob& d : dead) {
      const std::string url = visit.url("/balie/beheer/taken/" + d.job.id);
      Html action = Html("—");
      if (may)
        action = html::form({url + "/opnieuw", visit.csrf_token},
                            html::button(visit.say("desk.dead.retry"), html::ButtonKind::secondary)) +
                 html::form({url + "/weggooien", visit.csrf_token},
                            html::button(visit.say("desk.dead.discard"), html::ButtonKind::danger));
      table.rows.push_back({Html(d.job.kind), Html(html::short_moment(d.job.created_at, visit.language())),
                            Html(d.error), html::number(d.job.attempt, visit.language()), action});
    }
    return html::section("taken", visit.say("desk.dead.title"),
                         html::paragraph(visit.say("desk.dead.what")) + html::table(table));
  }

  static Html misses_section(const Visit& visit, const std::vector<Miss>& misses) {
    html::Table table;
    table.caption = visit.say("desk.misses.title");
    table.columns = {{visit.say("desk.misses.words"), html::Column::Align::start},
                     {visit.say("desk.misses.language"), html::Column::Align::start},
                     {visit.say("desk.misses.count"), html::Column::Align::end}};
    table.empty_text = visit.say("desk.misses.none");
    for (const Miss& m : misses)
      table.rows.push_back({Html(m.words),
                            Html(visit.say(m.language == "en" ? "desk.case.english" : "desk.case.dutch")),
                            html::number(m.count, visit.language())});
    return html::section("niet-gevonden", visit.say("desk.misses.title"), html::table(table));
  }

  DeskParts parts_;
};

}  // namespace

void add_manage_pages(http::Router& router, const DeskParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<ManagePages>(parts);
  add_page(router, parts, pages, managing(), get, "/balie/beheer",
           "Failed work, searches without result, facts of the system", &ManagePages::show);
  add_page(router, parts, pages, {people::Role::administrator}, post, "/balie/beheer/taken/{id}/opnieuw",
           "Try failed work again", &ManagePages::retry);
  add_page(router, parts, pages, {people::Role::administrator}, post, "/balie/beheer/taken/{id}/weggooien",
           "Give up failed work", &ManagePages::discard);
}

}  // namespace sas::desk
