#include "promises/forecaster.h"

#include <algorithm>
#include <cmath>

namespace sas::promises {
namespace {

using std::chrono::days;

// How far the level moves after one case: with it the share that comes true goes to the share that was said, whatever the world does
// (adaptive conformal inference, Gibbs and Candès 2021).
constexpr double pace = 0.015;
constexpr double lowest_level = 0.75, highest_level = 0.985;
// What comes in from here on is taken up the next working day.
constexpr int late_minute = 16 * 60;
// Lengths of different promises are compared in twentieths of the promise.
constexpr int parts = 20;
// A case may be ready sooner than the queue before it said: room in the tallies for lengths below zero.
constexpr int origin = 200;
// The pace of the team is what was taken in that many working days.
constexpr int pace_days = 10;
// A queue of this many working days is always there: it is in the lengths themselves already. Only what is more is reckoned apart.
constexpr int usual_queue = 1;

int floor_div(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

}  // namespace

Forecaster::Forecaster(std::span<const Date> closing_days) : days_(closing_days) {}

std::int64_t Forecaster::untaken(const Line& line) const {
  return std::count_if(line.open.begin(), line.open.end(), [&](std::size_t at) { return !cases_[at].taken; });
}

int Forecaster::queue_of(const Line& line, Date today) const {
  const auto taken = std::count_if(line.takes.begin(), line.takes.end(), [&](Date day) { return days_.between(day, today) <= pace_days; });
  if (taken < pace_days / 2) return 0;  // too few to speak of a pace
  const int waits = static_cast<int>(untaken(line) * pace_days / taken);
  return std::max(0, waits - usual_queue);
}

Forecaster::Known Forecaster::known_of(const Arrived& one, const Line& line) const {
  Known out;
  out.arrived = one;
  const Date day = local_date(one.at);
  const bool late = one.start <= day && (!days_.working(day) || local_minute_of_day(one.at) >= late_minute);
  out.part = late ? Part::late : Part::early;
  out.norm = std::max(1, days_.between(one.start, one.promised));
  out.queue = queue_of(line, day);
  return out;
}

int Forecaster::length(const Known& one, From from, Date until) const {
  if (from == From::taken) return std::max(0, days_.between(*one.taken, until));
  return std::max(0, days_.between(one.arrived.start, until)) - one.queue;
}

int Forecaster::in_units(Basis basis, const Known& one, int working_days) const {
  return origin + (basis == Basis::like ? working_days : floor_div(working_days * parts, one.norm));
}

const Forecaster::Group* Forecaster::choose(const Line& line, const Known& one, From from) const {
  const auto like = line.like.find({one.arrived.version, one.part});
  if (like != line.like.end() && like->second.tally(from).total() >= fewest_like) return &like->second;
  if (line.product.tally(from).total() >= fewest_like) return &line.product;
  if (house_.tally(from).total() >= fewest_like) return &house_;
  return line.product.tally(from).total() > 0 ? &line.product : nullptr;
}

std::vector<int> Forecaster::still_open(const Group& group, const Line& line, const Known& one, From from, Date today) const {
  std::vector<int> out;
  const auto add = [&](const Line& some) {
    for (const std::size_t at : some.open) {
      const Known& other = cases_[at];
      const bool alike = group.basis != Basis::like || (other.arrived.version == one.arrived.version && other.part == one.part);
      if (!alike || !group.holds(at) || (from == From::taken && !other.taken)) continue;
      out.push_back(in_units(group.basis, other, length(other, from, today)));
    }
  };
  if (group.basis != Basis::house) add(line);
  else
    for (const auto& [product, some] : lines_) add(some);
  return out;
}

std::optional<Forecast> Forecaster::foretell(const Line& line, const Known& one, From from, Date today, double level) const {
  const Group* group = choose(line, one, from);
  if (group == nullptr) return std::nullopt;
  const Tally& tally = group->tally(from);
  const Date begin = from == From::start ? one.arrived.start : *one.taken;
  // Open today means: it lasts as long as until today, at least.
  const int beyond = in_units(group->basis, one, length(one, from, today)) - 1;
  // With n cases the one that comes after them lies below the k-th with chance k/(n+1).
  const double n = tally.total();
  const std::vector<int> open = still_open(*group, line, one, from, today);
  auto units = tally.within(std::min(1.0, level * (n + 1) / n), open, beyond);
  // So much lies still that nobody can say when nine of ten are ready: at least as long as the longest so far.
  if (!units && from == From::start && today <= one.arrived.start) {
    units = tally.top();
    for (const int length : open) units = std::max(*units, length);
  }
  if (!units) return std::nullopt;
  const int above = *units - origin;
  int working_days = group->basis == Basis::like ? above : -floor_div(-(above + 1) * one.norm, parts) - 1;
  if (from == From::start) working_days += one.queue;
  Forecast out;
  out.ready_by = std::max(today, days_.after(begin, std::max(0, working_days)));
  out.basis = group->basis;
  out.cases = tally.total();
  out.ahead = untaken(line);
  return out;
}

std::optional<Forecast> Forecaster::at_arrival(const Arrived& one) const {
  static const Line unknown;
  const auto found = lines_.find(one.product);
  const Line& line = found == lines_.end() ? unknown : found->second;
  return foretell(line, known_of(one, line), From::start, local_date(one.at), line.level);
}

std::optional<Forecast> Forecaster::of_open(const CaseId& id, Instant now) const {
  const auto at = at_.find(id.text());
  if (at == at_.end() || cases_[at->second].state != State::open) return std::nullopt;
  const Known& one = cases_[at->second];
  const Line& line = lines_.at(one.arrived.product);
  const Date today = local_date(now);
  // On the day of receipt people see what they were told.
  if (!one.taken && today <= local_date(one.arrived.at) && one.ready_by)
    return foretell(line, one, From::start, today, line.level);
  return foretell(line, one, one.taken ? From::taken : From::start, today, share);
}

std::vector<Forecaster::Group*> Forecaster::groups_of(Line& line, const Known& one) {
  const auto like = line.like.try_emplace({one.arrived.version, one.part}, Basis::like).first;
  return {&like->second, &line.product, &house_};
}

void Forecaster::note_end(Group& group, std::size_t at) {
  const Known& one = cases_[at];
  group.whole.add(in_units(group.basis, one, length(one, From::start, *one.ended)));
  if (one.taken) group.handling.add(in_units(group.basis, one, length(one, From::taken, *one.ended)));
}

void Forecaster::forget_end(Group& group, std::size_t at) {
  const Known& one = cases_[at];
  if (one.state != State::decided) return;
  group.whole.remove(in_units(group.basis, one, length(one, From::start, *one.ended)));
  if (one.taken) group.handling.remove(in_units(group.basis, one, length(one, From::taken, *one.ended)));
}

// The newest come in at the back; what is too old leaves at the front as long as enough are left.
void Forecaster::enter(Group& group, std::size_t at, Date today) {
  group.members.push_back(at);
  while (group.whole.total() > 2 * fewest_like && cases_[group.members.front()].arrived.start < today - memory) {
    forget_end(group, group.members.front());
    group.members.pop_front();
  }
}

void Forecaster::arrived(const Arrived& one) {
  if (at_.count(one.id.text()) > 0) return;
  Line& line = lines_[one.product];
  const Date today = local_date(one.at);
  catch_up(line, today);
  Known known = known_of(one, line);
  if (const auto forecast = foretell(line, known, From::start, today, line.level)) {
    known.ready_by = forecast->ready_by;
    if (const auto plain = line.plain.within(share, {})) known.plain = one.start + days{*plain};
    if (const auto plain = line.plain_year.within(share, {})) known.plain_year = one.start + days{*plain};
  }
  const std::size_t at = cases_.size();
  at_[one.id.text()] = at;
  cases_.push_back(std::move(known));
  line.open.push_back(at);
  if (cases_[at].ready_by) line.awaited.emplace(*cases_[at].ready_by, at);
  for (Group* group : groups_of(line, cases_[at])) enter(*group, at, today);
}

void Forecaster::start_changed(const CaseId& id, Date start) {
  const auto at = at_.find(id.text());
  if (at == at_.end() || cases_[at->second].state != State::open) return;
  Known& one = cases_[at->second];
  const days later = start - one.arrived.start;
  one.arrived.start = start;
  one.arrived.promised += later;
  // What was foretold was foretold for another start.
  one.ready_by.reset();
  one.judged = Known::Judged::yes;
}

void Forecaster::taken(const CaseId& id, Instant when) {
  const auto at = at_.find(id.text());
  if (at == at_.end()) return;
  Known& one = cases_[at->second];
  if (one.state != State::open || one.taken) return;
  one.taken = local_date(when);
  Line& line = lines_.at(one.arrived.product);
  line.takes.push_back(*one.taken);
  while (line.takes.front() < *one.taken - days{60}) line.takes.pop_front();
}

void Forecaster::decided(const CaseId& id, Instant at) { close(id, at, State::decided); }
void Forecaster::withdrawn(const CaseId& id, Instant at) { close(id, at, State::withdrawn); }

void Forecaster::close(const CaseId& id, Instant when, State state) {
  const auto found = at_.find(id.text());
  if (found == at_.end() || cases_[found->second].state != State::open) return;
  const std::size_t at = found->second;
  Known& one = cases_[at];
  Line& line = lines_.at(one.arrived.product);
  catch_up(line, local_date(when));
  one.state = state;
  one.ended = local_date(when);
  line.open.erase(std::remove(line.open.begin(), line.open.end(), at), line.open.end());
  // Who takes a case back says nothing about how long we need.
  if (state == State::withdrawn) return;
  judge(line, one, *one.ended);
  for (Group* group : groups_of(line, one))
    if (group->holds(at)) note_end(*group, at);
  note_plain(line, at);
}

std::int64_t Forecaster::plain_days(const Known& one) { return std::max<std::int64_t>(0, (*one.ended - one.arrived.start).count()); }

void Forecaster::note_plain(Line& line, std::size_t at) {
  const Known& one = cases_[at];
  line.plain.add(static_cast<int>(plain_days(one)));
  line.plain_year.add(static_cast<int>(plain_days(one)));
  line.year.push_back(at);
  while (*cases_[line.year.front()].ended < *one.ended - days{365}) {
    line.plain_year.remove(static_cast<int>(plain_days(cases_[line.year.front()])));
    line.year.pop_front();
  }
}

// Once it is known whether a case was ready by the day that was foretold, the level learns from it. An open case past its day is a
// miss that is known: waiting for its end would flatter us.
void Forecaster::judge(Line& line, Known& one, Date today) {
  if (!one.ready_by || one.judged == Known::Judged::yes) return;
  const bool came_true = one.ended && *one.ended <= *one.ready_by;
  if (!came_true && today <= *one.ready_by) return;
  one.judged = Known::Judged::yes;
  line.level = std::clamp(line.level + pace * (came_true ? share - 1 : share), lowest_level, highest_level);
}

void Forecaster::catch_up(Line& line, Date today) {
  while (!line.awaited.empty() && line.awaited.begin()->first < today) {
    Known& one = cases_[line.awaited.begin()->second];
    if (one.state == State::open) judge(line, one, today);
    line.awaited.erase(line.awaited.begin());
  }
}

std::vector<Foretold> Forecaster::foretold() const {
  std::vector<Foretold> out;
  for (const Known& one : cases_) {
    if (!one.ready_by) continue;
    Foretold line{one.arrived.product, one.arrived.start, *one.ready_by, one.plain.value_or(*one.ready_by), one.plain_year.value_or(*one.ready_by), one.ended,
                  one.state == State::withdrawn};
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace sas::promises
