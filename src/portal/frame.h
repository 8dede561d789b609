#pragma once
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "html/page.h"
#include "html/texts.h"
#include "http/message.h"

/// What the portal needs of the house around it: the frame of a page and who publishes. The whole program gives it its
/// site header and navigation; a process that serves open data alone gives it a plain one.
namespace sas::portal {

/// Who publishes, as catalogues of others name it.
struct Publisher {
  std::string municipality;  ///< "Zwolle"
  std::string name;          ///< "Gemeente Zwolle"
  std::string uri;           ///< in the register of organisations (TOOI), or empty
  std::string homepage;      ///< "https://www.zwolle.nl/"
  std::string email;         ///< role address for questions about open data
  std::string public_url;    ///< where this portal is seen from outside, without a slash at the end
};

/// Something that was made with a data set, for the showcase. Somebody of the municipality wrote it or agreed to it.
struct Reuse {
  std::string dataset;
  std::string title;
  std::string url;
  std::string by;
  Bilingual summary;
};

/// Those of `reuses` that are of that set.
[[nodiscard]] inline std::vector<Reuse> reuses_of(const std::vector<Reuse>& reuses, std::string_view dataset) {
  std::vector<Reuse> out;
  std::copy_if(reuses.begin(), reuses.end(), std::back_inserter(out),
               [&](const Reuse& one) { return one.dataset == dataset; });
  return out;
}

/// Thread-safe.
class Frame {
 public:
  virtual ~Frame() = default;
  /// The page in the frame of the site, in the language of the request.
  [[nodiscard]] virtual http::Response show(const http::Request& request, html::Page page) const = 0;
  /// The page that says what went wrong and what somebody can do, with the status of the error.
  [[nodiscard]] virtual http::Response refuse(const http::Request& request, const Error& error) const = 0;
  /// The catalogue of texts that holds this room's; outlives every page.
  [[nodiscard]] virtual const html::Texts& texts() const = 0;
  [[nodiscard]] virtual const Publisher& publisher() const = 0;
  /// The form for a question or an error report about a set; empty `dataset`: for asking for data that is not here yet.
  /// Holds the language prefix.
  [[nodiscard]] virtual std::string question_url(std::string_view dataset, Language language) const = 0;
  /// Where somebody asks for mail about a set, with the language prefix; empty when this process knows of no such
  /// place.
  [[nodiscard]] virtual std::string follow_url(std::string_view dataset, Language language) const = 0;
  /// Within how many working days a question is answered: the published promise. 0: there is no promise to show.
  [[nodiscard]] virtual int answer_days() const = 0;
  /// Where somebody shows what he made with a set, with the language prefix.
  [[nodiscard]] virtual std::string reuse_url(std::string_view dataset, Language language) const = 0;
  /// What was made with a set.
  [[nodiscard]] virtual std::vector<Reuse> showcase(std::string_view dataset) const = 0;
  /// What a form of this room must carry against forged posts; empty when whoever asks is not logged in.
  [[nodiscard]] virtual std::string form_token(const http::Request& request) const = 0;
};

/// A frame and the request that is answered in it; lives no longer than the answer.
struct Look {
  const Frame& frame;
  const http::Request& request;
  html::Say say;
  Look(const Frame& frame_of_site, const http::Request& asked)
      : frame(frame_of_site), request(asked), say{frame_of_site.texts(), asked.language} {}
  [[nodiscard]] Language language() const { return say.language; }
  /// The address of a page in the language of this one.
  [[nodiscard]] std::string url(std::string_view path) const {
    return std::string(request.prefix()) + std::string(path);
  }
};

}  // namespace sas::portal
