#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "opendata/changes.h"
#include "opendata/gate.h"

/// What is being said of a set at the desk, until a second person agrees. Values and their place in the records; the
/// rules are those of drafts.h. Of this room only.
namespace sas::opendata {

struct Confirmation {
  std::string by;  ///< "staff:<id>"
  Instant at;
};

/// What the gate would say of the file under the draft.
struct Trial {
  LastJudgement judgement;  ///< outcome "passes" or "refused"
  std::optional<ProposedChanges> proposal;
  std::string trouble;  ///< code of an error of the file itself; then nothing was judged
  [[nodiscard]] bool passes() const { return trouble.empty() && judgement.outcome == "passes"; }
};

/// The questions of a draft beside its columns.
enum class DraftPart { words, structure };

struct Draft {
  /// `open`: being made. `checking`: the job looks at every row. `submitted`: waits for a second person.
  enum class State { open, checking, submitted } state = State::open;
  std::string dataset;
  std::string file;      ///< name in the folder of drafts; empty: the file that the set has already
  json::Object content;  ///< in the shape of a declaration file
  std::set<DraftPart> done;
  std::map<std::string, Confirmation> confirmed;  ///< by name of the column
  std::set<std::string> hands;                    ///< everybody who changed it; none of them may agree to it
  std::string submitted_by;
  std::optional<ProposedChanges> agreed;  ///< done to the rows before they are judged
  std::optional<Trial> trial;             ///< of the draft as it is; any change takes it away
  Instant changed_at;

  [[nodiscard]] bool is_done(DraftPart part) const { return done.contains(part); }
  /// Everything was answered, and every column confirmed.
  [[nodiscard]] bool is_whole() const;
};

/// The columns of the content, in the order of the file.
[[nodiscard]] std::vector<json::Object> columns_of(const json::Object& content);
[[nodiscard]] std::vector<std::string> column_names(const json::Object& content);

void put_draft(store::WriteTx& tx, const Draft& draft);
void remove_draft(store::WriteTx& tx, const std::string& dataset);
[[nodiscard]] std::optional<Draft> find_draft(store::ReadTx& tx, std::string_view dataset);
[[nodiscard]] std::vector<Draft> all_drafts(store::ReadTx& tx);

}  // namespace sas::opendata
