#include "forms/definition.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sas::forms {
namespace {

using config::Table;

constexpr std::array<std::string_view, 16> kind_names{
    "text",   "long_text", "email",         "phone", "date", "choice",  "choices", "yes_no",
    "number", "money",     "licence_plate", "iban",  "kvk",  "address", "file",    "appointment"};

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Kind kind_of(Table& table) {
  const std::string word = table.word("kind", {kind_names.begin(), kind_names.end()});
  const auto at = std::find(kind_names.begin(), kind_names.end(), word);
  return at == kind_names.end() ? Kind::text : static_cast<Kind>(at - kind_names.begin());
}

void read_options(Table& table, Question& question) {
  for (Table& option : table.tables("options")) {
    question.options.push_back({option.text("value"), option.own_texts()});
    option.done();
  }
  const bool wants = question.kind == Kind::choice || question.kind == Kind::choices;
  if (wants && question.options.size() < 2) table.note("options", "give at least two options");
  if (!wants && !question.options.empty()) table.note("options", "only choice and choices have options");
}

bool can_answer(const Question& question, const std::string& value) {
  if (question.kind == Kind::yes_no) return value == "yes" || value == "no";
  return std::any_of(question.options.begin(), question.options.end(),
                     [&](const Option& o) { return o.value == value; });
}

void read_conditions(Table& table, Question& question, const Definition& before) {
  if (table.has("show_if")) {
    Table show = table.table("show_if");
    question.show_if = ShowIf{show.text("question"), show.texts("in")};
    show.done();
    const Question* other = before.find(question.show_if->question);
    if (other == nullptr)
      table.note("show_if.question", "name a question that stands earlier in this file");
    else
      for (const std::string& value : question.show_if->values)
        if (!can_answer(*other, value))
          table.note("show_if.in", fmt::format("\"{}\" is no answer of question {}", value, other->id));
  }
  if (table.has("warn_if")) {
    Table warn = table.table("warn_if");
    question.warn_if = WarnIf{warn.texts("in"), warn.own_texts()};
    warn.done();
    for (const std::string& value : question.warn_if->values)
      if (!can_answer(question, value))
        table.note("warn_if.in", fmt::format("\"{}\" is no answer of this question", value));
  }
}

void read_limits(Table& table, Question& question) {
  question.min = table.integer_if("min");
  question.max = table.integer_if("max");
  if (question.min && question.max && *question.min > *question.max) table.note("max", "make it at least min");
  question.max_length = static_cast<std::size_t>(std::clamp<std::int64_t>(
      table.integer_if("max_length").value_or(question.kind == Kind::long_text ? 3000 : 200), 1, 20000));
  if (table.has("accept")) question.accept = table.words("accept", {"pdf", "jpg", "png"});
  question.max_bytes =
      static_cast<std::size_t>(std::clamp<std::int64_t>(table.integer_if("max_mb").value_or(10), 1, 10)) * 1024 * 1024;
  question.max_files =
      static_cast<std::size_t>(std::clamp<std::int64_t>(table.integer_if("max_files").value_or(3), 1, 10));
  if (question.kind == Kind::appointment) question.purpose = table.text("purpose");
}

Question question_of(Table& table, const Definition& before) {
  Question question;
  question.id = table.text("id");
  if (!is_id(question.id)) table.note("id", "use lower case, digits and hyphens");
  if (before.find(question.id) != nullptr || question.id == "contact")
    table.note("id", "this id is taken; choose another");
  question.kind = kind_of(table);
  question.label = table.bilingual("label");
  question.hint = table.bilingual_or_empty("hint");
  question.short_name = table.has("page_title") ? table.bilingual("page_title") : question.label;
  question.required = table.boolean_or("required", true);
  question.prefill = table.word_or("prefill",
                                   {"person.name", "person.address", "person.birth_date", "person.email",
                                    "person.phone", "company.name", "company.kvk", "link"},
                                   "");
  read_options(table, question);
  read_limits(table, question);
  read_conditions(table, question, before);
  table.done();
  return question;
}

Question contact_question() {
  Question q;
  q.id = "contact";
  q.kind = Kind::contact;
  q.label = {"Hoe kunnen wij u bereiken?", "How can we reach you?"};
  q.short_name = {"Uw gegevens", "Your details"};
  return q;
}

// A promise that counts from an answer needs that answer from everybody, and one that counts from a visit needs the
// appointment.
void check_starts(const catalogue::Product& product, const Definition& definition, config::Problems& problems) {
  const std::string file = product.id.text() + "/product.toml";
  const bool books = std::any_of(definition.questions.begin(), definition.questions.end(),
                                 [](const Question& q) { return q.kind == Kind::appointment; });
  for (std::size_t i = 0; i < product.promises.size(); ++i) {
    const catalogue::Promise& promise = product.promises[i];
    const std::string field = fmt::format("promises[{}].from", i + 1);
    if (promise.from == catalogue::StartFrom::answer) {
      const Question* q = definition.find(promise.from_question);
      if (q == nullptr || q->kind != Kind::date || !q->required || q->show_if)
        problems.push_back(
            {file, field + "_question", "name a question of form.toml of kind date that everybody has to answer"});
    }
    if (promise.from == catalogue::StartFrom::visit && !books)
      problems.push_back({file, field, "add a question of kind appointment to form.toml, or count from received"});
  }
}

}  // namespace

const Question* Definition::find(std::string_view id) const {
  const auto at = std::find_if(questions.begin(), questions.end(), [&](const Question& q) { return q.id == id; });
  return at == questions.end() ? nullptr : &*at;
}

std::optional<Definition> load_definition(const catalogue::Product& product, config::Problems& problems) {
  const std::size_t before = problems.size();
  const std::string file = product.id.text() + "/form.toml";
  const auto text = config::read_file(product.folder + "/form.toml");
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (!object) {
    problems.push_back(
        {file, "file",
         text ? "correct the TOML (" + object.error().detail + ")" : "add this file: every product has a form"});
    return std::nullopt;
  }
  Definition definition;
  definition.product = product.id;
  Table table(*object, file, "", problems);
  for (Table& question : table.tables("questions")) {
    Question read = question_of(question, definition);
    definition.questions.push_back(std::move(read));
  }
  if (definition.questions.empty()) table.note("questions", "ask at least one question");
  // A report about the street may be made without saying who you are.
  Question contact = contact_question();
  contact.required = table.word_or("contact", {"required", "optional"}, "required") == "required";
  table.done();
  definition.questions.push_back(std::move(contact));
  check_starts(product, definition, problems);
  if (problems.size() > before) return std::nullopt;
  return definition;
}

std::vector<Definition> load_definitions(const catalogue::Catalogue& catalogue, config::Problems& problems) {
  std::vector<Definition> out;
  for (const catalogue::Product& product : catalogue.products)
    if (auto definition = load_definition(product, problems)) out.push_back(std::move(*definition));
  return out;
}

}  // namespace sas::forms
