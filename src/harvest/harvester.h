#pragma once
#include <string>

#include "base/log.h"
#include "harvest/fetch.h"
#include "harvest/harvest_store.h"
#include "jobs/runner.h"
#include "opendata/declaration.h"
#include "opendata/recall.h"
#include "opendata/refresher.h"

/// Takes over what other catalogues have. A file that was fetched is an upload like any other: it waits until a human
/// at the desk declared its columns, and becomes open data through the gate alone.
namespace sas::harvest {

/// All outlive it.
struct HarvestParts {
  opendata::RecallParts recall;  ///< with the records, the outbox and the clock
  const opendata::DeclarationBook& declarations;
  const Origins& origins;
  const http::Client& client;
  const Logger& logger;
  std::string folder;  ///< for the files; outside the public store
};

/// Thread-safe, but one run at a time of one origin: the job sees to that.
class Harvester {
 public:
  explicit Harvester(HarvestParts parts);

  /// One turn: goes on where the last one ended, killed or not. Reads the list page by page, then takes back what is no
  /// longer in it, then fetches some of what is wanted. What goes wrong with the catalogue or with a set is written
  /// down and shown at the desk; errors are those of the records and of the public store.
  [[nodiscard]] Result<Done> run(const Origin& origin) const;
  /// A turn for each origin whose time has come.
  [[nodiscard]] Result<Done> run_due() const;

 private:
  [[nodiscard]] Result<OriginState> read_list(const Origin& origin, OriginState state) const;
  [[nodiscard]] Result<OriginState> take_page(const Origin& origin, OriginState state, const Listing& page) const;
  [[nodiscard]] Result<OriginState> end_round(const Origin& origin, OriginState state) const;
  [[nodiscard]] Result<OriginState> note_failure(OriginState state, const Error& error) const;
  [[nodiscard]] Result<Done> take_back(const HarvestedSet& set) const;
  [[nodiscard]] Result<Done> fetch_wanted(const Origin& origin) const;
  [[nodiscard]] Result<Done> fetch(const Origin& origin, HarvestedSet set) const;
  [[nodiscard]] HarvestedSet fetched(const Origin& origin, HarvestedSet set) const;

  const HarvestParts parts_;
};

/// True when the origin has work at `now`: a round that is under way, or one whose time has come. After a failure it
/// waits a quarter of an hour, twice as long each time, at most its own rhythm.
[[nodiscard]] bool is_due(const Origin& origin, const OriginState& state, Instant now);

/// Where the file of a set stands, in `folder`; empty when there is none.
[[nodiscard]] std::string file_of(const std::string& folder, const std::string& dataset);

/// The job `harvest.poll`, every five minutes.
void add_harvest_jobs(jobs::Runner& runner, const Harvester& harvester);

/// The source of declarations with `source = "harvest"`: the file that was fetched, as long as its catalogue has it.
/// Errors: `harvest-unknown`, `harvest-gone`, `harvest-blocked`, `harvest-origin` (the declaration does not say
/// where it comes from: `origin` must name the address that the desk shows), and those of opendata::file_source.
[[nodiscard]] opendata::MakeSource harvested_source(store::Store& records, std::string folder);

/// The address that a set says it was taken from: its page, or its file.
[[nodiscard]] std::string derived_from(const HarvestedSet& set);

}  // namespace sas::harvest
