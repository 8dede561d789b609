#include "promises/facts.h"

#include <algorithm>
#include <utility>

namespace sas::promises {
namespace {

int days_between(Date from, Date until) { return std::max(0, static_cast<int>((until - from).count())); }

std::int64_t begin_of(Date day) { return to_millis(start_of_day(day)); }

}  // namespace

Month month_of(Date day) {
  const std::chrono::year_month_day ymd{day};
  return {ymd.year(), ymd.month()};
}

int Fact::days_until(Date today) const { return days_between(received, closed.value_or(today)); }

int Fact::days_in_law(Date today) const {
  const Date until = closed.value_or(today);
  const int paused = suspended_days + (suspended_since ? days_between(*suspended_since, until) : 0);
  return std::max(0, days_between(std::max(received, start), until) - paused);
}

void Facts::reach(std::int64_t seq) { seq_ = std::max(seq_, seq); }

void Facts::touch(Month month) {
  if (month == touched_) return;
  touched_ = month;
  changed_.insert(month);
}

std::set<Month> Facts::take_changed() {
  touched_ = Month{};
  return std::exchange(changed_, {});
}

std::span<const std::uint32_t> Facts::promised_in(Month month) const {
  const auto at = promised_.find(month);
  if (at == promised_.end()) return {};
  return at->second;
}

const Fact* Facts::find(std::string_view case_id) const {
  const auto key = key_of(case_id);
  const auto place = key ? case_places_.find(*key) : std::nullopt;
  return place ? &cases_[*place] : nullptr;
}

void Facts::take(const Entry& entry) {
  switch (entry.kind) {
    case Kind::received: receive(entry); break;
    case Kind::feedback_invited:
    case Kind::feedback_given: opinion(entry); break;
    case Kind::outage_recorded:
    case Kind::outage_ended: outage(entry); break;
    default:
      if (const auto place = case_places_.find(entry.subject)) change(*place, entry);
  }
  reach(entry.seq);
}

void Facts::receive(const Entry& entry) {
  if (entry.subject == Key{} || !entry.received || !entry.promised || !entry.legal) return;
  const auto place = static_cast<std::uint32_t>(cases_.size());
  Fact& fact = cases_.emplace_back();
  fact.received_at = entry.at;
  fact.received = fact.start = *entry.received;
  fact.legal = *entry.legal;
  fact.product = names_.number_of(entry.product);
  fact.area = names_.number_of(entry.area);
  fact.version = static_cast<std::uint16_t>(std::clamp(entry.number, 1, 65535));
  fact.channel = entry.channel;
  case_places_.put(entry.subject, place);
  if (entry.start) set_start(fact, entry);
  promise(place, *entry.promised);
}

// The case is listed under the month of its promised day; under the month it came from it stays listed and is passed over there.
void Facts::promise(std::uint32_t place, Date promised) {
  Fact& fact = cases_[place];
  const bool fresh = fact.promised == Date{};
  const Month month = month_of(promised);
  if (!fresh) touch(month_of(fact.promised));
  if (fresh || month_of(fact.promised) != month) promised_[month].push_back(place);
  fact.promised = promised;
  touch(month);
}

void Facts::change(std::uint32_t place, const Entry& entry) {
  Fact& fact = cases_[place];
  switch (entry.kind) {
    case Kind::assigned: fact.assigned_at = std::min(fact.assigned_at, entry.at); break;
    case Kind::start_changed: set_start(fact, entry); break;
    case Kind::due_changed:
      fact.legal = entry.legal.value_or(fact.legal);
      if (entry.promised) promise(place, *entry.promised);
      break;
    case Kind::completion_asked:
    case Kind::paused:
      fact.suspended_since = entry.from;
      begin(fact, {{entry.at, Fact::never}, entry.kind == Kind::paused ? Cause::lawful : Cause::resident}, {}, Names::none);
      break;
    case Kind::completed:
      finish(fact, entry.at, [](const Kept& one) { return one.stretch.cause == Cause::resident; });
      break;
    case Kind::resumed:
      // Half open: the clock runs again on the day named (Awb 4:15).
      if (fact.suspended_since && entry.until) fact.suspended_days += days_between(*fact.suspended_since, *entry.until);
      fact.suspended_since.reset();
      finish(fact, entry.at, [](const Kept& one) { return one.stretch.cause == Cause::resident || one.stretch.cause == Cause::lawful; });
      break;
    case Kind::partner_asked: begin(fact, {{entry.at, Fact::never}, Cause::partner}, {}, names_.number_of(entry.name)); break;
    case Kind::partner_answered: {
      const std::uint16_t partner = names_.number_of(entry.name);
      finish(fact, entry.at, [&](const Kept& one) { return one.stretch.cause == Cause::partner && one.partner == partner; });
      break;
    }
    case Kind::appointment:
      finish(fact, entry.at, [&](const Kept& one) { return one.stretch.cause == Cause::appointment && one.about == entry.about; });
      if (entry.moment && *entry.moment > entry.at) begin(fact, {{entry.at, *entry.moment}, Cause::appointment}, entry.about, Names::none);
      break;
    case Kind::appointment_cancelled:
      finish(fact, entry.at, [&](const Kept& one) { return one.stretch.cause == Cause::appointment && one.about == entry.about; });
      break;
    case Kind::decided:
    case Kind::withdrawn: close(fact, entry); break;
    default: break;
  }
  touch(month_of(fact.promised));
}

void Facts::close(Fact& fact, const Entry& entry) {
  fact.end = entry.kind == Kind::decided ? End::decided : End::withdrawn;
  fact.closed = entry.day.value_or(local_date(from_millis(entry.at)));
  fact.closed_at = entry.at;
}

// The whole time from the receipt until the start belongs to who chose it; a later word takes the place of an earlier one.
void Facts::set_start(Fact& fact, const Entry& entry) {
  if (!entry.start) return;
  fact.start = *entry.start;
  const std::int64_t until = begin_of(fact.start);
  const Cause cause = entry.name == "appointment" ? Cause::appointment : Cause::resident;
  for (std::uint32_t at = fact.stretches; at != Fact::nothing; at = stretches_[at].before) {
    Kept& one = stretches_[at];
    if (!one.start) continue;
    one.stretch = {{fact.received_at, std::max(until, fact.received_at)}, cause};
    return;
  }
  if (until <= fact.received_at) return;
  begin(fact, {{fact.received_at, until}, cause}, {}, Names::none);
  stretches_.back().start = true;
}

void Facts::begin(Fact& fact, const Stretch& stretch, const Key& about, std::uint16_t partner) {
  stretches_.push_back({stretch, about, fact.stretches, partner, false});
  fact.stretches = static_cast<std::uint32_t>(stretches_.size() - 1);
}

// Ends what lasts at `at` and fits; what has ended already keeps its end.
template <typename Fits>
void Facts::finish(const Fact& fact, std::int64_t at, Fits fits) {
  for (std::uint32_t i = fact.stretches; i != Fact::nothing; i = stretches_[i].before) {
    Kept& one = stretches_[i];
    if (!one.start && fits(one)) one.stretch.window.until = std::min(one.stretch.window.until, at);
  }
}

std::vector<Stretch> Facts::stretches_of(const Fact& fact) const {
  std::vector<Stretch> out;
  for (std::uint32_t at = fact.stretches; at != Fact::nothing; at = stretches_[at].before) out.push_back(stretches_[at].stretch);
  return out;
}

Waited Facts::waited(const Fact& fact, std::int64_t now, const Hindrances& hindrances) const {
  const std::vector<Stretch> stretches = stretches_of(fact);
  const std::int64_t end = fact.end == End::open ? now : fact.closed_at;
  return promises::waited({{fact.received_at, std::max(end, fact.received_at)}, fact.assigned_at, fact.channel, stretches}, hindrances);
}

void Facts::opinion(const Entry& entry) {
  if (entry.about == Key{}) return;
  if (entry.kind == Kind::feedback_invited) {
    opinion_places_.put(entry.about, static_cast<std::uint32_t>(opinions_.size()));
    opinions_.push_back({names_.number_of(entry.product), entry.channel, local_date(from_millis(entry.at)), std::nullopt});
  } else if (const auto place = opinion_places_.find(entry.about); place && entry.number >= 1 && entry.number <= 10) {
    opinions_[*place].mark = entry.number;
  }
}

// An outage may be written down long after it was: every month may have waited for it.
void Facts::outage(const Entry& entry) {
  if (entry.about == Key{}) return;
  const auto place = outage_places_.find(entry.about);
  if (entry.kind == Kind::outage_recorded && !place) {
    const auto channel = parse_channel(entry.name);
    if (!channel || !entry.moment) return;
    outage_places_.put(entry.about, static_cast<std::uint32_t>(outages_.size()));
    outages_.push_back({*channel, {*entry.moment, entry.end.value_or(Fact::never)}});
  } else if (entry.kind == Kind::outage_ended && place && entry.end) {
    outages_[*place].window.until = *entry.end;
  }
  for (const auto& [month, places] : promised_) touch(month);
}

Hindrances Facts::hindrances(std::int64_t now) const {
  std::vector<Hindrances::Outage> out;
  for (const KeptOutage& one : outages_) out.push_back({one.channel, {one.window.from, std::min(one.window.until, now)}});
  return Hindrances(out);
}

}  // namespace sas::promises
