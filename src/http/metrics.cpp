#include "http/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <variant>

namespace sas::http {
namespace {

using Series = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Histogram>, Metrics::Reading>;

struct Family {
  std::string help;
  std::size_t type = 0;                  // index in Series
  std::map<std::string, Series> series;  // by rendered labels: `a="x",b="y"`
};

constexpr std::string_view type_names[] = {"counter", "histogram", "gauge"};

std::string render_labels(const Labels& labels) {
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out += ',';
    out += name + "=\"";
    for (const char c : value) {
      if (c == '\\' || c == '"') out += '\\';
      if (c == '\n')
        out += "\\n";
      else
        out += c;
    }
    out += '"';
  }
  return out;
}

std::string braced(const std::string& labels) {
  return labels.empty() ? labels : "{" + labels + "}";
}

void render_histogram(std::string& out, const std::string& name, const std::string& labels,
                      const Histogram& histogram) {
  const std::string before = labels.empty() ? labels : labels + ",";
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < Histogram::bucket_count; ++i) {
    total += histogram.in_bucket(i);
    const std::string bound = i < std::size(Histogram::bounds) ? fmt::format("{}", Histogram::bounds[i]) : "+Inf";
    out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, before, bound, total);
  }
  out +=
      fmt::format("{}_sum{} {}\n{}_count{} {}\n", name, braced(labels), histogram.sum(), name, braced(labels), total);
}

}  // namespace

void Histogram::observe(double seconds) {
  const auto bound = std::lower_bound(std::begin(bounds), std::end(bounds), seconds);
  buckets_[static_cast<std::size_t>(bound - std::begin(bounds))].fetch_add(1, std::memory_order_relaxed);
  micros_.fetch_add(static_cast<std::uint64_t>(std::max(0.0, seconds) * 1e6), std::memory_order_relaxed);
}

struct Metrics::State {
  mutable std::mutex mutex;
  std::map<std::string, Family, std::less<>> families;

  Family& family(std::string_view name, std::string_view help, std::size_t type) {
    auto [at, made] = families.try_emplace(std::string(name));
    if (made) {
      at->second.help = std::string(help);
      at->second.type = type;
    }
    if (at->second.type != type) throw std::logic_error("metric has another type already: " + std::string(name));
    return at->second;
  }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(state_->mutex);
  auto& series = state_->family(name, help, 0).series;
  const auto [at, made] = series.try_emplace(render_labels(labels));
  if (made) at->second = std::make_unique<Counter>();
  return *std::get<std::unique_ptr<Counter>>(at->second);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(state_->mutex);
  auto& series = state_->family(name, help, 1).series;
  const auto [at, made] = series.try_emplace(render_labels(labels));
  if (made) at->second = std::make_unique<Histogram>();
  return *std::get<std::unique_ptr<Histogram>>(at->second);
}

void Metrics::gauge(std::string_view name, std::string_view help, Reading reading, const Labels& labels) {
  const std::lock_guard lock(state_->mutex);
  state_->family(name, help, 2).series.insert_or_assign(render_labels(labels), std::move(reading));
}

std::string Metrics::render() const {
  const std::lock_guard lock(state_->mutex);
  std::string out;
  for (const auto& [name, family] : state_->families) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, type_names[family.type]);
    for (const auto& [labels, series] : family.series) {
      if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&series))
        out += fmt::format("{}{} {}\n", name, braced(labels), (*counter)->value());
      else if (const auto* histogram = std::get_if<std::unique_ptr<Histogram>>(&series))
        render_histogram(out, name, labels, **histogram);
      else
        out += fmt::format("{}{} {}\n", name, braced(labels), std::get<Metrics::Reading>(series)());
    }
  }
  return out;
}

}  // namespace sas::http
