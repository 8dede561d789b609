#pragma once
#include <string>
#include <string_view>

#include "base/config.h"
#include "base/strong_id.h"
#include "portal/frame.h"

namespace sas {

/// catalogue/publisher.toml: who publishes the open data, where questions go, and what others made with it.
struct PublisherFile {
  portal::Publisher publisher;
  ProductId question_product;
  std::vector<portal::Reuse> showcase;
};

/// Where a question about that set begins, below the address of the site; empty: about data that are not there.
[[nodiscard]] std::string question_path(const PublisherFile& file, std::string_view dataset, Language language);

/// Notes mistakes in `problems`; what is missing stays empty. `public_url` is where the portal is seen from outside.
[[nodiscard]] PublisherFile load_publisher(const std::string& catalogue, const std::string& municipality,
                                           const std::string& public_url, config::Problems& problems);

}  // namespace sas
