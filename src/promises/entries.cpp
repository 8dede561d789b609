#include "promises/entries.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "base/json.h"

namespace sas::promises {
namespace {

using catalogue::ChannelKind;

constexpr std::array<std::pair<std::string_view, Kind>, 19> kinds{{{"case.received", Kind::received},
                                                                   {"case.assigned", Kind::assigned},
                                                                   {"case.decided", Kind::decided},
                                                                   {"feedback.invited", Kind::feedback_invited},
                                                                   {"case.due_changed", Kind::due_changed},
                                                                   {"case.completion_asked", Kind::completion_asked},
                                                                   {"case.completed", Kind::completed},
                                                                   {"case.resumed", Kind::resumed},
                                                                   {"feedback.given", Kind::feedback_given},
                                                                   {"case.withdrawn", Kind::withdrawn},
                                                                   {"case.paused", Kind::paused},
                                                                   {"case.start_changed", Kind::start_changed},
                                                                   {"case.partner_asked", Kind::partner_asked},
                                                                   {"case.partner_answered", Kind::partner_answered},
                                                                   {"appointment.booked", Kind::appointment},
                                                                   {"appointment.moved", Kind::appointment},
                                                                   {"appointment.cancelled", Kind::appointment_cancelled},
                                                                   {"outage.recorded", Kind::outage_recorded},
                                                                   {"outage.ended", Kind::outage_ended}}};

std::optional<Date> day_of(std::string_view text) {
  const auto day = parse_iso_date(text);
  if (!day) return std::nullopt;
  return *day;
}

std::optional<std::int64_t> moment_of(std::string_view text) {
  const auto moment = parse_iso_instant(text);
  if (!moment) return std::nullopt;
  return to_millis(*moment);
}

void take_text(Entry& entry, std::string_view name, std::string_view text) {
  const bool outage = entry.kind == Kind::outage_recorded || entry.kind == Kind::outage_ended;
  const bool visit = entry.kind == Kind::appointment || entry.kind == Kind::appointment_cancelled;
  if (name == "received") entry.received = day_of(text);
  else if (name == "promised") entry.promised = day_of(text);
  else if (name == "legal") entry.legal = day_of(text);
  else if (name == "day") entry.day = day_of(text);
  else if (name == "from") outage ? void(entry.moment = moment_of(text)) : void(entry.from = day_of(text));
  else if (name == "until") outage ? void(entry.end = moment_of(text)) : void(entry.until = day_of(text));
  else if (name == "start") visit ? void(entry.moment = moment_of(text)) : void(entry.start = day_of(text));
  else if (name == "product") entry.product = text;
  else if (name == "area") entry.area = text;
  else if (name == "channel") outage ? void(entry.name = text) : void(entry.channel = channel_from(text));
  else if (name == "partner" || name == "start_cause") entry.name = text;
  else if (name == "feedback" || name == "appointment" || name == "outage") entry.about = key_of(text).value_or(Key{});
}

void take_number(Entry& entry, std::string_view name, std::int64_t number) {
  if ((name == "promise_version" || name == "mark") && std::in_range<int>(number)) entry.number = static_cast<int>(number);
}

// The text between two quotes from `at`, which moves behind the second; none when it holds an escape.
std::optional<std::string_view> quoted(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '"') return std::nullopt;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != '"' && text[end] != '\\') ++end;
  if (end == text.size() || text[end] != '"') return std::nullopt;
  const std::string_view inside = text.substr(at + 1, end - at - 1);
  at = end + 1;
  return inside;
}

// {"name":"text","name":12}: false when there is anything else in it.
bool read_flat(Entry& entry, std::string_view text) {
  if (text == "{}") return true;
  if (text.size() < 2 || text.front() != '{') return false;
  std::size_t at = 1;
  while (true) {
    const auto name = quoted(text, at);
    if (!name || at >= text.size() || text[at++] != ':') return false;
    if (at < text.size() && text[at] == '"') {
      const auto value = quoted(text, at);
      if (!value) return false;
      take_text(entry, *name, *value);
    } else {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
      if (error != std::errc()) return false;
      at = static_cast<std::size_t>(end - text.data());
      take_number(entry, *name, number);
    }
    if (at >= text.size()) return false;
    if (text[at] == '}') return at + 1 == text.size();
    if (text[at++] != ',') return false;
  }
}

void read_tree(Entry& entry, std::string_view text) {
  const auto facts = json::parse(text);
  if (!facts || !facts->is_object()) throw std::runtime_error("a ledger row holds no JSON object");
  for (const auto& [name, value] : facts->get_object()) {
    if (value.is_string()) take_text(entry, name, value.get_string());
    else if (value.is_int64()) take_number(entry, name, value.get_int64());
  }
}

}  // namespace

std::optional<Kind> kind_from(std::string_view text) {
  for (const auto& [name, kind] : kinds)
    if (name == text) return kind;
  return std::nullopt;
}

ChannelKind channel_from(std::string_view text) {
  for (const ChannelKind kind : {ChannelKind::phone, ChannelKind::desk, ChannelKind::post})
    if (catalogue::to_text(kind) == text) return kind;
  return ChannelKind::digital;
}

void read_facts(Entry& entry, std::string_view facts) {
  if (!read_flat(entry, facts)) read_tree(entry, facts);
}

std::vector<Entry> read_entries(store::ReadTx& tx, std::int64_t from, std::int64_t until) {
  std::vector<Entry> out;
  out.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, until - from)));
  const std::array<store::Value, 2> params{from, until};
  tx.each("SELECT seq, at, kind, subject, facts FROM ledger_event WHERE seq > $1 AND seq <= $2 AND kind IN ("
          "'case.received', 'case.assigned', 'case.decided', 'feedback.invited', 'case.due_changed', "
          "'case.completion_asked', 'case.completed', 'case.resumed', 'feedback.given', 'case.withdrawn', "
          "'case.paused', 'case.start_changed', 'case.partner_asked', 'case.partner_answered', "
          "'appointment.booked', 'appointment.moved', 'appointment.cancelled', 'outage.recorded', "
          "'outage.ended'"
          ") ORDER BY seq",
          params, [&](const store::Row& row) {
            const auto kind = kind_from(row.text(2));
            if (!kind) return;
            Entry& entry = out.emplace_back();
            entry.seq = row.integer(0);
            entry.at = row.integer(1);
            entry.kind = *kind;
            entry.subject = key_of(row.text(3)).value_or(Key{});
            if (*kind != Kind::assigned && *kind != Kind::completed) read_facts(entry, row.text(4));
          });
  return out;
}

std::int64_t newest_seq(store::ReadTx& tx) {
  const auto newest = tx.query_one("SELECT coalesce(max(seq), 0) FROM ledger_event");
  return newest ? newest->integer(0) : 0;
}

}  // namespace sas::promises
