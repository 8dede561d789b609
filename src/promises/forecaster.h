#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/strong_id.h"
#include "base/time.h"
#include "promises/tally.h"
#include "promises/working_days.h"

/// When a case will probably be ready: "9 of 10 are ready on or before this day". docs/adr/0014-finish-date.md says how and why.
namespace sas::promises {

/// A case that came in, as far as a forecast needs it.
struct Arrived {
  CaseId id;
  ProductId product;
  int version = 1;   ///< of the promise
  Instant at;
  Date start;        ///< day on which the clock starts: day of receipt, or a later one (moving day, visit)
  Date promised;     ///< at receipt
};

/// What the forecast rests on.
enum class Basis {
  like,     ///< cases of the same product, promise and part of the day
  product,  ///< all cases of the product, in proportion to the promise
  house,    ///< all cases of the municipality, in proportion to the promise
};

struct Forecast {
  Date ready_by;            ///< 9 of 10 are ready on or before it
  Basis basis = Basis::like;
  std::int64_t cases = 0;   ///< how many ended cases it rests on
  std::int64_t ahead = 0;   ///< cases of the product that nobody has taken yet
  friend bool operator==(const Forecast&, const Forecast&) = default;
};

/// What was foretold when a case came in, and what came of it.
struct Foretold {
  ProductId product;
  Date start;
  Date ready_by;
  Date plain;        ///< by the plain 90th percentile of calendar days of all cases that had ended by then
  Date plain_year;   ///< the same over the last 365 days
  std::optional<Date> ended;
  bool withdrawn = false;
};

/// Learns from what happened, in order of time, and foretells from it. At every arrival it keeps what it foretold: so its calibration
/// is always walk-forward, and can be asked for at any moment. Pure: no clock, no store. Not thread-safe.
class Forecaster {
 public:
  static constexpr double share = 0.9;
  static constexpr int fewest_like = 100;            ///< below it cases are pooled
  static constexpr std::chrono::days memory{240};    ///< older cases are forgotten, unless fewer than `fewest_like` are left

  explicit Forecaster(std::span<const Date> closing_days);

  void arrived(const Arrived& one);
  /// The clock of a case starts on another day than was said at first.
  void start_changed(const CaseId& id, Date start);
  void taken(const CaseId& id, Instant at);
  void decided(const CaseId& id, Instant at);
  void withdrawn(const CaseId& id, Instant at);

  /// For a case that would come in at `at`; none when nothing has ended yet.
  [[nodiscard]] std::optional<Forecast> at_arrival(const Arrived& one) const;
  /// For an open case as things stand at `now`, knowing how long it has waited and whether somebody took it; none when unknown, closed,
  /// or when nothing like it ever lasted so long.
  [[nodiscard]] std::optional<Forecast> of_open(const CaseId& id, Instant now) const;
  /// What was foretold, in order of arrival.
  [[nodiscard]] std::vector<Foretold> foretold() const;
  /// The working days of the municipality.
  [[nodiscard]] const WorkingDays& working_days() const { return days_; }

 private:
  enum class Part { early, late };
  enum class State { open, decided, withdrawn };
  enum class From { start, taken };
  struct Known {
    Arrived arrived;
    Part part = Part::early;
    int norm = 1;                        // the promise in working days
    int queue = 0;                       // working days of work that waited before it when it came in
    State state = State::open;
    std::optional<Date> taken;
    std::optional<Date> ended;
    std::optional<Date> ready_by, plain, plain_year;
    enum class Judged { no, yes } judged = Judged::no;  // whether the level has learned from it
  };
  // Cases that are compared with each other, in order of arrival.
  struct Group {
    explicit Group(Basis kind) : basis(kind) {}
    Basis basis;
    std::deque<std::size_t> members;
    Tally whole;                         // start to decision
    Tally handling;                      // taken to decision
    [[nodiscard]] bool holds(std::size_t at) const { return !members.empty() && at >= members.front(); }
    [[nodiscard]] const Tally& tally(From from) const { return from == From::start ? whole : handling; }
  };
  struct Line {
    double level = share;
    std::vector<std::size_t> open;
    std::multimap<Date, std::size_t> awaited;  // by the day foretold
    std::map<std::pair<int, Part>, Group> like;
    Group product{Basis::product};
    Tally plain, plain_year;             // calendar days
    std::deque<std::size_t> year;        // decided in the last 365 days
    std::deque<Date> takes;              // days on which one was taken, of the last weeks
  };

  [[nodiscard]] Known known_of(const Arrived& one, const Line& line) const;
  [[nodiscard]] std::int64_t untaken(const Line& line) const;
  [[nodiscard]] int queue_of(const Line& line, Date today) const;
  [[nodiscard]] int length(const Known& one, From from, Date until) const;
  [[nodiscard]] int in_units(Basis basis, const Known& one, int working_days) const;
  [[nodiscard]] const Group* choose(const Line& line, const Known& one, From from) const;
  [[nodiscard]] std::vector<int> still_open(const Group& group, const Line& line, const Known& one, From from, Date today) const;
  [[nodiscard]] std::optional<Forecast> foretell(const Line& line, const Known& one, From from, Date today, double level) const;
  [[nodiscard]] static std::int64_t plain_days(const Known& one);
  void enter(Group& group, std::size_t at, Date today);
  void note_end(Group& group, std::size_t at);
  void forget_end(Group& group, std::size_t at);
  void note_plain(Line& line, std::size_t at);
  void close(const CaseId& id, Instant at, State state);
  static void judge(Line& line, Known& one, Date today);
  void catch_up(Line& line, Date today);
  std::vector<Group*> groups_of(Line& line, const Known& one);

  WorkingDays days_;
  std::vector<Known> cases_;
  std::unordered_map<std::string, std::size_t> at_;
  std::map<ProductId, Line> lines_;
  Group house_{Basis::house};
};

}  // namespace sas::promises
