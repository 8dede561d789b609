#include "desk/desk.h"

#include <algorithm>

#include "desk/routes.h"
#include "embedded/desk_texts.h"
#include "html/components.h"

namespace sas::desk {

using people::Role;

std::span<const embedded::File> texts() {
  return embedded::desk_texts();
}

std::vector<Role> case_workers() {
  return {Role::desk, Role::handler, Role::manager};
}
std::vector<Role> deciders() {
  return {Role::handler, Role::manager};
}
std::vector<Role> managing() {
  return {Role::administrator, Role::editor};
}

bool has_any(const people::Viewer& viewer, const std::vector<Role>& roles) {
  return std::any_of(roles.begin(), roles.end(), [&](Role role) { return viewer.has(role); });
}

html::Page desk_page(const people::Visit& visit, const std::string& title) {
  html::Page page;
  page.title = title;
  page.index = html::Page::Index::forbid;
  page.face = html::Page::Face::workplace;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = {{visit.say("desk.home"), visit.url("/balie")}};
  page.body = html::heading(1, title);
  return page;
}

void add_desk_pages(http::Router& router, const DeskParts& parts) {
  add_list_pages(router, parts);
  add_case_pages(router, parts);
  add_clock_pages(router, parts);
  add_letter_pages(router, parts);
  add_search_pages(router, parts);
  add_person_pages(router, parts);
  add_contact_pages(router, parts);
  add_visit_pages(router, parts);
  add_manage_pages(router, parts);
}

}  // namespace sas::desk
