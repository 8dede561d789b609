#pragma once
#include <span>

#include "base/embedded.h"
#include "harvest/harvester.h"
#include "http/router.h"
#include "people/gate.h"

/// The workplace: /balie/open-data/oogst, for editors and administrators.
namespace sas::harvest {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// Every origin with how it goes and what it has; a set of theirs with what it still waits for, and a declaration to
/// begin with. All parts outlive the router.
void add_harvest_pages(http::Router& router, const people::Gate& gate, const HarvestParts& parts);

/// A declaration to begin with: what the catalogue and the file say is filled in, and what only a human knows is
/// undecided, so that it blocks. Errors: those of opendata::look_at_file.
[[nodiscard]] Result<std::string> draft_of(const Origin& origin, const HarvestedSet& set, const std::string& path);

}  // namespace sas::harvest
