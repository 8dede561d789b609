#pragma once
#include <cstdint>

#include "releases/public_reader.h"

namespace sas::followers {

/// What there is to tell of a set.
struct News {
  std::int64_t release = 0;    ///< number of the newest version that stands; 0: none
  std::int64_t withdrawn = 0;  ///< how many versions were taken back
};
[[nodiscard]] inline News news_of(const releases::DataSetHistory& history) {
  News out;
  for (const auto& published : history.releases) out.withdrawn += published->tombstone ? 1 : 0;
  if (const auto current = history.current()) out.release = current->release.number;
  return out;
}

}  // namespace sas::followers
