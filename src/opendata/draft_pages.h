#pragma once
#include <functional>

#include "http/router.h"
#include "http/spool.h"
#include "opendata/drafts.h"
#include "people/gate.h"

/// The pages on which a file becomes a declaration: /balie/open-data/concept, for editors and administrators.
namespace sas::opendata {

/// Everything outlives the router.
struct DraftPages {
  const people::Gate& gate;
  const Drafts& drafts;
  std::function<void()> wake_jobs;
  std::shared_ptr<http::Spool> spool;  ///< where files come in
};
void add_draft_pages(http::Router& router, const DraftPages& parts);

}  // namespace sas::opendata
