#include "feeds/upload_pages.h"

#include <algorithm>
#include <memory>

#include "feeds/mapping_form.h"
#include "feeds/reasons.h"
#include "html/components.h"
#include "html/workplace_page.h"

namespace sas::feeds {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::size_t largest_file = std::size_t{32} << 20U;
constexpr std::size_t shown_rejections = 20;

std::string reason_text(const Visit& visit, const std::string& reason) {
  const auto known = rejection_reasons();
  if (std::find(known.begin(), known.end(), reason) != known.end()) return visit.say("feeds.reason." + reason);
  if (reason.starts_with("unwelcome-")) return visit.say("feeds.upload.unwelcome");
  return reason;
}

/// What became of a file, whether it was kept or only tried.
struct Outcome {
  enum class Kept { yes, no } kept = Kept::no;
  ImportReport report;
};

Outcome tried(const Collected& collected) {
  Outcome out;
  out.report.accepted = collected.accepted;
  out.report.rejected = static_cast<std::int64_t>(collected.rejections.size());
  out.report.values = static_cast<std::int64_t>(collected.readings.size());
  for (const Rejection& one : collected.rejections) {
    ++out.report.rejected_by_reason[one.reason];
    if (out.report.first_rejections.size() < rejections_kept) out.report.first_rejections.push_back(one);
  }
  for (const Reading& one : collected.readings) {
    if (!out.report.from || one.time < *out.report.from) out.report.from = one.time;
    if (!out.report.until || one.time > *out.report.until) out.report.until = one.time;
  }
  for (const sensing::SeriesDescription& one : collected.series) out.report.series.push_back(one.key);
  return out;
}

class UploadPages {
 public:
  explicit UploadPages(const UploadParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const { return list_page(visit, nullptr); }

  Result<Response> upload(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto outcome = take(*form);
    if (!outcome) {
      if (outcome.error().kind != ErrorKind::invalid) return fail(Error(outcome.error()));
      return list_page(visit, &outcome.error());
    }
    const std::string title = outcome->kept == Outcome::Kept::yes ? "feeds.upload.kept" : "feeds.upload.tried";
    html::Page page = html::workplace_page(visit.say, visit.say(title));
    page.body += report_section(visit, *outcome) +
                 html::paragraph(html::link(visit.say("feeds.upload.again"), visit.url("/balie/metingen")));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> mapping(const Visit& visit) const {
    const auto found = named(visit.request.param("name"));
    if (!found) return fail(Error(found.error()));
    return mapping_page(visit, form_fields(*found), nullptr);
  }
  Result<Response> new_mapping(const Visit& visit) const { return mapping_page(visit, {}, nullptr); }

  Result<Response> save(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto mapping = mapping_of(form->fields);
    if (!mapping) return mapping_page(visit, form->fields, &mapping.error());
    const auto saved = parts_.intake.records.write([&](store::WriteTx& tx) -> Result<Done> {
      save_mapping(tx, parts_.intake.clock, *mapping);
      ledger::NewEvent event;
      event.kind = "feed.mapping-saved";
      event.subject = "mapping:" + mapping->name;
      event.acting = visit.viewer.acting_text();
      parts_.intake.ledger.append(tx, event);
      return Done{};
    });
    if (!saved) return fail(Error(saved.error()));
    return http::see_other(visit.url("/balie/metingen"));
  }

 private:
  Result<Mapping> named(const std::string& name) const {
    return parts_.intake.records.read([&](store::ReadTx& tx) -> Result<Mapping> {
      auto found = mapping_named(tx, name);
      if (!found) return fail(ErrorKind::not_found, "mapping-unknown");
      return *std::move(found);
    });
  }

  Result<Outcome> take(const http::Form& form) const {
    const auto wrong = [](const char* field, const char* code) {
      return fail(Error{ErrorKind::invalid, code, {}, {{field, code}}});
    };
    const auto mapping = named(form.fields.get("indeling"));
    if (!mapping) return wrong("indeling", "upload-mapping");
    if (form.uploads.empty() || form.uploads[0].content.empty()) return wrong("bestand", "upload-file");
    const std::string& text = form.uploads[0].content;
    Result<Outcome> out = Outcome{};
    if (form.fields.get("doe") == "inlezen") {
      auto report = import_mapped_text(*mapping, text, parts_.intake);
      if (report) return Outcome{Outcome::Kept::yes, *std::move(report)};
      out = fail(std::move(report));
    } else {
      Collected collected;
      const auto read = read_mapped(*mapping, text, collected);
      if (read) return tried(collected);
      out = fail(Error(read.error()));
    }
    // The file as a whole could not be read: the reader's code says why.
    if (out.error().kind != ErrorKind::invalid) return out;
    const bool columns = out.error().code == "column-missing";
    return wrong("bestand", columns ? "upload-columns" : "upload-unreadable");
  }

  Result<Response> list_page(const Visit& visit, const Error* error) const {
    const auto mappings =
        parts_.intake.records.read([](store::ReadTx& tx) -> Result<std::vector<Mapping>> { return all_mappings(tx); });
    if (!mappings) return fail(Error(mappings.error()));
    html::Page page = html::workplace_page(visit.say, visit.say("feeds.upload.title"), error);
    page.body += html::lead(visit.say("feeds.upload.lead"));
    if (!mappings->empty())
      page.body +=
          html::section("bestand-inlezen", visit.say("feeds.upload.file"), upload_form(visit, *mappings, error));
    page.body += mappings_section(visit, *mappings);
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  static html::Field field(const Visit& visit, const Error* error, const std::string& name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("feeds.upload.field." + name);
    if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
    return out;
  }

  static Html upload_form(const Visit& visit, const std::vector<Mapping>& mappings, const Error* error) {
    std::vector<html::Choice> choices;
    for (const Mapping& one : mappings) choices.push_back({one.name, one.title, ""});
    html::FileInput file;
    file.accept = ".csv,.txt,.json,.geojson";
    file.kinds = "csv, json, geojson";
    file.max_bytes = largest_file;
    return html::form(
        {visit.url("/balie/metingen"), visit.csrf_token, html::FormSpec::Encoding::files},
        html::select_field(visit.say, field(visit, error, "indeling"), choices, "") +
            html::file_field(visit.say, field(visit, error, "bestand"), file) +
            html::button_group(
                {html::button(visit.say("feeds.upload.try"), html::ButtonKind::secondary, "doe", "proberen"),
                 html::button(visit.say("feeds.upload.keep"), html::ButtonKind::primary, "doe", "inlezen")}));
  }

  static Html mappings_section(const Visit& visit, const std::vector<Mapping>& mappings) {
    html::Table out;
    out.caption = visit.say("feeds.mappings.caption");
    for (const char* column : {"title", "source", "columns"})
      out.columns.push_back({visit.say("feeds.mappings." + std::string(column))});
    out.empty_text = visit.say("feeds.mappings.none");
    for (const Mapping& one : mappings)
      out.rows.push_back({html::link(one.title, visit.url("/balie/metingen/indelingen/" + one.name)), one.source,
                          html::number(static_cast<std::int64_t>(one.columns.size()), visit.language())});
    return html::section("indelingen", visit.say("feeds.mappings.title"),
                         html::paragraph(visit.say("feeds.mappings.text")) + html::table(out) +
                             html::link_button(visit.say("feeds.mappings.new"), visit.url("/balie/metingen/indelingen"),
                                               html::ButtonKind::secondary));
  }

  Result<Response> mapping_page(const Visit& visit, const http::Fields& typed, const Error* error) const {
    html::Page page = html::workplace_page(visit.say, visit.say("feeds.mapping.title"), error);
    page.breadcrumbs = {{visit.say("feeds.upload.title"), visit.url("/balie/metingen")}};
    page.body += html::lead(visit.say("feeds.mapping.lead"));
    page.body += html::form({visit.url("/balie/metingen/indelingen"), visit.csrf_token},
                            mapping_fields(visit.say, typed, error) + html::button(visit.say("feeds.mapping.save")));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  static Html report_section(const Visit& visit, const Outcome& outcome) {
    const ImportReport& r = outcome.report;
    const Language l = visit.language();
    std::vector<html::Term> terms{
        {visit.say("feeds.report.accepted"), html::number(r.accepted, l)},
        {visit.say("feeds.report.rejected"), html::number(r.rejected, l)},
        {visit.say("feeds.report.values"), html::number(r.values, l)},
        {visit.say("feeds.report.series"), html::number(static_cast<std::int64_t>(r.series.size()), l)}};
    if (outcome.kept == Outcome::Kept::yes) {
      terms.push_back({visit.say("feeds.report.stored"), html::number(r.stored, l)});
      terms.push_back({visit.say("feeds.report.repeated"), html::number(r.repeated, l)});
      terms.push_back({visit.say("feeds.report.corrected"), html::number(r.corrected, l)});
      terms.push_back({visit.say("feeds.report.refused"), html::number(r.refused, l)});
      terms.push_back({visit.say("feeds.report.flagged"), html::number(r.flagged, l)});
    }
    html::Table out;
    out.caption = visit.say("feeds.report.caption");
    for (const char* column : {"line", "column", "reason"})
      out.columns.push_back({visit.say("feeds.report." + std::string(column))});
    out.empty_text = visit.say("feeds.report.none");
    for (std::size_t i = 0; i < std::min(shown_rejections, r.first_rejections.size()); ++i) {
      const Rejection& one = r.first_rejections[i];
      out.rows.push_back({html::number(one.line, l), Html(one.column.empty() ? "—" : one.column),
                          Html(reason_text(visit, one.reason))});
    }
    return html::section("verslag", visit.say("feeds.report.title"), html::data_list(terms)) +
           html::section("fouten", visit.say("feeds.report.errors"), html::table(out));
  }

  UploadParts parts_;
};

}  // namespace

void add_upload_pages(http::Router& router, const UploadParts& parts) {
  const auto pages = std::make_shared<UploadPages>(parts);
  const std::vector<people::Role> who{people::Role::editor, people::Role::administrator};
  const auto add = [&](http::Method method, std::string pattern, std::string summary, std::size_t max_body,
                       Result<Response> (UploadPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.max_body = max_body;
    route.handler = parts.gate.staff(who, [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  constexpr std::size_t plain = 64 * 1024;
  add(http::Method::get, "/balie/metingen", "Measurements from a file", plain, &UploadPages::show);
  add(http::Method::post, "/balie/metingen", "Try a file, or read it in", largest_file + plain, &UploadPages::upload);
  add(http::Method::get, "/balie/metingen/indelingen", "A new mapping of columns", plain, &UploadPages::new_mapping);
  add(http::Method::post, "/balie/metingen/indelingen", "Save a mapping of columns", plain, &UploadPages::save);
  add(http::Method::get, "/balie/metingen/indelingen/{name}", "A mapping of columns", plain, &UploadPages::mapping);
}

}  // namespace sas::feeds
