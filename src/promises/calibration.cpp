#include "promises/calibration.h"

#include <map>

namespace sas::promises {
namespace {

bool is_judged(const Foretold& one, Date today) { return !one.withdrawn && (one.ended || one.ready_by < today); }

void add(Calibration& to, const Foretold& one) {
  ++to.judged;
  if (one.ended && *one.ended <= one.ready_by) ++to.came_true;
  if (one.ended && *one.ended <= one.plain) ++to.plain_true;
  to.days += static_cast<double>((one.ready_by - one.start).count());
  to.plain_days += static_cast<double>((one.plain - one.start).count());
  to.plain_year_days += static_cast<double>((one.plain_year - one.start).count());
}

Calibration mean(Calibration sum) {
  if (sum.judged == 0) return sum;
  const double n = static_cast<double>(sum.judged);
  sum.days /= n;
  sum.plain_days /= n;
  sum.plain_year_days /= n;
  return sum;
}

}  // namespace

std::vector<Calibration> calibrate(std::span<const Foretold> foretold, Date from, Date until, Date today) {
  std::map<ProductId, Calibration> by_product;
  Calibration all;
  for (const Foretold& one : foretold) {
    if (one.start < from || one.start >= until || !is_judged(one, today)) continue;
    add(by_product[one.product], one);
    add(all, one);
  }
  std::vector<Calibration> out;
  for (auto& [product, sum] : by_product) {
    sum.product = product;
    out.push_back(mean(sum));
  }
  out.push_back(mean(all));
  return out;
}

}  // namespace sas::promises
