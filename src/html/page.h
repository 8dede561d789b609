#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.h"
#include "html/texts.h"
#include "html/theme.h"

/// The frame around every page: head, skip link, header, breadcrumbs, main, help and footer.
namespace sas::html {

/// A link: what it says and where it goes. `url` holds the language prefix when it is a page.
struct Link {
  std::string text;
  std::string url;
};

/// Who is logged in, as the header shows it.
struct SessionInfo {
  std::string name;            ///< "J. de Vries"
  std::string acting_for;      ///< "namens …": the person or company acted for; empty for oneself
  std::string log_out_action;  ///< URL the log-out button posts to
  std::string csrf_token;
};

/// What is the same on every page of one running program.
struct Site {
  enum class Mode { live, practice };  ///< practice: a banner says that nothing is real
  Theme theme;
  Mode mode = Mode::live;
  std::string asset_version;  ///< put behind /assets/site.css?v= so that browsers may keep the file for long
};

struct Page {
  enum class Face { resident, workplace };  ///< workplace: compact and wide, without the help for residents
  enum class Index { allow, forbid };       ///< forbid for everything behind a login or with a person's own data
  enum class State {
    normal,
    has_errors
  };                                ///< has_errors puts "Fout: " before the title (so a screen reader says it first)
  enum class Width { text, wide };  ///< wide: tables and dashboards use the full page

  std::string title;             ///< also the tab title; make the h1 yourself with heading(1, …)
  std::string description = {};  ///< for search engines; may be empty
  Html body = {};
  std::vector<Link> breadcrumbs = {};  ///< from home to the parent, without this page
  std::vector<Link> navigation = {};   ///< a few main links; no mega menu
  std::string active_navigation = {};  ///< url of the link that holds this page
  std::optional<SessionInfo> session = {};
  std::string log_in_url = {};     ///< shown when there is no session and it is not empty
  std::string alternate_url = {};  ///< this page in the other language; empty hides the switch
  std::string home_url = {};       ///< empty: "/" or "/en"
  Face face = Face::resident;
  Index index = Index::allow;
  State state = State::normal;
  Width width = Width::text;
  int refresh_seconds = 0;                ///< > 0 reloads by itself, for pages that follow something; 0 never
  std::vector<std::string> scripts = {};  ///< extra modules, e.g. "/assets/queue.js"; the page must work without
};

/// A whole document, from doctype to </html>.
[[nodiscard]] std::string page_document(const Site& site, const Say& say, const Page& page);

/// The gate of Sassenpoort as inline SVG; decorative.
[[nodiscard]] Html gate_logo();

}  // namespace sas::html
