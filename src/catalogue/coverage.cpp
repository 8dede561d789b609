#include "catalogue/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/csv.h"

namespace sas::catalogue {
namespace {

struct Said {
  CoverageKind kind = CoverageKind::referral;
  Bilingual note;
  std::string url;
};

struct CoverageFile {
  std::map<std::string, Said> said;
  std::vector<Channel> channels;
};

CoverageFile read_file(const json::Object& object, config::Problems& problems) {
  CoverageFile out;
  config::Table table(object, "coverage.toml", "", problems);
  for (config::Table& referral : table.tables("referral")) {
    const std::string name = referral.text("upl_name");
    (void)referral.text("upl_uri");  // for people; the name is what ties
    out.said[name] = {CoverageKind::referral, referral.own_texts(), referral.text("url")};
    if (!out.said[name].url.starts_with("https://")) referral.note("url", "begin it with https://");
    referral.done();
  }
  for (config::Table& visit : table.tables("in_person")) {
    (void)visit.text("upl_uri");
    out.said[visit.text("upl_name")] = {CoverageKind::in_person, visit.bilingual("reason"), {}};
    visit.done();
  }
  config::Table channels = table.table("default_channels");
  out.channels = {{ChannelKind::phone, channels.bilingual("phone")},
                  {ChannelKind::desk, channels.bilingual("desk")},
                  {ChannelKind::post, channels.bilingual("post")}};
  channels.done();
  table.done();
  return out;
}

void check_products(const Catalogue& catalogue, const std::vector<UplName>& upl, config::Problems& problems) {
  std::set<std::pair<std::string, std::string>> pairs;
  std::set<std::string> names;
  for (const UplName& n : upl) pairs.emplace(n.name, n.uri), names.insert(n.name);
  for (const Product& p : catalogue.products) {
    const std::string file = p.id.text() + "/product.toml";
    if (pairs.count({p.upl_name, p.upl_uri}) == 0)
      problems.push_back({file, "upl_name", "take name and URI exactly from the uniform product names"});
    for (const std::string& also : p.upl_also)
      if (names.count(also) == 0)
        problems.push_back({file, "upl_also", fmt::format("\"{}\" is not a uniform product name", also)});
  }
}

}  // namespace

std::string_view to_text(CoverageKind kind) {
  static constexpr std::array<std::string_view, 4> names{"digital", "in-person", "referral", "not-yet"};
  return names[static_cast<std::size_t>(kind)];
}

std::size_t Coverage::count(CoverageKind kind) const {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const CoverageLine& l) { return l.kind == kind; }));
}

Result<std::vector<UplName>> read_upl_csv(std::string_view text) {
  const auto rows = csv::read(text);
  if (!rows) return fail(Error(rows.error()));
  if (rows->empty()) return fail(ErrorKind::invalid, "upl-header", "the file is empty");
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < rows->front().size(); ++i) columns[rows->front()[i]] = i;
  for (const char* name : {"UniformeProductnaam", "URI", "Gemeente", "Burger", "Bedrijf"})
    if (columns.count(name) == 0)
      return fail(ErrorKind::invalid, "upl-header", fmt::format("column {} is missing", name));
  std::map<std::string, UplName> by_uri;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const auto& row = (*rows)[i];
    if (row.size() != rows->front().size())
      return fail(ErrorKind::invalid, "upl-row",
                  fmt::format("row {}: {} columns instead of {}", i + 1, row.size(), rows->front().size()));
    const auto at = [&](const char* name) { return trim(row[columns[name]]); };
    if (at("Gemeente").empty() || at("URI").ends_with("/UPL-naam_nog_niet_beschikbaar")) continue;
    UplName& name = by_uri[std::string(at("URI"))];
    name.name = at("UniformeProductnaam");
    name.uri = at("URI");
    name.resident |= !at("Burger").empty();
    name.business |= !at("Bedrijf").empty();
  }
  std::vector<UplName> out;
  for (auto& entry : by_uri) out.push_back(std::move(entry.second));
  std::sort(out.begin(), out.end(), [](const UplName& a, const UplName& b) { return a.name < b.name; });
  return out;
}

Result<std::vector<UplName>> read_upl_tsv(std::string_view tsv) {
  std::vector<UplName> out;
  std::size_t number = 0;
  for (const std::string& line : split(tsv, '\n')) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto columns = split(line, '\t');
    if (columns.size() < 3)
      return fail(ErrorKind::invalid, "upl-row", fmt::format("line {}: expected name, uri and audience", number));
    if (columns[0] == "name") continue;
    const bool both = columns[2] == "both";
    out.push_back({columns[0], columns[1], both || columns[2] == "resident", both || columns[2] == "business"});
  }
  std::sort(out.begin(), out.end(), [](const UplName& a, const UplName& b) { return a.name < b.name; });
  return out;
}

std::string write_upl_tsv(const std::vector<UplName>& names) {
  std::string out = "name\turi\taudience\n";
  for (const UplName& n : names)
    out += fmt::format("{}\t{}\t{}\n", n.name, n.uri,
                       n.resident ? (n.business ? "both" : "resident") : (n.business ? "business" : "none"));
  return out;
}

Result<Coverage> cover(const Catalogue& catalogue, const std::vector<UplName>& upl, std::string_view coverage_toml,
                       config::Problems& problems) {
  const auto object = config::parse_toml(coverage_toml);
  if (!object) return fail(Error(object.error()));
  const CoverageFile file = read_file(*object, problems);
  check_products(catalogue, upl, problems);
  std::map<std::string, const Product*> fulfilled;
  for (const Product& p : catalogue.products) {
    fulfilled[p.upl_name] = &p;
    for (const std::string& also : p.upl_also) fulfilled[also] = &p;
  }
  Coverage out;
  for (const UplName& name : upl) {
    CoverageLine line{name.name, name.uri, name.resident, name.business, CoverageKind::not_yet, nullptr,
                      {},        {},       file.channels};
    if (const auto product = fulfilled.find(name.name); product != fulfilled.end()) {
      line.product = product->second;
      line.kind = line.product->delivery == Delivery::digital ? CoverageKind::digital : CoverageKind::in_person;
      line.note = line.product->in_person;
      line.channels = line.product->channels;
    } else if (const auto said = file.said.find(name.name); said != file.said.end()) {
      line.kind = said->second.kind;
      line.note = said->second.note;
      line.url = said->second.url;
    }
    out.lines.push_back(std::move(line));
  }
  return out;
}

}  // namespace sas::catalogue
