#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "opendata/declaration.h"
#include "opendata/source.h"
#include "privacy/transform.h"
#include "store/store.h"

/// What is done to rows before they are judged, so that a table that may not be open as it is becomes one that may. The
/// gate proposes, an employee confirms, and what is lost stands in every release.
namespace sas::opendata {

/// The smallest set of changes that makes the table pass, and what readers can no longer see.
struct ProposedChanges {
  std::vector<privacy::Transformation> changes;
  std::vector<Bilingual> lost;
};
/// None when no set of changes leaves something worth publishing. Errors: `table-too-large` (more than two million
/// cells: mend it at the source), and those of the source.
[[nodiscard]] Result<std::optional<ProposedChanges>> propose_changes(const Declaration& declaration, Source& source);

/// Kept with the last judgement until the next one.
void put_proposal(store::WriteTx& tx, const std::string& dataset, const ProposedChanges& proposal);
[[nodiscard]] std::optional<ProposedChanges> proposal_of(store::ReadTx& tx, std::string_view dataset);

/// From now on these are done to the rows of the set. Error `proposal-missing` when there is none to confirm.
Result<Done> confirm_changes(store::WriteTx& tx, const std::string& dataset, const std::string& acting, Instant now);
/// The rows go to the gate as they are again.
void drop_changes(store::WriteTx& tx, const std::string& dataset);
[[nodiscard]] std::optional<ProposedChanges> confirmed_changes(store::ReadTx& tx, std::string_view dataset);

/// The same of changes that somebody agreed to elsewhere.
void put_changes(store::WriteTx& tx, const std::string& dataset, const ProposedChanges& changes,
                 const std::string& acting, Instant now);
[[nodiscard]] json::Object to_json(const ProposedChanges& changes);
/// None for anything that to_json() did not make.
[[nodiscard]] std::optional<ProposedChanges> changes_from(const json::Object& object);

/// A declaration and rows that are ready for the gate.
struct Prepared {
  Declaration declaration;
  std::unique_ptr<Source> source;
};
/// The set with its changes made. Errors as propose_changes(), and those of privacy::transform().
[[nodiscard]] Result<Prepared> with_changes(const Declaration& declaration, Source& source,
                                            const ProposedChanges& changes);

}  // namespace sas::opendata
