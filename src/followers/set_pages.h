#pragma once
#include <string>

#include "html/page.h"
#include "people/gate.h"
#include "releases/public_reader.h"

/// What the pages of this room about a set begin with.
namespace sas::followers {

/// A page under "Open data" with its heading, not for search engines.
[[nodiscard]] html::Page follow_page(const people::Visit& visit, const std::string& title);

struct SetPage {
  std::string dataset;
  html::Page page;
};
/// The same about the set of the request; `title_key` is a text with {set}. Error `dataset-unknown`.
[[nodiscard]] Result<SetPage> set_page(const people::Visit& visit, releases::PublicReader& reader,
                                       std::string_view title_key);
/// The page with what is wrong with a field above its heading; as it was when `error` is empty.
[[nodiscard]] html::Page with_error(const people::Visit& visit, html::Page page, const std::string& field,
                                    const std::string& error);

}  // namespace sas::followers
