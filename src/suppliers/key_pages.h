#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "http/router.h"
#include "people/gate.h"
#include "suppliers/keys.h"

/// The workplace: /balie/open-data/sleutels, for administrators.
namespace sas::suppliers {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// All keys, the form to make one, and the button that revokes one. A new key is shown on the answer to the form and
/// nowhere else. `records` and the parts outlive the router.
void add_key_pages(http::Router& router, const people::Gate& gate, store::Store& records, const KeyParts& parts);

}  // namespace sas::suppliers
