#include "commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "calendar/term_lines.h"
#include "catalogue/coverage.h"
#include "city/panels.h"
#include "crypto/signing.h"
#include "feeds/import.h"
#include "feeds/mapping.h"
#include "forms/definition.h"
#include "html/theme.h"
#include "lake/lake.h"
#include "ledger/verify.h"
#include "opendata/declaration.h"
#include "program_texts.h"
#include "promises/channel_counts.h"
#include "promises/comment_themes.h"
#include "promises/service_events.h"
#include "promises/service_promises.h"
#include "publisher.h"
#include "schema.h"
#include "sensing/area_store.h"

namespace sas {
namespace {

namespace fs = std::filesystem;

int cannot(const Error& error) {
  fmt::print(stderr, "sassenpoort: {}{}{}\n", error.code, error.detail.empty() ? "" : ": ", error.detail);
  return 2;
}

Result<std::unique_ptr<store::Store>> open_records(const Settings& settings) {
  store::OpenOptions options;
  options.url = settings.store;
  options.folder = settings.data;
  return store::open(options, schema());
}

// Writes all of `text` or throws; standard output may be a pipe that takes a part.
void write_out(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw std::system_error(errno, std::generic_category(), "standard output");
}

}  // namespace

int run_term() {
  constexpr std::size_t chunk = 1 << 16;
  std::string in, out;
  std::vector<char> buffer(chunk);
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw std::system_error(errno, std::generic_category(), "standard input");
    in.append(buffer.data(), static_cast<std::size_t>(n));
    if (n == 0 && !in.empty() && in.back() != '\n') in += '\n';
    std::size_t start = 0;
    for (std::size_t end = in.find('\n'); end != std::string::npos; end = in.find('\n', start)) {
      const std::string_view line(in.data() + start, end - start);
      if (line.find_first_not_of(" \t\r") != std::string_view::npos) calendar::answer_line(line, out);
      start = end + 1;
    }
    in.erase(0, start);
    if (out.size() > chunk || n == 0) write_out(std::exchange(out, {}));
    if (n == 0) break;
    // A line nobody would write by hand: stop before it fills the memory.
    if (in.size() > 16 * 1024 * 1024)
      return cannot(Error{ErrorKind::too_large, "line-too-long", "a line is longer than 16 MB", {}});
  }
  std::fflush(stdout);
  return 0;
}

int run_check(const Settings& settings, const config::Problems& found) {
  config::Problems problems = found;
  auto loaded = catalogue::load(settings.catalogue);
  if (!loaded) return cannot(loaded.error());
  problems.insert(problems.end(), loaded->problems.begin(), loaded->problems.end());
  (void)forms::load_definitions(loaded->catalogue, problems);
  const auto upl = config::read_file(settings.catalogue + "/upl.tsv");
  const auto said = config::read_file(settings.catalogue + "/coverage.toml");
  if (upl && said)
    if (const auto names = catalogue::read_upl_tsv(*upl))
      (void)catalogue::cover(loaded->catalogue, *names, *said, problems);
  (void)promises::load_service_promises(settings.catalogue, loaded->catalogue.opening, problems);
  (void)promises::load_comment_themes(settings.catalogue, problems);
  (void)promises::load_unit_costs(settings.catalogue, problems);
  if (const auto panels = config::read_file(settings.catalogue + "/city.toml"))
    (void)city::read_city_file(*panels, problems);
  const auto sets = opendata::load_declarations(settings.catalogue + "/datasets");
  problems.insert(problems.end(), sets.problems.begin(), sets.problems.end());
  (void)load_publisher(settings.catalogue, "", "", problems);
  if (const auto theme = html::load_theme(settings.theme); !theme)
    problems.push_back({"theme.toml", theme.error().code, theme.error().detail});
  if (const auto texts = program_texts(); !texts)
    problems.push_back({"texts", texts.error().code, texts.error().detail});
  if (problems.empty()) {
    fmt::print("{} products and {} data sets, all complete.\n", loaded->catalogue.products.size(), sets.sets.size());
    return 0;
  }
  fmt::print("{}", config::to_text(problems));
  return 1;
}

int run_verify(const Settings& settings) {
  auto records = open_records(settings);
  if (!records) return cannot(records.error());
  ledger::VerifyOptions options;
  if (const auto key = crypto::SigningKey::load(settings.data + "/ledger-key.pem"))
    options.public_keys.push_back(key->public_key());
  if (::isatty(STDERR_FILENO) != 0)
    options.on_progress = [](std::int64_t seq) { fmt::print(stderr, "\r{} records", seq); };
  const auto report = ledger::verify(**records, options);
  if (!report) return cannot(report.error());
  for (const ledger::Finding& f : report->findings)
    fmt::print("{}: record {}{}{}\n", ledger::name_of(f.what), f.first,
               f.last > f.first ? fmt::format(" to {}", f.last) : "",
               f.other > 0 ? fmt::format(", it stood at {}", f.other) : "");
  fmt::print("{} records, {} signed heads, {} personal parts erased, {}\n", report->events, report->heads,
             report->erased, report->intact() ? "all intact" : fmt::format("{} found", report->findings.size()));
  return report->intact() ? 0 : 1;
}

namespace {

// Figures of other systems, for the promises about our service.
int import_service(const Settings& settings, promises::ServiceRecord what, const std::string& text) {
  const SystemClock clock;
  SystemRandom random;
  const auto events = promises::read_service_csv(what, text, clock.now());
  if (!events) return cannot(events.error());
  auto records = open_records(settings);
  if (!records) return cannot(records.error());
  const ledger::Ledger ledger(clock, random);
  const auto added = promises::add_service_events(**records, ledger, *events);
  if (!added) return cannot(added.error());
  fmt::print("{} events added, {} were there already\n", added->added, added->known);
  return 0;
}

// Values of the past into the lake. The lake is of one process at a time, so the house must not be running.
int import_measured(const Settings& settings, const std::string& kind, const std::string& file) {
  const SystemClock clock;
  SystemRandom random;
  auto records = open_records(settings);
  if (!records) return cannot(records.error());
  lake::LakeOptions options;
  options.folder = settings.data + "/lake";
  const auto lake = lake::open(options, clock);
  if (!lake) return cannot(lake.error());
  const ledger::Ledger ledger(clock, random);
  const auto intake = sensing::make_intake({**lake, **records, ledger, clock});
  feeds::ImportParts parts{**records, ledger, clock, **lake, *intake, {}};
  if (::isatty(STDERR_FILENO) != 0)
    parts.on_progress = [](std::int64_t rows) { fmt::print(stderr, "\r{} rows", rows); };
  constexpr std::string_view mapped = "mapped:";
  const auto report = kind.starts_with(mapped) ? feeds::import_mapped(kind.substr(mapped.size()), file, parts)
                                               : feeds::import_measurements(kind, file, parts);
  if (parts.on_progress) fmt::print(stderr, "\r");
  if (!report) return cannot(report.error());
  fmt::print("{}", feeds::to_text(*report));
  return report->rejected + report->refused == 0 ? 0 : 1;
}

// How the columns of somebody's files become series; used by "import mapped:NAME FILE" from then on.
int import_mapping(const Settings& settings, const std::string& file) {
  const auto text = config::read_file(file);
  if (!text) return cannot(text.error());
  const auto mapping = feeds::mapping_from(*text);
  if (!mapping) return cannot(mapping.error());
  auto records = open_records(settings);
  if (!records) return cannot(records.error());
  const SystemClock clock;
  const auto saved = (*records)->write([&](store::WriteTx& tx) -> Result<Done> {
    feeds::save_mapping(tx, clock, *mapping);
    return Done{};
  });
  if (!saved) return cannot(saved.error());
  fmt::print("mapping {} saved, {} columns\n", mapping->name, mapping->columns.size());
  return 0;
}

// Neighbourhoods: figures by area go by this list from now on. "areas" is the usual list, "areas:wijken" another.
int import_areas(const Settings& settings, const std::string& what, const std::string& file) {
  const std::string name = what == "areas" ? std::string(sensing::usual_area_list) : what.substr(6);
  if (!sensing::is_area_list_name(name))
    return cannot({ErrorKind::invalid, "areas-list", "name a list with small letters, digits and hyphens", {}});
  const auto text = config::read_file(file);
  if (!text) return cannot(text.error());
  auto areas = sensing::read_areas(*text);
  if (!areas) return cannot(areas.error());
  const sensing::AreaList list{name, *std::move(areas)};
  auto records = open_records(settings);
  if (!records) return cannot(records.error());
  const SystemClock clock;
  SystemRandom random;
  const ledger::Ledger ledger(clock, random);
  const auto saved = (*records)->write([&](store::WriteTx& tx) -> Result<Done> {
    sensing::save_areas(tx, ledger, list, "system");
    return Done{};
  });
  if (!saved) return cannot(saved.error());
  fmt::print("{} areas\n", list.areas.size());
  return 0;
}

std::string measured_kinds() {
  std::string out = ", areas, areas:LIST, mapping, mapped:NAME";
  for (const feeds::FileKind& kind : feeds::file_kinds()) out += ", " + std::string(kind.name);
  return out;
}

}  // namespace

int run_import(const Settings& settings, const std::string& what, const std::string& file) {
  if (what == "areas" || what.starts_with("areas:")) return import_areas(settings, what, file);
  if (what == "mapping") return import_mapping(settings, file);
  if (feeds::file_kind(what) != nullptr || what.starts_with("mapped:")) return import_measured(settings, what, file);
  const auto record = promises::service_record_from(what);
  if (what != "upl" && !record)
    return cannot(Error{ErrorKind::invalid,
                        "import-unknown",
                        "what can be imported: upl, " + promises::service_record_names() + measured_kinds(),
                        {}});
  const auto text = config::read_file(file);
  if (!text) return cannot(text.error());
  if (record) return import_service(settings, *record, *text);
  const auto names = catalogue::read_upl_csv(*text);
  if (!names) return cannot(names.error());
  std::error_code error;
  fs::create_directories(settings.data, error);
  const std::string path = settings.data + "/upl.tsv";
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << catalogue::write_upl_tsv(*names);
  out.flush();
  if (!out) return cannot(Error{ErrorKind::unavailable, "file-unwritable", path, {}});
  fmt::print("{} municipal product names\n", names->size());
  return 0;
}

}  // namespace sas
