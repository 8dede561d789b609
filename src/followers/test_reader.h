#pragma once
#include <memory>
#include <string>

#include "releases/public_reader.h"

/// For the tests of this room.
namespace sas::followers::testing {

/// A public store of which a test says what is in it.
class TestReader final : public releases::PublicReader {
 public:
  std::shared_ptr<const releases::Catalogue> catalogue() override { return std::make_shared<releases::Catalogue>(now); }
  Result<std::string> object(std::string_view) const override { return fail(ErrorKind::not_found, "object-missing"); }
  releases::PublicReaderStats stats() const override { return {}; }

  void publish(std::int64_t number) {
    auto published = std::make_shared<releases::Published>();
    published->release.dataset = "bomen";
    published->release.number = number;
    published->release.description.title = {"Bomen", "Trees"};
    published->release.changed = {"Er zijn 3 rijen bij.", "There are 3 more rows."};
    published->release.files = {{"csv", "text/csv", std::string(64, 'a'), 12}};
    if (now.sets.empty()) now.sets.push_back({"bomen", {}});
    now.sets[0].releases.insert(now.sets[0].releases.begin(), published);
  }
  void withdraw_newest() {
    auto copy = std::make_shared<releases::Published>(*now.sets[0].releases.front());
    copy->tombstone =
        releases::Tombstone{"bomen", copy->release.number, {}, {"Er klopte iets niet.", "Wrong."}, "x", 0};
    now.sets[0].releases.front() = copy;
  }
  releases::Catalogue now;
};

}  // namespace sas::followers::testing
