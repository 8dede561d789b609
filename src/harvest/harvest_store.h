#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "harvest/listing.h"
#include "harvest/origin.h"
#include "store/store.h"

/// What is remembered of other catalogues: how far the round through each is, and the sets they have.
namespace sas::harvest {

/// How it goes with one catalogue.
struct OriginState {
  std::string name;
  std::int64_t round = 1;
  std::string next_page;         ///< where the round goes on; empty: it begins
  std::int64_t pages = 0;        ///< read in this round
  std::int64_t passed_over = 0;  ///< entries of this round without a name or a form
  std::optional<Instant> last_try, last_success;
  std::string last_error;     ///< code; empty after a success
  std::int64_t failures = 0;  ///< in a row
};

struct HarvestedSet {
  enum class State {
    listed,   ///< seen, its file is not here yet
    here,     ///< its file is here, for the gate
    blocked,  ///< cannot be taken: `reason`
    gone,     ///< its catalogue no longer has it
  };
  std::string dataset;  ///< its name here
  std::string origin;
  Listed listed;  ///< with the one form that is taken, or none
  State state = State::listed;
  std::string reason;  ///< code, when blocked
  bool is_wanted = false;
  std::string sha256;  ///< of the file that is here; empty when none is
  std::int64_t bytes = 0;
  std::int64_t missed = 0;  ///< whole rounds in a row without it
  Instant first_seen;
  std::optional<Instant> fetched_at;
};
[[nodiscard]] std::string_view to_text(HarvestedSet::State state);

[[nodiscard]] OriginState state_of(store::ReadTx& tx, const std::string& origin);
void put_state(store::WriteTx& tx, const OriginState& state);

/// Writes down that the catalogue has this set in this round. Its file is wanted when the set is new, came back, was
/// blocked, or is not the same as it was; also when the catalogue does not say when it changed.
void put_listed(store::WriteTx& tx, const Origin& origin, const Listed& set, std::int64_t round, Instant now);
/// Sets that the round which just ended did not see. Counts it for each of them.
[[nodiscard]] std::vector<HarvestedSet> missed_in(store::WriteTx& tx, const std::string& origin, std::int64_t round);

[[nodiscard]] std::vector<HarvestedSet> sets_of(store::ReadTx& tx, const std::string& origin);
[[nodiscard]] std::vector<HarvestedSet> wanted_sets(store::ReadTx& tx, const std::string& origin, std::int64_t limit);
[[nodiscard]] std::optional<HarvestedSet> find_set(store::ReadTx& tx, const std::string& dataset);
/// State, reason, wanted, file and when it was fetched.
void put_outcome(store::WriteTx& tx, const HarvestedSet& set);

/// Schema steps 150-159.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::harvest
