#include "practice/fill_history.h"

#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>

#include "cases/cases.h"
#include "cases/queries.h"
#include "contact/appointments.h"
#include "contact/moments.h"
#include "embedded/messages_texts.h"
#include "forms/drafts.h"
#include "html/texts.h"
#include "jobs/jobs.h"
#include "ledger/ledger.h"
#include "messages/messages.h"
#include "people/people.h"
#include "practice/fill_answers.h"
#include "practice/fill_people.h"
#include "practice/fill_service.h"
#include "promises/outages.h"
#include "promises/satisfaction.h"
#include "schema.h"

namespace sas::practice {
namespace {

constexpr std::size_t at_once = 200;         // actions in one transaction
constexpr std::string_view marker = "practice.filled";

// A stretch of a case in which it waited for one thing. Kept by the filler, which knows what it did; never read back from the ledger.
struct TruePart {
  Instant from, until;
  std::string cause;
};

// What carrying out the plan has come to know about a case.
struct Reached {
  CaseId id;
  std::string token;                         // of the link for the mark
  bool closed = false;
  Instant chosen_day;                        // day the applicant chose for it to happen; long ago when none was chosen
  Instant since;                             // of what it waits for now
  std::string cause;                         // what that is: empty before it came in
  std::vector<TruePart> parts;
};

std::string_view why_of(const catalogue::ResultType& result) {
  switch (result.kind) {
    case catalogue::ResultKind::granted: return "U voldoet aan de voorwaarden. Wij hebben uw gegevens gecontroleerd en die zijn in orde.";
    case catalogue::ResultKind::refused: return "U voldoet niet aan alle voorwaarden. In de toelichting bij het product staat aan welke voorwaarden u moet voldoen.";
    case catalogue::ResultKind::neutral: break;
  }
  return "Wij hebben bekeken wat er kan. Wij nemen contact met u op als er iets verandert.";
}

void require(const Result<Done>& done, std::string_view step) {
  if (!done) throw std::logic_error("practice town: " + std::string(step) + " failed with " + done.error().code);
}

class Filler {
 public:
  Filler(store::Store& store, const catalogue::Catalogue& catalogue, const FillSettings& settings, html::Texts texts)
      : store_(store), catalogue_(catalogue), settings_(settings), town_(settings.plan.seed, settings.plan.until), history_(plan(catalogue, town_, settings.plan)),
        service_(plan_service(catalogue.closing_days, settings.plan)), reached_(history_.cases.size()), clock_(start_of_day(history_.from)), random_(settings.plan.seed), texts_(std::move(texts)) {
    config::Problems problems;
    for (forms::Definition& definition : forms::load_definitions(catalogue, problems)) definitions_.emplace(definition.product, std::move(definition));
  }

  Result<Filled> run() {
    if (auto settled = write({}, [&](store::WriteTx& tx) { residents_ = settle(tx, town_, handler_count, clock_, random_); }); !settled) return fail(std::move(settled));
    int month = 0;
    for (std::size_t from = 0; from < history_.actions.size(); from += at_once) {
      const std::size_t until = std::min(from + at_once, history_.actions.size());
      const std::span<const Action> actions = std::span(history_.actions).subspan(from, until - from);
      if (auto done = write(actions, [&](store::WriteTx& tx) { carry_out(tx, actions); }); !done) return fail(std::move(done));
      month = report(history_.actions[until - 1].at, month);
    }
    Filled filled;
    if (auto done = write({}, [&](store::WriteTx& tx) { filled = finish(tx); }); !done) return fail(std::move(done));
    return filled;
  }

 private:
  // A store may run a closure again after it failed to commit; then all that it changed outside the store is put back first.
  template <typename Work>
  Result<Done> write(std::span<const Action> actions, Work work) {
    const SeededRandom before = random_;
    const std::size_t served = served_;
    const std::size_t outage_before = next_outage_;
    std::map<std::size_t, Reached> reached;
    for (const Action& action : actions) reached.emplace(action.planned, reached_[action.planned]);
    return store_.write([&](store::WriteTx& tx) -> Result<Done> {
      random_ = before;
      served_ = served;
      next_outage_ = outage_before;
      for (const auto& [planned, one] : reached) reached_[planned] = one;
      work(tx);
      return Done{};
    });
  }

  int report(Instant at, int last) const {
    const int months = days_of_history / 30;
    const int month = static_cast<int>((local_date(at) - history_.from).count()) / 30 + 1;
    if (settings_.on_progress && month != last && month <= months) settings_.on_progress(month, months);
    return month;
  }

  void carry_out(store::WriteTx& tx, std::span<const Action> actions) {
    for (const Action& action : actions) {
      happen_until(tx, action.at);
      clock_.set(action.at);
      step(tx, action);
    }
  }

  // What goes on beside the cases, each thing in its place in time.
  void happen_until(store::WriteTx& tx, Instant moment) {
    for (; next_outage_ < history_.outages.size() && history_.outages[next_outage_].until <= moment; ++next_outage_) {
      serve(tx, history_.outages[next_outage_].until);
      write_down(tx, history_.outages[next_outage_]);
    }
    serve(tx, moment);
  }

  // What telephone and ticket machine saw.
  void serve(store::WriteTx& tx, Instant until) {
    for (; served_ < service_.size() && service_[served_].at <= until; ++served_) {
      const promises::ServiceEvent& event = service_[served_];
      ledger_.append(tx, {event.kind, event.subject, "system", "", event.facts, {}, event.at});
    }
  }

  void step(store::WriteTx& tx, const Action& action) {
    const PlannedCase& planned = history_.cases[action.planned];
    Reached& reached = reached_[action.planned];
    telling_ = planned.well_known;
    if (reached.closed && action.step != Step::mark && action.step != Step::pick_up) return;
    turn(reached, action);
    switch (action.step) {
      case Step::open: return open(tx, planned, reached);
      case Step::take: return require(cases_.take(tx, reached.id, version(tx, reached), handler(planned)), "take");
      case Step::call: return call(tx, planned, reached);
      case Step::ask: return ask(tx, planned, reached, action);
      case Step::answer: return require(cases_.answer_request(tx, reached.id, "Hier is wat u vroeg.", {}, person(planned)), "answer");
      case Step::lapse: return require(cases_.resume_if_lapsed(tx, reached.id), "lapse");
      case Step::partner_ask:
        return require(cases_.ask_partner(tx, reached.id, version(tx, reached), action.code, handler(planned)), "ask partner");
      case Step::partner_answer:
        return require(cases_.partner_answered(tx, reached.id, version(tx, reached), action.code, handler(planned)), "partner answered");
      case Step::decide: return decide(tx, planned, reached, action);
      case Step::withdraw:
        reached.closed = true;
        return require(cases_.withdraw(tx, reached.id, person(planned)), "withdraw");
      case Step::mark: return mark(tx, reached, action);
      case Step::pick_up: return pick_up(tx, reached);
    }
  }

  // --- what it knows to be true ---

  static std::string cause_after(Step step, const std::string& before) {
    switch (step) {
      case Step::open: return "queue";
      case Step::take:
      case Step::answer:
      case Step::lapse:
      case Step::partner_answer: return "handling";
      case Step::ask: return "resident";
      case Step::partner_ask: return "partner";
      default: return before;
    }
  }

  static void turn(Reached& reached, const Action& action) {
    const bool ends = action.step == Step::decide || action.step == Step::withdraw;
    const std::string cause = ends ? std::string() : cause_after(action.step, reached.cause);
    if (cause == reached.cause) return;
    if (!reached.cause.empty()) reached.parts.push_back({reached.since, action.at, reached.cause});
    reached.since = action.at;
    reached.cause = cause;
  }

  // Minute by minute would be slow: an outage is cut out of the parts it falls in.
  std::vector<TrueWait> true_waits() const {
    std::vector<TrueWait> out;
    for (std::size_t i = 0; i < reached_.size(); ++i) {
      std::vector<TruePart> parts = reached_[i].parts;
      if (!reached_[i].cause.empty()) parts.push_back({reached_[i].since, start_of_day(history_.until), reached_[i].cause});
      TrueWait& wait = out.emplace_back();
      wait.id = reached_[i].id;
      for (const TruePart& part : parts) {
        const auto [before, after] = split(part, reached_[i].chosen_day);
        add_part(wait.waited, before, history_.cases[i].channel);
        add_part(wait.waited, after, history_.cases[i].channel);
      }
    }
    return out;
  }

  // Who reports a move that lies ahead chose to wait until then, also while it lies with us.
  static std::pair<TruePart, TruePart> split(const TruePart& part, Instant chosen_day) {
    TruePart before = part, after = part;
    const bool ours = part.cause == "queue" || part.cause == "handling";
    before.until = after.from = ours ? std::clamp(chosen_day, part.from, part.until) : part.from;
    if (ours) before.cause = "resident";
    return {before, after};
  }

  void add_part(promises::Waited& waited, const TruePart& part, catalogue::ChannelKind kind) const {
    std::vector<std::pair<Instant, Instant>> cut;
    for (const PlannedOutage& one : history_.outages) {
      if (!hits(one.channel, part.cause, kind)) continue;
      Instant from = std::max(one.from, part.from);
      const Instant until = std::min(one.until, part.until);
      for (const auto& [begun, ended] : cut)  // two outages at once are cut out once
        if (begun <= from && from < ended) from = ended;
      if (from < until) cut.emplace_back(from, until);
    }
    std::int64_t lost = 0;
    for (const auto& [from, until] : cut) lost += (until - from).count();
    const std::size_t cause = part.cause == "resident" ? 0 : part.cause == "queue" ? 1 : part.cause == "handling" ? 2 : 3;
    waited[cause] += (part.until - part.from).count() - lost;
    waited[6] += lost;
  }

  // What really stops for whom, written down here a second time on purpose.
  static bool hits(const std::string& channel, const std::string& cause, catalogue::ChannelKind kind) {
    using enum catalogue::ChannelKind;
    if (cause == "queue" || cause == "handling") return channel == "site" || channel == "brp" || channel == "bag" || channel == "kvk";
    if (cause != "resident") return false;
    if (kind == phone) return channel == "phone";
    if (kind == desk) return channel == "desk";
    return kind == digital && (channel == "site" || channel == "digid" || channel == "login");
  }

  // An outage, at the moment of its end.
  void write_down(store::WriteTx& tx, const PlannedOutage& one) {
    clock_.set(one.until);
    const auto channel = promises::parse_channel(one.channel);
    if (!channel) throw std::logic_error("practice town: no such channel");
    const auto recorded = outages_.record(tx, {*channel, one.from, one.until, promises::Evidence::report}, people::system_viewer());
    if (!recorded) throw std::logic_error("practice town: outage failed with " + recorded.error().code);
    if (!promises::blocks_residents(*channel)) return;
    const auto moved = cases_.run_on_after(tx, {recorded->id, one.from, one.until});
    if (!moved) throw std::logic_error("practice town: run on failed with " + moved.error().code);
  }

  static std::int64_t version(store::WriteTx& tx, const Reached& reached) {
    const auto row = tx.query_one("SELECT version FROM cases WHERE id = $1", {reached.id.text()});
    if (!row) throw std::logic_error("practice town: a case is gone");
    return row->integer(0);
  }

  // --- who does it ---

  PersonId person_id(const PlannedCase& planned) const {
    if (planned.inhabitant) return residents_.inhabitants[*planned.inhabitant];
    if (planned.company) return residents_.companies[*planned.company];
    return {};
  }
  people::Viewer person(const PlannedCase& planned) const {
    people::Viewer out;
    const PersonId id = person_id(planned);
    if (id.empty()) return out;
    out.kind = people::ViewerKind::resident;
    out.acting = out.concerned = id;
    out.level = 2;
    return out;
  }
  static people::Viewer staff(const StaffId& id, people::Role role) {
    people::Viewer out;
    out.kind = people::ViewerKind::staff;
    out.staff = id;
    out.roles = {role};
    return out;
  }
  people::Viewer handler(const PlannedCase& planned) const { return staff(residents_.handlers[planned.handler], people::Role::handler); }
  // Whoever answers the phone and picks up low marks: with the rights to see every case that is called about.
  people::Viewer desk() const { return staff(residents_.desk, people::Role::handler); }

  // --- what they do ---

  void open(store::WriteTx& tx, const PlannedCase& planned, Reached& reached) {
    cases::NewCase fresh;
    fresh.product = planned.product->id;
    fresh.channel = planned.channel;
    fresh.language = planned.taste % 25 == 0 && !planned.well_known ? Language::en : Language::nl;
    fresh.person = person_id(planned);
    if (const auto at = definitions_.find(planned.product->id); at != definitions_.end()) {
      const forms::Answers answers = answers_of(at->second, planned, town_, local_date(clock_.now()));
      fresh.answers = forms::for_case(at->second, answers);
      fresh.area = area_of(at->second, answers);
    }
    fresh.contact = contact_of(planned);
    const bool by_person = planned.channel == catalogue::ChannelKind::digital;
    const auto opened = cases_.open(tx, fresh, by_person ? person(planned) : desk());
    if (!opened) throw std::logic_error("practice town: open failed with " + opened.error().code);
    reached.id = opened->id;
    reached.chosen_day = chosen_day(planned, fresh.answers);
  }

  // The moving day of a move; long ago for everything else.
  Instant chosen_day(const PlannedCase& planned, const json::Array& answers) const {
    const catalogue::Promise* promise = planned.product->promise_on(local_date(clock_.now()));
    if (promise == nullptr || promise->from != catalogue::StartFrom::answer) return {};
    for (const json::Value& answer : answers)
      if (json::text_at(answer.as_object(), "id") == promise->from_question)
        if (const auto day = parse_iso_date(json::text_at(answer.as_object(), "value"))) return start_of_day(*day);
    return {};
  }

  static std::string area_of(const forms::Definition& definition, const forms::Answers& answers) {
    for (const forms::Question& q : definition.questions) {
      const json::Value* answer = answers.if_contains(q.id);
      if (q.kind == forms::Kind::address && answer != nullptr && answer->is_object()) return json::text_at(answer->get_object(), "area");
    }
    return {};
  }

  cases::ContactDetails contact_of(const PlannedCase& planned) const {
    if (planned.inhabitant) {
      const Inhabitant& one = town_.inhabitants()[*planned.inhabitant];
      return {one.name(), mail_address(one), ""};
    }
    if (planned.company) return {town_.companies()[*planned.company].acting_name, "info@example.nl", ""};
    return {};
  }

  void ask(store::WriteTx& tx, const PlannedCase& planned, const Reached& reached, const Action& action) {
    cases::NewRequest request;
    request.question = "Wij missen nog iets om te kunnen beslissen. Kunt u dit opsturen?";
    if (!planned.product->case_type.slots.empty()) request.slots = {planned.product->case_type.slots.front().code};
    request.answer_by = action.answer_by;
    require(cases_.ask_completion(tx, reached.id, version(tx, reached), request, handler(planned)), "ask");
  }

  void decide(store::WriteTx& tx, const PlannedCase& planned, Reached& reached, const Action& action) {
    token_.clear();
    const catalogue::ResultType* result = planned.product->result(action.code);
    if (result == nullptr) throw std::logic_error("practice town: no such result");
    require(cases_.decide(tx, reached.id, version(tx, reached), {action.code, std::string(why_of(*result))}, handler(planned)), "decide");
    reached.closed = true;
    if (!planned.well_known) {
      const auto c = cases::find_case(tx, reached.id, people::system_viewer());
      if (c) keep_token(satisfaction_.invite(tx, *c));
    }
    reached.token = token_;
  }

  std::string keep_token(std::string path) {
    token_ = path.substr(path.rfind('/') + 1);
    return path;
  }

  void mark(store::WriteTx& tx, const Reached& reached, const Action& action) {
    if (reached.token.empty()) return;
    static constexpr std::string_view low = "Het duurde te lang en ik moest er zelf achteraan bellen.";
    static constexpr std::string_view high = "Het ging snel en het was duidelijk.";
    const std::string text(action.mark <= 5 ? low : action.mark >= 9 ? high : "");
    // Who gives a low mark had a hard time of it, give or take one.
    const int effort = std::clamp(6 - (action.mark + 1) / 2 + static_cast<int>(action.planned % 3) - 1, 1, 5);
    require(satisfaction_.give(tx, reached.token, {action.mark, text, effort}), "mark");
  }

  void pick_up(store::WriteTx& tx, const Reached& reached) {
    const auto invitation = satisfaction_.find(tx, reached.token);
    if (invitation && invitation->answered_at) require(satisfaction_.follow_up(tx, invitation->id, desk()), "pick up");
  }

  void call(store::WriteTx& tx, const PlannedCase& planned, const Reached& reached) {
    contact::NewMoment moment;
    moment.product = planned.product->id;
    moment.case_id = reached.id;
    moment.person = person_id(planned);
    moment.question = "Wil weten hoe het met de aanvraag staat.";
    moment.answer = "Verteld waar de zaak is en op welke dag het antwoord uiterlijk komt.";
    const auto added = moments_.add(tx, moment, desk());
    if (!added) throw std::logic_error("practice town: call failed with " + added.error().code);
  }

  // Messages of the past are in people's overview; their mail is not sent any more.
  void notify(store::WriteTx& tx, std::string_view template_id, const json::Object& facts) {
    if (telling_) messages_.post(tx, template_id, facts);
  }

  Filled finish(store::WriteTx& tx) {
    happen_until(tx, start_of_day(history_.until));
    tx.execute("UPDATE message SET mail_state = 'sent', mailed_at = created_at WHERE mail_state = 'waiting'");
    tx.execute("DELETE FROM job WHERE kind = 'mail.send'");
    clock_.set(start_of_day(history_.until));
    ledger::NewEvent event;
    event.kind = marker;
    event.subject = "practice-town";
    event.acting = "system";
    event.facts = {{"seed", settings_.plan.seed}, {"cases", history_.cases.size()}, {"until", format_iso_date(history_.until)}};
    Filled filled;
    filled.events = static_cast<std::size_t>(ledger_.append(tx, event));
    filled.cases = history_.cases.size();
    filled.open = static_cast<std::size_t>(tx.query_one("SELECT count(*) FROM cases WHERE closed_at IS NULL")->integer(0));
    filled.waits = true_waits();
    return filled;
  }

  store::Store& store_;
  const catalogue::Catalogue& catalogue_;
  const FillSettings& settings_;
  Town town_;
  History history_;
  std::vector<promises::ServiceEvent> service_;
  std::size_t served_ = 0;                   // of `service_`
  std::vector<Reached> reached_;
  ManualClock clock_;
  SeededRandom random_;
  html::Texts texts_;
  std::map<ProductId, forms::Definition> definitions_;
  Residents residents_;
  bool telling_ = false;
  std::string token_;
  ledger::Ledger ledger_{clock_, random_};
  jobs::Outbox outbox_{clock_, random_};
  promises::Satisfaction satisfaction_{clock_, random_, ledger_};
  promises::Outages outages_{clock_, random_, ledger_};
  std::size_t next_outage_ = 0;
  contact::Moments moments_{clock_, random_, ledger_, catalogue_.closing_days};
  messages::Messages messages_{{clock_, random_, catalogue_, texts_, ledger_, outbox_, settings_.site_url, "Zwolle",
                                [this](store::WriteTx& tx, const cases::Case& c) { return keep_token(satisfaction_.invite(tx, c)); }}};
  cases::Cases cases_{clock_, random_, catalogue_, ledger_,
                      [this](store::WriteTx& tx, std::string_view template_id, const json::Object& facts) { notify(tx, template_id, facts); }};
};

Result<Done> require_empty(store::Store& store) {
  return store.read([](store::ReadTx& tx) -> Result<Done> {
    if (tx.query_one("SELECT seq FROM ledger_event WHERE kind = $1 LIMIT 1", {std::string(marker)})) return fail(ErrorKind::conflict, "already-filled");
    if (tx.query_one("SELECT id FROM cases LIMIT 1") || tx.query_one("SELECT id FROM person LIMIT 1")) return fail(ErrorKind::conflict, "not-empty");
    return Done{};
  });
}

}  // namespace

std::vector<store::Migration> fill_schema() {
  return schema();
}

Result<Filled> fill_history(store::Store& store, const catalogue::Catalogue& catalogue, const FillSettings& settings) {
  if (catalogue.products.empty()) return fail(ErrorKind::invalid, "catalogue-empty");
  if (auto empty = require_empty(store); !empty) return fail(std::move(empty));
  auto texts = html::Texts::load({embedded::messages_texts()});
  if (!texts) return fail(std::move(texts));
  return Filler(store, catalogue, settings, std::move(*texts)).run();
}

}  // namespace sas::practice
