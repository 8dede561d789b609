#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "base/time.h"
#include "catalogue/product.h"
#include "promises/entries.h"
#include "promises/keys.h"
#include "promises/names.h"
#include "promises/waits.h"

/// What the ledger tells about promises, as one line a case and one line an invitation. Nothing here is counted by hand: who has the
/// ledger can make the same lines again.
namespace sas::promises {

enum class End : std::uint8_t { open, decided, withdrawn };

/// One case, small enough to keep a million of them. Days are Dutch calendar days, moments milliseconds since 1970.
struct Fact {
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  static constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();

  std::int64_t received_at = 0;
  std::int64_t assigned_at = never;       ///< when somebody first took it
  std::int64_t closed_at = never;
  Date received;
  Date start;                             ///< day 0 of the promise: the day of receipt unless another was agreed
  Date promised;                          ///< as it is now: a lawful pause moves it
  Date legal;
  std::optional<Date> closed;             ///< set unless open
  std::optional<Date> suspended_since;    ///< first day of the pause that lasts
  int suspended_days = 0;                 ///< of pauses that have ended (Awb 4:15)
  std::uint32_t stretches = nothing;      ///< the newest in Facts::stretches
  std::uint16_t product = 0;              ///< in Facts::names, as is `area`
  std::uint16_t area = 0;                 ///< the empty text when the case has no place
  std::uint16_t version = 1;              ///< of the promise that was in force when it came in
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  End end = End::open;

  /// Days from receipt until it was closed, or until `today` while it is open.
  [[nodiscard]] int days_until(Date today) const;
  /// The days of those that count in law: without those before the start and those in which the clock stood still.
  [[nodiscard]] int days_in_law(Date today) const;
};

/// One invitation to give a mark.
struct Opinion {
  std::uint16_t product = 0;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  Date invited;
  std::optional<int> mark;                ///< 1..10, once it was given
};

/// The cases whose promised day lies in one calendar month, and whether something about them changed.
using Month = std::chrono::year_month;
[[nodiscard]] Month month_of(Date day);

/// Turns events into facts, one after another. Pure; not thread-safe. Events about cases whose receipt was never seen, and events that
/// lack what they must tell, change nothing.
class Facts {
 public:
  void take(const Entry& entry);
  /// Says that all events up to this one were taken or tell nothing.
  void reach(std::int64_t seq);

  [[nodiscard]] std::int64_t seq() const { return seq_; }
  [[nodiscard]] std::span<const Fact> cases() const { return cases_; }
  [[nodiscard]] std::span<const Opinion> opinions() const { return opinions_; }
  [[nodiscard]] const Names& names() const { return names_; }
  /// The stretches of a case with a cause of their own; those that last end at Fact::never.
  [[nodiscard]] std::vector<Stretch> stretches_of(const Fact& fact) const;
  [[nodiscard]] const Fact* find(std::string_view case_id) const;
  /// Where the time of a case went until `now`, or until it was closed.
  [[nodiscard]] Waited waited(const Fact& fact, std::int64_t now, const Hindrances& hindrances) const;
  /// Outages as the ledger tells them; one that lasts ends at `now`.
  [[nodiscard]] Hindrances hindrances(std::int64_t now) const;

  /// The places in cases() of those that were ever promised for this month; some may have moved to another month since.
  [[nodiscard]] std::span<const std::uint32_t> promised_in(Month month) const;
  /// The months whose cases changed since this was last asked. All of them after an outage was written down.
  [[nodiscard]] std::set<Month> take_changed();

 private:
  struct Kept {
    Stretch stretch;
    Key about;
    std::uint32_t before = Fact::nothing;
    std::uint16_t partner = Names::none;
    bool start = false;                   ///< until the day on which the promise starts: ends by itself
  };
  struct KeptOutage {
    Channel channel = Channel::site;
    Window window;
  };
  void receive(const Entry& entry);
  void change(std::uint32_t place, const Entry& entry);
  void set_start(Fact& fact, const Entry& entry);
  void close(Fact& fact, const Entry& entry);
  void promise(std::uint32_t place, Date promised);
  void begin(Fact& fact, const Stretch& stretch, const Key& about, std::uint16_t partner);
  template <typename Fits>
  void finish(const Fact& fact, std::int64_t at, Fits fits);
  void opinion(const Entry& entry);
  void outage(const Entry& entry);
  void touch(Month month);

  std::int64_t seq_ = 0;
  std::vector<Fact> cases_;
  std::vector<Kept> stretches_;
  std::vector<Opinion> opinions_;
  std::vector<KeptOutage> outages_;
  Names names_;
  Places case_places_, opinion_places_, outage_places_;
  std::map<Month, std::vector<std::uint32_t>> promised_;
  std::set<Month> changed_;
  Month touched_{};                       ///< the last one put in `changed_`: most events of a page are about one month
};

}  // namespace sas::promises
