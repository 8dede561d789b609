#pragma once
#include "catalogue/catalogue.h"
#include "people/gate.h"
#include "publisher.h"
#include "store/store.h"

namespace sas {

/// The frame of the whole site around the pages on open data: header, navigation and session as on every other page.
class SiteFrame final : public portal::Frame {
 public:
  /// All outlive it.
  SiteFrame(const people::Gate& gate, const html::Texts& texts, const catalogue::Catalogue& catalogue,
            const Clock& clock, store::Store& records, PublisherFile file)
      : gate_(gate), texts_(texts), catalogue_(catalogue), clock_(clock), records_(records), file_(std::move(file)) {}

  [[nodiscard]] http::Response show(const http::Request& request, html::Page page) const override;
  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) const override;
  [[nodiscard]] const html::Texts& texts() const override { return texts_; }
  [[nodiscard]] const portal::Publisher& publisher() const override { return file_.publisher; }
  [[nodiscard]] std::string question_url(std::string_view dataset, Language language) const override;
  [[nodiscard]] std::string follow_url(std::string_view dataset, Language language) const override;
  [[nodiscard]] int answer_days() const override;
  [[nodiscard]] std::string reuse_url(std::string_view dataset, Language language) const override;
  /// Those of the editor, and those that the desk agreed to.
  [[nodiscard]] std::vector<portal::Reuse> showcase(std::string_view dataset) const override;
  [[nodiscard]] std::string form_token(const http::Request& request) const override;

 private:
  const people::Gate& gate_;
  const html::Texts& texts_;
  const catalogue::Catalogue& catalogue_;
  const Clock& clock_;
  store::Store& records_;
  PublisherFile file_;
};

}  // namespace sas
