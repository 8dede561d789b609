#pragma once
#include <optional>
#include <string>

#include "base/random.h"
#include "http/router.h"
#include "lake/file_query.h"
#include "portal/frame.h"
#include "portal/read_key.h"
#include "releases/public_reader.h"

/// The public side: pages, downloads, catalogue and APIs over the signed releases. It holds a reader of the public
/// store and nothing else, so there is no way from here to a record, a case or a measurement that was not published.
namespace sas::portal {

/// All outlive the router.
struct PortalParts {
  releases::PublicReader& reader;
  lake::FileReader& files;  ///< over the folder of the public store
  const Frame& frame;
  const Clock& clock;
  std::string cache_folder;  ///< of this process alone; everything in it can be made again
  Random& random;
  std::optional<ReadKeys> keys = {};  ///< none: this process makes no keys and none counts
  std::string ended_keys = {};        ///< path of the file of keys that were ended early (ended_keys.h); may be empty
};

/// Adds /data and what is below it, /api/3/action, /ogc/v1 and /tiles.
void add_portal(http::Router& router, const PortalParts& parts);

}  // namespace sas::portal
