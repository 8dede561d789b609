#include "portal/feeds.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "portal/rdf.h"

namespace sas::portal {
namespace {

using releases::DataSetHistory;
using releases::Published;

std::string page_of(const Publisher& publisher, std::string_view dataset) {
  return publisher.public_url + "/data/" + url_encode(dataset);
}

News release_news(const Publisher& publisher, const Published& published) {
  const releases::Release& release = published.release;
  const std::string page = page_of(publisher, release.dataset) + "/versies/" + std::to_string(release.number);
  const std::string& changed = release.changed.nl;
  return {release.dataset,
          fmt::format("{}: versie {}", release.description.title.nl, release.number),
          changed.empty() ? release.description.summary.nl : changed,
          page,
          page,
          release.at};
}

News withdrawal_news(const Publisher& publisher, const Published& published) {
  News out = release_news(publisher, published);
  out.title =
      fmt::format("{}: versie {} is ingetrokken", published.release.description.title.nl, published.release.number);
  out.text = published.tombstone->reason.nl;
  out.id += "#ingetrokken";
  out.at = published.tombstone->at;
  return out;
}

/// "Tue, 26 May 2026 12:30:00 GMT" (RFC 5322, as RSS wants it).
std::string mail_date(Instant moment) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(moment - day));
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                     unsigned(date.day()), months[unsigned(date.month()) - 1], int(date.year()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

}  // namespace

std::vector<News> news_of(const Publisher& publisher, const std::vector<const DataSetHistory*>& histories,
                          std::size_t most) {
  std::vector<News> out;
  for (const DataSetHistory* history : histories)
    for (const auto& published : history->releases) {
      out.push_back(release_news(publisher, *published));
      if (published->tombstone) out.push_back(withdrawal_news(publisher, *published));
    }
  std::stable_sort(out.begin(), out.end(), [](const News& a, const News& b) { return a.at > b.at; });
  if (out.size() > most) out.resize(most);
  return out;
}

std::string to_atom(const FeedAbout& about, const std::vector<News>& news) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"nl\">\n"
      "  <title>{}</title>\n  <id>{}</id>\n  <updated>{}</updated>\n  <author><name>{}</name></author>\n"
      "  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n  <link rel=\"alternate\" href=\"{}\"/>\n",
      xml_escape(about.title), xml_escape(about.self), format_iso_instant(about.changed), xml_escape(about.author),
      xml_escape(about.self), xml_escape(about.page));
  for (const News& one : news)
    out += fmt::format(
        "  <entry>\n    <title>{}</title>\n    <id>{}</id>\n    <updated>{}</updated>\n    <link href=\"{}\"/>\n"
        "    <summary>{}</summary>\n  </entry>\n",
        xml_escape(one.title), xml_escape(one.id), format_iso_instant(one.at), xml_escape(one.url),
        xml_escape(one.text));
  return out + "</feed>\n";
}

std::string to_rss(const FeedAbout& about, const std::vector<News>& news) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n"
      "<channel>\n  <title>{0}</title>\n  <link>{1}</link>\n  <description>{0}</description>\n  "
      "<language>nl</language>\n"
      "  <lastBuildDate>{2}</lastBuildDate>\n  <atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{3}\"/>\n",
      xml_escape(about.title), xml_escape(about.page), mail_date(about.changed), xml_escape(about.self));
  for (const News& one : news)
    out += fmt::format(
        "  <item>\n    <title>{}</title>\n    <link>{}</link>\n    <guid isPermaLink=\"false\">{}</guid>\n"
        "    <pubDate>{}</pubDate>\n    <description>{}</description>\n  </item>\n",
        xml_escape(one.title), xml_escape(one.url), xml_escape(one.id), mail_date(one.at), xml_escape(one.text));
  return out + "</channel>\n</rss>\n";
}

std::string to_sitemap(const Publisher& publisher, const Shelf& shelf) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  const auto add = [&](const std::string& path, Instant changed) {
    for (const char* language : {"", "/en"})
      out += fmt::format("  <url><loc>{}{}{}</loc><lastmod>{}</lastmod></url>\n", xml_escape(publisher.public_url),
                         language, xml_escape(path), format_iso_date(local_date(changed)));
  };
  add("/data", shelf.changed());
  add("/data/ontwikkelaars", shelf.changed());
  for (const ShownSet& set : shelf.sets()) {
    const std::string path = "/data/" + url_encode(set.release().dataset);
    add(path, set.release().at);
    add(path + "/versies", set.release().at);
  }
  return out + "</urlset>\n";
}

}  // namespace sas::portal
