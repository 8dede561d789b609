#include "suppliers/key_pages.h"

#include <memory>

#include "embedded/suppliers_texts.h"
#include "html/components.h"
#include "store/store.h"

namespace sas::suppliers {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::string_view home = "/balie/open-data/sleutels";
constexpr int usual_life_days = 365;

html::Page desk_page(const Visit& visit) {
  html::Page page;
  page.title = visit.say("suppliers.title");
  page.index = html::Page::Index::forbid;
  page.face = html::Page::Face::workplace;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = {{visit.say("suppliers.desk"), visit.url("/balie")},
                      {visit.say("suppliers.open-data"), visit.url("/balie/open-data")}};
  page.body = html::heading(1, page.title) + html::lead(visit.say("suppliers.lead"));
  return page;
}

/// The names of the fields on the page, by what make_key calls them.
std::string name_of(std::string_view key) {
  if (key == "owner") return "eigenaar";
  if (key == "purpose") return "doel";
  return key == "scopes" ? "mag" : "tot";
}

std::vector<html::FieldMessage> messages_of(const Visit& visit, const Error& error) {
  std::vector<html::FieldMessage> out;
  for (const FieldError& wrong : error.fields)
    out.push_back({name_of(wrong.field), visit.say("suppliers.wrong." + wrong.field)});
  return out;
}

html::Field field_of(const Visit& visit, const std::string& key, const Error* error) {
  html::Field out;
  out.name = name_of(key);
  out.label = visit.say("suppliers.field." + key);
  if (error != nullptr)
    for (const FieldError& wrong : error->fields)
      if (wrong.field == key) out.error = visit.say("suppliers.wrong." + key);
  return out;
}

/// What somebody filled in.
struct KeyForm {
  std::string owner, purpose, until;
  std::vector<std::string> scopes;
};

Html make_form(const Visit& visit, const KeyForm& filled, const Error* error) {
  std::vector<html::Choice> choices;
  for (const Scope scope : all_scopes()) {
    const std::string word(to_text(scope));
    choices.push_back({word, visit.say("suppliers.scope." + word)});
  }
  html::TextInput owner, purpose, until;
  owner.value = filled.owner;
  owner.autocomplete = "off";
  purpose.value = filled.purpose;
  purpose.autocomplete = "off";
  until.value = filled.until;
  until.autocomplete = "off";
  until.width = html::InputWidth::short_text;
  const Html fields = html::text_field(visit.say, field_of(visit, "owner", error), owner) +
                      html::text_field(visit.say, field_of(visit, "purpose", error), purpose) +
                      html::checkbox_group(visit.say, field_of(visit, "scopes", error), choices, filled.scopes) +
                      html::text_field(visit.say, field_of(visit, "until", error), until) +
                      html::button(visit.say("suppliers.make"));
  return html::section("maken", visit.say("suppliers.make-title"),
                       html::form({visit.url(home), visit.csrf_token}, fields));
}

std::string state_key(const Key& key, Date today) {
  if (key.revoked_at) return "suppliers.state.revoked";
  return key.until < today ? "suppliers.state.ended" : "suppliers.state.works";
}

class KeyPages {
 public:
  KeyPages(const people::Gate& gate, store::Store& records, const KeyParts& parts)
      : gate_(gate), records_(records), parts_(parts) {}

  Result<Response> list(const Visit& visit) const { return shown(visit, {}, nullptr, 200); }

  Result<Response> make(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const KeyForm filled{form->fields.get("eigenaar"), form->fields.get("doel"), form->fields.get("tot"),
                         form->fields.all("mag")};
    NewKey key{filled.owner, filled.purpose, {}, {}};
    for (const std::string& word : filled.scopes)
      if (const auto scope = scope_from(word)) key.scopes.insert(*scope);
    // A day that cannot be read is a day in the past: make_key says which field is wrong.
    key.until = parse_iso_date(filled.until).value_or(from_days(0));
    const auto made = records_.write([&](store::WriteTx& tx) -> Result<std::string> {
      return make_key(tx, parts_, key, visit.viewer.acting_text());
    });
    if (!made && made.error().kind == ErrorKind::invalid) return shown(visit, filled, &made.error(), 422);
    if (!made) return fail(Error(made.error()));
    html::Page page = desk_page(visit);
    page.body += html::alert(visit.say, html::AlertKind::ok, visit.say("suppliers.made"),
                             html::paragraph(visit.say("suppliers.made-once")) + html::paragraph(html::strong(*made)));
    page.body += html::paragraph(html::link(visit.say("suppliers.back"), visit.url(home)));
    Response response = gate_.show(visit, std::move(page));
    return response.with("Cache-Control", "no-store");
  }

  Result<Response> revoke(const Visit& visit) const {
    const auto done = records_.write([&](store::WriteTx& tx) -> Result<Done> {
      return revoke_key(tx, parts_, visit.request.param("key"), visit.viewer.acting_text());
    });
    if (!done) return fail(Error(done.error()));
    return http::see_other(visit.url(home));
  }

 private:
  Result<Response> shown(const Visit& visit, KeyForm filled, const Error* error, int status) const {
    const auto keys = records_.read([](store::ReadTx& tx) -> Result<std::vector<Key>> { return all_keys(tx); });
    if (!keys) return fail(Error(keys.error()));
    const Date today = local_date(parts_.clock.now());
    if (filled.until.empty()) filled.until = format_iso_date(from_days(to_days(today) + usual_life_days));
    html::Page page = desk_page(visit);
    if (error != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, messages_of(visit, *error)) + page.body;
    }
    page.body += table_of(visit, *keys, today) + make_form(visit, filled, error);
    return gate_.show(visit, std::move(page), status);
  }

  static Html table_of(const Visit& visit, const std::vector<Key>& keys, Date today) {
    html::Table table;
    table.caption = visit.say("suppliers.keys");
    for (const char* column : {"owner", "purpose", "scopes", "until", "state", "revoke"})
      table.columns.push_back({visit.say("suppliers.column." + std::string(column))});
    table.empty_text = visit.say("suppliers.none");
    for (const Key& key : keys) {
      std::string scopes;
      for (const Scope scope : key.scopes)
        scopes += (scopes.empty() ? "" : ", ") + visit.say("suppliers.scope." + std::string(to_text(scope)));
      const std::string state = state_key(key, today);
      const bool works = state == "suppliers.state.works";
      table.rows.push_back({Html(key.owner), Html(key.purpose), Html(scopes),
                            Html(html::short_date(key.until, visit.language())),
                            html::badge(visit.say(state), works ? html::Tone::ok : html::Tone::neutral),
                            works ? revoke_form(visit, key) : Html("—")});
    }
    return html::section("sleutels", visit.say("suppliers.keys"), html::table(table));
  }

  static Html revoke_form(const Visit& visit, const Key& key) {
    return html::form(
        {visit.url(std::string(home) + "/" + key.id + "/intrekken"), visit.csrf_token},
        html::button(visit.say("suppliers.revoke", {{"purpose", key.purpose}}), html::ButtonKind::danger));
  }

  const people::Gate& gate_;
  store::Store& records_;
  const KeyParts parts_;
};

}  // namespace

std::span<const embedded::File> texts() {
  return embedded::suppliers_texts();
}

void add_key_pages(http::Router& router, const people::Gate& gate, store::Store& records, const KeyParts& parts) {
  const auto pages = std::make_shared<KeyPages>(gate, records, parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary,
                       Result<Response> (KeyPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = gate.staff({people::Role::administrator},
                               [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  add(http::Method::get, std::string(home), "Keys of data owners", &KeyPages::list);
  add(http::Method::post, std::string(home), "Make a key", &KeyPages::make);
  add(http::Method::post, std::string(home) + "/{key}/intrekken", "Revoke a key", &KeyPages::revoke);
}

}  // namespace sas::suppliers
