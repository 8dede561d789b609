#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "jobs/runner.h"
#include "opendata/declaration_book.h"
#include "opendata/draft.h"
#include "opendata/kept_declarations.h"
#include "opendata/refresher.h"

/// How a file that somebody brings to the desk becomes a declaration: everything is proposed, everything is confirmed
/// by hand, the gate says what it would say, and a second person agrees. Only then does the file go where the gate
/// takes it from. Whoever changed anything cannot be the second person.
namespace sas::opendata {

/// Thread-safe. All parts outlive it.
class Drafts {
 public:
  struct Parts {
    store::Store& records;
    const ledger::Ledger& ledger;
    const jobs::Outbox& outbox;
    const DeclarationBook& book;
    const Refresher& refresher;
    releases::PublicReader& reader;  ///< names that the public knows already
    const Clock& clock;
    std::string folder;  ///< of files under a draft; nothing else stands in it
    std::string files;   ///< of files that the gate takes: SourceParts::files
  };
  explicit Drafts(Parts parts);

  [[nodiscard]] Result<std::optional<Draft>> find(std::string_view dataset) const;
  [[nodiscard]] Result<std::vector<Draft>> all() const;

  /// Every version that was agreed to, newest first.
  [[nodiscard]] Result<std::vector<KeptDeclaration>> versions(std::string_view dataset) const;

  /// A new set. Event `opendata.draft-begun`. Errors: `draft-name` (not the form of a name, or of a page),
  /// `draft-name-taken`, `file-unknown-kind` (another ending), those of look_at_file() and of the disk.
  [[nodiscard]] Result<Done> begin(const std::string& dataset, const http::Upload& file,
                                   const std::string& acting) const;
  /// What the desk says of a set, to be said otherwise: columns stay confirmed until they change. Errors:
  /// `dataset-unknown` (it has no declaration of the desk), `draft-exists`.
  [[nodiscard]] Result<Done> reopen(const std::string& dataset, const std::string& acting) const;
  /// Another file under the draft; columns of the same name keep what was said of them. Errors as begin().
  [[nodiscard]] Result<Done> replace_file(const std::string& dataset, const http::Upload& file,
                                          const std::string& acting) const;
  /// What was filled in for a part: `content` takes the place of the whole. Errors of this and all that follow:
  /// `draft-missing`, `draft-submitted`.
  [[nodiscard]] Result<Done> say(const std::string& dataset, DraftPart part, const json::Object& content,
                                 const std::string& acting) const;
  /// The column at that place (from 0) is as `column` says, and a person says so. With `reviewed_by` that person read
  /// all of it: the cells of the file as it is now are sealed (Review), event `opendata.column-reviewed`. Errors
  /// `column-unknown`, `draft-file-changed` (another file came meanwhile), those of the file.
  [[nodiscard]] Result<Done> confirm(const std::string& dataset, std::size_t place, const json::Object& column,
                                     const std::string& acting) const;
  /// Has every row judged by the job `opendata.check-draft`. Error `draft-unfinished`.
  [[nodiscard]] Result<Done> ask_check(const std::string& dataset, const std::string& acting) const;
  /// The proposed changes are to be made; the rows are judged again with them. Error `proposal-missing`.
  [[nodiscard]] Result<Done> agree(const std::string& dataset, const std::string& acting) const;
  /// The rows are to be judged as they are.
  [[nodiscard]] Result<Done> disagree(const std::string& dataset, const std::string& acting) const;
  /// To a second person. Error `draft-refused` (the gate would not let it through).
  [[nodiscard]] Result<Done> submit(const std::string& dataset, const std::string& acting) const;
  /// Back to whoever makes it. Error `draft-not-submitted`.
  [[nodiscard]] Result<Done> send_back(const std::string& dataset, const std::string& acting) const;
  /// The draft becomes the declaration, and the file goes to the gate by the job `opendata.offer-declared`. Event
  /// `opendata.declaration-approved` with version and hash. Errors: `draft-not-submitted`, `second-person`.
  [[nodiscard]] Result<Done> approve(const std::string& dataset, const std::string& acting) const;
  /// Nothing is kept of it.
  [[nodiscard]] Result<Done> drop(const std::string& dataset, const std::string& acting) const;

  /// The work of the jobs.
  [[nodiscard]] Result<Done> check(const std::string& dataset) const;
  [[nodiscard]] Result<Done> offer_declared(const jobs::Job& job) const;
  /// Ends drafts that nobody touched for ninety days, and removes files that no draft names. Returns how many drafts.
  [[nodiscard]] Result<int> sweep() const;

 private:
  using Change = std::function<Result<Done>(store::WriteTx&, Draft&)>;
  [[nodiscard]] Result<Done> change(const std::string& dataset, const std::string& acting, const std::string& event,
                                    const Change& change) const;
  [[nodiscard]] Result<Done> settle(const std::string& dataset, const std::string& acting, const std::string& event,
                                    const Change& change) const;
  [[nodiscard]] Result<std::string> keep(const std::string& dataset, const http::Upload& file) const;
  [[nodiscard]] Result<Trial> trial_of(const Draft& draft) const;
  [[nodiscard]] Result<std::string> seal_of(const Draft& draft, std::size_t place, const json::Object& column) const;
  [[nodiscard]] std::string path_of(const Draft& draft) const;
  [[nodiscard]] Result<Done> is_free(const std::string& dataset) const;
  void note(store::WriteTx& tx, const std::string& dataset, const std::string& acting, const std::string& event,
            json::Object facts = {}) const;
  void offer_later(store::WriteTx& tx, const std::string& dataset, const std::string& file,
                   const std::string& acting) const;

  const Parts parts_;
};

/// `opendata.check-draft`, `opendata.offer-declared`, and `opendata.sweep-drafts` each night.
void add_draft_jobs(jobs::Runner& runner, const Drafts& drafts);

}  // namespace sas::opendata
