#include "base/csv.h"
#include "base/json.h"
#include "site/routes.h"
#include "site/site.h"

namespace sas::site {
namespace {

using catalogue::CoverageKind;
using html::Html;
using http::Response;
using people::Visit;

constexpr std::array kinds{CoverageKind::digital, CoverageKind::in_person, CoverageKind::referral,
                           CoverageKind::not_yet};

std::string key_of(CoverageKind kind) {
  return "site.coverage." + std::string(catalogue::to_text(kind));
}

class CoveragePages {
 public:
  explicit CoveragePages(const SiteParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const catalogue::Coverage& coverage = parts_.coverage;
    html::Page page;
    page.title = visit.say("site.coverage.title");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")}};
    page.body = html::heading(1, visit.say("site.coverage.title")) +
                html::lead(visit.say("site.coverage.lead", {{"n", std::to_string(coverage.lines.size())}}));
    std::vector<html::Term> counts;
    for (const CoverageKind kind : kinds)
      counts.push_back(
          {visit.say(key_of(kind)), html::number(static_cast<std::int64_t>(coverage.count(kind)), visit.language())});
    page.body += html::data_list(counts);
    page.body += html::paragraph(html::link("JSON", "/dekking.json") + Html(" · ") + html::link("CSV", "/dekking.csv"));
    page.body += filter(visit);
    page.body += table(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  Response as_json() const {
    json::Array out;
    for (const catalogue::CoverageLine& line : parts_.coverage.lines) {
      json::Array channels;
      for (const catalogue::Channel& c : line.channels) channels.emplace_back(catalogue::to_text(c.kind));
      json::Object item{{"upl_name", line.upl_name},
                        {"upl_uri", line.upl_uri},
                        {"resident", line.resident},
                        {"business", line.business},
                        {"status", catalogue::to_text(line.kind)},
                        {"channels", channels}};
      if (line.product != nullptr) item["product"] = line.product->id.text();
      if (!line.url.empty()) item["url"] = line.url;
      if (!line.note.empty()) item["note_nl"] = line.note.nl, item["note_en"] = line.note.en;
      out.push_back(std::move(item));
    }
    return http::json_response(json::write(out));
  }

  Response as_csv() const {
    std::string out =
        csv::line({"upl_name", "upl_uri", "resident", "business", "status", "product", "url", "channels", "note_nl"});
    for (const catalogue::CoverageLine& line : parts_.coverage.lines) {
      std::string channels;
      for (const catalogue::Channel& c : line.channels)
        channels += (channels.empty() ? "" : " ") + std::string(catalogue::to_text(c.kind));
      out += csv::line({line.upl_name, line.upl_uri, line.resident ? "true" : "false", line.business ? "true" : "false",
                        std::string(catalogue::to_text(line.kind)),
                        line.product == nullptr ? "" : line.product->id.text(), line.url, channels, line.note.nl});
    }
    return http::csv_response(std::move(out), "dekking.csv");
  }

 private:
  static Html filter(const Visit& visit) {
    std::vector<html::Choice> choices{{"", visit.say("site.coverage.all"), ""}};
    for (const CoverageKind kind : kinds)
      choices.push_back({std::string(catalogue::to_text(kind)), visit.say(key_of(kind)), ""});
    html::Field field;
    field.name = "status";
    field.label = visit.say("site.coverage.filter");
    return html::query_form(visit.url("/dekking"),
                            html::select_field(visit.say, field, choices, visit.request.query.get("status")) +
                                html::button(visit.say("site.coverage.show"), html::ButtonKind::secondary));
  }

  Html table(const Visit& visit) const {
    const Language l = visit.language();
    const std::string wanted = visit.request.query.get("status");
    html::Table out;
    out.caption = visit.say("site.coverage.caption");
    out.columns = {
        {visit.say("site.coverage.name")}, {visit.say("site.coverage.status")}, {visit.say("site.coverage.how")}};
    for (const catalogue::CoverageLine& line : parts_.coverage.lines) {
      if (!wanted.empty() && wanted != catalogue::to_text(line.kind)) continue;
      Html name = line.product == nullptr
                      ? Html(line.upl_name)
                      : html::link(line.upl_name, visit.url("/producten/" + line.product->id.text()));
      Html how = line.note.empty() ? Html() : html::paragraph(line.note.in(l));
      if (!line.url.empty()) how += html::paragraph(html::link(visit.say("site.coverage.there"), line.url));
      std::string ways;
      for (const catalogue::Channel& c : line.channels)
        ways += (ways.empty() ? "" : ", ") + visit.say("site.channel." + std::string(catalogue::to_text(c.kind)));
      how += html::paragraph(ways);
      out.rows.push_back(
          {name,
           html::badge(visit.say(key_of(line.kind)), line.kind == CoverageKind::digital   ? html::Tone::ok
                                                     : line.kind == CoverageKind::not_yet ? html::Tone::warning
                                                                                          : html::Tone::info),
           how});
    }
    return html::table(out);
  }

  SiteParts parts_;
};

}  // namespace

void add_coverage_pages(http::Router& router, const SiteParts& parts) {
  const auto pages = std::make_shared<CoveragePages>(parts);
  using enum http::Method;
  using enum http::FieldType;
  using enum http::Field::Value;
  add_route(router, get, "/dekking", "How every municipal product is served",
            parts.gate.anyone([pages](const Visit& v) { return pages->show(v); }));
  add_route(router, get, "/dekking.json", "Coverage as JSON",
            [pages](const http::Request&) { return pages->as_json(); }, /*max_body=*/0,
            {{"upl_name", text, "name in the uniform product list"},
             {"upl_uri", text, "its address in that list"},
             {"resident", boolean, "for residents"},
             {"business", boolean, "for businesses"},
             {"status", text, "digital, referral (elsewhere), in-person or not-yet"},
             {"channels", list, "the ways to us: digital, phone, desk, post"},
             {"product", text, "short name of our product", may_be_absent},
             {"url", text, "where it is served elsewhere", may_be_absent},
             {"note_nl", text, "why, in Dutch", may_be_absent},
             {"note_en", text, "why, in English", may_be_absent}});
  add_route(router, get, "/dekking.csv", "Coverage as CSV", [pages](const http::Request&) { return pages->as_csv(); });
}

}  // namespace sas::site
