#pragma once
#include <string>

#include "cases/cases.h"
#include "contact/appointments.h"
#include "html/texts.h"
#include "messages/messages.h"

namespace sas::contact {

/// What Visits needs. Everything outlives it.
struct VisitParts {
  const Appointments& appointments;
  const Agenda& agenda;
  const cases::Cases& cases;
  const messages::Messages& messages;
  const html::Texts& texts;
};

/// A place that a form held, and how whoever it is for came to us.
struct HeldVisit {
  std::string code;  ///< what hold() gave
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
};

/// An appointment with all that hangs on it, in one transaction: the place, the day from which the promise of its case
/// counts, the event, and the mail to whoever comes. Wake the jobs afterwards. Thread-safe.
class Visits {
 public:
  explicit Visits(VisitParts parts) : parts_(parts) {}

  /// The form was sent: what it held is booked for its case. Error `slot-taken`.
  Result<Done> book_held(store::WriteTx& tx, const DraftId& draft, const CaseId& case_id, const PersonId& person,
                         const HeldVisit& held, const people::Viewer& viewer) const;
  /// Errors: `slot-taken`, `slot-unknown`.
  Result<Held> book(store::WriteTx& tx, const NewVisit& visit, const people::Viewer& viewer) const;
  /// Errors as Appointments::move.
  Result<Done> move(store::WriteTx& tx, const Appointment& appointment, Instant start, catalogue::ChannelKind channel,
                    const people::Viewer& viewer) const;
  /// The promise of the case keeps counting from the visit that was called off, until another is booked.
  Result<Done> cancel(store::WriteTx& tx, const Appointment& appointment, catalogue::ChannelKind channel,
                      const people::Viewer& viewer) const;

 private:
  Result<Done> restart(store::WriteTx& tx, const CaseId& case_id, const people::Viewer& viewer) const;
  struct News;
  void tell(store::WriteTx& tx, const Appointment& appointment, const News& news) const;
  VisitParts parts_;
};

}  // namespace sas::contact
