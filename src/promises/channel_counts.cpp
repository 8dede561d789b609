#include "promises/channel_counts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sas::promises {
namespace {

constexpr std::string_view file_name = "unit-costs.toml";

std::size_t place_of(std::string_view channel) {
  for (std::size_t i = 0; i < all_channels.size(); ++i)
    if (catalogue::to_text(all_channels[i]) == channel) return i;
  return 0;
}

std::optional<double> part(std::int64_t some, std::int64_t all) {
  if (all == 0) return std::nullopt;
  return static_cast<double>(some) / static_cast<double>(all);
}

}  // namespace

std::vector<UnitCost> load_unit_costs(const std::string& folder, config::Problems& problems) {
  const auto text = config::read_file(folder + "/" + std::string(file_name));
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (!object) {
    problems.push_back({std::string(file_name), object.error().code, object.error().detail});
    return {};
  }
  std::vector<UnitCost> out;
  config::Table table(*object, std::string(file_name), "", problems);
  for (config::Table& row : table.tables("costs")) {
    const std::string channel = row.word("channel", {"digital", "phone", "desk", "post"});
    const std::int64_t cents = row.integer("cents");
    if (cents < 0 || cents > 1'000'000) row.note("cents", "an amount in cents from 0 to 1000000");
    UnitCost cost{all_channels[place_of(channel)], Cents(cents), row.bilingual("source")};
    if (std::any_of(out.begin(), out.end(), [&](const UnitCost& other) { return other.channel == cost.channel; })) row.note("channel", "name each channel once");
    row.done();
    out.push_back(std::move(cost));
  }
  if (out.size() < all_channels.size()) table.note("costs", "give a line for digital, phone, desk and post");
  table.done();
  return out;
}

std::int64_t ChannelCounts::all() const { return std::accumulate(received.begin(), received.end(), std::int64_t{0}); }
void ChannelCounts::add(const ChannelCounts& more) {
  for (std::size_t i = 0; i < received.size(); ++i) received[i] += more.received[i];
  for (const auto& [step, count] : more.stopped) stopped[step] += count;
  for (const auto& [reason, count] : more.letters) letters[reason] += count;
  for (std::size_t i = 0; i < effort.size(); ++i) {
    effort[i].answers += more.effort[i].answers;
    effort[i].sum += more.effort[i].sum;
  }
  searches += more.searches;
  failed_searches += more.failed_searches;
  first_free_days += more.first_free_days;
}

std::vector<ChannelCounts> publishable(const std::vector<ChannelCounts>& counts) {
  std::vector<ChannelCounts> out;
  ChannelCounts all;
  for (const ChannelCounts& line : counts) {
    if (!line.product || line.all() < smallest_group) continue;
    all.add(line);
    out.push_back(line);
  }
  out.push_back(std::move(all));
  return out;
}

std::optional<double> ChannelCounts::take_up() const { return part(received[0], all()); }
std::optional<double> ChannelCounts::failed_share() const { return part(failed_searches, searches); }
std::optional<double> ChannelCounts::lead_days() const { return part(first_free_days, searches - failed_searches); }

std::optional<double> ChannelCounts::completion() const {
  std::int64_t given_up = 0;
  for (const auto& [step, count] : stopped) given_up += count;
  return part(received[0], received[0] + given_up);
}

std::optional<Cents> ChannelCounts::cost(const std::vector<UnitCost>& costs) const {
  if (all() == 0) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < all_channels.size(); ++i) {
    const auto at = std::find_if(costs.begin(), costs.end(), [&](const UnitCost& c) { return c.channel == all_channels[i]; });
    if (at == costs.end() && received[i] > 0) return std::nullopt;
    if (at != costs.end()) sum += static_cast<double>(received[i]) * static_cast<double>(at->amount.count());
  }
  return Cents(std::llround(sum / static_cast<double>(all())));
}

std::vector<std::string_view> ChannelCounter::kinds() { return {"case.received", "form.abandoned", "letter.needed", "appointment.searched", "feedback.given"}; }

void ChannelCounter::take(const LedgerLine& line) {
  Event event;
  event.day = local_date(line.at);
  event.product = ProductId(json::text_at(line.facts, "product"));
  if (line.kind == "case.received") event.detail = json::text_at(line.facts, "channel");
  else if (line.kind == "form.abandoned") event = {Event::What::stopped, event.day, event.product, json::text_at(line.facts, "step"), std::nullopt};
  else if (line.kind == "letter.needed") event = {Event::What::letter, event.day, event.product, json::text_at(line.facts, "reason"), std::nullopt};
  else if (line.kind == "appointment.searched") {
    event.what = Event::What::search;
    if (json::int_at(line.facts, "offered") > 0) event.figure = json::int_at(line.facts, "first_free_days");
  } else if (const std::int64_t effort = json::int_at(line.facts, "effort"); line.kind == "feedback.given" && effort >= 1 && effort <= 5) {
    event = {Event::What::effort, event.day, event.product, json::text_at(line.facts, "channel"), effort};
  } else return;
  events_.push_back(std::move(event));
}

void ChannelCounter::add(ChannelCounts& to, const Event& event) {
  switch (event.what) {
    case Event::What::received: ++to.received[place_of(event.detail)]; return;
    case Event::What::stopped: ++to.stopped[event.detail]; return;
    case Event::What::letter: ++to.letters[event.detail]; return;
    case Event::What::effort:
      ++to.effort[place_of(event.detail)].answers;
      to.effort[place_of(event.detail)].sum += *event.figure;
      return;
    case Event::What::search: break;
  }
  ++to.searches;
  if (event.figure) to.first_free_days += *event.figure;
  else ++to.failed_searches;
}

std::vector<ChannelCounts> ChannelCounter::counts(const Period& period) const {
  std::map<ProductId, ChannelCounts> by_product;
  ChannelCounts all;
  for (const Event& event : events_) {
    if (event.day < period.from || event.day >= period.until) continue;
    add(all, event);
    if (!event.product.empty()) add(by_product[event.product], event);
  }
  std::vector<ChannelCounts> out;
  for (auto& [product, counts] : by_product) {
    counts.product = product;
    out.push_back(std::move(counts));
  }
  out.push_back(std::move(all));
  return out;
}

}  // namespace sas::promises
