#include "promises/waits.h"

#include <algorithm>
#include <numeric>

namespace sas::promises {
namespace {

using catalogue::ChannelKind;

constexpr std::array<std::string_view, cause_count> cause_names{"resident", "queue", "handling", "partner", "lawful", "appointment", "outage"};
constexpr std::array<std::string_view, channel_count> channel_names{"site",  "login",       "mail",    "phone", "desk", "digid",
                                                                    "eherkenning", "mailbox", "brp", "bag",   "kvk"};

std::size_t index(Cause cause) { return static_cast<std::size_t>(cause); }

// Lower goes first; see the rules in the header.
int rank(Cause cause) {
  switch (cause) {
    case Cause::outage: return 1;
    case Cause::lawful: return 2;
    case Cause::partner: return 3;
    case Cause::resident: return 4;
    case Cause::appointment: return 5;
    case Cause::handling: return 6;
    case Cause::queue: break;
  }
  return 7;
}

Window clip(const Window& window, const Window& whole) {
  return {std::clamp(window.from, whole.from, whole.until), std::clamp(window.until, whole.from, whole.until)};
}

void book(Waited& out, const Window& window, Cause cause, ChannelKind kind, const Hindrances& hindrances) {
  const std::int64_t out_of_order = hindrances.within(window, cause, kind);
  out[index(Cause::outage)] += out_of_order;
  out[index(cause)] += window.until - window.from - out_of_order;
}

// The cause at a moment in which nothing changes.
Cause cause_at(const Course& course, std::int64_t moment) {
  Cause found = moment >= course.assigned ? Cause::handling : Cause::queue;
  for (const Stretch& one : course.stretches)
    if (one.window.from <= moment && moment < one.window.until && rank(one.cause) < rank(found)) found = one.cause;
  return found;
}

void merge(std::vector<Window>& windows) {
  std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.from < b.from; });
  std::vector<Window> merged;
  for (const Window& one : windows) {
    if (!merged.empty() && one.from <= merged.back().until) merged.back().until = std::max(merged.back().until, one.until);
    else merged.push_back(one);
  }
  windows = std::move(merged);
}

}  // namespace

std::string_view to_text(Cause cause) { return cause_names[index(cause)]; }
std::string_view to_text(Channel channel) { return channel_names[static_cast<std::size_t>(channel)]; }

std::optional<Channel> parse_channel(std::string_view text) {
  for (const Channel channel : outage_channels)
    if (to_text(channel) == text) return channel;
  return std::nullopt;
}

std::int64_t total_of(const Waited& waited) { return std::accumulate(waited.begin(), waited.end(), std::int64_t{0}); }
std::int64_t needless_of(const Waited& waited) { return waited[index(Cause::queue)] + waited[index(Cause::outage)]; }
Cause largest_of(const Waited& waited) {
  return static_cast<Cause>(std::max_element(waited.begin(), waited.end()) - waited.begin());
}

bool hinders(Channel channel, Cause cause, ChannelKind kind) {
  switch (cause) {
    case Cause::queue:
    case Cause::handling:
      return channel == Channel::site || channel == Channel::brp || channel == Channel::bag || channel == Channel::kvk;
    case Cause::resident:
      if (kind == ChannelKind::phone) return channel == Channel::phone;
      if (kind == ChannelKind::desk) return channel == Channel::desk;
      return kind == ChannelKind::digital && (channel == Channel::site || channel == Channel::login || channel == Channel::digid ||
                                              channel == Channel::eherkenning || channel == Channel::mailbox);
    case Cause::appointment: return channel == Channel::desk;
    case Cause::partner:
    case Cause::lawful:
    case Cause::outage: break;
  }
  return false;
}

Hindrances::Hindrances(std::span<const Outage> outages) {
  for (std::size_t kind = 0; kind < kinds; ++kind)
    for (const Cause cause : all_causes) {
      std::vector<Window>& windows = merged_[index(cause) * kinds + kind];
      for (const Outage& one : outages)
        if (one.window.until > one.window.from && hinders(one.channel, cause, static_cast<ChannelKind>(kind))) windows.push_back(one.window);
      merge(windows);
    }
}

std::int64_t Hindrances::within(const Window& window, Cause cause, ChannelKind kind) const {
  const std::vector<Window>& windows = merged_[index(cause) * kinds + static_cast<std::size_t>(kind)];
  std::int64_t sum = 0;
  auto at = std::partition_point(windows.begin(), windows.end(), [&](const Window& one) { return one.until <= window.from; });
  for (; at != windows.end() && at->from < window.until; ++at) sum += std::min(at->until, window.until) - std::max(at->from, window.from);
  return sum;
}

Waited waited(const Course& course, const Hindrances& hindrances) {
  Waited out{};
  const Window& whole = course.whole;
  if (whole.until <= whole.from) return out;
  const std::int64_t assigned = std::clamp(course.assigned, whole.from, whole.until);
  if (course.stretches.empty()) {  // most cases
    book(out, {whole.from, assigned}, Cause::queue, course.kind, hindrances);
    book(out, {assigned, whole.until}, Cause::handling, course.kind, hindrances);
    return out;
  }
  std::vector<std::int64_t> turns{whole.from, assigned, whole.until};
  for (const Stretch& one : course.stretches) {
    const Window inside = clip(one.window, whole);
    turns.push_back(inside.from);
    turns.push_back(inside.until);
  }
  std::sort(turns.begin(), turns.end());
  for (std::size_t i = 1; i < turns.size(); ++i)
    if (turns[i] > turns[i - 1]) book(out, {turns[i - 1], turns[i]}, cause_at(course, turns[i - 1]), course.kind, hindrances);
  return out;
}

}  // namespace sas::promises
