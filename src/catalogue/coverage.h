#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "catalogue/catalogue.h"

namespace sas::catalogue {

/// How a uniform product name is served here.
enum class CoverageKind { digital, in_person, referral, not_yet };
[[nodiscard]] std::string_view to_text(CoverageKind kind);

struct CoverageLine {
  std::string upl_name;
  std::string upl_uri;
  bool resident = false;
  bool business = false;
  CoverageKind kind = CoverageKind::not_yet;
  const Product* product = nullptr;  ///< for digital, and for in_person when it starts online
  Bilingual note;                    ///< who does it, or why in person
  std::string url;                   ///< for referral
  std::vector<Channel> channels;     ///< every way there is, the alternatives included
};

struct Coverage {
  std::vector<CoverageLine> lines;  ///< in order of name
  [[nodiscard]] std::size_t count(CoverageKind kind) const;
};

struct UplName {
  std::string name;
  std::string uri;
  bool resident = false;
  bool business = false;
};

/// Reads the national list as it is published (CSV with a header, comma separated, RFC 4180): municipal rows only, one
/// per URI, without the pseudo name. Errors `csv-quote`, `upl-header`, `upl-row` with the row.
[[nodiscard]] Result<std::vector<UplName>> read_upl_csv(std::string_view text);
/// Our own restated form: "name<TAB>uri<TAB>audience<TAB>flags", '#' begins a comment.
[[nodiscard]] Result<std::vector<UplName>> read_upl_tsv(std::string_view tsv);
[[nodiscard]] std::string write_upl_tsv(const std::vector<UplName>& names);

/// Ties list, products and coverage.toml together; notes products whose UPL name or URI is not on the list.
[[nodiscard]] Result<Coverage> cover(const Catalogue& catalogue, const std::vector<UplName>& upl,
                                     std::string_view coverage_toml, config::Problems& problems);

}  // namespace sas::catalogue
