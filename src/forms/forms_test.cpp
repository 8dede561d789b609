#include <doctest/doctest.h>

#include "cases/queries.h"
#include "forms/abandoned.h"
#include "forms/drafts.h"
#include "forms/prefill.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::forms;

namespace {

const Date today = make_date(2026, 4, 1);

http::Fields fields(std::vector<std::pair<std::string, std::string>> items) {
  return http::Fields(std::move(items));
}

Question question(const char* id, Kind kind) {
  Question q;
  q.id = id;
  q.kind = kind;
  return q;
}

std::string code_of(const Result<json::Value>& answer) {
  return answer ? "" : answer.error().fields.front().code;
}

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), cases::migrations(), migrations()});

struct Office {
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, json::Object) {}};
  Drafts drafts{clock, random};
  config::Problems problems;
  Definition definition = *load_definition(*catalogue.find(ProductId("parkeervergunning")), problems);

  Started start(store::Store& store, const people::Viewer& viewer = {}) const {
    return *store.write([&](store::WriteTx& tx) {
      return drafts.start(tx, definition.product, Language::nl, catalogue::ChannelKind::digital, viewer, {});
    });
  }
  void answer(store::Store& store, const Started& s, const char* id, const json::Value& value) const {
    REQUIRE(store.write([&](store::WriteTx& tx) { return drafts.answer(tx, s.id, {s.token, {}}, id, value); }));
  }
  void answer_all(store::Store& store, const Started& s) const {
    answer(store, s, "adres",
           json::Object{{"postcode", "8011PK"},
                        {"number", 1},
                        {"street", "Voorbeeldstraat"},
                        {"city", "Zwolle"},
                        {"area", "Binnenstad"}});
    answer(store, s, "kenteken", "AB123C");
    answer(store, s, "eigen-auto", "yes");
    answer(store, s, "ingangsdatum", "2026-05-01");
    answer(store, s, "contact", json::Object{{"name", "Een Inwoner"}, {"email", "inwoner@example.nl"}, {"phone", ""}});
  }
};

}  // namespace

TEST_CASE("every product of the city has a form that loads") {
  const auto loaded = catalogue::load("catalogue");
  config::Problems problems;
  const auto definitions = load_definitions(loaded->catalogue, problems);
  CHECK_MESSAGE(problems.empty(), config::to_text(problems));
  CHECK(definitions.size() == loaded->catalogue.products.size());
}

TEST_CASE("a date is taken in the ways people write it") {
  CHECK(format_iso_date(*read_date("d", "27", "3", "2027", today)) == "2027-03-27");
  CHECK(format_iso_date(*read_date("d", "7", "maart", "27", today)) == "2027-03-07");
  CHECK(format_iso_date(*read_date("d", "1", "Dec", "58", today)) == "1958-12-01");
  CHECK(read_date("d", "30", "2", "2027", today).error().fields.front().code == "date-invalid");
  CHECK(read_date("d", "", "2", "2027", today).error().fields.front().code == "date-incomplete");
}

TEST_CASE("each kind of answer is checked and gets its normal form") {
  CHECK(read_answer(question("q", Kind::licence_plate), fields({{"q", "12-abc-3"}}), today)->get_string() == "12ABC3");
  CHECK(read_answer(question("q", Kind::money), fields({{"q", "1.234,5"}}), today)->get_int64() == 123450);
  CHECK(read_answer(question("q", Kind::money), fields({{"q", "12"}}), today)->get_int64() == 1200);
  CHECK(code_of(read_answer(question("q", Kind::money), fields({{"q", "veel"}}), today)) == "amount-invalid");
  CHECK(code_of(read_answer(question("q", Kind::text), fields({{"q", "  "}}), today)) == "required");
  CHECK(code_of(read_answer(question("q", Kind::text), fields({{"q", std::string(201, 'x')}}), today)) == "too-long");
  CHECK(code_of(read_answer(question("q", Kind::yes_no), fields({{"q", "perhaps"}}), today)) == "choose-one");
  CHECK(code_of(read_answer(question("q", Kind::contact), fields({{"contact-name", "X"}}), today)) == "mail-or-phone");
  Question optional = question("q", Kind::text);
  optional.required = false;
  CHECK(read_answer(optional, fields({}), today)->is_null());
  Question soon = question("q", Kind::date);
  soon.min = 0;
  CHECK(code_of(read_answer(soon, fields({{"q-day", "31"}, {"q-month", "3"}, {"q-year", "2026"}}), today)) ==
        "date-too-early");
}

TEST_CASE("a question behind an answer is asked only after that answer") {
  Office office;
  Answers answers{{"eigen-auto", "yes"}};
  const Question& proof = *office.definition.find("bewijs-gebruik");
  CHECK(!is_asked(office.definition, proof, answers));
  answers["eigen-auto"] = "no";
  CHECK(is_asked(office.definition, proof, answers));
  CHECK(first_open(office.definition, answers)->id == "adres");
}

TEST_CASE("what we fill in ourselves still has to be seen by the person") {
  Office office;
  people::Person person;
  person.name = "Een Inwoner";
  person.email = "inwoner@example.nl";
  const Answers known = prefilled(office.definition, person);
  CHECK(!is_done(*office.definition.find("contact"), known));
}

TEST_CASE("a link says what a form is about, in the question that asks it, and nothing else") {
  Office office;
  Definition definition = office.definition;
  definition.questions.front().prefill = "link";
  const std::string id = definition.questions.front().id;
  Answers known;
  known["other"] = "kept";
  known = with_subject(definition, known, "https://example.nl/data/warmte");
  CHECK(known.at(id) == "https://example.nl/data/warmte");
  CHECK(known.at("other") == "kept");
  for (const std::string& bad : {std::string(), std::string(201, 'x'), std::string("a\nb"), std::string("\xff")})
    CHECK_FALSE(with_subject(definition, {}, bad).contains(id));
}

TEST_CASE("a form that is sent twice opens one case") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    const Started s = office.start(store);
    const Key key{s.token, {}};
    const auto send = [&] {
      return store.write(
          [&](store::WriteTx& tx) { return office.drafts.send(tx, s.id, key, office.definition, office.cases); });
    };
    CHECK(send().error().code == "form-incomplete");
    office.answer_all(store, s);
    const auto first = send();
    REQUIRE_MESSAGE(first, first.error().code);
    CHECK(send()->number == first->number);
    const auto counted = store.read([&](store::ReadTx& tx) -> Result<std::int64_t> {
      return cases::count_cases(tx, {cases::Which::all}, people::system_viewer());
    });
    CHECK(*counted == 1);
    const auto c =
        store.read([&](store::ReadTx& tx) { return cases::find_case(tx, first->case_id, people::system_viewer()); });
    CHECK(c->area == "Binnenstad");
    CHECK(c->answers.size() == 4);
    CHECK(store.write([&](store::WriteTx& tx) { return office.drafts.answer(tx, s.id, key, "kenteken", "ZZ99ZZ"); })
              .error()
              .code == "draft-sent");
  });
}

TEST_CASE("a draft opens with its cookie or its code, and with nothing else") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Started s = office.start(store);
    const auto opens = [&](const Key& key) {
      return bool(store.read([&](store::ReadTx& tx) { return office.drafts.find(tx, s.id, key); }));
    };
    CHECK(opens({s.token, {}}));
    CHECK(!opens({"another", {}}));
    CHECK(!opens({"", {}}));
    CHECK(store.write([&](store::WriteTx& tx) { return office.drafts.resume(tx, "AAAA-BBBB-CCCC"); }).error().code ==
          "code-unknown");
    std::string typed = s.code;
    for (char& c : typed) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto resumed = store.write([&](store::WriteTx& tx) { return office.drafts.resume(tx, typed); });
    REQUIRE(resumed);
    CHECK(opens({resumed->token, {}}));
    CHECK(!opens({s.token, {}}));  // the browser before may be a public one
    office.clock.advance(std::chrono::hours{24 * 31});
    CHECK(!opens({resumed->token, {}}));
    CHECK(*store.write([&](store::WriteTx& tx) { return office.drafts.remove_expired(tx); }) == 1);
  });
}

TEST_CASE("a draft of a person who logged in opens for that person only") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    people::Viewer resident, other;
    resident.kind = other.kind = people::ViewerKind::resident;
    resident.acting = resident.concerned = PersonId("01900000-0000-7000-8000-000000000001");
    other.acting = other.concerned = PersonId("01900000-0000-7000-8000-000000000002");
    const Started s = office.start(store, resident);
    const auto opens = [&](const Key& key) {
      return bool(store.read([&](store::ReadTx& tx) { return office.drafts.find(tx, s.id, key); }));
    };
    CHECK(opens({"", resident}));
    CHECK(!opens({s.token, {}}));
    CHECK(!opens({s.token, other}));
  });
}

TEST_CASE("files of a form become documents of the case") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    const Started s = office.start(store);
    office.answer_all(store, s);
    office.answer(store, s, "eigen-auto", "no");
    const Question& proof = *office.definition.find("bewijs-gebruik");
    const cases::NewDocument file{"", "contract.pdf", "contract.pdf", "application/pdf", "%PDF-1.7\nx\n%%EOF\n"};
    const auto add = [&] {
      return store.write([&](store::WriteTx& tx) {
        return office.drafts.add_file(tx, s.id, {s.token, {}}, proof, file);
      });
    };
    for (std::size_t i = 0; i < proof.max_files; ++i) REQUIRE(add());
    CHECK(add().error().fields.front().code == "too-many-files");
    const auto sent = store.write([&](store::WriteTx& tx) {
      return office.drafts.send(tx, s.id, {s.token, {}}, office.definition, office.cases);
    });
    REQUIRE(sent);
    const auto documents = *store.read([&](store::ReadTx& tx) -> Result<std::vector<cases::Document>> {
      return cases::documents_of(tx, *cases::find_case(tx, sent->case_id, people::system_viewer()));
    });
    REQUIRE(documents.size() == proof.max_files);
    CHECK(documents.front().slot == "bewijs-gebruik");
  });
}

TEST_CASE("a form that nobody sent is counted where it stopped, once, when it expires; one that was sent is not") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Started stopped = office.start(store), sent = office.start(store);
    office.answer(store, stopped, "adres",
                  json::Object{{"postcode", "8011PK"},
                               {"number", 1},
                               {"street", "Voorbeeldstraat"},
                               {"city", "Zwolle"},
                               {"area", "Binnenstad"}});
    office.answer_all(store, sent);
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return office.drafts.send(tx, sent.id, {sent.token, {}}, office.definition, office.cases);
    }));
    const auto tidy = [&] {
      return *store.write([&](store::WriteTx& tx) -> Result<std::int64_t> {
        const std::int64_t noted = note_abandoned(tx, office.drafts, {office.definition}, office.ledger);
        if (auto removed = office.drafts.remove_expired(tx); !removed) return removed;
        return noted;
      });
    };
    CHECK(tidy() == 0);
    office.clock.advance(std::chrono::hours{24 * 31});
    CHECK(tidy() == 1);
    CHECK(tidy() == 0);
    const auto events = *store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      return office.ledger.events_of(tx, "form:parkeervergunning");
    });
    REQUIRE(events.size() == 1);
    CHECK(json::text_at(events[0].facts, "step") == "kenteken");
    CHECK(json::write(json::Value(events[0].facts)).find("8011PK") == std::string::npos);
  });
}

TEST_CASE(
    "a promise that counts from an answer needs a date that everybody gives, and one from a visit an appointment") {
  const auto loaded = catalogue::load("catalogue");
  const auto problems_of = [&](const char* product, const std::function<void(catalogue::Product&)>& change) {
    catalogue::Product changed = *loaded->catalogue.find(ProductId(product));
    change(changed);
    config::Problems problems;
    (void)load_definition(changed, problems);
    return config::to_text(problems);
  };
  CHECK(problems_of("verhuizing", [](catalogue::Product&) {}).empty());
  for (const char* question : {"nergens", "nieuw-adres", "contact"})
    CHECK(problems_of("verhuizing", [&](catalogue::Product& p) { p.promises.back().from_question = question; })
              .find("verhuizing/product.toml: promises[3].from_question: name a question of form.toml of kind date") !=
          std::string::npos);
  CHECK(problems_of("parkeervergunning", [](catalogue::Product& p) {
          p.promises.front().from = catalogue::StartFrom::visit;
        }).find("promises[1].from: add a question of kind appointment") != std::string::npos);
}

TEST_CASE("the code of an appointment is for the applicant and does not come into the case") {
  Definition definition;
  Question question;
  question.id = "afspraak";
  question.kind = Kind::appointment;
  definition.questions = {question};
  const Answers answers{{"afspraak", json::Object{{"start", 1775030400000}, {"code", "K7QF-2MXP-9TRA"}}}};
  const std::string kept = json::write(for_case(definition, answers));
  CHECK(kept.find("1775030400000") != std::string::npos);
  CHECK(kept.find("K7QF") == std::string::npos);
}
