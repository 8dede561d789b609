#include "suppliers/under_way.h"

#include <map>
#include <mutex>

namespace sas::suppliers {

struct UnderWay::Counts {
  std::mutex guard;
  std::map<std::string, std::size_t> of_key;
};

struct UnderWay::Place {
  Place(std::shared_ptr<Counts> all, std::string id) : counts(std::move(all)), key(std::move(id)) {}
  ~Place() {
    const std::lock_guard lock(counts->guard);
    const auto count = counts->of_key.find(key);
    if (--count->second == 0) counts->of_key.erase(count);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  const std::shared_ptr<Counts> counts;
  const std::string key;
};

UnderWay::UnderWay(std::size_t most) : most_(most), counts_(std::make_shared<Counts>()) {}

std::shared_ptr<const void> UnderWay::begin(const std::string& key) {
  {
    const std::lock_guard lock(counts_->guard);
    const auto count = counts_->of_key.find(key);
    if (count != counts_->of_key.end() && count->second >= most_) return nullptr;
    ++counts_->of_key[key];
  }
  return std::make_shared<const Place>(counts_, key);
}

}  // namespace sas::suppliers
