#include "promises/disclosure.h"

#include <algorithm>

namespace sas::promises {
namespace {

using Parts = std::vector<const Score*>;

// The parts of one whole that may be shown.
Parts shown_of(const Score& whole, Parts parts) {
  std::sort(parts.begin(), parts.end(), [](const Score* a, const Score* b) { return a->due < b->due; });
  std::int64_t rest = whole.due;
  for (const Score* part : parts) rest -= part->due;
  std::size_t hidden = rest > 0 ? 1 : 0;
  std::int64_t together = rest;
  bool small = rest > 0 && rest < smallest_group;
  auto next = parts.begin();
  const auto hide = [&] {
    together += (*next)->due;
    ++hidden;
    ++next;
  };
  while (next != parts.end() && !may_publish(**next)) {
    small = true;
    hide();
  }
  while (small && next != parts.end() && (hidden < 2 || together < smallest_group)) hide();
  return {next, parts.end()};
}

}  // namespace

std::vector<const Score*> publishable(const std::vector<Score>& scores) {
  std::vector<const Score*> out;
  for (auto whole = scores.begin(); whole != scores.end();) {
    const auto end = std::find_if(whole + 1, scores.end(), [](const Score& s) { return s.whole(); });
    if (may_publish(*whole)) {
      Parts by_channel, by_area;
      for (auto part = whole + 1; part != end; ++part) (part->channel ? by_channel : by_area).push_back(&*part);
      out.push_back(&*whole);
      for (const Parts& shown : {shown_of(*whole, by_channel), shown_of(*whole, by_area)}) out.insert(out.end(), shown.begin(), shown.end());
    }
    whole = end;
  }
  std::sort(out.begin(), out.end());  // all lie in one vector: back in its order
  return out;
}

}  // namespace sas::promises
