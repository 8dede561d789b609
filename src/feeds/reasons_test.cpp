#include "feeds/reasons.h"

#include <doctest/doctest.h>

#include <string>

#include "embedded/feeds_texts.h"

TEST_CASE("texts: every reason to refuse a row is explained in both languages, and no text is left over") {
  const auto files = sas::embedded::feeds_texts();
  REQUIRE(files.size() == 2);
  for (const sas::embedded::File& file : files) {
    CAPTURE(file.name);
    std::size_t count = 0;
    for (std::size_t at = 0; (at = file.content.find("\"feeds.reason.", at)) != std::string_view::npos; ++at) ++count;
    CHECK(count == sas::feeds::rejection_reasons().size());
    for (const std::string_view reason : sas::feeds::rejection_reasons()) {
      CAPTURE(reason);
      CHECK(file.content.find("\"feeds.reason." + std::string(reason) + "\" = \"") != std::string_view::npos);
    }
  }
}
