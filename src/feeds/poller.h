#pragma once
#include <string>
#include <vector>

#include "feeds/connector.h"
#include "feeds/import.h"
#include "feeds/status.h"
#include "http/client.h"
#include "jobs/runner.h"

namespace sas::feeds {

/// Asks sources and hands what they say to the intake. Thread-safe; one round of a feed at a time is the caller's to
/// see to (jobs::Runner::every does).
class Poller {
 public:
  /// All must outlive it.
  Poller(const ImportParts& parts, const http::Client& client) : parts_(parts), client_(client) {}

  /// One round: questions until the source has no more, at most `max_steps` (a long back-fill goes on next round; 0 is
  /// no limit). The cursor is written down after each answer whose values are durable, together with the status: after
  /// a crash the last answer is asked for once more, which changes nothing. Errors, which the status shows too:
  /// `feed-http-<status>`, `http-…`, those of the reader and of the intake.
  [[nodiscard]] Result<FeedRound> round(const Connector& connector, int max_steps = 200) const;

 private:
  [[nodiscard]] Result<Progress> step(const Connector& connector, const std::string& cursor, FeedRound& round) const;

  ImportParts parts_;
  const http::Client& client_;
};

/// Makes each connector a recurring job "feed.<name>". All must outlive the runner. A failed round is in the status and
/// is tried again at the next.
void schedule(jobs::Runner& runner, const Poller& poller, const std::vector<Connector>& connectors);

}  // namespace sas::feeds
