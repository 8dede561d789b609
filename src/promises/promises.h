#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "catalogue/catalogue.h"
#include "crypto/signing.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/comment_themes.h"
#include "promises/figures.h"
#include "promises/satisfaction.h"
#include "store/store.h"

/// What we promised, what came of it, and what people thought of it: all counted from the ledger.
namespace sas::promises {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// What the pages need. Everything outlives the router.
struct PromiseParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const Figures& figures;
  const Satisfaction& satisfaction;
  std::string municipality;
  const crypto::SigningKey* signing = nullptr;  ///< signs the open log; without one it is not signed
  std::vector<CommentTheme> themes = {};  ///< what comments are sorted into
};

/// /beloften, /beloften.json, /beloften.csv and /beloften/logboek.jsonl: for everybody.
void add_public_pages(http::Router& router, const PromiseParts& parts);
/// /balie/beloften: for managers.
void add_manager_pages(http::Router& router, const PromiseParts& parts);
/// /mening/{token} for residents, /balie/meningen for employees.
void add_opinion_pages(http::Router& router, const PromiseParts& parts);
/// All of the above.
void add_promise_pages(http::Router& router, const PromiseParts& parts);

}  // namespace sas::promises
