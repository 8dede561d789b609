#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/embedded.h"
#include "base/random.h"
#include "base/strong_id.h"
#include "cases/case.h"
#include "ledger/ledger.h"
#include "people/viewer.h"
#include "store/store.h"

/// The human side: appointments, contact moments, call-back.
namespace sas::contact {

/// Schema steps 70-79.
std::vector<store::Migration> migrations();
/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

struct Hours {
  int from_minute = 0;  ///< since local midnight
  int until_minute = 0;
};

/// One kind of appointment and when it can be made. From catalogue/appointments.toml.
struct Purpose {
  std::string id;  ///< "documents"
  Bilingual name;
  Bilingual place;
  int minutes = 15;
  int desks = 1;                           ///< how many at the same time
  std::array<std::vector<Hours>, 7> week;  ///< Monday first
};

struct Agenda {
  std::vector<Purpose> purposes;
  std::vector<Date> closing_days;
  [[nodiscard]] const Purpose* find(std::string_view id) const;
};
[[nodiscard]] Agenda load_agenda(const json::Object& toml, std::vector<Date> closing_days, config::Problems& problems);

struct Appointment {
  std::string id;
  std::string purpose;
  Instant start;
  int minutes = 15;
  CaseId case_id;                 ///< empty while it is only held, and for a visit without a case
  PersonId person;                ///< empty when we do not know who
  cases::ContactDetails contact;  ///< given with the appointment itself, when there is no case and no person
  Language language = Language::nl;
};

/// A visit that is booked at once, for somebody who calls or stands at the desk.
struct NewVisit {
  std::string purpose;
  Instant start;
  CaseId case_id;
  PersonId person;
  cases::ContactDetails contact;
  Language language = Language::nl;
  catalogue::ChannelKind channel = catalogue::ChannelKind::phone;
};

/// Somebody looked for a place. Nothing about who.
struct AppointmentSearch {
  ProductId product;                    ///< empty when it is not about one, e.g. moving an appointment
  std::string purpose;
  Date from;                            ///< first day that was looked at
  std::vector<Instant> free;            ///< what was found, in order
};

struct Held {
  std::string id;
  std::string code;  ///< to move or cancel it without logging in; only its hash is kept
};

/// Appointments in the store. A place is one desk at one moment, unique in the database, so that nobody is booked
/// twice. Thread-safe.
class Appointments {
 public:
  Appointments(const Clock& clock, Random& random, const Agenda& agenda, const ledger::Ledger& ledger)
      : clock_(clock), random_(random), agenda_(agenda), ledger_(ledger) {}

  /// Starts that still have a desk free, on `days` days from `from`; nothing within the coming hour.
  [[nodiscard]] Result<std::vector<Instant>> free(store::ReadTx& tx, std::string_view purpose, Date from,
                                                  int days) const;
  /// Writes down that somebody looked: `appointment.searched` {product, purpose, location, offered, first_free_days}. `offered` is the number
  /// of places, 0 for a search that found nothing, then without `first_free_days` (calendar days from today).
  void searched(store::WriteTx& tx, const AppointmentSearch& search) const;
  /// Holds a place for ten minutes for a form; a place the form held before is let go. Errors: `slot-taken`,
  /// `slot-unknown`.
  Result<Held> hold(store::WriteTx& tx, std::string_view purpose, Instant start, const DraftId& draft) const;
  /// The form was sent: what it held becomes the appointment of the case. When the ten minutes have passed and the
  /// place is gone: `slot-taken`.
  Result<Done> book(store::WriteTx& tx, const DraftId& draft, const CaseId& case_id, const PersonId& person,
                    catalogue::ChannelKind channel, const people::Viewer& viewer) const;
  /// Books a place at once. Errors as for hold().
  Result<Held> book_now(store::WriteTx& tx, const NewVisit& visit, const people::Viewer& viewer) const;
  [[nodiscard]] Result<Appointment> by_code(store::ReadTx& tx, std::string_view code) const;
  /// Error `appointment-not-found`; only booked ones are found.
  [[nodiscard]] Result<Appointment> by_id(store::ReadTx& tx, std::string_view id) const;
  /// `channel` is how whoever it is for asked for it. Errors: `slot-taken`, `slot-unknown`, `appointment-past`.
  Result<Done> move(store::WriteTx& tx, const Appointment& appointment, Instant start, catalogue::ChannelKind channel,
                    const people::Viewer& viewer) const;
  /// Errors `appointment-not-found`, `appointment-past`.
  Result<Done> cancel(store::WriteTx& tx, const Appointment& appointment, catalogue::ChannelKind channel,
                      const people::Viewer& viewer) const;
  [[nodiscard]] std::vector<Appointment> of_case(store::ReadTx& tx, const CaseId& case_id) const;
  /// Booked and not past, in order of time.
  [[nodiscard]] std::vector<Appointment> of_person(store::ReadTx& tx, const PersonId& person) const;
  /// Booked for that day, in order of time.
  [[nodiscard]] std::vector<Appointment> of_day(store::ReadTx& tx, Date day) const;
  Result<std::int64_t> let_go_expired(store::WriteTx& tx) const;

 private:
  [[nodiscard]] std::vector<Instant> starts_on(const Purpose& purpose, Date day) const;
  std::optional<int> free_desk(store::WriteTx& tx, const Purpose& purpose, Instant start) const;
  void log(store::WriteTx& tx, std::string_view kind, const Appointment& appointment, catalogue::ChannelKind channel,
           const people::Viewer& viewer) const;
  const Clock& clock_;
  Random& random_;
  const Agenda& agenda_;
  const ledger::Ledger& ledger_;
};

}  // namespace sas::contact
