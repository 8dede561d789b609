#pragma once
#include <memory>
#include <string>

#include "http/router.h"
#include "http/spool.h"
#include "people/gate.h"

namespace sas::opendata {

/// Adds the pages of the desk of open data, for editors and administrators. Of this room only. Router and gate outlive
/// it; the gate outlives the router.
class DeskRoutes {
 public:
  /// `most_text`: bytes of a form that are no file.
  DeskRoutes(http::Router& router, const people::Gate& gate, std::shared_ptr<http::Spool> spool, std::size_t most_text)
      : router_(router), gate_(gate), spool_(std::move(spool)), most_text_(most_text) {}

  void add(http::Method method, std::string pattern, std::string summary, people::PageHandler page) const;
  /// A form with a file, which goes to the spool once it is known who sends it.
  void add_upload(std::string pattern, std::string summary, people::PageHandler page) const;

 private:
  void put(http::Route route, people::PageHandler page) const;
  http::Router& router_;
  const people::Gate& gate_;
  const std::shared_ptr<http::Spool> spool_;
  const std::size_t most_text_;
};

/// A member of a shared object as a page.
template <typename Pages>
[[nodiscard]] people::PageHandler page_of(std::shared_ptr<Pages> pages,
                                          Result<http::Response> (Pages::*page)(const people::Visit&) const) {
  return [pages = std::move(pages), page](const people::Visit& visit) { return ((*pages).*page)(visit); };
}

}  // namespace sas::opendata
