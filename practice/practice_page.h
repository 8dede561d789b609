#pragma once
#include <string>
#include <string_view>

#include "html/html.h"
#include "http/message.h"
#include "http/router.h"

namespace sas::practice {

/// A page of the practice town. Each one says that nothing is real.
[[nodiscard]] http::Response page(std::string_view title, const html::Html& body, int status = 200);
/// The style sheet of these pages, at /practice.css.
void add_style(http::Router& router);
/// Adds a route; api routes answer JSON.
void add(http::Router& router, http::Method method, std::string pattern, http::Audience audience, http::Handler handler);

}  // namespace sas::practice
