#include "catalogue/load_product.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace sas::catalogue {
namespace {

using config::Problems;
using config::Table;

calendar::Length length_of(Table& table, std::string_view key) {
  const std::string text = table.text(key);
  const auto length = calendar::parse_length(text);
  if (length) return *length;
  if (!text.empty()) table.note(key, "write a length such as P5D, P8W or P3M");
  return {};
}

std::vector<Audience> audience_of(Table& table) {
  std::vector<Audience> out;
  for (const std::string& word : table.words("audience", {"resident", "business"}))
    out.push_back(word == "business" ? Audience::business : Audience::resident);
  return out;
}

Login login_of(Table login) {
  Login out;
  const std::string level = login.word("level", {"none", "low", "substantial", "high"});
  out.level = level == "high"          ? Assurance::high
              : level == "substantial" ? Assurance::substantial
              : level == "low"         ? Assurance::low
                                       : Assurance::none;
  const auto means = login.words("means", {"digid", "eherkenning", "none"});
  const auto has = [&](std::string_view word) { return std::find(means.begin(), means.end(), word) != means.end(); };
  out.digid = has("digid");
  out.eherkenning = has("eherkenning");
  out.anonymous = has("none");
  out.representation = login.boolean("representation");
  if (out.anonymous && out.level >= Assurance::substantial)
    login.note("means", "\"none\" cannot give level substantial or high; lower the level or take it out");
  login.done();
  return out;
}

Costs costs_of(Table costs) {
  Costs out;
  if (const auto cents = costs.integer_if("cents")) {
    out.amount = Cents{*cents};
    if (*cents < 0) costs.note("cents", "costs cannot be negative");
  }
  out.text = costs.own_texts();
  costs.done();
  return out;
}

std::vector<Bilingual> needs_of(Table& table) {
  std::vector<Bilingual> out;
  for (Table& need : table.tables("needs")) {
    out.push_back(need.own_texts());
    need.done();
  }
  if (out.empty()) table.note("needs", "say at least one thing people need, or that they need nothing");
  return out;
}

std::vector<Channel> channels_of(Table& table) {
  std::vector<Channel> out;
  for (Table& channel : table.tables("channels")) {
    const std::string kind = channel.word("kind", {"digital", "phone", "desk", "post"});
    out.push_back({kind == "phone"  ? ChannelKind::phone
                   : kind == "desk" ? ChannelKind::desk
                   : kind == "post" ? ChannelKind::post
                                    : ChannelKind::digital,
                   channel.own_texts()});
    channel.done();
  }
  const auto is_digital = [](const Channel& c) { return c.kind == ChannelKind::digital; };
  if (std::none_of(out.begin(), out.end(), is_digital))
    table.note("channels", "add a channel of kind digital: everything can be started online");
  // The duty of care of Awb article 2:1: not everybody can or wants to go online.
  if (std::all_of(out.begin(), out.end(), is_digital))
    table.note("channels", "add a channel of kind phone, desk or post: nobody is left with the site alone");
  return out;
}

ResultType result_of(Table& table) {
  ResultType out;
  out.code = table.text("code");
  const std::string kind = table.word("kind", {"granted", "refused", "neutral"});
  out.kind = kind == "granted" ? ResultKind::granted : kind == "refused" ? ResultKind::refused : ResultKind::neutral;
  out.name = table.own_texts();
  out.destroy = table.word("archive", {"destroy", "keep"}) != "keep";
  if (out.destroy) out.retention = calendar::to_iso8601(length_of(table, "retention"));
  table.done();
  return out;
}

CaseType case_type_of(Table table) {
  CaseType out;
  out.confidentiality = table.word("confidentiality", {"openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk",
                                                       "vertrouwelijk", "confidentieel", "geheim", "zeer_geheim"});
  out.team = table.bilingual("responsible_team");
  for (Table& status : table.tables("statuses")) {
    out.statuses.push_back({status.text("code"), status.own_texts()});
    status.done();
  }
  if (out.statuses.size() < 2)
    table.note("statuses", "name at least two: the first is received, the last ends the case");
  else if (out.statuses.front().code != "received")
    table.note("statuses[1].code", "the first status is received");
  for (Table& result : table.tables("results")) out.results.push_back(result_of(result));
  if (out.results.empty()) table.note("results", "name at least one result");
  for (Table& slot : table.tables("slots")) {
    out.slots.push_back({slot.text("code"), slot.own_texts()});
    slot.done();
  }
  table.done();
  return out;
}

LegalTerm legal_term_of(Table table) {
  LegalTerm out;
  out.length = length_of(table, "length");
  const std::string source = table.word("source", {"act", "ministerial", "ordinance", "promise"});
  out.source = source == "promise"       ? calendar::Source::promise
               : source == "ordinance"   ? calendar::Source::ordinance
               : source == "ministerial" ? calendar::Source::ministerial
                                         : calendar::Source::act;
  out.article = table.bilingual("article");
  if (table.word_or("from", {"received", "visit"}, "received") == "visit") out.from = StartFrom::visit;
  if (table.has("extension")) {
    out.extension = length_of(table, "extension");
    out.extension_article = table.bilingual("extension_article");
  }
  out.decision_day_question = table.text_or("decision_day_question", "");
  out.penalty = table.boolean_or("penalty", out.source != calendar::Source::promise);
  out.tacit_result = table.text_or("tacit_result", "");
  table.done();
  return out;
}

// Which form has the question is looked at when the forms are read: this room does not know them.
void read_start(Table& table, Promise& promise) {
  const std::string from = table.word_or("from", {"received", "answer", "visit"}, "received");
  promise.from = from == "answer" ? StartFrom::answer : from == "visit" ? StartFrom::visit : StartFrom::received;
  const bool answer = promise.from == StartFrom::answer;
  if (answer) {
    promise.from_question = table.text("from_question");
    promise.from_name = table.bilingual("from_name");
  } else if (table.has("from_question") || table.has("from_name")) {
    table.note("from", "set it to \"answer\", or take out from_question and from_name");
    (void)table.text_or("from_question", "");
    (void)table.bilingual_or_empty("from_name");
  }
  // The legal term is counted as the law says, so a promise that is the legal term cannot begin on a chosen day.
  if (answer && promise.legal) table.note("from", "a promise with basis legal counts from received or visit");
}

Promise promise_of(Table& table) {
  Promise out;
  out.version = static_cast<int>(table.integer("version"));
  out.length = length_of(table, "length");
  out.counting = table.word("counting", {"working", "calendar"}) == "calendar" ? calendar::Counting::calendar_days
                                                                               : calendar::Counting::working_days;
  if (out.counting == calendar::Counting::working_days && out.length.count > 0 &&
      out.length.unit != calendar::Unit::day)
    table.note("length", "working days are written PnD; or set counting to calendar");
  out.legal = table.word("basis", {"own", "legal"}) == "legal";
  read_start(table, out);
  out.share = static_cast<int>(table.integer("share"));
  if (out.share < 1 || out.share > 100) table.note("share", "give a percentage from 1 to 100");
  out.valid_from = table.date("valid_from");
  out.valid_until = table.date_if("valid_until");
  out.decided_by = table.bilingual("decided_by");
  out.text = table.own_texts();
  table.done();
  return out;
}

std::vector<Promise> promises_of(Table& table) {
  std::vector<Promise> out;
  for (Table& promise : table.tables("promises")) out.push_back(promise_of(promise));
  if (out.empty()) table.note("promises", "every product has a service promise; add one");
  for (std::size_t i = 1; i < out.size(); ++i) {
    const bool follows = out[i].version == out[i - 1].version + 1 && out[i - 1].valid_until == out[i].valid_from;
    if (!follows)
      table.note(fmt::format("promises[{}]", i + 1),
                 "number the versions 1, 2, … and let each begin on the day the one before ends");
  }
  return out;
}

void read_facts(Table& table, Product& product, const std::vector<std::string_view>& themes) {
  product.upl_name = table.text("upl_name");
  product.upl_uri = table.text("upl_uri");
  if (table.has("upl_also")) product.upl_also = table.texts("upl_also");
  product.audience = audience_of(table);
  product.theme = table.word("theme", themes);
  if (const auto place = table.integer_if("top_task")) product.top_task = static_cast<int>(*place);
  product.delivery =
      table.word("delivery", {"digital", "in-person"}) == "in-person" ? Delivery::in_person : Delivery::digital;
  if (product.delivery == Delivery::in_person) product.in_person = table.bilingual("in_person");
  product.name = table.bilingual("name");
  product.summary = table.bilingual("summary");
  Table search = table.table("search");
  product.words_nl = search.texts("nl");
  product.words_en = search.texts("en");
  search.done();
}

std::string body_of(const std::string& folder, const std::string& file, const std::string& shown, Problems& problems) {
  auto text = config::read_file(folder + "/" + file);
  if (text && !trim(*text).empty() && is_utf8(*text)) return *text;
  problems.push_back({shown + "/" + file, "text", "write the product page in this file, in UTF-8"});
  return {};
}

}  // namespace

std::optional<Product> load_product(const std::string& folder, const std::vector<std::string_view>& themes,
                                    Problems& problems) {
  const std::size_t before = problems.size();
  const std::string name = std::filesystem::path(folder).filename().string();
  const std::string file = name + "/product.toml";
  const auto text = config::read_file(folder + "/product.toml");
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (!object) {
    problems.push_back(
        {file, "file",
         fmt::format("{} ({})", object.error().code == "toml-invalid" ? "correct the TOML" : "add this file",
                     object.error().detail)});
    return std::nullopt;
  }
  Product product;
  product.folder = folder;
  Table table(*object, file, "", problems);
  product.id = ProductId(table.text("id"));
  if (product.id.text() != name) table.note("id", "make it the name of the folder: " + name);
  read_facts(table, product, themes);
  product.login = login_of(table.table("login"));
  product.costs = costs_of(table.table("costs"));
  product.needs = needs_of(table);
  product.channels = channels_of(table);
  product.case_type = case_type_of(table.table("case_type"));
  product.legal_term = legal_term_of(table.table("legal_term"));
  const std::string& tacit = product.legal_term.tacit_result;
  if (!tacit.empty() && (product.result(tacit) == nullptr || product.result(tacit)->kind != ResultKind::granted))
    table.note("legal_term.tacit_result", "name a result of kind granted: silence can only grant");
  product.promises = promises_of(table);
  const bool visit = product.legal_term.from == StartFrom::visit ||
                     std::any_of(product.promises.begin(), product.promises.end(),
                                 [](const Promise& p) { return p.from == StartFrom::visit; });
  if (visit && product.delivery != Delivery::in_person)
    table.note("delivery", "set it to in-person: a promise or term counts from a visit");
  Table objection = table.table("objection");
  product.objection_possible = objection.boolean("possible");
  objection.done();
  table.done();
  product.body = {body_of(folder, "nl.md", name, problems), body_of(folder, "en.md", name, problems)};
  if (problems.size() > before) return std::nullopt;
  return product;
}

}  // namespace sas::catalogue
