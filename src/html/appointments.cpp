#include "html/dates.h"
#include "html/field_frame.h"
#include "html/service.h"

/// Choosing a time, and letters.
namespace sas::html {
namespace {

Html slot_option(const Say& say, const SlotPicker& picker, const Slot& slot, const std::string& id) {
  const Html place = slot.place.empty() ? Html() : el("span", {{"class", "sas-slots__place"}}, {Html(slot.place)});
  return el("div", {{"class", "sas-slots__option"}},
            {empty_el("input", {{"class", "sas-slots__input"},
                                {"type", "radio"},
                                {"id", id},
                                {"name", picker.name},
                                {"value", slot.value},
                                when(slot.value == picker.selected, flag("checked"))}),
             el("label", {{"class", "sas-slots__label"}, {"for", id}},
                {Html(clock_time(slot.minute_of_day, say.language)), place})});
}

Html slot_day(const Say& say, const SlotPicker& picker, const SlotDay& day, const std::string& id) {
  Html options;
  int number = 0;
  for (const Slot& slot : day.slots) options += slot_option(say, picker, slot, id + "-" + std::to_string(++number));
  if (day.slots.empty()) options = el("p", {{"class", "sas-slots__none"}}, {Html(say("html.slots.none"))});
  return el("div", {{"class", "sas-slots__day"}, {"role", "group"}, {"aria-labelledby", id}},
            {el("p", {{"class", "sas-slots__date"}, {"id", id}}, {Html(long_date(day.day, say.language))}),
             el("div", {{"class", "sas-slots__times"}}, {options})});
}

Html lines(const std::vector<std::string>& texts) {
  Html out;
  for (const std::string& text : texts) out += el("span", {{"class", "sas-letter__line"}}, {Html(text)});
  return out;
}

}  // namespace

Html slot_picker(const Say& say, const SlotPicker& picker) {
  Html days;
  int number = 0;
  for (const SlotDay& day : picker.days)
    days += slot_day(say, picker, day, picker.name + "-day-" + std::to_string(++number));
  Html moves;
  if (!picker.earlier_url.empty()) moves += link(Html(say("html.slots.earlier")), picker.earlier_url);
  if (!picker.later_url.empty()) moves += link(Html(say("html.slots.later")), picker.later_url);
  const Html navigation =
      moves.empty() ? Html()
                    : el("nav", {{"class", "sas-slots__moves"}, {"aria-label", say("html.slots.label")}}, {moves});
  const Field field{.name = picker.name, .label = picker.question, .error = picker.error};
  return el("div", {{"class", "sas-slots"}}, {group_frame(say, field, days), navigation});
}

Html letter(const Say& say, const Letter& letter) {
  return el(
      "article", {{"class", "sas-letter"}},
      {el("header", {{"class", "sas-letter__sender"}}, {strong(Html(letter.sender)), lines({letter.sender_address})}),
       el("address", {{"class", "sas-letter__recipient"}}, {lines(letter.recipient)}),
       el("dl", {{"class", "sas-letter__facts"}},
          {el("div", {}, {el("dt", {}, {Html(say("html.letter.date"))}), el("dd", {}, {Html(letter.date)})}),
           el("div", {},
              {el("dt", {}, {Html(say("html.letter.reference"))}), el("dd", {}, {Html(letter.reference)})})}),
       el("h" + std::to_string(letter.heading_level), {{"class", "sas-letter__subject"}}, {Html(letter.subject)}),
       el("div", {{"class", "sas-letter__body"}}, {letter.body})});
}

}  // namespace sas::html
