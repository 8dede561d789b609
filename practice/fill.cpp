#include "practice/fill.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "practice/fill_history.h"
#include "practice/fill_measured.h"

namespace sas::practice {
namespace {

constexpr int usage_error = 64;  // EX_USAGE

struct Wanted {
  std::string data = "data";
  std::string store = "sqlite";
  std::string catalogue = "catalogue";
  FillSettings fill;
  int measured_days = 730;
};

int usage() {
  std::cerr << "usage: practice-town fill [--data DIR] [--store URL] [--seed N] [--cases N] [--measured-days N] [--until YYYY-MM-DD] [--catalogue DIR] [--site-url URL]\n";
  return usage_error;
}

bool read_option(Wanted& wanted, const std::string& name, const std::string& value) {
  if (name == "--data") wanted.data = value;
  else if (name == "--store") wanted.store = value;
  else if (name == "--catalogue") wanted.catalogue = value;
  else if (name == "--site-url") wanted.fill.site_url = value;
  else if (name == "--until") {
    const auto day = parse_iso_date(value);
    if (!day) return false;
    wanted.fill.plan.until = *day;
  } else if (name == "--seed" || name == "--cases" || name == "--measured-days") {
    const auto number = parse_int(value);
    if (!number) return false;
    if (name == "--measured-days") wanted.measured_days = static_cast<int>(*number);
    else if (name == "--seed") wanted.fill.plan.seed = static_cast<std::uint64_t>(*number);
    else wanted.fill.plan.cases = static_cast<std::size_t>(*number);
  } else return false;
  return true;
}

std::optional<Wanted> read_options(std::span<const std::string> args) {
  Wanted wanted;
  wanted.fill.plan.until = local_date(SystemClock().now());
  if (args.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < args.size(); i += 2)
    if (!read_option(wanted, args[i], args[i + 1])) return std::nullopt;
  return wanted;
}

// A store that is in use is left alone, whatever is in it.
int say_why_not(const Error& error) {
  if (error.code == "already-filled") {
    std::cerr << "Practice town: these records hold a practice town already; nothing was changed.\n";
    return 0;
  }
  if (error.code == "not-empty") std::cerr << "Practice town: these records are not empty, so nothing was changed. Choose another data folder or store.\n";
  else if (error.code == "store-schema-newer") std::cerr << "Practice town: a site has used these records already, so nothing was changed. A practice town begins with empty records.\n";
  else if (error.code == "catalogue-empty") std::cerr << "Practice town: the catalogue holds no product that can be used, so nothing was changed.\n";
  else std::cerr << "Practice town: " << error.code << " " << error.detail << "\n";
  return 1;
}

// For the owner of the file alone: who has it may send measurements.
bool write_token(const std::string& path, const std::string& token) {
  std::ofstream out(path, std::ios::trunc);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  out << token << "\n";
  out.flush();
  if (!out) std::cerr << "Practice town: " << path << " cannot be written.\n";
  return static_cast<bool>(out);
}

}  // namespace

int fill(std::span<const std::string> args) {
  auto wanted = read_options(args);
  if (!wanted) return usage();
  const auto loaded = catalogue::load(wanted->catalogue);
  if (!loaded) return say_why_not(loaded.error());
  if (!loaded->problems.empty()) std::cerr << "Practice town: the catalogue is not complete:\n" << config::to_text(loaded->problems) << "\n";
  store::OpenOptions options;
  options.url = wanted->store;
  options.folder = wanted->data;
  auto store = store::open(options, fill_schema());
  if (!store) return say_why_not(store.error());
  wanted->fill.on_progress = [](int month, int months) { std::cerr << "Practice town: month " << month << " of " << months << " …\n"; };
  const auto begun = std::chrono::steady_clock::now();
  const auto filled = fill_history(**store, loaded->catalogue, wanted->fill);
  if (!filled) return say_why_not(filled.error());
  const auto took = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
  std::cerr << "Practice town: " << filled->cases << " cases (" << filled->open << " open), " << filled->events << " ledger events, in " << took.count() << " seconds.\n";
  std::cerr << "Practice town: what its sensors measured; this takes about half a minute …\n";
  const auto measured = fill_measured(**store, {wanted->data + "/lake", wanted->fill.plan.seed, wanted->fill.plan.until, wanted->measured_days});
  if (!measured) return say_why_not(measured.error());
  if (!write_token(wanted->data + "/practice-sensor-token", measured->token)) return 1;
  std::cerr << "Practice town: " << measured->values << " measurements of " << measured->series << " series.\n";
  return 0;
}

}  // namespace sas::practice
