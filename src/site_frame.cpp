#include "site_frame.h"

namespace sas {

http::Response SiteFrame::show(const http::Request& request, html::Page page) const {
  return gate_.anyone([&](const people::Visit& visit) -> Result<http::Response> {
    return gate_.show(visit, std::move(page));
  })(request);
}

http::Response SiteFrame::refuse(const http::Request& request, const Error& error) const {
  return gate_.anyone([&](const people::Visit&) -> Result<http::Response> { return fail(Error(error)); })(request);
}

std::string SiteFrame::question_url(std::string_view, Language language) const {
  return std::string(language == Language::en ? "/en" : "") + "/producten/" + file_.question_product.text() +
         "/aanvragen";
}

std::string SiteFrame::follow_url(std::string_view dataset, Language language) const {
  return std::string(language == Language::en ? "/en" : "") + "/data/" + std::string(dataset) + "/volgen";
}

std::string SiteFrame::form_token(const http::Request& request) const {
  std::string token;
  (void)gate_.anyone([&](const people::Visit& visit) -> Result<http::Response> {
    token = visit.csrf_token;
    return http::Response{};
  })(request);
  return token;
}

int SiteFrame::answer_days() const {
  const catalogue::Product* product = catalogue_.find(file_.question_product);
  const catalogue::Promise* promise = product == nullptr ? nullptr : product->promise_on(local_date(clock_.now()));
  const bool is_days = promise != nullptr && promise->counting == calendar::Counting::working_days;
  return is_days ? promise->length.count : 0;
}

}  // namespace sas
