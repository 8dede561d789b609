#pragma once
#include <vector>

#include "html/html.h"
#include "http/router.h"
#include "portal/counter.h"

namespace sas::portal {

/// The two choices that the page begins with, for the page that leads there: which API, with which set.
[[nodiscard]] html::Html try_choices(const Look& look, const http::Router& doors, const Shelf& shelf);
/// Adds /data/ontwikkelaars/proberen: choose an API, fill it in, see the address, the answer and the same call in four
/// languages. The page asks the doors of `router` itself, so what it shows is what anybody gets; `router` must not move
/// afterwards.
void add_try_pages(http::Router& router, const SharedCounter& counter);

}  // namespace sas::portal
