#include "harvest/origin.h"

#include <algorithm>

#include "base/config_folder.h"
#include "crypto/hash.h"
#include "harvest/words.h"

namespace sas::harvest {
namespace {

constexpr std::size_t longest_origin = 30;
constexpr std::size_t longest_dataset = 80;  // as declarations have it

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_origin && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string clean(std::string_view id) {
  std::string out;
  for (const char c : fold(id)) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_kept)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  if (out.ends_with('-')) out.pop_back();
  return out;
}

std::chrono::hours rhythm_of(const std::string& word) {
  using std::chrono::hours;
  if (word == "hourly") return hours{1};
  return word == "weekly" ? hours{24 * 7} : hours{24};
}

}  // namespace

Origin read_origin(std::string_view text, const std::string& name, config::Problems& problems) {
  const std::string file = name + ".toml";
  Origin out;
  out.name = name;
  if (!is_name(name))
    problems.push_back({file, "", "name the file with at most 30 lower-case letters, digits and \"-\""});
  const auto object = config::parse_toml(text);
  if (!object) {
    problems.push_back({file, "", object.error().detail});
    return out;
  }
  config::Table table(*object, file, "", problems);
  out.kind = kind_from(table.word("kind", kind_words())).value_or(Kind::ckan);
  out.url = table.text("url");
  if (!out.url.empty() && !is_trusted(out.url)) table.note("url", "give an address that begins with https://");
  out.title = table.bilingual("title");
  out.owner = table.text("owner");
  out.contact = table.text("contact");
  if (table.has("licence")) out.licence = table.word("licence", {"CC0-1.0", "CC-BY-4.0"});
  if (table.has("hosts")) out.hosts = table.texts("hosts");
  out.hosts.push_back(host_of(out.url));
  if (table.has("only")) out.only = table.texts("only");
  out.every = rhythm_of(table.word_or("every", {"hourly", "daily", "weekly"}, "daily"));
  table.done();
  return out;
}

const Origin* Origins::find(std::string_view name) const {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Origin& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Origins load_origins(const std::string& folder) {
  Origins out;
  for (const config::NamedText& file : config::read_folder(folder, out.problems)) {
    const std::size_t before = out.problems.size();
    Origin origin = read_origin(file.text, file.name, out.problems);
    if (out.problems.size() == before) out.all.push_back(std::move(origin));
  }
  return out;
}

// Names that had to be changed get the begin of the hash of what they were, so that two of them stay two.
std::string dataset_name(const Origin& origin, std::string_view id) {
  const std::string plain = clean(id);
  const std::string out = origin.name + "-" + plain;
  if (plain == id && !plain.empty() && out.size() <= longest_dataset) return out;
  const std::string mark = hex(crypto::sha256(id)).substr(0, 10);
  const std::size_t room = longest_dataset - origin.name.size() - mark.size() - 2;
  return origin.name + "-" + (plain.empty() ? mark : plain.substr(0, room) + "-" + mark);
}

}  // namespace sas::harvest
