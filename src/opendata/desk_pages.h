#pragma once
#include <functional>
#include <span>

#include "base/embedded.h"
#include "http/router.h"
#include "http/spool.h"
#include "opendata/drafts.h"
#include "opendata/recall.h"
#include "opendata/refresher.h"
#include "people/gate.h"

/// The workplace for open data: /balie/open-data, for editors and administrators.
namespace sas::opendata {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// Everything outlives the router.
struct DeskParts {
  const people::Gate& gate;
  const DeclarationBook& declarations;
  const Sources& sources;
  const Drafts& drafts;
  RecallParts recall;  ///< its reader shows what stands
  std::function<void()> wake_jobs;
  std::shared_ptr<http::Spool> spool;  ///< where files come in
  std::string files;                   ///< the folder where those of sets are kept (brought_file.h)
};

/// All sets; one set with its last judgement on the three legal tests, what may be done instead, its releases, and the
/// button that takes one back; a file for a set whose source is "file", of any size, goes from the form to the disk and
/// from there to the gate. Looking and offering are jobs (`opendata.offer`, `opendata.propose`); taking back is done at
/// once, before the page answers.
void add_open_data_desk_pages(http::Router& router, const DeskParts& parts);

}  // namespace sas::opendata
