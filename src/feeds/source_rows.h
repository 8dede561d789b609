#pragma once
#include <optional>
#include <string>
#include <vector>

#include "feeds/status.h"
#include "http/router.h"
#include "sensing/cards.h"

/// The sources of what is measured as data; private to this room.
namespace sas::feeds {

/// A source and what it has done, told by what was measured and not by when we fetched it.
struct SourceRow {
  std::string source;  ///< as series name it: "npr", "ttn/town"
  std::string slug;    ///< the same for an address: "ttn-town"
  /// Of what it was asked or sent; none for a source whose values come in by themselves.
  std::optional<FeedStatus> status;
  std::int64_t series = 0;                                ///< open ones
  std::int64_t live = 0, late = 0, dead = 0, silent = 0;  ///< of these
  std::optional<Instant> newest;                          ///< time of its newest open value

  /// `failing`: it was asked and did not answer well the last time. `still`: none of its series is live.
  enum class State { working, failing, still } state = State::working;
  /// How long ago its newest value was measured.
  [[nodiscard]] std::optional<std::chrono::seconds> lag(Instant now) const;
};
[[nodiscard]] std::string_view to_text(SourceRow::State state);

/// Every source that has an open series or was asked, by name.
[[nodiscard]] Result<std::vector<SourceRow>> source_rows(store::Store& records, const lake::Lake& lake, Instant now);
/// Series of one source that are open.
[[nodiscard]] std::vector<sensing::SeriesCard> cards_of(store::ReadTx& tx, std::string_view source);

[[nodiscard]] std::string sources_json(const std::vector<SourceRow>& rows, Instant now);
[[nodiscard]] std::string sources_csv(const std::vector<SourceRow>& rows, Instant now);
[[nodiscard]] std::vector<http::Field> source_fields();

}  // namespace sas::feeds
