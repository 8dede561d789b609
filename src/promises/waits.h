#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "catalogue/product.h"

/// Where the time of a case went. Every moment from the receipt of a case until it is closed belongs to exactly one cause. The cause
/// follows from ledger events alone, by these rules; of the rules that hold at a moment the first one counts:
///
///   1. outage       a channel that this wait needs is out (see `hinders`), while it would otherwise count as 4, 5, 6 or 7
///   2. lawful       the term stands still on another ground than completion: case.paused until case.resumed
///   3. partner      another organisation was asked: case.partner_asked until case.partner_answered of that partner
///   4. resident     we asked the applicant: case.completion_asked until case.completed or case.resumed; or the applicant chose a later
///                   day: from the receipt until the day "start" with start_cause "resident"
///   5. appointment  until the visit: from the receipt until the day "start" with start_cause "appointment", or from
///                   appointment.booked until its moment
///   6. handling     somebody took the case: from the first case.assigned
///   7. queue        the rest: nobody took it yet
///
/// Of two causes at once the one that lies nearest to us counts, so that no wait of ours hides behind the applicant: a partner whom we
/// chose to ask goes before the applicant. A lawful pause goes before both, because nobody may act in it. Moments are half open, in
/// milliseconds; the parts add up to the whole exactly. Pure.
namespace sas::promises {

enum class Cause : std::uint8_t { resident, queue, handling, partner, lawful, appointment, outage };
inline constexpr std::size_t cause_count = 7;
inline constexpr std::array<Cause, cause_count> all_causes{Cause::resident, Cause::queue,       Cause::handling, Cause::partner,
                                                       Cause::lawful,   Cause::appointment, Cause::outage};
/// "resident", "queue" and so on: the names that stand in data.
[[nodiscard]] std::string_view to_text(Cause cause);

/// Milliseconds for each cause, in the order of `all_causes`.
using Waited = std::array<std::int64_t, cause_count>;
[[nodiscard]] std::int64_t total_of(const Waited& waited);
/// Waiting that nobody needed: in our queue, or because a channel was out.
[[nodiscard]] std::int64_t needless_of(const Waited& waited);
/// The cause with the most time; the first of them in the order of `all_causes`.
[[nodiscard]] Cause largest_of(const Waited& waited);

/// What can be out of order. GDI parts each by themselves.
enum class Channel : std::uint8_t { site, login, mail, phone, desk, digid, eherkenning, mailbox, brp, bag, kvk };
inline constexpr std::size_t channel_count = 11;
inline constexpr std::array<Channel, channel_count> outage_channels{Channel::site,  Channel::login,       Channel::mail,    Channel::phone,
                                                             Channel::desk,  Channel::digid,       Channel::eherkenning,
                                                             Channel::mailbox, Channel::brp,       Channel::bag,     Channel::kvk};
/// "site", "login" and so on.
[[nodiscard]] std::string_view to_text(Channel channel);
[[nodiscard]] std::optional<Channel> parse_channel(std::string_view text);

/// Whether an outage of `channel` takes the place of `cause` for a case that came in through `kind`. Our own work needs the site and
/// the base registers; an applicant needs the way the case came in; a visit needs the desk.
[[nodiscard]] bool hinders(Channel channel, Cause cause, catalogue::ChannelKind kind);

/// Milliseconds since 1970, half open.
struct Window {
  std::int64_t from = 0;
  std::int64_t until = 0;
  friend bool operator==(const Window&, const Window&) = default;
};
/// A stretch of a case with a cause of its own.
struct Stretch {
  Window window;
  Cause cause = Cause::resident;
};

/// Outages as they hinder each kind of wait. Made once for all cases.
class Hindrances {
 public:
  struct Outage {
    Channel channel = Channel::site;
    Window window;
  };
  explicit Hindrances(std::span<const Outage> outages = {});
  /// How many milliseconds of `window` an outage takes the place of `cause`.
  [[nodiscard]] std::int64_t within(const Window& window, Cause cause, catalogue::ChannelKind kind) const;

 private:
  static constexpr std::size_t kinds = 4;
  std::array<std::vector<Window>, cause_count * kinds> merged_;
};

/// One case as far as waiting goes. Nothing lasts before `whole` or after it.
struct Course {
  Window whole;                          ///< from the receipt until it was closed, or until now
  std::int64_t assigned = 0;             ///< when somebody first took it; at or after whole.until when nobody did
  catalogue::ChannelKind kind = catalogue::ChannelKind::digital;
  std::span<const Stretch> stretches;    ///< in any order; they may overlap
};
[[nodiscard]] Waited waited(const Course& course, const Hindrances& hindrances);

}  // namespace sas::promises
