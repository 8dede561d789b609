#include "promises/outage_pages.h"

#include <map>
#include <memory>
#include <optional>

#include "base/text.h"
#include "html/components.h"
#include "html/fields.h"
#include "promises/routes.h"
#include "promises/shapes.h"
#include "promises/rows.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::string_view moment_shape = "2026-11-24 14:30";

// Residents whose term ended in it get the time back, in the transaction in which the end is written down.
Result<Done> give_time_back(store::WriteTx& tx, const cases::Cases& cases, const Outage& outage) {
  if (!outage.until || !blocks_residents(outage.channel)) return Done{};
  auto moved = cases.run_on_after(tx, {outage.id, outage.from, *outage.until});
  if (!moved) return fail(std::move(moved));
  return Done{};
}

std::vector<DataRow> data_of(const std::vector<Outage>& all) {
  std::vector<DataRow> out;
  for (const Outage& one : all)
    out.push_back({{"outage", one.id},
                   {"channel", std::string(to_text(one.channel))},
                   {"from", format_iso_instant(one.from)},
                   {"until", one.until ? Cell(format_iso_instant(*one.until)) : Cell(nullptr)},
                   {"minutes", one.until ? Cell(std::chrono::duration_cast<std::chrono::minutes>(*one.until - one.from).count()) : Cell(nullptr)},
                   {"evidence", std::string(to_text(one.evidence))}});
  return out;
}

// "2026-11-24 14:30", Dutch time. None for anything else.
std::optional<Instant> read_moment(std::string_view typed) {
  const std::string_view text = trim(typed);
  if (text.size() != moment_shape.size() || text[10] != ' ' || text[13] != ':') return std::nullopt;
  const auto day = parse_iso_date(text.substr(0, 10));
  const auto hour = parse_int(text.substr(11, 2)), minute = parse_int(text.substr(14, 2));
  if (!day || !hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return local_time(*day, static_cast<int>(*hour * 60 + *minute));
}

class OutagePages {
 public:
  explicit OutagePages(const OutageParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto all = read();
    if (!all) return fail(Error(all.error()));
    html::Page page;
    page.title = visit.say("outages.title");
    page.description = visit.say("outages.description");
    page.breadcrumbs = {{visit.say("promises.home"), visit.url("/")}};
    page.body = html::heading(1, page.title) + html::lead(state(visit, *all)) + table(visit, *all, nullptr);
    page.body += html::section("uw-termijn", visit.say("outages.terms.title"), html::paragraph(visit.say("outages.terms.text")));
    page.body += html::section("data", visit.say("outages.data"),
                               html::paragraph(html::link("JSON", "/storingen.json") + Html(" · ") + html::link("CSV", "/storingen.csv")));
    return parts_.gate.show(visit, std::move(page));
  }

  Response as_json(const http::Request& request) const {
    const auto all = read();
    return all ? http::json_response(to_json(data_of(*all))) : http::problem(all.error(), request);
  }
  Response as_csv(const http::Request& request) const {
    const auto all = read();
    return all ? http::csv_response(to_csv(data_of(*all)), "storingen.csv") : http::problem(all.error(), request);
  }

  Result<Response> manage(const Visit& visit) const { return manage_page(visit, {}, nullptr); }

  Result<Response> record(const Visit& visit) const {
    return change(visit, [&](store::WriteTx& tx, const http::Fields& fields) -> Result<Outage> {
      const auto channel = parse_channel(fields.get("kanaal"));
      const auto from = read_moment(fields.get("van"));
      const bool ended = !trim(fields.get("tot")).empty();
      const auto until = ended ? read_moment(fields.get("tot")) : std::nullopt;
      Error error{ErrorKind::invalid, "outage-invalid", {}, {}};
      if (!channel) error.fields.push_back({"kanaal", "outage-channel"});
      if (!from) error.fields.push_back({"van", "outage-moment"});
      if (ended && !until) error.fields.push_back({"tot", "outage-moment"});
      if (!error.fields.empty()) return fail(std::move(error));
      return parts_.outages.record(tx, {*channel, *from, until, Evidence::report}, visit.viewer);
    });
  }

  Result<Response> end(const Visit& visit) const {
    return change(visit, [&](store::WriteTx& tx, const http::Fields&) {
      return parts_.outages.end(tx, visit.request.param("id"), parts_.clock.now(), visit.viewer);
    });
  }

 private:
  Result<std::vector<Outage>> read() const {
    return parts_.store.read([](store::ReadTx& tx) -> Result<std::vector<Outage>> { return list_outages(tx); });
  }

  template <typename Work>
  Result<Response> change(const Visit& visit, Work work) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const Result<Done> done = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const Result<Outage> outage = work(tx, form->fields);
      if (!outage) return fail(Error(outage.error()));
      return give_time_back(tx, parts_.cases, *outage);
    });
    if (done) return http::see_other(visit.url("/balie/storingen"));
    if (done.error().kind != ErrorKind::invalid && done.error().code != "outage-double") return fail(Error(done.error()));
    return manage_page(visit, form->fields, &done.error());
  }

  Result<Response> manage_page(const Visit& visit, const http::Fields& typed, const Error* error) const {
    struct Read {
      std::vector<Outage> outages;
      std::map<std::string, std::int64_t> touched;
    };
    const auto found = parts_.store.read([](store::ReadTx& tx) -> Result<Read> {
      Read out{list_outages(tx, 100), {}};
      for (const Outage& one : out.outages) out.touched[one.id] = static_cast<std::int64_t>(cases::moved_terms(tx, one.id).size());
      return out;
    });
    if (!found) return fail(Error(found.error()));
    html::Page page;
    page.title = visit.say("outages.desk.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    if (error != nullptr) page.state = html::Page::State::has_errors;
    if (error != nullptr && !error->fields.empty()) page.body = html::error_summary(visit.say, html::messages_of(visit.say, *error));
    page.body += html::heading(1, page.title);
    if (error != nullptr && error->fields.empty())
      page.body += html::alert(visit.say, html::AlertKind::warning, "", html::paragraph(visit.say("error." + error->code)));
    page.body += html::section("opschrijven", visit.say("outages.desk.record"), form(visit, typed, error));
    page.body += table(visit, found->outages, &found->touched);
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : error->kind == ErrorKind::conflict ? 409 : 422);
  }

  static html::Field field(const Visit& visit, const Error* error, const std::string& name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("outages.field." + name);
    if (name != "kanaal") out.description = visit.say("outages.field.moment");
    if (name == "tot") out.need = html::Field::Need::optional;
    if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
    return out;
  }

  static Html form(const Visit& visit, const http::Fields& typed, const Error* error) {
    std::vector<html::Choice> choices;
    for (const Channel channel : outage_channels)
      choices.push_back({std::string(to_text(channel)), visit.say("outages.channel." + std::string(to_text(channel))), ""});
    const html::TextInput from{typed.get("van"), html::InputKind::text, html::InputWidth::half, "off"};
    const html::TextInput until{typed.get("tot"), html::InputKind::text, html::InputWidth::half, "off"};
    return html::form({visit.url("/balie/storingen"), visit.csrf_token},
                      html::select_field(visit.say, field(visit, error, "kanaal"), choices, typed.get("kanaal")) +
                          html::text_field(visit.say, field(visit, error, "van"), from) +
                          html::text_field(visit.say, field(visit, error, "tot"), until) + html::button(visit.say("outages.desk.button")));
  }

  static std::string state(const Visit& visit, const std::vector<Outage>& all) {
    std::string names;
    for (const Outage& one : all)
      if (!one.until) names += (names.empty() ? "" : ", ") + visit.say("outages.channel." + std::string(to_text(one.channel)));
    return names.empty() ? visit.say("outages.now.none") : visit.say("outages.now.some", {{"channels", names}});
  }

  // With `touched` for administrators: how many terms each moved, and a button to end it.
  static Html table(const Visit& visit, const std::vector<Outage>& all, const std::map<std::string, std::int64_t>* touched) {
    html::Table out;
    out.caption = visit.say("outages.caption");
    for (const char* column : {"channel", "from", "until", "evidence"}) out.columns.push_back({visit.say("outages.column." + std::string(column))});
    if (touched != nullptr) out.columns.push_back({visit.say("outages.column.touched")});
    out.empty_text = visit.say("outages.none");
    for (const Outage& one : all) {
      const auto moment = [&](Instant at) { return html::time_element(format_iso_instant(at), html::short_moment(at, visit.language())); };
      std::vector<Html> row{visit.say("outages.channel." + std::string(to_text(one.channel))), moment(one.from),
                            one.until ? moment(*one.until) : html::badge(visit.say("outages.lasts"), html::Tone::warning),
                            visit.say("outages.evidence." + std::string(to_text(one.evidence)))};
      if (touched != nullptr) row.push_back(touched_cell(visit, one, touched->at(one.id)));
      out.rows.push_back(std::move(row));
    }
    return html::section("storingen", visit.say("outages.list"), html::table(out));
  }

  static Html touched_cell(const Visit& visit, const Outage& one, std::int64_t touched) {
    if (!one.until)
      return html::form({visit.url("/balie/storingen/" + one.id + "/voorbij"), visit.csrf_token},
                        html::button(visit.say("outages.desk.end"), html::ButtonKind::secondary));
    if (touched == 0) return visit.say("outages.touched.none");
    return html::link(visit.say("outages.touched", {{"n", std::to_string(touched)}}), visit.url("/balie/storingen/" + one.id));
  }

 public:
  // Case numbers only: what the case is about is for who handles it.
  Result<Response> terms(const Visit& visit) const {
    const std::string id = visit.request.param("id");
    struct Read {
      std::optional<Outage> outage;
      std::vector<cases::MovedTerm> moved;
    };
    const auto found = parts_.store.read([&](store::ReadTx& tx) -> Result<Read> {
      return Read{find_outage(tx, id), cases::moved_terms(tx, id)};
    });
    if (!found) return fail(Error(found.error()));
    if (!found->outage) return fail(ErrorKind::not_found, "outage-unknown");
    html::Page page;
    page.title = visit.say("outages.terms.page", {{"channel", visit.say("outages.channel." + std::string(to_text(found->outage->channel)))}});
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    html::Table out;
    out.caption = visit.say("outages.terms.caption");
    for (const char* column : {"case", "term", "was", "now"}) out.columns.push_back({visit.say("outages.terms." + std::string(column))});
    out.empty_text = visit.say("outages.touched.none");
    for (const cases::MovedTerm& one : found->moved)
      out.rows.push_back({Html(one.number), visit.say("outages.term." + one.term), html::short_date(one.was, visit.language()),
                          html::short_date(one.until, visit.language())});
    page.body = html::heading(1, page.title) + html::table(out);
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  OutageParts parts_;
};

}  // namespace

Result<Done> note_probe(store::WriteTx& tx, const Probes& probes, const cases::Cases& cases, Channel channel, Seen seen) {
  const auto ended = probes.note(tx, channel, seen);
  if (!ended) return fail(Error(ended.error()));
  return *ended ? give_time_back(tx, cases, **ended) : Result<Done>(Done{});
}

void add_outage_pages(http::Router& router, const OutageParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<OutagePages>(parts);
  const std::vector<people::Role> who{people::Role::administrator};
  add_route(router, get, "/storingen", "Outages of our channels", parts.gate.anyone([pages](const Visit& v) { return pages->show(v); }));
  add_route(router, get, "/storingen.json", "Outages as JSON", [pages](const http::Request& r) { return pages->as_json(r); }, shapes::outages());
  add_route(router, get, "/storingen.csv", "Outages as CSV", [pages](const http::Request& r) { return pages->as_csv(r); });
  add_route(router, get, "/balie/storingen", "Outages: write down, end, and the terms they moved",
            parts.gate.staff(who, [pages](const Visit& v) { return pages->manage(v); }));
  add_route(router, post, "/balie/storingen", "Write down an outage", parts.gate.staff(who, [pages](const Visit& v) { return pages->record(v); }));
  add_route(router, get, "/balie/storingen/{id}", "The terms that an outage moved", parts.gate.staff(who, [pages](const Visit& v) { return pages->terms(v); }));
  add_route(router, post, "/balie/storingen/{id}/voorbij", "End an outage", parts.gate.staff(who, [pages](const Visit& v) { return pages->end(v); }));
}

}  // namespace sas::promises
