#include "sensing/area_pages.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "html/components.h"
#include "html/workplace_page.h"
#include "sensing/area_store.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::size_t largest_file = std::size_t{32} << 20U;
constexpr std::size_t refusals_shown = 50;

/// What somebody sent: a list and what was wrong with the file.
struct Sent {
  enum class Kept { yes, no } kept = Kept::no;
  AreaList list;
  std::vector<AreaRefusal> refused;
};

Result<Sent> read_sent(const http::Form& form) {
  Error error{ErrorKind::invalid, "areas-upload", {}, {}};
  const std::string name(trim(form.fields.get("lijst")));
  const bool has_file = !form.uploads.empty() && !form.uploads[0].content.empty();
  if (!is_area_list_name(name)) error.fields.push_back({"lijst", "areas-list"});
  if (!has_file) error.fields.push_back({"bestand", "areas-file"});
  if (!error.fields.empty()) return fail(std::move(error));
  auto file = read_area_file(form.uploads[0].content);
  const bool is_empty = file && file->areas.empty() && file->refused.empty();
  if (!file || is_empty) {
    const bool in_metres = !file && file.error().code == "areas-grid";
    error.fields.push_back({"bestand", in_metres ? "areas-metres" : "areas-unreadable"});
    return fail(std::move(error));
  }
  return Sent{Sent::Kept::no, {name, std::move(file->areas)}, std::move(file->refused)};
}

class AreaPages {
 public:
  explicit AreaPages(const AreaPageParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const { return list_page(visit, {}, nullptr); }

  Result<Response> upload(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    auto sent = read_sent(*form);
    if (!sent) return list_page(visit, form->fields, &sent.error());
    // A list without areas would take away what is there: then nothing is kept.
    if (form->fields.get("doe") == "bewaren" && !sent->list.areas.empty()) {
      if (const auto saved = save(visit, sent->list); !saved) return fail(Error(saved.error()));
      sent->kept = Sent::Kept::yes;
    }
    return report_page(visit, *sent);
  }

  Result<Response> remove(const Visit& visit) const {
    const std::string& name = visit.request.param("list");
    const auto lists = read_lists();
    if (!lists) return fail(Error(lists.error()));
    const bool known =
        std::any_of(lists->begin(), lists->end(), [&](const AreaList& list) { return list.name == name; });
    if (!known) return fail(ErrorKind::not_found, "areas-list-unknown");
    if (const auto saved = save(visit, {name, {}}); !saved) return fail(Error(saved.error()));
    return http::see_other(visit.url("/balie/gebieden"));
  }

 private:
  Result<std::vector<AreaList>> read_lists() const {
    return parts_.records.read([](store::ReadTx& tx) -> Result<std::vector<AreaList>> { return all_area_lists(tx); });
  }

  Result<Done> save(const Visit& visit, const AreaList& list) const {
    return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      save_areas(tx, parts_.ledger, list, visit.viewer.acting_text());
      return Done{};
    });
  }

  Result<Response> list_page(const Visit& visit, const http::Fields& typed, const Error* error) const {
    const auto lists = read_lists();
    if (!lists) return fail(Error(lists.error()));
    html::Page page = html::workplace_page(visit.say, visit.say("sensing.areas.title"), error);
    page.body += html::lead(visit.say("sensing.areas.lead"));
    page.body += lists_section(visit, *lists) + upload_section(visit, typed, error);
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  static Html lists_section(const Visit& visit, const std::vector<AreaList>& lists) {
    html::Table out;
    out.caption = visit.say("sensing.areas.lists");
    out.columns = {{visit.say("sensing.areas.list")},
                   {visit.say("sensing.areas.count"), html::Column::Align::end},
                   {visit.say("sensing.areas.action")}};
    out.empty_text = visit.say("sensing.areas.none");
    for (const AreaList& list : lists)
      out.rows.push_back({html::link(list.name, visit.url("/balie/verkennen?lijst=" + list.name)),
                          html::number(static_cast<std::int64_t>(list.areas.size()), visit.language()),
                          html::form({visit.url("/balie/gebieden/" + list.name + "/verwijderen"), visit.csrf_token},
                                     html::button(visit.say("sensing.areas.remove", {{"list", list.name}}),
                                                  html::ButtonKind::danger))});
    return html::section("lijsten", out.caption, html::table(out));
  }

  static html::Field field(const Visit& visit, const Error* error, const std::string& name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("sensing.areas.field." + name);
    out.description = visit.say("sensing.areas.about." + name);
    if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
    return out;
  }

  static Html upload_section(const Visit& visit, const http::Fields& typed, const Error* error) {
    html::TextInput name;
    name.value = typed.has("lijst") ? typed.get("lijst") : std::string(usual_area_list);
    name.width = html::InputWidth::half;
    html::FileInput file;
    file.accept = ".geojson,.json,.csv";
    file.kinds = "geojson, json, csv";
    file.max_bytes = largest_file;
    const Html buttons = html::button_group(
        {html::button(visit.say("sensing.areas.try"), html::ButtonKind::secondary, "doe", "proberen"),
         html::button(visit.say("sensing.areas.keep"), html::ButtonKind::primary, "doe", "bewaren")});
    return html::section("bestand-met-gebieden", visit.say("sensing.areas.upload"),
                         html::form({visit.url("/balie/gebieden"), visit.csrf_token, html::FormSpec::Encoding::files},
                                    html::text_field(visit.say, field(visit, error, "lijst"), name) +
                                        html::file_field(visit.say, field(visit, error, "bestand"), file) + buttons));
  }

  Result<Response> report_page(const Visit& visit, const Sent& sent) const {
    const bool kept = sent.kept == Sent::Kept::yes;
    const Language l = visit.language();
    html::Page page = html::workplace_page(visit.say, visit.say(kept ? "sensing.areas.kept" : "sensing.areas.tried"));
    page.breadcrumbs = {{visit.say("sensing.areas.title"), visit.url("/balie/gebieden")}};
    page.body +=
        html::data_list(
            {{visit.say("sensing.areas.list"), Html(sent.list.name)},
             {visit.say("sensing.areas.accepted"), html::number(static_cast<std::int64_t>(sent.list.areas.size()), l)},
             {visit.say("sensing.areas.refused"), html::number(static_cast<std::int64_t>(sent.refused.size()), l)}}) +
        refusals_section(visit, sent.refused);
    std::vector<Html> ways{
        html::link_button(visit.say("sensing.areas.again"), visit.url("/balie/gebieden"), html::ButtonKind::secondary)};
    if (kept)
      ways.push_back(
          html::link_button(visit.say("sensing.areas.look"), visit.url("/balie/verkennen?lijst=" + sent.list.name)));
    page.body += html::button_group(ways);
    return parts_.gate.show(visit, std::move(page));
  }

  static Html refusals_section(const Visit& visit, const std::vector<AreaRefusal>& refused) {
    html::Table out;
    out.caption = visit.say("sensing.areas.refusals");
    for (const char* column : {"number", "name", "why"})
      out.columns.push_back({visit.say("sensing.areas." + std::string(column))});
    out.empty_text = visit.say("sensing.areas.all-right");
    for (std::size_t i = 0; i < std::min(refusals_shown, refused.size()); ++i)
      out.rows.push_back({html::number(static_cast<std::int64_t>(refused[i].number), visit.language()),
                          Html(refused[i].name.empty() ? "—" : refused[i].name),
                          Html(visit.say("sensing.areas.reason." + refused[i].reason))});
    if (refused.size() > refusals_shown)
      out.foot = Html(visit.say("sensing.areas.more",
                                {{"n", html::number(static_cast<std::int64_t>(refusals_shown), visit.language())}}));
    return html::section("geweigerd", out.caption, html::table(out));
  }

  AreaPageParts parts_;
};

}  // namespace

void add_area_pages(http::Router& router, const AreaPageParts& parts) {
  const auto pages = std::make_shared<AreaPages>(parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary, std::size_t max_body,
                       Result<Response> (AreaPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.max_body = max_body;
    route.handler = parts.gate.staff({people::Role::editor, people::Role::administrator},
                                     [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  constexpr std::size_t plain = 64 * 1024;
  add(http::Method::get, "/balie/gebieden", "Lists of areas", plain, &AreaPages::show);
  add(http::Method::post, "/balie/gebieden", "Try a file of areas, or replace a list", largest_file + plain,
      &AreaPages::upload);
  add(http::Method::post, "/balie/gebieden/{list}/verwijderen", "Take away a list of areas", plain, &AreaPages::remove);
}

}  // namespace sas::sensing
