#include "feeds/rd.h"

#include <array>
#include <cmath>

namespace sas::feeds {
namespace {

struct Term {
  int p, q;
  double k;
};

// Schreutelkamp & Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en WGS84-kaartcoordinaten",
// Geodesia 2001 no. 2: seconds of arc per 100 km.
constexpr std::array latitude_terms{Term{0, 1, 3235.65389}, Term{2, 0, -32.58297}, Term{0, 2, -0.24750},
                                    Term{2, 1, -0.84978},   Term{0, 3, -0.06550},  Term{2, 2, -0.01709},
                                    Term{1, 0, -0.00738},   Term{4, 0, 0.00530},   Term{2, 3, -0.00039},
                                    Term{4, 1, 0.00033},    Term{1, 1, -0.00012}};
constexpr std::array longitude_terms{Term{1, 0, 5260.52916}, Term{1, 1, 105.94684}, Term{1, 2, 2.45656},
                                     Term{3, 0, -0.81885},   Term{1, 3, 0.05594},   Term{3, 1, -0.05607},
                                     Term{0, 1, 0.01199},    Term{3, 2, -0.00256},  Term{1, 4, 0.00128},
                                     Term{0, 2, 0.00022},    Term{2, 0, -0.00022},  Term{5, 0, 0.00026}};

template <std::size_t N>
double sum(const std::array<Term, N>& terms, double dx, double dy) {
  double seconds = 0;
  for (const Term& t : terms) seconds += t.k * std::pow(dx, t.p) * std::pow(dy, t.q);
  return seconds;
}

}  // namespace

std::optional<Place> from_rd(double x, double y) {
  if (!(x >= 0 && x <= 300'000 && y >= 300'000 && y <= 640'000)) return std::nullopt;
  // The origin of the grid: the spire of Onze Lieve Vrouwetoren in Amersfoort.
  const double dx = (x - 155'000) * 1e-5, dy = (y - 463'000) * 1e-5;
  return Place{5.38720621 + sum(longitude_terms, dx, dy) / 3600, 52.15517440 + sum(latitude_terms, dx, dy) / 3600};
}

}  // namespace sas::feeds
