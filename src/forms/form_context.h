#pragma once
#include <string>

#include "forms/form_pages.h"

/// What the pages of a form share; for the files of this room only.
namespace sas::forms {

/// The draft of a request with its form.
struct OpenForm {
  Draft draft;
  const Definition* definition = nullptr;
  const catalogue::Product* product = nullptr;
  [[nodiscard]] bool sent() const { return !draft.case_id.empty(); }
  [[nodiscard]] std::string url(const people::Visit& visit, const std::string& step) const {
    return visit.url("/formulier/" + draft.id.text() + "/" + step);
  }
};

[[nodiscard]] const Definition* definition_of(const FormParts& parts, const ProductId& product);
[[nodiscard]] Result<OpenForm> open_form(const FormParts& parts, const people::Visit& visit);
[[nodiscard]] Key key_of(const people::Visit& visit);
/// The cookie that opens a draft in this browser.
[[nodiscard]] std::string draft_cookie(const FormParts& parts, const Started& started);
/// A page of the form with its title, not for search engines.
[[nodiscard]] html::Page form_page(const people::Visit& visit, const OpenForm& open, const std::string& title);
/// Check, send, receipt, keep, go on.
void add_form_end_pages(http::Router& router, const FormParts& parts);

}  // namespace sas::forms
