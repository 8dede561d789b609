#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/random.h"
#include "releases/public_reader.h"
#include "releases/writer_steps.h"
#include "test_stores.h"

/// A public store in a folder of its own, for the tests of this room.
namespace sas::releases {

inline Release sample_release(const std::string& dataset) {
  Release out;
  out.dataset = dataset;
  out.at = from_millis(1'775'203'200'000);
  out.description.title = {"Parkeren in de binnenstad", "Parking in the inner city"};
  out.description.summary = {"Vrije plaatsen per uur.", "Free places by the hour."};
  out.description.keywords = {{"parkeren", "parking"}};
  out.description.owner = "Stadsbeheer";
  out.description.contact = "data@sassenpoort.example";
  out.description.licence = "CC0-1.0";
  out.description.themes = {"TRAN"};
  out.description.refresh = "DAILY";
  out.description.extent = Extent{6.05, 52.49, 6.15, 52.53};
  out.description.from = make_date(2026, 1, 1);
  out.description.until = make_date(2026, 3, 31);
  out.description.source = {"Tellers bij de slagbomen.", "Counters at the barriers."};
  out.columns = {
      {"garage", {"naam van de garage", "name of the garage"}, Type::text, "", {"Emmawijk", "Noordereiland"}},
      {"vrij", {"vrije plaatsen", "free places"}, Type::integer, "plaatsen", {}}};
  out.rows = 2;
  out.scan.rule_set = "2026.1";
  out.scan.at = out.at;
  out.scan.rows = 2;
  out.scan.cells = 4;
  out.scan.bytes = 30;
  out.scan.declaration_sha256 = std::string(64, 'a');
  out.approved_by = "gegevensbeheerder";
  out.lost = {{"Minuten zijn uren geworden.", "Minutes became hours."}};
  return out;
}

struct PublicStore {
  sas::test::TempFolder folder;
  ManualClock clock{std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
  SeededRandom random{7};
  crypto::SigningKey key = crypto::SigningKey::create(random);
  std::unique_ptr<PublicWriter> writer;
  std::unique_ptr<PublicReader> reader;

  PublicStore() {
    open();
    reader = open_public_reader(path(), key.public_key(), clock);
  }
  [[nodiscard]] std::string path() const { return folder.text() + "/public"; }

  void open() {
    writer.reset();
    writer = open_public_writer(path(), key, clock).value();
  }

  std::shared_ptr<const Catalogue> look() {
    clock.advance(std::chrono::seconds{2});
    return reader->catalogue();
  }

  File keep(const std::string& content, const std::string& format = "csv") const {
    return kept(*writer, content, format);
  }

  static File kept(PublicWriter& to, const std::string& content, const std::string& format = "csv") {
    auto draft = to.draft(format).value();
    std::ofstream(draft->path()) << content;
    return to.keep(std::move(draft), format, "text/plain").value();
  }

  Release publish(const std::string& dataset, const std::string& content) const {
    Release release = sample_release(dataset);
    release.files = {keep(content)};
    return writer->publish(std::move(release)).value();
  }

  [[nodiscard]] Tombstone tombstone(const std::string& dataset, std::int64_t number) const {
    return {dataset, number, clock.now(), {"De telling klopte niet.", "The count was wrong."}, "gegevensbeheerder", 9};
  }
};

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void overwrite(const std::filesystem::path& path, const std::string& content) {
  std::filesystem::permissions(path, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  std::ofstream(path, std::ios::binary) << content;
}

/// Plain files below a folder.
inline std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t out = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.is_regular_file()) ++out;
  return out;
}

}  // namespace sas::releases
