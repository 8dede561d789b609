#include "messages/messages.h"

#include <fmt/format.h>

#include "base/strong_id.h"
#include "cases/case_clock.h"
#include "embedded/messages_migrations.h"
#include "html/dates.h"
#include "html/markdown.h"

namespace sas::messages {
namespace {

struct Composed {
  std::string subject;
  std::string body;
};

// The text of each template: key messages.<template>.subject and .body, and what belongs to the case at this moment.
class Composer {
 public:
  Composer(const MessageParts& parts, store::WriteTx& tx, const cases::Case& c, const catalogue::Product& product)
      : parts_(parts), tx_(tx), c_(c), product_(product), say_{parts.texts, c.language} {}

  Composed compose(std::string_view template_id, const json::Object& facts) const {
    const std::string key = "messages." + std::string(template_id);
    const std::string name = product_.name.in(c_.language);
    Composed out{say_(key + ".subject", {{"product", name}}), {}};
    if (template_id == "received")
      out.body = say_(key + ".body", {{"product", name},
                                      {"moment", html::long_moment(c_.received_at, c_.language)},
                                      {"date", promised()},
                                      {"why", c_.promised_why(c_.language)},
                                      {"team", product_.case_type.team.in(c_.language)}});
    else if (template_id == "completion-asked")
      out.body = completion();
    else if (template_id == "extended")
      out.body = say_(key + ".body", {{"product", name},
                                      {"reason", c_.extension_reason},
                                      {"date", html::long_date(c_.legal_day, c_.language)},
                                      {"article", product_.legal_term.extension_article.in(c_.language)}});
    else if (template_id == "decided")
      out.body = decided();
    else if (template_id == "moved")
      out.body = moved(facts);
    else if (template_id == "paused")
      out.body = paused();
    else if (template_id == "default-notice")
      out.body = default_notice();
    else
      out.body = say_(key + ".body", {{"product", name}, {"date", promised()}});
    out.body += "\n\n" + say_("messages.number", {{"number", c_.number}});
    if (!c_.person.empty())
      out.body += "\n\n[" + say_("messages.follow") + "](" + link("/mijn/zaken/" + c_.id.text()) + ")";
    return out;
  }

 private:
  std::string promised() const { return html::long_date(c_.promised_day, c_.language); }
  std::string link(const std::string& path) const {
    return parts_.base_url + (c_.language == Language::en ? "/en" : "") + path;
  }

  // A promise that will not be kept: what we promised, why not, what now, and that the law wants it sooner when it does.
  std::string moved(const json::Object& facts) const {
    const auto day = [&](std::string_view key) { return parse_iso_date(json::text_at(facts, key)).value_or(c_.promised_day); };
    const auto in_words = [&](Date date) { return html::long_date(date, c_.language); };
    std::string body = say_("messages.moved.body", {{"product", product_.name.in(c_.language)},
                                                    {"old", in_words(day("old"))},
                                                    {"reason", say_("messages.moved.reason." + json::text_at(facts, "reason"))},
                                                    {"date", in_words(day("new"))}});
    if (day("new") > c_.legal_day) body += "\n\n" + say_("messages.moved.after-legal", {{"legal", in_words(c_.legal_day)}});
    return body;
  }

  std::string completion() const {
    const auto requests = cases::requests_of(tx_, c_);
    if (requests.empty()) return {};
    const auto& request = requests.back();
    std::string body =
        say_("messages.completion-asked.body", {{"product", product_.name.in(c_.language)},
                                                {"question", request.question},
                                                {"date", html::long_date(request.answer_by, c_.language)}});
    for (const std::string& code : request.slots)
      if (const auto* slot = product_.slot(code)) body += "\n- " + slot->name.in(c_.language);
    return body + "\n\n" + say_("messages.completion-asked.pause", {{"date", promised()}});
  }

  std::string paused() const {
    const auto pause = cases::pause_of(tx_, c_);
    if (!pause) return {};
    std::string body =
        say_("messages.paused.body", {{"product", product_.name.in(c_.language)},
                                      {"from", html::long_date(pause->from, c_.language)},
                                      {"reason", pause->reason},
                                      {"article", std::string(calendar::article_of(pause->ground, c_.language))}});
    if (pause->expected_until)
      body += "\n\n" + say_("messages.paused.until",
                            {{"until", html::long_date(*pause->expected_until, c_.language)}, {"date", promised()}});
    return body;
  }

  std::string default_notice() const {
    const auto notice = cases::default_notice_of(tx_, c_);
    if (!notice) return {};
    return say_("messages.default-notice.body", {{"product", product_.name.in(c_.language)},
                                                 {"received", html::long_date(notice->received, c_.language)},
                                                 {"due", html::long_date(notice->due, c_.language)},
                                                 {"from", html::long_date(notice->pays_from, c_.language)}});
  }

  std::string decided() const {
    const auto decision = cases::decision_of(tx_, c_);
    const auto* result = product_.result(c_.result_code);
    if (!decision || result == nullptr) return {};
    std::string body = say_("messages.decided.body", {{"product", product_.name.in(c_.language)},
                                                      {"result", result->name.in(c_.language)},
                                                      {"reasons", decision->reasons}});
    if (decision->objection_until)
      body += "\n\n" +
              say_("messages.decided.objection", {{"date", html::long_date(*decision->objection_until, c_.language)},
                                                  {"link", link("/producten/bezwaar")}});
    const std::string feedback = parts_.feedback_path ? parts_.feedback_path(tx_, c_) : std::string();
    if (!feedback.empty()) body += "\n\n" + say_("messages.decided.feedback", {{"link", link(feedback)}});
    return body;
  }

  const MessageParts& parts_;
  store::WriteTx& tx_;
  const cases::Case& c_;
  const catalogue::Product& product_;
  html::Say say_;
};

// Markdown as plain text for mail programs that show no HTML: no stars, and links as "label: address".
std::string plain_text(std::string_view markdown) {
  std::string out;
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    if (markdown.substr(i, 2) == "**") {
      ++i;
      continue;
    }
    const std::size_t middle = markdown[i] == '[' ? markdown.find("](", i) : std::string_view::npos;
    const std::size_t end = middle == std::string_view::npos ? middle : markdown.find(')', middle);
    if (end == std::string_view::npos) {
      out += markdown[i];
      continue;
    }
    out += std::string(markdown.substr(i + 1, middle - i - 1)) + ": " +
           std::string(markdown.substr(middle + 2, end - middle - 2));
    i = end;
  }
  return out;
}

constexpr std::string_view columns = "id, case_id, subject, body, created_at, read_at";

Message message_from(const store::Row& row) {
  return {row.text(0), CaseId(row.text_or_empty(1)), row.text(2),
          row.text(3), from_millis(row.integer(4)),  !row.is_null(5)};
}

}  // namespace

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::messages_migrations());
}

void Messages::post(store::WriteTx& tx, std::string_view template_id, const json::Object& facts) const {
  const auto c = cases::find_case(tx, CaseId(json::text_at(facts, "case")), people::system_viewer());
  if (!c) return;
  const catalogue::Product* product = parts_.catalogue.find(c->product);
  if (product == nullptr) return;
  const Composed text = Composer(parts_, tx, *c, *product).compose(template_id, facts);
  const std::string id = new_uuid(parts_.clock, parts_.random);
  const bool mail = !c->contact.email.empty();
  tx.execute(
      "INSERT INTO message (id, case_id, person_id, template, language, subject, body, created_at, mail_state) VALUES "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {id, c->id.text(), store::null_if_empty(c->person.text()), std::string(template_id),
       std::string(c->language == Language::en ? "en" : "nl"), text.subject, text.body, to_millis(parts_.clock.now()),
       std::string(mail ? "waiting" : "none")});
  if (mail) parts_.outbox.enqueue(tx, {"mail.send", {{"message", id}}, std::nullopt, ""});
  else note_letter(tx, *c, template_id);
}

// Who gave no e-mail address gets it on paper: counted by product and reason, because each letter is one that could have been spared.
void Messages::note_letter(store::WriteTx& tx, const cases::Case& c, std::string_view template_id) const {
  ledger::NewEvent event;
  event.kind = "letter.needed";
  event.subject = c.id.text();
  event.acting = "system";
  event.concerned = people::concerned_text(c.person);
  event.facts = {{"product", c.product.text()},
                 {"template", template_id},
                 {"reason", c.channel == catalogue::ChannelKind::post ? "came-by-letter" : "no-address"}};
  parts_.ledger.append(tx, event);
}

std::string Messages::link(std::string_view path, Language language) const {
  return parts_.base_url + (language == Language::en ? "/en" : "") + std::string(path);
}

void Messages::send(store::WriteTx& tx, const Outgoing& outgoing) const {
  if (outgoing.email.empty() && outgoing.person.empty()) return;
  const std::string id = new_uuid(parts_.clock, parts_.random);
  const bool mail = !outgoing.email.empty();
  tx.execute(
      "INSERT INTO message (id, case_id, person_id, template, language, subject, body, created_at, mail_state, "
      "mail_to) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {id, store::null_if_empty(outgoing.case_id.text()), store::null_if_empty(outgoing.person.text()),
       outgoing.template_id, std::string(outgoing.language == Language::en ? "en" : "nl"), outgoing.subject,
       outgoing.body, to_millis(parts_.clock.now()), std::string(mail ? "waiting" : "none"), outgoing.email});
  if (mail) parts_.outbox.enqueue(tx, {"mail.send", {{"message", id}}, std::nullopt, ""});
}

Result<Done> Messages::deliver(store::Store& store, const Mailer& mailer, const jobs::Job& job) const {
  const std::string id = json::text_at(job.payload, "message");
  struct Waiting {
    Mail mail;
    std::string template_id, subject;
    PersonId person;
  };
  const auto waiting = store.read([&](store::ReadTx& tx) -> Result<std::optional<Waiting>> {
    const auto row = tx.query_one(
        "SELECT case_id, subject, body, template, mail_to, person_id FROM message WHERE id = $1 AND mail_state <> "
        "'sent'",
        {id});
    if (!row) return std::optional<Waiting>();
    std::string address = row->text(4);
    PersonId person(row->text_or_empty(5));
    if (address.empty()) {
      const auto c = cases::find_case(tx, CaseId(row->text_or_empty(0)), people::system_viewer());
      if (!c) return fail(Error(c.error()));
      address = c->contact.email;
      person = c->person;
    }
    Mail mail{id, address, row->text(1), plain_text(row->text(2)), html::markdown(row->text(2)).markup()};
    const std::string subject = row->text_or_empty(0).empty() ? id : row->text(0);
    return std::optional<Waiting>(Waiting{std::move(mail), row->text(3), subject, std::move(person)});
  });
  if (!waiting) return fail(Error(waiting.error()));
  if (!*waiting) return Done{};  // sent before, or erased
  const auto sent = mailer.send((*waiting)->mail);
  if (!sent) return sent;
  return store.write([&](store::WriteTx& tx) -> Result<Done> {
    tx.execute("UPDATE message SET mail_state = 'sent', mailed_at = $2 WHERE id = $1",
               {id, to_millis(parts_.clock.now())});
    ledger::NewEvent event;
    event.kind = "message.sent";
    event.subject = (*waiting)->subject;
    event.acting = "system";
    event.concerned = people::concerned_text((*waiting)->person);
    event.facts = {{"message", id}, {"template", (*waiting)->template_id}, {"channel", "mail"}};
    parts_.ledger.append(tx, event);
    return Done{};
  });
}

std::vector<Message> Messages::of_person(store::ReadTx& tx, const PersonId& person, std::size_t limit) const {
  std::vector<Message> out;
  for (const auto& row : tx.query("SELECT " + std::string(columns) +
                                      " FROM message WHERE person_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
                                  {person.text(), static_cast<std::int64_t>(limit)}))
    out.push_back(message_from(row));
  return out;
}

std::vector<Message> Messages::of_case(store::ReadTx& tx, const cases::Case& c) const {
  std::vector<Message> out;
  for (const auto& row :
       tx.query("SELECT " + std::string(columns) + " FROM message WHERE case_id = $1 ORDER BY created_at, id",
                {c.id.text()}))
    out.push_back(message_from(row));
  return out;
}

Result<Message> Messages::find(store::ReadTx& tx, std::string_view id, const PersonId& person) const {
  const auto row = tx.query_one("SELECT " + std::string(columns) + " FROM message WHERE id = $1 AND person_id = $2",
                                {std::string(id), person.text()});
  if (!row) return fail(ErrorKind::not_found, "message-not-found");
  return message_from(*row);
}

Result<Done> Messages::mark_read(store::WriteTx& tx, std::string_view id, const PersonId& person) const {
  tx.execute("UPDATE message SET read_at = $3 WHERE id = $1 AND person_id = $2 AND read_at IS NULL",
             {std::string(id), person.text(), to_millis(parts_.clock.now())});
  return Done{};
}

std::int64_t Messages::unread(store::ReadTx& tx, const PersonId& person) const {
  return tx.query("SELECT count(*) FROM message WHERE person_id = $1 AND read_at IS NULL", {person.text()})
      .front()
      .integer(0);
}

}  // namespace sas::messages
