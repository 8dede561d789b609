#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/strong_id.h"
#include "base/text.h"
#include "calendar/term.h"

/// What the city offers: products, their channels, promises and texts. Loaded from files, immutable afterwards,
/// thread-safe.
namespace sas::catalogue {

enum class Audience { resident, business };
enum class Delivery { digital, in_person };

/// How sure we must be of who somebody is (eIDAS levels; "none" needs no login).
enum class Assurance { none, low, substantial, high };

enum class ChannelKind { digital, phone, desk, post };
[[nodiscard]] std::string_view to_text(ChannelKind kind);

struct Channel {
  ChannelKind kind = ChannelKind::digital;
  Bilingual how;
};

struct Login {
  Assurance level = Assurance::none;
  bool digid = false;
  bool eherkenning = false;
  bool anonymous = false;       ///< may be done without logging in
  bool representation = false;  ///< somebody else may do it
};

struct Costs {
  std::optional<Cents> amount;  ///< none when it depends
  Bilingual text;
};

struct StatusType {
  std::string code;
  Bilingual name;
};

enum class ResultKind { granted, refused, neutral };

struct ResultType {
  std::string code;
  ResultKind kind = ResultKind::neutral;
  Bilingual name;
  bool destroy = true;    ///< archive nomination: destroy after `retention`, or keep for ever
  std::string retention;  ///< ISO 8601; empty when kept
};

struct Slot {
  std::string code;
  Bilingual name;
};

/// The ZGW zaaktype of a product.
struct CaseType {
  std::string confidentiality;  ///< ZGW vertrouwelijkheidaanduiding
  Bilingual team;
  std::vector<StatusType> statuses;
  std::vector<ResultType> results;
  std::vector<Slot> slots;
};

/// The day from which a promise or a term counts: the day we received it, a later day that the applicant names in the
/// form, or the visit that we need before we can begin.
enum class StartFrom { received, answer, visit };

struct LegalTerm {
  calendar::Length length;
  calendar::Source source = calendar::Source::act;
  Bilingual article;
  StartFrom from = StartFrom::received;  ///< received or visit
  std::optional<calendar::Length> extension;
  Bilingual extension_article;
  /// The term counts from the end of the term to object (Awb 7:10); then this question of the form holds the day of the
  /// decision.
  std::string decision_day_question;
  bool penalty = true;       ///< a late decision costs a penalty (Awb 4:17); not for what is no decision on a request
  std::string tacit_result;  ///< the result that the law gives when we are silent (Awb 4:20b); empty: none
  [[nodiscard]] bool tacit() const { return !tacit_result.empty(); }
};

/// One version of a service promise. A case keeps the version that was in force when it was received.
struct Promise {
  int version = 1;
  calendar::Length length;
  calendar::Counting counting = calendar::Counting::working_days;
  bool legal = false;  ///< the promise is the legal term itself, so the ATW may move its end
  int share = 95;      ///< percent that must be in time
  StartFrom from = StartFrom::received;
  std::string from_question;  ///< of the form, for StartFrom::answer
  Bilingual from_name;        ///< what that day is: "uw verhuisdag"
  Date valid_from;
  std::optional<Date> valid_until;
  Bilingual decided_by;
  Bilingual text;
};

struct Product {
  ProductId id;
  std::string upl_name;
  std::string upl_uri;
  std::vector<std::string> upl_also;
  std::vector<Audience> audience;
  std::string theme;
  std::optional<int> top_task;
  Delivery delivery = Delivery::digital;
  Bilingual name;
  Bilingual summary;
  Bilingual in_person;  ///< why a visit is needed; empty for digital
  std::vector<std::string> words_nl, words_en;
  Login login;
  Costs costs;
  std::vector<Bilingual> needs;
  std::vector<Channel> channels;
  CaseType case_type;
  LegalTerm legal_term;
  std::vector<Promise> promises;  ///< in order of version
  bool objection_possible = false;
  Bilingual body;      ///< Markdown
  std::string folder;  ///< where it was loaded from

  /// The promise in force on a day, or none before the first.
  [[nodiscard]] const Promise* promise_on(Date day) const;
  [[nodiscard]] const Promise* promise_version(int version) const;
  [[nodiscard]] const StatusType* status(std::string_view code) const;
  [[nodiscard]] const ResultType* result(std::string_view code) const;
  [[nodiscard]] const Slot* slot(std::string_view code) const;
};

/// Where counting begins for one case: a day, and what that day is.
struct StartDay {
  Date day;
  StartFrom from = StartFrom::received;
};

/// The promised day, and the reckoning behind it, of a case received on `start`. Reckons with suspensions and closing
/// days.
struct DueDate {
  Date day;
  std::string nl;  ///< why that day, one sentence
  std::string en;
  [[nodiscard]] const std::string& why(Language language) const { return language == Language::nl ? nl : en; }
};
[[nodiscard]] Result<DueDate> promised_day(const Product& product, const Promise& promise, Date start,
                                           const std::vector<calendar::Suspension>& suspensions,
                                           const std::vector<Date>& closing_days,
                                           const calendar::Rules& rules = calendar::program_rules());
/// The same with a clock that may start later than receipt; the sentence says from which day is counted and why.
[[nodiscard]] Result<DueDate> promised_day_from(const Product& product, const Promise& promise, const StartDay& start,
                                                const std::vector<calendar::Suspension>& suspensions,
                                                const std::vector<Date>& closing_days,
                                                const calendar::Rules& rules = calendar::program_rules());
/// The same for the legal term; `extended` adds the lawful extension.
enum class Extended { no, yes };
[[nodiscard]] Result<DueDate> legal_day(const Product& product, Date start,
                                        const std::vector<calendar::Suspension>& suspensions, Extended extended,
                                        const calendar::Rules& rules = calendar::program_rules());
/// The last day to object to a decision that is made known on `published` (Awb 6:7 and 6:8), and why; none when the
/// product has no objection.
[[nodiscard]] Result<std::optional<DueDate>> objection_day(const Product& product, Date published,
                                                           const calendar::Rules& rules);
/// The day from which the legal term counts: the received day, or for an objection the end of the term to object to the
/// decision of `decided_on` when that is later (Awb 7:10).
[[nodiscard]] Result<Date> legal_start(const Product& product, Date received, std::optional<Date> decided_on,
                                       const calendar::Rules& rules);

}  // namespace sas::catalogue
