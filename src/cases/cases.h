#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "calendar/penalty.h"
#include "cases/case.h"
#include "catalogue/catalogue.h"
#include "ledger/ledger.h"
#include "people/access.h"
#include "people/viewer.h"
#include "store/store.h"

namespace sas::cases {

std::vector<store::Migration> migrations();

/// Puts a message to a person in the outbox, in the same transaction. `template_id` is a key of the messages room.
using Notify = std::function<void(store::WriteTx&, std::string_view template_id, json::Object facts)>;

struct NewCase {
  ProductId product;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  Language language = Language::nl;
  PersonId person;  ///< for whom; empty for anonymous
  json::Array answers;
  ContactDetails contact;
  std::string area;
  std::vector<NewDocument> documents;
  std::optional<Date> visit_day;  ///< of the appointment that comes with it
};

struct Opened {
  CaseId id;
  std::string number;
  Date promised_day;
  std::int64_t proof = 0;  ///< place in the ledger
};

/// What the applicant must add, and until when.
struct NewRequest {
  std::string question;
  std::vector<std::string> slots;
  Date answer_by;
};

struct NewDecision {
  std::string result_code;
  std::string reasons;
};

/// A time in which residents could not reach us digitally.
struct TermOutage {
  std::string id;
  Instant from;
  Instant until;
};

/// A term of a resident that runs on because of an outage: "answer" to our question, or "objection".
struct MovedTerm {
  CaseId case_id;
  std::string number;  ///< of the case
  std::string term;
  Date was;
  Date until;
};
/// The terms that an outage moved. They name cases: for who may see those only.
[[nodiscard]] std::vector<MovedTerm> moved_terms(store::ReadTx& tx, std::string_view outage);

/// The term stands still on a ground of Awb 4:15 other than a question to the applicant.
struct NewPause {
  calendar::Ground ground = calendar::Ground::agreed;
  std::string reason;                  ///< for the applicant
  std::optional<Date> expected_until;  ///< the day it runs again by itself; needed when it was agreed
};

/// A notice of default (ingebrekestelling), Awb 4:17 paragraph 3, through any channel.
struct NewDefaultNotice {
  Date received;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
};

/// Every change to a case. Each function works inside a store closure, checks what `viewer` may see, appends to the
/// ledger and puts messages in the outbox: all in that one transaction. `version` is the version the employee saw; when
/// somebody changed the case since, the answer is `case-changed` (conflict). Unknown or invisible cases are
/// `case-not-found`. Thread-safe.
class Cases {
 public:
  Cases(const Clock& clock, Random& random, const catalogue::Catalogue& catalogue, const ledger::Ledger& ledger,
        Notify notify)
      : clock_(clock), random_(random), catalogue_(catalogue), ledger_(ledger), notify_(std::move(notify)) {}

  /// Registers a case with its promised day. Errors: `product-unknown`, `promise-none` (no promise is in force).
  Result<Opened> open(store::WriteTx& tx, const NewCase& fresh, const people::Viewer& viewer) const;
  /// The employee takes the case; the status becomes the second of the case type.
  Result<Done> take(store::WriteTx& tx, const CaseId& id, std::int64_t version, const people::Viewer& viewer) const;
  /// Awb 4:5 and 4:15 paragraph 1 under a: asks for what is missing; the term stands still from the day after. Errors:
  /// `question-empty`, `answer-by-too-soon` (at least 7 days), `already-asked`, `case-closed`, `slot-unknown`.
  Result<Done> ask_completion(store::WriteTx& tx, const CaseId& id, std::int64_t version, const NewRequest& request,
                              const people::Viewer& viewer) const;
  /// The applicant answers; the term runs again. Error `nothing-asked`, `answer-empty`.
  Result<Done> answer_request(store::WriteTx& tx, const CaseId& id, std::string_view answer,
                              const std::vector<NewDocument>& documents, const people::Viewer& viewer) const;
  /// The time to answer has passed unused: the term runs again by itself (Awb 4:15 paragraph 1). Does nothing when it
  /// has not.
  Result<Done> resume_if_lapsed(store::WriteTx& tx, const CaseId& id) const;
  /// Awb 4:15 paragraph 1 under b and paragraph 2: the term stands still from tomorrow, and the applicant is told.
  /// Errors: `pause-ground` (not one of those grounds), `pause-reason-empty`, `pause-until-needed` (agreed: until
  /// when), `pause-until-too-soon`, `already-asked` (it stands still already), `pause-too-late` (the legal day has
  /// passed), `case-closed`.
  Result<Done> pause(store::WriteTx& tx, const CaseId& id, std::int64_t version, const NewPause& pause,
                     const people::Viewer& viewer) const;
  /// The reason is gone: the term runs again today. Error `not-paused`.
  Result<Done> end_pause(store::WriteTx& tx, const CaseId& id, std::int64_t version,
                         const people::Viewer& viewer) const;
  /// The applicant says that we are too late. Errors: `notice-too-early` (the legal day has not passed, or the term
  /// stands still), `notice-in-future`, `notice-twice`, `notice-none` (no penalty belongs to this product),
  /// `case-closed`.
  Result<Done> give_default_notice(store::WriteTx& tx, const CaseId& id, const NewDefaultNotice& notice,
                                   const people::Viewer& viewer) const;
  /// An employee finds that no penalty is due, Awb 4:17 paragraph 6. Errors: `notice-none`, `reasons-empty`.
  Result<Done> except_from_penalty(store::WriteTx& tx, const CaseId& id, std::int64_t version,
                                   calendar::NoPenalty exception, std::string_view reason,
                                   const people::Viewer& viewer) const;
  /// The legal day has passed and silence is consent (Awb 4:20b): decides and makes it known (4:20c). Does nothing when
  /// the product has no such rule or the day has not passed.
  Result<Done> decide_by_silence(store::WriteTx& tx, const CaseId& id) const;
  /// Awb 4:14 or a law of its own: once, for the length the product states. Error `extension-none`, `already-extended`,
  /// `reason-empty`.
  Result<Done> extend(store::WriteTx& tx, const CaseId& id, std::int64_t version, std::string_view reason,
                      const people::Viewer& viewer) const;
  /// The visit of this case was booked or moved to `day`. When its promise counts from the visit, both dates are
  /// reckoned anew; otherwise, and for a closed case, nothing happens. A change of dates belongs to the appointment, so
  /// whoever may change that needs no right to the case. Error `case-not-found`.
  Result<Done> visit_on(store::WriteTx& tx, const CaseId& id, Date day, const people::Viewer& viewer) const;
  /// Decides and closes. Errors: `result-unknown`, `reasons-empty` (Awb 3:46), `case-closed`.
  Result<Done> decide(store::WriteTx& tx, const CaseId& id, std::int64_t version, const NewDecision& decision,
                      const people::Viewer& viewer) const;
  /// The applicant takes it back; the case closes with the result `withdrawn`, or the first neutral one.
  Result<Done> withdraw(store::WriteTx& tx, const CaseId& id, const people::Viewer& viewer) const;
  Result<DocumentId> add_document(store::WriteTx& tx, const CaseId& id, const NewDocument& document,
                                  const people::Viewer& viewer) const;
  /// For colleagues only; never shown to the applicant. Error `note-empty`.
  Result<Done> add_note(store::WriteTx& tx, const CaseId& id, std::string_view text,
                        const people::Viewer& viewer) const;
  /// Waiting for another organisation begins. `partner` is a code of cases/partners.h. Errors: `partner-unknown`,
  /// `partner-asked-already`.
  Result<Done> ask_partner(store::WriteTx& tx, const CaseId& id, std::int64_t version, std::string_view partner,
                           const people::Viewer& viewer) const;
  /// That organisation answered. Error `partner-not-asked`.
  Result<Done> partner_answered(store::WriteTx& tx, const CaseId& id, std::int64_t version, std::string_view partner,
                                const people::Viewer& viewer) const;
  /// Awb section 2.3 (as of 1 January 2026): terms of residents that end on a day in which they could not reach us run
  /// on until the end of the first day without that outage. Writes `case.term_moved` for each.
  Result<std::vector<MovedTerm>> run_on_after(store::WriteTx& tx, const TermOutage& outage) const;

 private:
  struct Change;
  Result<Done> reckon_again(store::WriteTx& tx, const CaseId& id) const;
  Result<Change> begin(store::WriteTx& tx, const CaseId& id, std::optional<std::int64_t> version,
                       const people::Viewer& viewer) const;
  Result<Done> save(store::WriteTx& tx, const Change& change) const;
  Result<Done> save_and_tell(store::WriteTx& tx, const Change& change, std::string_view template_id) const;
  std::int64_t log(store::WriteTx& tx, const Case& c, std::string_view kind, const people::Viewer& viewer,
                   json::Object facts, json::Object personal = {}) const;
  Result<Done> reckon(store::WriteTx& tx, Change& change, const people::Viewer& viewer) const;
  Result<Done> resume(store::WriteTx& tx, Change& change, Date until, const people::Viewer& viewer) const;
  Result<Done> record_decision(store::WriteTx& tx, const Change& change, const NewDecision& decision,
                               const people::Viewer& viewer) const;
  Result<Done> close(store::WriteTx& tx, Change& change, const catalogue::ResultType& result,
                     const people::Viewer& viewer) const;
  void set_status(store::WriteTx& tx, Change& change, std::string_view code, const people::Viewer& viewer) const;
  DocumentId store_document(store::WriteTx& tx, const Case& c, const NewDocument& document,
                            const people::Viewer& viewer) const;
  void tell(store::WriteTx& tx, const Case& c, std::string_view template_id, json::Object facts = {}) const;

  const Clock& clock_;
  Random& random_;
  const catalogue::Catalogue& catalogue_;
  const ledger::Ledger& ledger_;
  Notify notify_;
};

}  // namespace sas::cases
