#pragma once
#include <string>
#include <vector>

#include "portal/frame.h"
#include "portal/shelf.h"

/// News of the portal for feed readers and for search engines. Pure.
namespace sas::portal {

/// A release or a withdrawal.
struct News {
  std::string dataset;
  std::string title;
  std::string text;
  std::string url;
  std::string id;  ///< stays the same for ever
  Instant at;
};
/// Of these histories, newest first, at most `most`.
[[nodiscard]] std::vector<News> news_of(const Publisher& publisher,
                                        const std::vector<const releases::DataSetHistory*>& histories,
                                        std::size_t most);

struct FeedAbout {
  std::string title;
  std::string self;  ///< address of the feed
  std::string page;  ///< of what it is about
  std::string author;
  Instant changed;
};
[[nodiscard]] std::string to_atom(const FeedAbout& about, const std::vector<News>& news);  ///< RFC 4287
[[nodiscard]] std::string to_rss(const FeedAbout& about, const std::vector<News>& news);   ///< RSS 2.0
/// Addresses of all pages of the portal in both languages (sitemaps.org 0.9).
[[nodiscard]] std::string to_sitemap(const Publisher& publisher, const Shelf& shelf);

}  // namespace sas::portal
