#pragma once
#include "people/login_pages.h"

namespace sas::people {

/// Adds /namens and /namens/stoppen: choosing for whom somebody acts.
void add_namens_pages(http::Router& router, const LoginParts& parts);

}  // namespace sas::people
