#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/strong_id.h"
#include "base/time.h"
#include "catalogue/product.h"
#include "store/store.h"

/// What the ledger tells about promises, as one line a case and one line an invitation. Nothing here is counted by hand: who has the
/// ledger can make the same lines again.
namespace sas::promises {

enum class End { open, decided, withdrawn };

/// One case. Days are Dutch calendar days.
struct Fact {
  CaseId id;
  ProductId product;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  std::string area;
  Date received;
  int version = 1;                        ///< of the promise that was in force when it came in
  Date promised;                          ///< as it is now: a lawful pause moves it
  Date legal;
  End end = End::open;
  std::optional<Date> closed;             ///< set unless open
  std::string result;
  int suspended_days = 0;                 ///< of pauses that have ended (Awb 4:15)
  std::optional<Date> suspended_since;    ///< first day of the pause that lasts

  /// Days from receipt until it was closed, or until `today` while it is open.
  [[nodiscard]] int days_until(Date today) const;
  /// The part of those in which the clock stood still.
  [[nodiscard]] int paused_until(Date today) const;
};

/// One invitation to give a mark.
struct Opinion {
  ProductId product;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  Date invited;
  std::optional<int> mark;                ///< 1..10, once it was given
};

struct Facts {
  std::int64_t seq = 0;                   ///< last ledger event that is reckoned in
  std::vector<Fact> cases;
  std::vector<Opinion> opinions;
};

/// A ledger event as far as facts need it.
struct Entry {
  std::int64_t seq = 0;
  Instant at;
  std::string kind;
  std::string subject;
  json::Object facts;
};

/// Turns events into facts, one after another. Pure; not thread-safe. Events of other kinds, and events about cases whose receipt was
/// never seen, change nothing.
class FactBuilder {
 public:
  void take(const Entry& entry);
  [[nodiscard]] const Facts& facts() const { return *facts_; }
  /// The facts as they are now, for readers on other threads: later events go into a copy.
  [[nodiscard]] std::shared_ptr<const Facts> share() const { return facts_; }
  void reach(std::int64_t seq);

 private:
  Facts& writable();
  void receive(const Entry& entry);
  void change(Fact& fact, const Entry& entry);
  std::shared_ptr<Facts> facts_ = std::make_shared<Facts>();
  std::unordered_map<std::string, std::size_t> case_at_;
  std::unordered_map<std::string, std::size_t> opinion_at_;
};

/// The facts of a store, kept up to date. Thread-safe.
class Projection {
 public:
  /// Reads the events since the last time and returns the facts as of now. Errors are those of the store.
  Result<std::shared_ptr<const Facts>> refresh(store::Store& store);

 private:
  std::mutex mutex_;
  FactBuilder builder_;
};

/// Up to `limit` events after `seq` of the kinds that facts are made of, and how far the reader has come with them.
struct Page {
  std::vector<Entry> entries;
  std::int64_t reached = 0;
  std::int64_t head = 0;                  ///< the newest event of any kind
};
/// Reads the ledger's table and nothing else. Kinds are chosen in SQL: most events (documents, messages, logins) are not read at all.
[[nodiscard]] Page read_page(store::ReadTx& tx, std::int64_t seq, std::int64_t limit);

/// The channel of that name; digital for anything else.
[[nodiscard]] catalogue::ChannelKind channel_from(std::string_view text);

}  // namespace sas::promises
