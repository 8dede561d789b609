#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "html/content.h"
#include "html/html.h"
#include "html/texts.h"

/// Parts that show services, cases, promises and contact.
namespace sas::html {

struct SearchBox {
  std::string action = {};  ///< URL that answers GET with `q`
  std::string label;        ///< "Waar kunnen we u mee helpen?"
  std::string query = {};
  enum class Size { normal, large } size = Size::normal;
};
[[nodiscard]] Html search_box(const Say& say, const SearchBox& box);

struct TaskCard {
  std::string title;
  std::string url;
  std::string description = {};
  std::string icon = {};  ///< car, passport, house, bin, lamp, permit, money, people, calendar, chat, file,
                          ///< certificate, tree; or empty
};
/// Top tasks of the home page as cards in a grid.
[[nodiscard]] Html task_cards(const std::vector<TaskCard>& cards, int heading_level = 2);

struct CaseCard {
  std::string title;
  std::string url;
  std::string reference;        ///< "Z-2026-000123"
  std::string status_sentence;  ///< "U hebt dit aangevraagd op 3 mei. U krijgt uiterlijk 12 mei antwoord."
  std::string badge_text = {};
  Tone tone = Tone::neutral;
  std::string action_needed = {};  ///< "Wij wachten op een document van u"
};
[[nodiscard]] Html case_card(const CaseCard& card, int heading_level = 2);
[[nodiscard]] Html case_cards(const std::vector<CaseCard>& cards, int heading_level = 2);

struct TimelineEntry {
  enum class State { done, current, expected, attention };
  std::string title;
  std::string when = {};      ///< for people
  std::string when_iso = {};  ///< for machines; may be empty
  Html body = {};
  State state = State::done;
};
[[nodiscard]] Html timeline(const Say& say, const std::vector<TimelineEntry>& entries);

struct FileItem {
  enum class From { resident, municipality, system };
  std::string name;
  std::string url;        ///< empty: not yet to be opened
  std::string kind = {};  ///< "pdf"
  std::uint64_t bytes = 0;
  std::string when = {};
  From from = From::municipality;
  std::string save_url = {};  ///< for what opens in the browser: the same, to keep
  std::string note = {};  ///< "Wordt gecontroleerd op virussen"
};
[[nodiscard]] Html file_list(const Say& say, const std::vector<FileItem>& files);

/// A service promise with what came of it last month. `kept` of `total` is shown as "96 van de 100"; absent when too
/// few to say.
struct Promise {
  struct Outcome {
    double share = 0;        ///< 0..1
    std::int64_t cases = 0;  ///< how many were measured
  };
  std::string text;  ///< "U krijgt binnen 5 werkdagen antwoord."
  std::optional<Outcome> last_month = {};
  std::string more_url = {};  ///< all promises and results
};
[[nodiscard]] Html promise_box(const Say& say, const Promise& promise);

/// 1 to 10 as radios in a fieldset. Works with the keyboard, without scripts and at 320 px.
[[nodiscard]] Html score_scale(const Say& say, std::string_view name, std::string_view question,
                               std::optional<int> selected = {}, std::string_view error = {});

struct Slot {
  std::string value;  ///< what is sent
  int minute_of_day = 0;
  std::string place = {};
};
struct SlotDay {
  Date day;
  std::vector<Slot> slots;
};
struct SlotPicker {
  std::string name = "slot";
  std::string question;
  std::vector<SlotDay> days;
  std::string selected = {};
  std::string error = {};
  std::string earlier_url = {};
  std::string later_url = {};
};
/// Days with their times as radios, to put in a form.
[[nodiscard]] Html slot_picker(const Say& say, const SlotPicker& picker);

struct HelpBox {
  std::string phone;
  std::string phone_link;
  std::string phone_note = {};  ///< "Wachttijd nu: ongeveer 3 minuten"
  std::string desk_address = {};
  std::string desk_hours = {};
  std::string desk_note = {};
  Link appointment = {};  ///< empty text: not shown
  Link paper_form = {};
};
/// Ways to get help from a person; stands at the same place on every page (WCAG 3.2.6).
[[nodiscard]] Html help_box(const Say& say, const HelpBox& help);
/// The help box from the theme's contact details.
[[nodiscard]] HelpBox help_of(const Theme& theme, Language language);

/// The reference of a receipt in large type with a copy button (which scripts make visible).
[[nodiscard]] Html reference_box(const Say& say, std::string_view label, std::string_view reference);

struct Letter {
  std::string sender;  ///< municipality and department
  std::string sender_address;
  std::vector<std::string> recipient;
  std::string date;
  std::string reference;
  std::string subject;
  Html body;
  int heading_level = 1;           ///< of the subject; 2 when the page has a heading of its own
};
/// A letter that prints on A4 with the address in the window of the envelope.
[[nodiscard]] Html letter(const Say& say, const Letter& letter);

/// Small pictures; decorative (aria-hidden). Throws std::logic_error for an unknown name.
[[nodiscard]] Html icon(std::string_view name);

}  // namespace sas::html
