#pragma once
#include <mutex>
#include <vector>

#include "catalogue/catalogue.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/channel_counts.h"
#include "promises/comment_themes.h"
#include "store/store.h"

namespace sas::promises {

/// The counts of a store, read anew when asked. Thread-safe; all parts outlive it.
class ChannelFigures {
 public:
  ChannelFigures(store::Store& store, const Clock& clock) : store_(store), clock_(clock), follower_(ChannelCounter::kinds()) {}
  /// The 365 days before today.
  [[nodiscard]] Period period() const;
  [[nodiscard]] Result<std::vector<ChannelCounts>> current() const;

 private:
  store::Store& store_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  mutable Follower follower_;
  mutable ChannelCounter counter_;
};

/// What the pages need. Everything outlives the router.
struct ChannelParts {
  const people::Gate& gate;
  store::Store& store;
  const catalogue::Catalogue& catalogue;
  const ChannelFigures& figures;
  const std::vector<UnitCost>& costs;
  const std::vector<CommentTheme>& themes;
};

/// /balie/kanalen with .json and .csv twins, for managers: digital share, completed forms, cost, letters, appointments, and what comments
/// are about. /beloften/kanalen with its twins, for everybody: the same without costs and comments, and without groups smaller than ten.
void add_channel_pages(http::Router& router, const ChannelParts& parts);

}  // namespace sas::promises
