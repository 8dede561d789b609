#include "html/workplace_page.h"

#include "html/components.h"

namespace sas::html {

Page workplace_page(const Say& say, std::string title, const Error* error) {
  Page page;
  page.title = std::move(title);
  page.face = Page::Face::workplace;
  page.index = Page::Index::forbid;
  if (error != nullptr) {
    page.state = Page::State::has_errors;
    page.body = error_summary(say, messages_of(say, *error));
  }
  page.body += heading(1, page.title);
  return page;
}

}  // namespace sas::html
