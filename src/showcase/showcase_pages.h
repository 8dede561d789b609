#pragma once
#include <span>

#include "base/embedded.h"
#include "http/router.h"
#include "people/gate.h"
#include "showcase/showcase.h"

namespace sas::showcase {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// /data/{set}/laat-zien for everybody, and /balie/open-data/gemaakt for editors and administrators. Gate and parts
/// outlive the router.
void add_showcase_pages(http::Router& router, const people::Gate& gate, const ShowcaseParts& parts);

}  // namespace sas::showcase
