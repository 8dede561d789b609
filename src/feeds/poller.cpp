#include "feeds/poller.h"

#include <fmt/format.h>

namespace sas::feeds {
namespace {

std::string cursor_of(store::ReadTx& tx, const std::string& feed) {
  const auto row = tx.query_one("SELECT cursor FROM feed_cursor WHERE feed = $1", {feed});
  return row ? row->text(0) : std::string{};
}

void save_cursor(store::WriteTx& tx, const Clock& clock, const std::string& feed, const std::string& cursor) {
  tx.execute(
      "INSERT INTO feed_cursor (feed, cursor, updated_at) VALUES ($1, $2, $3) "
      "ON CONFLICT (feed) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at",
      {feed, cursor, to_millis(clock.now())});
}

}  // namespace

Result<Progress> Poller::step(const Connector& connector, const std::string& cursor, FeedRound& round) const {
  const Step question = connector.next(cursor, parts_.clock.now());
  http::ClientRequest request;
  request.url = question.url;
  request.max_response = question.max_answer;
  // The water services of Rijkswaterstaat take up to a minute; others answer in a second or not at all.
  request.timeout = std::chrono::seconds{90};
  const auto answer = client_.send(request);
  if (!answer) return fail(answer.error());
  if (answer->status != 200) return fail(ErrorKind::unavailable, fmt::format("feed-http-{}", answer->status));
  IntakeSink sink(parts_,
                  connector.brings == Connector::Brings::now ? sensing::Arrival::live : sensing::Arrival::history);
  auto progress = connector.read(cursor, parts_.clock.now(), answer->body, sink);
  if (!progress) return progress;
  const auto report = sink.finish();
  if (!report) return fail(report.error());
  round.rows += report->accepted + report->rejected;
  round.rejected += report->rejected;
  if (report->until) {
    const Instant newest = std::chrono::floor<std::chrono::milliseconds>(*report->until);
    if (!round.measured || newest > *round.measured) round.measured = newest;
  }
  return progress;
}

Result<FeedRound> Poller::round(const Connector& connector, int max_steps) const {
  auto begin =
      parts_.records.read([&](store::ReadTx& tx) -> Result<std::string> { return cursor_of(tx, connector.feed); });
  if (!begin) return fail(std::move(begin));
  std::string cursor = *std::move(begin);
  FeedRound all;
  all.feed = connector.feed;
  for (int i = 0; max_steps == 0 || i < max_steps; ++i) {
    FeedRound one;
    one.feed = connector.feed;
    const auto progress = step(connector, cursor, one);
    if (!progress) one.error = progress.error().code;
    auto noted = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      note_round(tx, parts_.clock, one);
      if (progress) save_cursor(tx, parts_.clock, connector.feed, progress->cursor);
      return Done{};
    });
    if (!progress) return fail(progress.error());
    if (!noted) return fail(std::move(noted));
    all.rows += one.rows;
    all.rejected += one.rejected;
    if (one.measured && (!all.measured || *one.measured > *all.measured)) all.measured = one.measured;
    cursor = progress->cursor;
    if (progress->then == Progress::Then::rest) break;
  }
  return all;
}

void schedule(jobs::Runner& runner, const Poller& poller, const std::vector<Connector>& connectors) {
  for (const Connector& one : connectors)
    runner.every("feed." + one.feed, one.every, [&poller, one](const jobs::Job&) -> Result<Done> {
      const auto round = poller.round(one);
      if (!round) return fail(round.error());
      return Done{};
    });
}

}  // namespace sas::feeds
