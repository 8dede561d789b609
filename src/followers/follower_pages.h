#pragma once
#include <span>

#include "base/embedded.h"
#include "followers/followers.h"
#include "http/router.h"
#include "people/gate.h"

namespace sas::followers {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// /data/{set}/volgen, /data/volgen/bevestigen and /data/volgen/stoppen. Links in mails are opened by programs as well,
/// so opening one changes nothing: the page has one button that does. All parts outlive the router.
void add_follower_pages(http::Router& router, const people::Gate& gate, const FollowerParts& parts);

}  // namespace sas::followers
