#pragma once
#include <memory>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "html/page.h"

/// For the files of this room only.
namespace sas::desk {

/// Who may see cases and people; who may change cases; who may look after the system.
[[nodiscard]] std::vector<people::Role> case_workers();
[[nodiscard]] std::vector<people::Role> deciders();
[[nodiscard]] std::vector<people::Role> managing();
[[nodiscard]] bool has_any(const people::Viewer& viewer, const std::vector<people::Role>& roles);

/// Adds one page of `pages` for employees with one of the roles.
template <typename Pages>
void add_page(http::Router& router, const DeskParts& parts, const std::shared_ptr<Pages>& pages,
              std::vector<people::Role> roles, http::Method method, std::string pattern, std::string summary,
              Result<http::Response> (Pages::*page)(const people::Visit&) const) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler =
      parts.gate.staff(std::move(roles), [pages, page](const people::Visit& visit) { return ((*pages).*page)(visit); });
  router.add(std::move(route));
}

/// An empty page of the workplace with its title and h1.
[[nodiscard]] html::Page desk_page(const people::Visit& visit, const std::string& title);

void add_list_pages(http::Router& router, const DeskParts& parts);
void add_case_pages(http::Router& router, const DeskParts& parts);
void add_clock_pages(http::Router& router, const DeskParts& parts);
void add_letter_pages(http::Router& router, const DeskParts& parts);
void add_search_pages(http::Router& router, const DeskParts& parts);
void add_person_pages(http::Router& router, const DeskParts& parts);
void add_contact_pages(http::Router& router, const DeskParts& parts);
void add_visit_pages(http::Router& router, const DeskParts& parts);
void add_manage_pages(http::Router& router, const DeskParts& parts);

}  // namespace sas::desk
