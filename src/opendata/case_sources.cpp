#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "opendata/sources.h"
#include "promises/disclosure.h"
#include "promises/entries.h"
#include "promises/rows.h"

namespace sas::opendata {
namespace {

// Fewer than this is no group: the same number as the gate's.
constexpr std::int64_t kSmallest = 10;

std::string month_text(Date day) {
  return format_iso_date(day).substr(0, 7);
}

std::string number_text(std::int64_t value) {
  return fmt::format("{}", value);
}

std::string number_or_empty(const std::optional<int>& value) {
  return value ? number_text(*value) : std::string();
}

MadeSource source_of(privacy::Table table) {
  std::sort(table.rows.begin(), table.rows.end());
  return std::make_unique<TableSource>(std::move(table));
}

// The months that have ended: whoever compares two days of the one that runs could see one case.
template <typename Use>
void each_ended_month(const promises::Snapshot& snapshot, Use use) {
  for (const promises::Period& month : snapshot.months) {
    if (month.from > snapshot.last_month().from) return;
    use(month, snapshot.of(month));
  }
}

}  // namespace

MadeSource promise_results(const SourceParts& parts) {
  const auto snapshot = parts.figures.current();
  if (!snapshot) return fail(Error(snapshot.error()));
  privacy::Table out{
      {"maand", "product", "versie", "kanaal", "gebied", "zaken", "op_tijd", "mediaan_dagen", "p90_dagen"}, {}};
  each_ended_month(**snapshot, [&](const promises::Period& month, const std::vector<promises::Score>& scores) {
    for (const promises::Score* score : promises::publishable(scores))
      out.rows.push_back({month_text(month.from), score->product.text(), number_text(score->version),
                          promises::channel_name(*score), promises::area_name(*score), number_text(to_five(score->due)),
                          number_text(to_five(score->kept)), number_or_empty(score->median_days),
                          number_or_empty(score->p90_days)});
  });
  return source_of(std::move(out));
}

MadeSource wait_causes(const SourceParts& parts) {
  const auto snapshot = parts.figures.current();
  if (!snapshot) return fail(Error(snapshot.error()));
  privacy::Table out{{"maand", "product", "versie", "zaken", "oorzaak", "procent"}, {}};
  each_ended_month(**snapshot, [&](const promises::Period& month, const std::vector<promises::Score>& scores) {
    for (const promises::Score& score : scores) {
      const std::int64_t total = promises::total_of(score.waited);
      if (!score.whole() || !promises::may_publish(score) || total == 0) continue;
      for (std::size_t i = 0; i < promises::cause_count; ++i)
        out.rows.push_back({month_text(month.from), score.product.text(), number_text(score.version),
                            number_text(to_five(score.due)), std::string(promises::to_text(promises::all_causes[i])),
                            number_text((score.waited[i] * 100 + total / 2) / total)});
    }
  });
  return source_of(std::move(out));
}

MadeSource service_results(const SourceParts& parts) {
  const auto snapshot = parts.service_figures.current();
  if (!snapshot) return fail(Error(snapshot.error()));
  privacy::Table out{{"maand", "belofte", "versie", "kanaal", "norm_procent", "gemeten", "gehaald"}, {}};
  for (const promises::ServiceScore& score : (*snapshot)->scores) {
    if (score.period.from > (*snapshot)->last_month().from || score.due < kSmallest) continue;
    out.rows.push_back({month_text(score.period.from), score.promise->id, number_text(score.promise->version),
                        score.promise->channel, number_text(score.promise->share), number_text(to_five(score.due)),
                        number_text(to_five(score.kept))});
  }
  return source_of(std::move(out));
}

MadeSource public_space_reports(const SourceParts& parts) {
  static const std::string product = "melding-openbare-ruimte";
  constexpr std::int64_t page = 50'000;
  const std::string running = month_text(local_date(parts.clock.now()));
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;
  const auto read = parts.records.read([&](store::ReadTx& tx) -> Result<Done> {
    const std::int64_t newest = promises::newest_seq(tx);
    for (std::int64_t from = 0; from < newest; from += page)
      for (const promises::Entry& entry : promises::read_entries(tx, from, std::min(from + page, newest)))
        if (entry.kind == promises::Kind::received && entry.product == product)
          ++counts[{month_text(local_date(from_millis(entry.at))), entry.area}];
    return Done{};
  });
  if (!read) return fail(Error(read.error()));
  privacy::Table out{{"maand", "gebied", "meldingen"}, {}};
  for (const auto& [key, count] : counts) {
    const auto& [month, area] = key;
    if (month < running && !area.empty() && count >= kSmallest)
      out.rows.push_back({month, area, number_text(to_five(count))});
  }
  return source_of(std::move(out));
}

MadeSource product_list(const SourceParts& parts) {
  privacy::Table out{
      {"product", "naam", "naam_engels", "upl_naam", "upl_uri", "thema", "doelgroep", "online", "kosten"}, {}};
  for (const catalogue::Product& product : parts.catalogue.products) {
    const auto is_for = [&](catalogue::Audience audience) {
      return std::find(product.audience.begin(), product.audience.end(), audience) != product.audience.end();
    };
    const bool residents = is_for(catalogue::Audience::resident), firms = is_for(catalogue::Audience::business);
    out.rows.push_back(
        {product.id.text(), product.name.nl, product.name.en, product.upl_name, product.upl_uri, product.theme,
         residents && firms ? "allebei"
         : firms            ? "ondernemers"
                            : "inwoners",
         product.delivery == catalogue::Delivery::digital ? "true" : "false",
         product.costs.amount ? decimal_text(static_cast<double>(product.costs.amount->count()) / 100) : ""});
  }
  return source_of(std::move(out));
}

}  // namespace sas::opendata
