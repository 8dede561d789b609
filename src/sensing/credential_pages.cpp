#include "sensing/credential_pages.h"

#include <memory>

#include "base/text.h"
#include "html/components.h"
#include "sensing/typed_fields.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr const char* home = "/balie/sensoren/sleutels";
constexpr std::size_t longest_name = 100;

class CredentialPages {
 public:
  explicit CredentialPages(const CredentialPageParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const { return page(visit, {}, nullptr, nullptr); }

  Result<Response> issue(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto terms = read(form->fields);
    if (!terms) return page(visit, form->fields, &terms.error(), nullptr);
    auto issued = parts_.records.write([&](store::WriteTx& tx) {
      return issue_credential(tx, parts_.ledger, parts_.clock, parts_.random, *terms, visit.viewer.acting_text());
    });
    if (!issued) return fail(Error(issued.error()));
    return page(visit, {}, nullptr, &*issued);
  }

  Result<Response> withdraw(const Visit& visit) const {
    const auto id = parse_int(visit.request.param("id"));
    if (!id) return fail(ErrorKind::not_found, "credential-unknown");
    const auto done = parts_.records.write(
        [&](store::WriteTx& tx) { return withdraw_credential(tx, parts_.ledger, *id, visit.viewer.acting_text()); });
    if (!done) return fail(Error(done.error()));
    return http::see_other(visit.url(home));
  }

 private:
  Result<CredentialTerms> read(const http::Fields& typed) const {
    Error error{ErrorKind::invalid, "key-invalid", {}, {}};
    CredentialTerms out;
    out.name = trim(typed.get("naam"));
    if (out.name.empty() || out.name.size() > longest_name || !is_utf8(out.name))
      error.fields.push_back({"naam", "key-naam"});
    const std::string right = typed.get("recht");
    if (right != "lezen" && right != "schrijven") error.fields.push_back({"recht", "key-recht"});
    out.right = right == "schrijven" ? Right::write : Right::read;
    // A key that nobody thinks of any more should end by itself.
    const auto ends = typed_date(typed, "einde");
    if (!ends || *ends < local_date(parts_.clock.now()))
      error.fields.push_back({"einde", "key-einde"});
    else
      out.ends_at = start_of_day(*ends + std::chrono::days{1});
    if (!error.fields.empty()) return fail(std::move(error));
    return out;
  }

  static html::Field field(const Visit& visit, const Error* error, const std::string& name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("sensing.keys.field." + name);
    out.description = visit.say("sensing.keys.about." + name);
    if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
    return out;
  }

  Html rows(const Visit& visit, const std::vector<Credential>& all) const {
    html::Table table;
    table.caption = visit.say("sensing.keys.caption");
    for (const char* column : {"name", "right", "until", "action"})
      table.columns.push_back({visit.say("sensing.keys." + std::string(column))});
    table.empty_text = visit.say("sensing.keys.none");
    for (const Credential& one : all) {
      const bool is_write = one.terms.right == Right::write;
      const char* right = one.terms.thing ? "sensing.keys.of-one"
                          : is_write      ? "sensing.keys.write"
                                          : "sensing.keys.read";
      table.rows.push_back(
          {Html(one.terms.name), Html(visit.say(right)),
           Html(one.terms.ends_at
                    ? html::short_date(local_date(*one.terms.ends_at - std::chrono::hours{1}), visit.language())
                    : visit.say("sensing.no-end")),
           html::form({visit.url(home + ("/" + std::to_string(one.id)) + "/intrekken"), visit.csrf_token},
                      html::button(visit.say("sensing.keys.withdraw", {{"name", one.terms.name}}),
                                   html::ButtonKind::danger))});
    }
    return html::table(table);
  }

  Result<Response> page(const Visit& visit, const http::Fields& typed, const Error* error,
                        const IssuedCredential* issued) const {
    const auto all =
        parts_.records.read([](store::ReadTx& tx) -> Result<std::vector<Credential>> { return all_credentials(tx); });
    if (!all) return fail(Error(all.error()));
    html::Page page;
    page.title = visit.say("sensing.keys.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("sensing.meters.title"), visit.url("/balie/sensoren")}};
    if (error != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, html::messages_of(visit.say, *error));
    }
    page.body += html::heading(1, page.title) + html::lead(visit.say("sensing.keys.lead"));
    if (issued != nullptr)
      page.body += html::alert(visit.say, html::AlertKind::warning, visit.say("sensing.own.once"),
                               html::data_list({{visit.say("sensing.own.token"), html::el("code", {}, {issued->token})},
                                                {visit.say("sensing.own.header"),
                                                 html::el("code", {}, {"Authorization: Bearer " + issued->token})}}));
    const html::DateInput end{typed.get("einde-day"), typed.get("einde-month"), typed.get("einde-year")};
    const std::vector<html::Choice> rights{{"lezen", visit.say("sensing.keys.read"), ""},
                                           {"schrijven", visit.say("sensing.keys.write"), ""}};
    page.body +=
        rows(visit, *all) + html::heading(2, visit.say("sensing.keys.new")) +
        html::form({visit.url(home), visit.csrf_token},
                   html::text_field(visit.say, field(visit, error, "naam"),
                                    {typed.get("naam"), html::InputKind::text, html::InputWidth::full, "off"}) +
                       html::radio_group(visit.say, field(visit, error, "recht"), rights, typed.get("recht")) +
                       html::date_field(visit.say, field(visit, error, "einde"), end) +
                       html::button(visit.say("sensing.keys.make")));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  CredentialPageParts parts_;
};

}  // namespace

void add_credential_pages(http::Router& router, const CredentialPageParts& parts) {
  const auto pages = std::make_shared<CredentialPages>(parts);
  const auto add = [&](http::Method method, const std::string& pattern, std::string summary,
                       Result<Response> (CredentialPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = home + pattern;
    route.summary = std::move(summary);
    route.handler = parts.gate.staff({people::Role::administrator},
                                     [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  using enum http::Method;
  add(get, "", "Keys of other systems for measurements", &CredentialPages::list);
  add(post, "", "Make a key for another system", &CredentialPages::issue);
  add(post, "/{id}/intrekken", "Withdraw a key of another system", &CredentialPages::withdraw);
}

}  // namespace sas::sensing
