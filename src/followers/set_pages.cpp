#include "followers/set_pages.h"

#include "html/components.h"

namespace sas::followers {

html::Page follow_page(const people::Visit& visit, const std::string& title) {
  html::Page page;
  page.title = title;
  page.index = html::Page::Index::forbid;
  page.breadcrumbs = {{visit.say("followers.data"), visit.url("/data")}};
  page.body = html::heading(1, title);
  return page;
}

Result<SetPage> set_page(const people::Visit& visit, releases::PublicReader& reader, std::string_view title_key) {
  const auto catalogue = reader.catalogue();
  const auto* history = catalogue->find(visit.request.param("set"));
  const auto current = history == nullptr ? nullptr : history->current();
  if (current == nullptr) return fail(ErrorKind::not_found, "dataset-unknown");
  const std::string title = current->release.description.title.in(visit.language());
  SetPage out{history->dataset, follow_page(visit, visit.say(title_key, {{"set", title}}))};
  out.page.breadcrumbs.push_back({title, visit.url("/data/" + history->dataset)});
  return out;
}

html::Page with_error(const people::Visit& visit, html::Page page, const std::string& field, const std::string& error) {
  if (error.empty()) return page;
  page.state = html::Page::State::has_errors;
  page.body = html::error_summary(visit.say, {{field, error}}) + page.body;
  return page;
}

}  // namespace sas::followers
