#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cases/cases.h"
#include "cases/queries.h"
#include "html/texts.h"
#include "jobs/jobs.h"
#include "jobs/runner.h"
#include "messages/mailer.h"

/// What goes to people: one message, in their own overview and by mail, with a log of its delivery.
namespace sas::messages {

std::vector<store::Migration> migrations();

struct Message {
  std::string id;
  CaseId case_id;
  std::string subject;
  std::string body;  ///< Markdown
  Instant created_at;
  bool read = false;
};

/// A message that another room composed.
struct Outgoing {
  std::string template_id;  ///< what it is, for the log of deliveries
  CaseId case_id;           ///< empty: about no case
  PersonId person;          ///< empty: only by mail
  std::string email;        ///< empty: only in the overview of the person
  Language language = Language::nl;
  std::string subject;
  std::string body;  ///< Markdown
};

struct MessageParts {
  const Clock& clock;
  Random& random;
  const catalogue::Catalogue& catalogue;
  const html::Texts& texts;
  const ledger::Ledger& ledger;
  const jobs::Outbox& outbox;
  std::string base_url;  ///< "https://example.nl": put before links in mail
  std::string municipality;
  /// The link of the satisfaction question for a decided case, made in the same transaction; may be empty.
  std::function<std::string(store::WriteTx&, const cases::Case&)> feedback_path;
};

/// Writes, lists and sends messages. Thread-safe.
class Messages {
 public:
  explicit Messages(MessageParts parts) : parts_(std::move(parts)) {}

  /// What `cases::Cases` calls: composes the message of `template_id` ("received", "completion-asked", "completed",
  /// "resumed", "extended", "decided", "withdrawn", "paused", "pause-ended", "default-notice", and "moved" with facts old, new and
  /// reason) about facts["case"], keeps it, and puts the mail in the outbox; all
  /// in the transaction of the change.
  void post(store::WriteTx& tx, std::string_view template_id, const json::Object& facts) const;

  /// Keeps a message and puts its mail in the outbox, in the transaction of the change it tells about. Who has neither
  /// an overview nor an e-mail address gets nothing.
  void send(store::WriteTx& tx, const Outgoing& outgoing) const;
  /// The whole address of a page, for links in mail; `path` begins with a slash.
  [[nodiscard]] std::string link(std::string_view path, Language language) const;

  /// The handler of job "mail.send".
  Result<Done> deliver(store::Store& store, const Mailer& mailer, const jobs::Job& job) const;

  [[nodiscard]] std::vector<Message> of_person(store::ReadTx& tx, const PersonId& person, std::size_t limit) const;
  [[nodiscard]] std::vector<Message> of_case(store::ReadTx& tx, const cases::Case& c) const;
  [[nodiscard]] Result<Message> find(store::ReadTx& tx, std::string_view id, const PersonId& person) const;
  Result<Done> mark_read(store::WriteTx& tx, std::string_view id, const PersonId& person) const;
  [[nodiscard]] std::int64_t unread(store::ReadTx& tx, const PersonId& person) const;

 private:
  void note_letter(store::WriteTx& tx, const cases::Case& c, std::string_view template_id) const;
  MessageParts parts_;
};

}  // namespace sas::messages
