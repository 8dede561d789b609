#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

/// What the gate found and what may be done about it. A finding never holds a value of the data: column names, a rule
/// and a count only, so that it may be shown, logged and kept with the decision.
namespace sas::privacy {

/// The three layers; each can only block.
enum class Layer { declaration, content, statistics };

/// The three tests of anonymity (WP29 opinion 05/2014; Handleiding Wet hergebruik van overheidsinformatie).
enum class LegalTest {
  singling_out,  ///< herleidbaarheid: can one person be picked out
  linking,       ///< koppelbaarheid: can rows be joined to a person elsewhere
  inference,     ///< deduceerbaarheid: can something about a person be worked out
};

/// Everything that can be wrong. The order is that of reports: layer by layer.
enum class Rule {
  undeclared_column,
  missing_column,
  duplicate_column,
  undecided_column,
  closed_column,
  reason_unknown,
  rows_about_people,
  aggregation_incomplete,
  share_unknown,
  no_meaning,
  no_owner,
  no_licence,
  free_text_declared,
  precision_missing,
  unreadable,
  bsn,
  rsin_natural,
  a_number,
  iban,
  phone,
  email,
  plate,
  address,
  postcode_with_attribute,
  coordinates_with_attribute,
  person_name,
  birth_date,
  document_number,
  foreigner_number,
  licence_number,
  sole_trader,
  vat_number,
  network_address,
  device_id,
  photo,
  hashed,
  encoded,
  free_text,
  not_in_vocabulary,
  finer_than_declared,
  shape_undeclared,
  shape_unreadable,
  shape_too_large,
  shape_of_people,
  shape_varies,
  line_with_moments,
  recorded_tracks,
  person_header,
  person_rows,
  data_in_header,
  too_many_values,
  small_groups,
  uniform_groups,
  groups_uncounted,
  small_cells,
  rounding_broken,
  worked_out,
  dominance,
  trajectory,
  difference,
  cells_uncounted,
};

struct Finding {
  Rule rule;
  std::vector<std::string> columns;
  std::uint64_t count = 0;  ///< cells, rows, groups or columns the rule is about
  friend bool operator==(const Finding&, const Finding&) = default;
};

[[nodiscard]] Layer layer_of(Rule rule);
[[nodiscard]] LegalTest test_of(Rule rule);
/// Stable, kebab-case name of the rule, for machines.
[[nodiscard]] std::string_view code_of(Rule rule);
/// One or two sentences: what is wrong in which columns and how to mend it.
[[nodiscard]] Bilingual explain(const Finding& finding);
[[nodiscard]] Bilingual name_of(LegalTest test);

}  // namespace sas::privacy
