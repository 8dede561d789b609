#include "followers/follower_mails.h"

#include <fmt/format.h>

#include "html/markdown.h"

namespace sas::followers {
namespace {

using releases::Published;

/// A mail in one language: the subject, and paragraphs.
struct Letter {
  std::string subject, text;
};

std::string link(const MailPlace& place, const Follower& follower, std::string_view what) {
  return fmt::format("{}{}/data/volgen/{}?code={}", place.public_url, follower.language == Language::en ? "/en" : "",
                     what, follower.code);
}

std::string set_link(const MailPlace& place, const Follower& follower) {
  return fmt::format("{}{}/data/{}", place.public_url, follower.language == Language::en ? "/en" : "",
                     follower.dataset);
}

Letter question(const std::string& title, const Follower& follower, const MailPlace& place) {
  const std::string url = link(place, follower, "bevestigen");
  if (follower.language == Language::en)
    return {
        "Do you want mail about " + title + "?",
        fmt::format("Somebody asked for mail about {}, with this address. Was it you? Then say yes here:\n\n{}\n\nWas "
                    "it not you? Then do nothing. You get no more mail, and we forget your address after 7 days.",
                    title, url)};
  return {"Wilt u mail over " + title + "?",
          fmt::format("Iemand heeft met dit adres gevraagd om mail over {}. Was u dat? Zeg dan hier ja:\n\n{}\n\nWas u "
                      "het niet? Doe dan niets. U krijgt geen mail meer en wij vergeten uw adres na 7 dagen.",
                      title, url)};
}

Letter new_version(const std::string& title, const Published& current, const Follower& follower,
                   const MailPlace& place) {
  const std::string& changed = current.release.changed.in(follower.language);
  if (follower.language == Language::en)
    return {"New version of " + title,
            fmt::format("There is a new version of {}. {}\n\n{}", title, changed, set_link(place, follower))};
  return {"Nieuwe versie van " + title,
          fmt::format("Er is een nieuwe versie van {}. {}\n\n{}", title, changed, set_link(place, follower))};
}

Letter withdrawn(const std::string& title, const Published& gone, const Follower& follower, const MailPlace& place) {
  const std::string& reason = gone.tombstone->reason.in(follower.language);
  const std::int64_t number = gone.release.number;
  if (follower.language == Language::en)
    return {"Do not use version " + std::to_string(number) + " of " + title + " any more",
            fmt::format("We took back version {} of {}. {} Do you have a copy? Remove it.\n\n{}", number, title, reason,
                        set_link(place, follower))};
  return {"Gebruik versie " + std::to_string(number) + " van " + title + " niet meer",
          fmt::format("Wij hebben versie {} van {} ingetrokken. {} Hebt u een kopie? Gooi die weg.\n\n{}", number,
                      title, reason, set_link(place, follower))};
}

std::string farewell(const Follower& follower, const MailPlace& place) {
  const std::string url = link(place, follower, "stoppen");
  return follower.language == Language::en ? "\n\nNo more mail about this: " + url
                                           : "\n\nGeen mail meer hierover: " + url;
}

// The version that was taken back last.
const Published* last_withdrawn(const releases::DataSetHistory& history) {
  const Published* out = nullptr;
  for (const auto& published : history.releases)
    if (published->tombstone && (out == nullptr || out->tombstone->at < published->tombstone->at))
      out = published.get();
  return out;
}

}  // namespace

std::optional<messages::Mail> mail_of(const Follower& follower, std::string_view what,
                                      const releases::DataSetHistory* history, const MailPlace& place) {
  if (history == nullptr || history->releases.empty()) return std::nullopt;
  const std::string title = history->releases.front()->release.description.title.in(follower.language);
  const auto current = history->current();
  const Published* gone = last_withdrawn(*history);
  Letter letter;
  if (what == "question")
    letter = question(title, follower, place);
  else if (what == "release" && current)
    letter = new_version(title, *current, follower, place);
  else if (what == "withdrawn" && gone != nullptr)
    letter = withdrawn(title, *gone, follower, place);
  else
    return std::nullopt;
  letter.text += farewell(follower, place);
  return messages::Mail{place.id, follower.mail, letter.subject, letter.text, html::markdown(letter.text).markup()};
}

}  // namespace sas::followers
