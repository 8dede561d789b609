#include "promises/service_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace sas::promises {
namespace {

constexpr std::size_t at_once = 1000;
constexpr std::int64_t longest_wait = 86'400;   // seconds in a day
constexpr std::array<std::string_view, 6> names{"phone", "desk", "messages", "source-documents", "births", "reminders"};

std::vector<std::string_view> columns_of(ServiceRecord what) {
  switch (what) {
    case ServiceRecord::phone: return {"moment", "waited_s", "answered"};
    case ServiceRecord::desk: return {"moment", "waited_s", "appointment"};
    case ServiceRecord::messages: return {"reference", "channel", "received", "answered"};
    case ServiceRecord::source_documents: return {"reference", "received", "answered"};
    case ServiceRecord::births: return {"reference", "certified", "registered"};
    case ServiceRecord::reminders: break;
  }
  return {"moment", "days_before"};
}

// "2026-03-01 09:15" or with seconds, on the Dutch clock; or RFC 3339.
std::optional<Instant> moment_of(const std::string& text) {
  if (const auto exact = parse_iso_instant(text)) return *exact;
  if (text.size() != 16 && text.size() != 19) return std::nullopt;
  const auto day = parse_iso_date(text.substr(0, 10));
  const auto parts = split(std::string_view(text).substr(11), ':');
  if (!day || (text[10] != ' ' && text[10] != 'T') || parts.size() < 2 || parts.size() > 3) return std::nullopt;
  std::array<std::int64_t, 3> time{};
  constexpr std::array<std::int64_t, 3> most{23, 59, 59};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_int(parts[i]);
    if (!number || *number > most[i]) return std::nullopt;
    time[i] = *number;
  }
  return local_time(*day, static_cast<int>(time[0] * 60 + time[1])) + std::chrono::seconds{time[2]};
}

// The cells of one row by column. The first that is wrong is kept as the error.
class Cells {
 public:
  Cells(std::size_t row, const std::map<std::string_view, std::size_t>& places, const csv::Row& cells, Instant now)
      : row_(row), places_(places), cells_(cells), now_(now) {}

  std::string text(std::string_view column) {
    const std::size_t at = places_.at(column);
    return at < cells_.size() ? std::string(trim(cells_[at])) : std::string();
  }
  std::string reference(std::string_view column) {
    const std::string given = text(column);
    if (given.empty()) note(column, "give the reference of the row");
    return hex(crypto::sha256(given)).substr(0, 24);
  }
  std::int64_t number(std::string_view column, std::int64_t most) {
    const auto given = parse_int(text(column));
    if (!given || *given > most) note(column, fmt::format("write a whole number from 0 to {}", most));
    return given.value_or(0);
  }
  json::Value yes_no(std::string_view column) {
    const std::string given = fold(text(column));
    if (given == "yes" || given == "ja") return json::Value(true);
    if (given != "no" && given != "nee") note(column, "write yes or no");
    return json::Value(false);
  }
  std::string word(std::string_view column, std::initializer_list<std::string_view> allowed) {
    const std::string given = text(column);
    if (std::find(allowed.begin(), allowed.end(), given) == allowed.end()) note(column, fmt::format("write one of: {}", fmt::join(allowed, ", ")));
    return given;
  }
  Instant moment(std::string_view column) {
    const auto given = moment_of(text(column));
    if (!given) note(column, "write a moment such as 2026-03-01 09:15");
    else if (*given > now_) note(column, "is in the future; give what has happened");
    return given.value_or(now_);
  }
  std::optional<Instant> moment_if(std::string_view column) {
    if (text(column).empty()) return std::nullopt;
    return moment(column);
  }
  void note(std::string_view column, const std::string& remedy) {
    if (error_.empty()) error_ = fmt::format("row {}: {}: {}", row_, column, remedy);
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  std::size_t row_;
  const std::map<std::string_view, std::size_t>& places_;
  const csv::Row& cells_;
  Instant now_;
  std::string error_;
};

// A row of two moments: what began, and what ended it if it has.
void add_pair(Cells& cells, std::vector<ServiceEvent>& out, const std::string& topic, std::array<std::string_view, 2> steps, const std::string& key,
              const json::Object& more) {
  const std::string reference = cells.reference("reference");
  const Instant began = cells.moment(steps[0]);
  const auto ended = cells.moment_if(steps[1]);
  if (ended && *ended < began) cells.note(steps[1], fmt::format("is before {}", steps[0]));
  json::Object facts = more;
  facts[key] = reference;
  out.push_back({topic + "." + std::string(steps[0]), topic + ":" + reference, began, facts});
  if (ended) out.push_back({topic + "." + std::string(steps[1]), topic + ":" + reference, *ended, {{key, reference}}});
}

void add_row(ServiceRecord what, Cells& cells, std::vector<ServiceEvent>& out) {
  switch (what) {
    case ServiceRecord::phone: {
      const Instant at = cells.moment("moment");
      out.push_back({"phone.call", "", at, {{"waited_s", cells.number("waited_s", longest_wait)}, {"answered", cells.yes_no("answered")}}});
      return;
    }
    case ServiceRecord::desk: {
      const Instant at = cells.moment("moment");
      out.push_back({"desk.visit", "", at, {{"waited_s", cells.number("waited_s", longest_wait)}, {"appointment", cells.yes_no("appointment")}}});
      return;
    }
    case ServiceRecord::messages:
      add_pair(cells, out, "message", {"received", "answered"}, "message", {{"channel", cells.word("channel", {"mail", "digital", "post"})}});
      return;
    case ServiceRecord::source_documents: add_pair(cells, out, "source_document", {"received", "answered"}, "reference", {}); return;
    case ServiceRecord::births: add_pair(cells, out, "birth", {"certified", "registered"}, "reference", {}); return;
    case ServiceRecord::reminders: break;
  }
  const Instant at = cells.moment("moment");
  out.push_back({"document.reminded", "", at, {{"days_before", cells.number("days_before", 3650)}}});
}

// Equal rows of one file are different calls; the same row of a second file is the same call.
void name_subjects(std::vector<ServiceEvent>& events) {
  std::map<std::string, int> seen;
  for (ServiceEvent& event : events) {
    if (!event.subject.empty()) continue;
    const std::string row = event.kind + format_iso_instant(event.at) + json::write_canonical(json::Value(event.facts));
    const int nth = ++seen[row];
    event.subject = event.kind.substr(0, event.kind.find('.')) + ":" + hex(crypto::sha256(row + "#" + std::to_string(nth))).substr(0, 24);
  }
}

}  // namespace

std::optional<ServiceRecord> service_record_from(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<ServiceRecord>(i);
  return std::nullopt;
}

std::string service_record_names() { return fmt::format("{}", fmt::join(names, ", ")); }

Result<std::vector<ServiceEvent>> read_service_csv(ServiceRecord what, std::string_view text, Instant now) {
  const auto rows = csv::read(text);
  if (!rows) return fail(Error(rows.error()));
  std::map<std::string_view, std::size_t> places;
  for (const std::string_view column : columns_of(what)) {
    const auto at = rows->empty() ? std::vector<std::string>::const_iterator() : std::find(rows->front().begin(), rows->front().end(), column);
    if (rows->empty() || at == rows->front().end())
      return fail(ErrorKind::invalid, "import-columns", fmt::format("the first row must name the columns: {}", fmt::join(columns_of(what), ", ")));
    places[column] = static_cast<std::size_t>(at - rows->front().begin());
  }
  std::vector<ServiceEvent> out;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const csv::Row& row = (*rows)[i];
    if (row.empty() || (row.size() == 1 && trim(row[0]).empty())) continue;
    Cells cells(i + 1, places, row, now);
    add_row(what, cells, out);
    if (!cells.error().empty()) return fail(ErrorKind::invalid, "import-row", cells.error());
  }
  name_subjects(out);
  return out;
}

Result<Imported> add_service_events(store::Store& store, const ledger::Ledger& ledger, std::span<const ServiceEvent> events) {
  Imported total;
  for (std::size_t from = 0; from < events.size(); from += at_once) {
    const auto part = events.subspan(from, std::min(at_once, events.size() - from));
    const auto added = store.write([&](store::WriteTx& tx) -> Result<std::size_t> {
      std::size_t count = 0;
      for (const ServiceEvent& event : part) {
        if (tx.query_one("SELECT seq FROM ledger_event WHERE subject = $1 AND kind = $2", {event.subject, event.kind})) continue;
        ledger.append(tx, {event.kind, event.subject, "system", "", event.facts, {}, event.at});
        ++count;
      }
      return count;
    });
    if (!added) return fail(Error(added.error()));
    total.added += *added;
    total.known += part.size() - *added;
  }
  return total;
}

}  // namespace sas::promises
