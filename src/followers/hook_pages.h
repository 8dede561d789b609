#pragma once
#include "followers/hooks.h"
#include "http/router.h"
#include "people/gate.h"

namespace sas::followers {

/// /data/{set}/webhook: a program asks to be told, without an account; and the page that stops it. The secret stands on
/// the answer to the form and nowhere else. Gate and parts outlive the router.
void add_hook_pages(http::Router& router, const people::Gate& gate, const HookParts& parts);

}  // namespace sas::followers
