#include "base/text.h"
#include "html/components.h"
#include "portal/codes.h"
#include "portal/counter.h"
#include "portal/set_story.h"
#include "portal/version_diff.h"

/// All versions of a set, and one of them.
namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;
using releases::DataSetHistory;
using releases::Published;

std::string title_of(const Look& look, const DataSetHistory& history) {
  return history.releases.front()->release.description.title.in(look.language());
}

std::vector<html::Link> trail_to(const Look& look, const DataSetHistory& history) {
  std::vector<html::Link> out = trail(look);
  out.push_back({title_of(look, history), look.url(set_path(history.dataset))});
  return out;
}

Response all_versions(const Look& look, const DataSetHistory& history) {
  html::Page page;
  page.title = look.say("portal.versions.page", {{"title", title_of(look, history)}});
  page.breadcrumbs = trail_to(look, history);
  page.body =
      html::heading(1, page.title) + html::lead(look.say("portal.versions.text")) +
      versions_list(look, history, history.releases.size()) +
      html::paragraph(html::link(look.say("portal.questions.follow"), set_path(history.dataset) + "/feed.atom"));
  return look.frame.show(look.request, std::move(page));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

Html measured_changes(const Look& look, const releases::Release& before, const releases::Release& after) {
  const VersionDiff found = diff(before, after);
  const Language l = look.language();
  std::vector<Html> lines;
  if (found.content == VersionDiff::Content::same) lines.emplace_back(look.say("portal.diff.same"));
  if (found.rows > 0) lines.emplace_back(look.say("portal.diff.more", {{"rows", html::number(found.rows, l)}}));
  if (found.rows < 0) lines.emplace_back(look.say("portal.diff.fewer", {{"rows", html::number(-found.rows, l)}}));
  const auto add = [&](const std::vector<std::string>& names, const std::string& words) {
    if (!names.empty()) lines.emplace_back(words + " " + joined(names));
  };
  add(found.columns_new, look.say("portal.diff.columns-new"));
  add(found.columns_gone, look.say("portal.diff.columns-gone"));
  add(found.columns_retyped, look.say("portal.diff.columns-retyped"));
  add(found.formats_new, look.say("portal.diff.formats-new"));
  add(found.formats_gone, look.say("portal.diff.formats-gone"));
  if (lines.empty()) lines.emplace_back(look.say("portal.diff.values"));
  return html::section("verschil", look.say("portal.diff.title"), html::bullet_list(lines));
}

Html files(const Look& look, const Published& published) {
  std::vector<Html> items;
  const releases::Release& release = published.release;
  for (const releases::File& file : release.files) {
    const Format* format = find_format(file.format);
    const std::string name(format == nullptr ? std::string_view(file.format) : format->name);
    items.push_back(html::link(
        look.say("portal.download.button", {{"format", name}, {"size", html::file_size(file.bytes, look.language())}}),
        set_path(release.dataset) + "/versies/" + std::to_string(release.number) + "/" + url_encode(file.format)));
  }
  return html::section("downloaden", look.say("portal.download.title"), html::bullet_list(items));
}

Response one_version(const Look& look, const DataSetHistory& history, std::size_t place) {
  const Published& published = *history.releases[place];
  const releases::Release& release = published.release;
  const Language l = look.language();
  html::Page page;
  page.title =
      title_of(look, history) + ": " + look.say("portal.versions.number", {{"number", std::to_string(release.number)}});
  page.breadcrumbs = trail_to(look, history);
  page.breadcrumbs.push_back({look.say("portal.versions.title"), look.url(set_path(history.dataset) + "/versies")});
  page.body = html::heading(1, page.title);
  if (published.tombstone) {
    page.body += html::alert(
        look.say, html::AlertKind::warning,
        look.say("portal.versions.withdrawn", {{"date", html::short_date(local_date(published.tombstone->at), l)}}),
        html::paragraph(published.tombstone->reason.in(l)) + html::paragraph(look.say("portal.versions.delete")));
  } else {
    const std::string changed = release.changed.in(l);
    page.body += html::lead(changed.empty() ? look.say("portal.versions.first") : changed) + files(look, published);
  }
  page.body +=
      html::data_list({{look.say("portal.fact.date"), html::long_moment(release.at, l)},
                       {look.say("portal.fact.rows"), html::number(static_cast<std::int64_t>(release.rows), l)},
                       {look.say("portal.versions.approved"), release.approved_by},
                       {look.say("portal.versions.hash"), published.sha256}});
  if (place + 1 < history.releases.size())
    page.body += measured_changes(look, history.releases[place + 1]->release, release);
  Response response = look.frame.show(look.request, std::move(page));
  if (published.tombstone) response.status = 410;
  return response;
}

Response with_history(const SharedCounter& counter, const Request& request,
                      const std::function<Response(const Look&, const DataSetHistory&)>& show) {
  const Look look(counter->frame, request);
  const auto shelf = counter->shelves.now();
  const DataSetHistory* history = shelf->history(request.param("set"));
  if (history == nullptr || history->releases.empty()) return counter->frame.refuse(request, unknown_set());
  return show(look, *history);
}

Response find_version(const Look& look, const DataSetHistory& history) {
  const auto number = parse_int(look.request.param("number"));
  for (std::size_t i = 0; number && i < history.releases.size(); ++i)
    if (history.releases[i]->release.number == *number) return one_version(look, history, i);
  return look.frame.refuse(look.request, {ErrorKind::not_found, "release-unknown", "there is no such version", {}});
}

}  // namespace

void add_version_pages(http::Router& router, const SharedCounter& counter) {
  const auto add = [&](std::string pattern, std::string summary, http::Handler handler) {
    http::Route route;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = std::move(handler);
    router.add(std::move(route));
  };
  add("/data/{set}/versies", "All versions of a data set and what changed",
      [counter](const Request& request) { return with_history(counter, request, all_versions); });
  add("/data/{set}/versies/{number}", "One version of a data set",
      [counter](const Request& request) { return with_history(counter, request, find_version); });
}

}  // namespace sas::portal
