#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "html/html.h"
#include "html/texts.h"

/// Forms. Every field is label, description, error, input: in that order, tied together with aria-describedby
/// (WCAG 1.3.1, 3.3.1).
namespace sas::html {

/// Name of the hidden field that carries the token against forged posts.
inline constexpr std::string_view csrf_field = "_csrf";

/// What all fields share. The id of the input is the name; of a group the fieldset has that id (and takes the focus),
/// its inputs
/// `<name>-1`, `<name>-day`, `<name>-postcode`. So the error summary always links to the name.
struct Field {
  enum class Need {
    required,
    optional
  };  ///< optional is said in the label; required is the normal case and not marked
  enum class LabelAs { label, page_heading };  ///< page_heading: the one question of a page; the label is its h1
  std::string name;
  std::string label;
  std::string description = {};
  std::string error = {};  ///< a whole sentence that says what to do; empty when right
  Need need = Need::required;
  LabelAs label_as = LabelAs::label;
};

/// A form that posts. Browsers' own checks are off (novalidate): the server says what is wrong, in plain words.
struct FormSpec {
  enum class Encoding { plain, files };  ///< files: multipart/form-data, needed for file_field
  std::string action;
  std::string csrf_token;
  Encoding encoding = Encoding::plain;
};
[[nodiscard]] Html form(const FormSpec& spec, const Html& content);
/// A form that only asks (GET), such as search and filters.
[[nodiscard]] Html query_form(std::string_view action, const Html& content);
[[nodiscard]] Html hidden(std::string_view name, std::string_view value);

enum class InputKind { text, name, email, phone, whole_number, amount, postcode, iban, licence_plate, code, password };
enum class InputWidth { full, half, short_text, number };  ///< as wide as the answer: a hint of what is expected
struct TextInput {
  std::string value = {};
  InputKind kind = InputKind::text;  ///< chooses type, inputmode, autocomplete and spellcheck
  InputWidth width = InputWidth::full;
  std::string autocomplete = {};  ///< overrides the one of the kind, e.g. "given-name"; "off" for somebody else's data
  std::size_t max_length = 0;     ///< 0: none; never cuts off, only counts
};
[[nodiscard]] Html text_field(const Say& say, const Field& field, const TextInput& input = {});
[[nodiscard]] Html email_field(const Say& say, const Field& field, std::string_view value);
[[nodiscard]] Html phone_field(const Say& say, const Field& field, std::string_view value);
[[nodiscard]] Html number_field(const Say& say, const Field& field, std::string_view value);

struct TextArea {
  std::string value = {};
  int rows = 6;
  std::size_t max_length = 0;  ///< 0: none; counted while typing
};
[[nodiscard]] Html textarea_field(const Say& say, const Field& field, const TextArea& area = {});

struct Choice {
  std::string value;
  std::string label;
  std::string description = {};
};
[[nodiscard]] Html select_field(const Say& say, const Field& field, const std::vector<Choice>& choices,
                                std::string_view selected);
[[nodiscard]] Html radio_group(const Say& say, const Field& field, const std::vector<Choice>& choices,
                               std::string_view selected);
[[nodiscard]] Html checkbox_group(const Say& say, const Field& field, const std::vector<Choice>& choices,
                                  const std::vector<std::string>& selected);
/// One box, such as a consent. Sends name=ja when ticked.
enum class Ticked { no, yes };
[[nodiscard]] Html checkbox(const Say& say, const Field& field, Ticked ticked);
/// Yes and no as radios; values "ja" and "nee".
[[nodiscard]] Html yes_no_field(const Say& say, const Field& field, std::string_view selected);

/// What was typed, part by part: kept as it is when it is wrong. Sent as `<name>-day`, `<name>-month`, `<name>-year`.
struct DateInput {
  enum class Kind { any, birth };  ///< birth: browsers may fill it in
  std::string day = {};
  std::string month = {};
  std::string year = {};
  Kind kind = Kind::any;
};
[[nodiscard]] Html date_field(const Say& say, const Field& field, const DateInput& input);

/// Sent as `<name>-postcode`, `<name>-number`, `<name>-letter`, `<name>-addition`.
struct AddressInput {
  enum class Whose { own, other };  ///< own: browsers may fill in the postcode
  std::string postcode = {};
  std::string number = {};
  std::string letter = {};
  std::string addition = {};
  Whose whose = Whose::own;
};
[[nodiscard]] Html address_field(const Say& say, const Field& field, const AddressInput& input);

struct FileInput {
  std::string accept = {};      ///< ".pdf,.jpg,.png"
  std::string kinds = {};       ///< the same for people: "pdf, jpg of png"
  std::uint64_t max_bytes = 0;  ///< said to people; the server checks
  enum class Number { one, several } number = Number::one;
  std::string current_name = {};  ///< a file that was sent before and still counts
};
[[nodiscard]] Html file_field(const Say& say, const Field& field, const FileInput& input);

/// Fields that belong together under one question.
[[nodiscard]] Html fieldset(const Field& field, const Html& content);

struct FieldMessage {
  std::string id;  ///< Field::name of the field to go to
  std::string text;
};
/// Stands above the h1 and takes the focus when the page opens. Nothing when there are no messages.
[[nodiscard]] Html error_summary(const Say& say, const std::vector<FieldMessage>& messages);
/// The sentence for a field, from `errors.fields` and the keys `error.<code>`; empty when the field is right.
[[nodiscard]] std::string message_for(const Say& say, const Error& error, std::string_view field);
/// All messages of an error, for error_summary.
[[nodiscard]] std::vector<FieldMessage> messages_of(const Say& say, const Error& error);

/// "Stap 2 van 6: Uw auto". Never minutes: they frighten people.
[[nodiscard]] Html step_indicator(const Say& say, int current, int count, std::string_view title);

struct Answer {
  std::string question;
  Html answer;
  std::string change_url = {};  ///< empty: no "Wijzig"; must return to the check page
};
/// The check page: what was answered, each with "Wijzig".
[[nodiscard]] Html summary_list(const Say& say, const std::vector<Answer>& answers);

struct Task {
  enum class State { to_do, busy, done, cannot_start, problem };
  std::string title;
  std::string url;  ///< not a link while it cannot start
  State state = State::to_do;
  std::string hint = {};
};
[[nodiscard]] Html task_list(const Say& say, const std::vector<Task>& tasks);

}  // namespace sas::html
