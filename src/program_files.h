#pragma once
#include "html/page.h"
#include "http/router.h"
#include "settings.h"

namespace sas {

/// What is the same on every page: the theme, the mode, and a version of all files together, so that browsers may keep
/// them for long.
[[nodiscard]] html::Site site_of(Mode mode, html::Theme theme);

/// Adds /assets/{file} (style sheet, script, icon) and /theme/{file}. With the version of the site in the address a
/// file may be kept for ever.
void add_program_files(http::Router& router, const html::Site& site);

}  // namespace sas
