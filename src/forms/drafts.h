#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cases/cases.h"
#include "forms/answers.h"
#include "people/viewer.h"
#include "store/store.h"

namespace sas::forms {

std::vector<store::Migration> migrations();

/// A form that is being filled in. Kept 30 days after the last change.
struct Draft {
  DraftId id;
  ProductId product;
  Language language = Language::nl;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  PersonId person;  ///< for whom; empty until somebody logs in
  PersonId acting;
  StaffId staff;  ///< the employee who fills it in with a caller; empty otherwise
  Answers answers;
  Instant expires_at;
  CaseId case_id;  ///< not empty once it was sent
  std::string case_number;
};

struct Started {
  DraftId id;
  std::string token;  ///< for the cookie of this browser
  std::string code;   ///< for going on elsewhere, e.g. "K7QF-2MXP-9TRA"
};

struct DraftFile {
  std::string id;
  std::string filename;
};

/// What opens a draft: the cookie of the browser that began it, or the login of the person it is for, or of the
/// employee.
struct Key {
  std::string token;
  people::Viewer viewer;
};

/// Drafts in the store. All functions work inside a closure. A draft that is unknown, expired or not yours is
/// `draft-not-found`; one that was sent can only be read. Thread-safe.
class Drafts {
 public:
  Drafts(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  Result<Started> start(store::WriteTx& tx, const ProductId& product, Language language, catalogue::ChannelKind channel,
                        const people::Viewer& viewer, const Answers& prefilled) const;
  [[nodiscard]] Result<Draft> find(store::ReadTx& tx, const DraftId& id, const Key& key) const;
  /// Gives a new cookie to who has the code; error `code-unknown`.
  Result<Started> resume(store::WriteTx& tx, std::string_view code) const;
  /// An employee goes on with the form of a caller, by its code: from now on the form belongs to that channel, and the
  /// employee's login opens it. The caller's own cookie and code keep working. Errors `code-unknown`, `staff-only`.
  Result<Draft> resume_for(store::WriteTx& tx, std::string_view code, const people::Viewer& viewer,
                           catalogue::ChannelKind channel) const;
  /// The form that an employee fills in is for this person, who finds it under their own login too. Errors
  /// `draft-not-found`, `draft-sent`, `staff-only`.
  Result<Done> attach(store::WriteTx& tx, const DraftId& id, const people::Viewer& viewer, const PersonId& person) const;
  /// A new code to go on elsewhere; the one before stops working, because only its hash is kept.
  Result<std::string> new_code(store::WriteTx& tx, const DraftId& id, const Key& key) const;
  Result<Done> answer(store::WriteTx& tx, const DraftId& id, const Key& key, std::string_view question,
                      const json::Value& value) const;
  /// Adds a file and notes it in the answers; error `too-many-files`.
  Result<Done> add_file(store::WriteTx& tx, const DraftId& id, const Key& key, const Question& question,
                        const cases::NewDocument& file) const;
  Result<Done> remove_file(store::WriteTx& tx, const DraftId& id, const Key& key, const Question& question,
                           std::string_view file_id) const;
  /// Ties the draft to whoever logged in after starting it.
  Result<Done> claim(store::WriteTx& tx, const DraftId& id, const Key& key) const;
  [[nodiscard]] std::vector<Draft> of_person(store::ReadTx& tx, const PersonId& person) const;
  Result<Done> remove(store::WriteTx& tx, const DraftId& id, const Key& key) const;
  /// What has expired without being sent.
  [[nodiscard]] std::vector<Draft> expired(store::ReadTx& tx) const;
  /// Throws away what has expired; for a schedule. Number removed.
  Result<std::int64_t> remove_expired(store::WriteTx& tx) const;

  struct Sent {
    CaseId case_id;
    std::string number;
    Answers answers;  ///< what was sent; empty when it had been sent before
    enum class Turn { first, again } turn = Turn::first;
  };
  /// Sends the form: opens the case with all answers and files, exactly once. Sending again (double click, back button,
  /// retry) answers with the same case. Error `form-incomplete` when a question still waits; its name is in the fields.
  Result<Sent> send(store::WriteTx& tx, const DraftId& id, const Key& key, const Definition& definition,
                    const cases::Cases& cases) const;

 private:
  Result<Draft> find_open(store::ReadTx& tx, const DraftId& id, const Key& key) const;
  Result<Done> save(store::WriteTx& tx, const Draft& draft) const;
  const Clock& clock_;
  Random& random_;
};

}  // namespace sas::forms
