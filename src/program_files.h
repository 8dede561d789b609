#pragma once
#include "html/page.h"
#include "http/router.h"

namespace sas {

/// Adds /assets/{file} (style sheet, script, icon) and /theme/{file}. With the version of the site in the address a
/// file may be kept for ever.
void add_program_files(http::Router& router, const html::Site& site);

}  // namespace sas
