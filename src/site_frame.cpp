#include "site_frame.h"

#include "showcase/showcase.h"

namespace sas {

http::Response SiteFrame::show(const http::Request& request, html::Page page) const {
  return gate_.anyone([&](const people::Visit& visit) -> Result<http::Response> {
    return gate_.show(visit, std::move(page));
  })(request);
}

http::Response SiteFrame::refuse(const http::Request& request, const Error& error) const {
  return gate_.anyone([&](const people::Visit&) -> Result<http::Response> { return fail(Error(error)); })(request);
}

std::string SiteFrame::question_url(std::string_view dataset, Language language) const {
  return question_path(file_, dataset, language);
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

std::string SiteFrame::reuse_url(std::string_view dataset, Language language) const {
  return std::string(language == Language::en ? "/en" : "") + "/data/" + std::string(dataset) + "/laat-zien";
}

std::vector<portal::Reuse> SiteFrame::showcase(std::string_view dataset) const {
  std::vector<portal::Reuse> out = portal::reuses_of(file_.showcase, dataset);
  // The page of a set is worth more than what others made with it: without the records it goes on.
  for (const showcase::Reuse& one : showcase::shown(records_, dataset).value_or(std::vector<showcase::Reuse>()))
    out.push_back(
        {one.what.dataset, one.what.title, one.what.url, one.what.made_by, {one.what.summary, one.what.summary}});
  return out;
}

int SiteFrame::answer_days() const {
  const catalogue::Product* product = catalogue_.find(file_.question_product);
  const catalogue::Promise* promise = product == nullptr ? nullptr : product->promise_on(local_date(clock_.now()));
  const bool is_days = promise != nullptr && promise->counting == calendar::Counting::working_days;
  return is_days ? promise->length.count : 0;
}

}  // namespace sas
