#include <algorithm>
#include <array>

#include "html/content.h"
#include "html/fields.h"
#include "html/service.h"

/// Around the questions: errors, steps, the check page and the task list.
namespace sas::html {
namespace {

struct StateLook {
  std::string_view key;
  Tone tone;
};

StateLook look_of(Task::State state) {
  static constexpr std::array<StateLook, 5> looks{{{"html.task.to-do", Tone::info},
                                                   {"html.task.busy", Tone::info},
                                                   {"html.task.done", Tone::ok},
                                                   {"html.task.cannot-start", Tone::neutral},
                                                   {"html.task.problem", Tone::error}}};
  return looks.at(static_cast<std::size_t>(state));
}

std::string sentence_for(const Say& say, const std::string& code) {
  const std::string key = "error." + code;
  return say.texts.has(key) ? say(key) : say("html.error.unknown");
}

}  // namespace

Html error_summary(const Say& say, const std::vector<FieldMessage>& messages) {
  if (messages.empty()) return {};
  Html items;
  for (const FieldMessage& message : messages) {
    items += el("li", {{"class", "sas-errors__item"}}, {link(Html(message.text), "#" + message.id)});
  }
  const std::string title = say("html.error.title", {{"n", std::to_string(messages.size())}});
  // tabindex -1 with autofocus: the summary takes the focus when the page opens, without scripts too.
  return el("div",
            {{"class", "sas-errors"},
             {"id", "errors"},
             {"role", "alert"},
             {"tabindex", "-1"},
             flag("autofocus"),
             {"aria-labelledby", "errors-title"}},
            {heading(2, Html(title), "errors-title"), el("ul", {{"class", "sas-errors__list"}}, {items})});
}

std::string message_for(const Say& say, const Error& error, std::string_view field) {
  const auto found = std::ranges::find(error.fields, field, &FieldError::field);
  return found == error.fields.end() ? std::string() : sentence_for(say, found->code);
}

std::vector<FieldMessage> messages_of(const Say& say, const Error& error) {
  std::vector<FieldMessage> messages;
  for (const FieldError& wrong : error.fields) messages.push_back({wrong.field, sentence_for(say, wrong.code)});
  return messages;
}

Html step_indicator(const Say& say, int current, int count, std::string_view title) {
  Html marks;
  for (int step = 1; step <= count; ++step) {
    const std::string state = step < current ? "done" : step == current ? "current" : "open";
    marks += el("span", {{"class", "sas-steps__mark sas-steps__mark--" + state}});
  }
  return el("div", {{"class", "sas-steps"}},
            {el("p", {{"class", "sas-steps__text"}},
                {strong(Html(
                     say("html.steps.text", {{"current", std::to_string(current)}, {"count", std::to_string(count)}}))),
                 title.empty() ? Html() : Html(": ") + Html(title)}),
             el("div", {{"class", "sas-steps__marks"}, {"aria-hidden", "true"}}, {marks})});
}

Html summary_list(const Say& say, const std::vector<Answer>& answers) {
  Html rows;
  for (const Answer& answer : answers) {
    const Html change = answer.change_url.empty()
                            ? Html()
                            : el("dd", {{"class", "sas-summary__change"}},
                                 {link_about(Html(say("html.summary.change")), answer.question, answer.change_url)});
    rows += el("div", {{"class", "sas-summary__row"}},
               {el("dt", {{"class", "sas-summary__question"}}, {Html(answer.question)}),
                el("dd", {{"class", "sas-summary__answer"}}, {answer.answer}), change});
  }
  return el("dl", {{"class", "sas-summary"}}, {rows});
}

Html task_list(const Say& say, const std::vector<Task>& tasks) {
  Html rows;
  int number = 0;
  for (const Task& task : tasks) {
    const std::string id = "task-" + std::to_string(++number);
    const StateLook look = look_of(task.state);
    const Html title =
        task.state == Task::State::cannot_start || task.url.empty()
            ? el("span", {{"class", "sas-tasks__title"}}, {Html(task.title)})
            : el("a", {{"class", "nl-link sas-tasks__title"}, {"href", task.url}, {"aria-describedby", id}},
                 {Html(task.title)});
    const Html hint = task.hint.empty() ? Html() : el("div", {{"class", "sas-tasks__hint"}}, {Html(task.hint)});
    rows += el("li", {{"class", "sas-tasks__item"}},
               {el("div", {{"class", "sas-tasks__text"}}, {title, hint}),
                el("div", {{"class", "sas-tasks__state"}, {"id", id}}, {badge(say(look.key), look.tone)})});
  }
  return el("ul", {{"class", "sas-tasks"}}, {rows});
}

}  // namespace sas::html
