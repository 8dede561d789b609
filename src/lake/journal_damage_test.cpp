#include <doctest/doctest.h>

#include <fstream>
#include <random>
#include <set>

#include "lake/durable_files.h"
#include "lake/engine.h"
#include "lake/journal.h"
#include "lake/schema.h"
#include "lake/writer.h"
#include "lake_fixture.h"
#include "small_disk.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;
using sas::lake::test::SmallDisk;

namespace {

std::string record_of(std::int64_t batch) {
  std::vector<Observation> rows;
  for (int i = 0; i < 3; ++i)
    rows.push_back(reading(batch, at("2026-04-01T00:00:00Z") + i * 1s, static_cast<double>(batch)));
  return write_record(batch, rows);
}

std::string records(std::int64_t first, std::int64_t last) {
  std::string out;
  for (std::int64_t batch = first; batch <= last; ++batch) out += record_of(batch);
  return out;
}

/// As they stand in a file whose process ended between two commits.
std::string marked(std::int64_t first, std::int64_t last) {
  std::string out;
  for (std::int64_t batch = first; batch <= last; ++batch) out += record_of(batch) + write_mark(batch);
  return out;
}

char with_bit_changed(char c, std::size_t bit) {
  return static_cast<char>(static_cast<unsigned char>(c) ^ static_cast<unsigned char>(1U << bit));
}

std::set<std::int64_t> batches_of(const JournalContent& content) {
  std::set<std::int64_t> out;
  for (const JournalRecord& record : content.records) out.insert(record.batch);
  return out;
}

/// A journal as a crash leaves it: every commit is acknowledged, none is in the engine.
std::unique_ptr<Lake> open_with(const LakeFolder& place, std::string_view journal) {
  std::ofstream(place.path() / "journal", std::ios::binary | std::ios::trunc) << journal;
  return place.open();
}

}  // namespace

TEST_CASE("wherever one byte of a journal is changed, all other commits are read and nothing is lost unsaid") {
  const std::int64_t last = 20;
  const std::string whole = records(1, last);
  const std::size_t length = record_of(1).size();
  for (std::size_t place = 0; place < whole.size(); ++place) {
    CAPTURE(place);
    std::string changed = whole;
    changed[place] = with_bit_changed(changed[place], place % 8);
    const JournalContent found = scan_journal(changed);
    const auto hit = static_cast<std::int64_t>(place / length) + 1;
    const bool only_length = place % length < 4;
    // A wrong length alone loses nothing: the checksum tells the right one.
    CHECK(found.records.size() == static_cast<std::size_t>(only_length ? last : last - 1));
    CHECK(batches_of(found).contains(hit) == only_length);
    CHECK(found.torn == 0);
    REQUIRE(found.damage.size() == (only_length ? 0U : 1U));
    if (only_length) continue;
    CHECK(found.damage[0].from == static_cast<std::size_t>(hit - 1) * length);
    CHECK(found.damage[0].until == static_cast<std::size_t>(hit) * length);
    CHECK(found.damage[0].after == hit - 1);
    CHECK(found.damage[0].before == (hit < last ? std::optional(hit + 1) : std::nullopt));
  }
}

TEST_CASE("after many random changes every record that was not touched is read") {
  std::mt19937 random(20'261'130);
  const std::int64_t last = 50;
  const std::string whole = records(1, last);
  const std::size_t length = record_of(1).size();
  for (int round = 0; round < 300; ++round) {
    std::string changed = whole;
    std::set<std::int64_t> touched;
    for (int i = 0; i < 8; ++i) {
      // Not in the last record: without its mark, a wrong length and a wrong content cannot be told from a torn one.
      const std::size_t place = random() % (whole.size() - length);
      changed[place] = with_bit_changed(changed[place], random() % 8);
      touched.insert(static_cast<std::int64_t>(place / length) + 1);
    }
    const JournalContent found = scan_journal(changed);
    const std::set<std::int64_t> read = batches_of(found);
    for (std::int64_t batch = 1; batch <= last; ++batch)
      if (!touched.contains(batch)) CHECK(read.contains(batch));
    for (const std::int64_t batch : touched) {
      const auto lies_in = [&](const JournalDamage& d) { return d.after < batch && (!d.before || batch < *d.before); };
      CHECK((read.contains(batch) || std::any_of(found.damage.begin(), found.damage.end(), lies_in)));
    }
  }
}

TEST_CASE("an end that a crash tore off is no damage, whatever its length") {
  const std::string last = record_of(3);
  for (std::size_t kept = 0; kept < last.size(); ++kept) {
    const JournalContent found = scan_journal(records(1, 2) + last.substr(0, kept));
    CHECK(found.records.size() == 2);
    CHECK(found.damage.empty());
    CHECK(found.torn == kept);
  }
}

TEST_CASE("with their marks, commits are lost unsaid by no change, and a change of a mark loses nothing") {
  const std::int64_t last = 6;
  const std::string whole = marked(1, last);
  const std::size_t record = record_of(1).size(), length = record + mark_size;
  CHECK(scan_journal(whole).records.size() == last);
  for (std::size_t place = 0; place < whole.size(); ++place) {
    CAPTURE(place);
    std::string changed = whole;
    changed[place] = with_bit_changed(changed[place], place % 8);
    const JournalContent found = scan_journal(changed);
    const bool harmless = place % length < 4 || place % length >= record;
    CHECK(found.records.size() == static_cast<std::size_t>(harmless ? last : last - 1));
    CHECK(found.damage.size() == (harmless ? 0U : 1U));
    const bool of_last_mark = place >= whole.size() - mark_size && place % length < record + 4;
    CHECK(found.torn == (of_last_mark ? mark_size : 0));
  }
}

TEST_CASE("the last commit, with a wrong length and a wrong content, is damage when it was acknowledged") {
  const std::string before = marked(1, 2), last = marked(3, 3);
  const std::size_t body = record_of(3).size();
  for (std::size_t of_length = 0; of_length < 4; ++of_length)
    for (std::size_t place = 4; place < body; ++place)
      // Whether or not a next one had begun.
      for (const std::string& behind : {std::string(), record_of(4).substr(0, 30)}) {
        CAPTURE(of_length);
        CAPTURE(place);
        std::string changed = last;
        changed[of_length] = with_bit_changed(changed[of_length], (place + of_length) % 8);
        changed[place] = with_bit_changed(changed[place], place % 8);
        const JournalContent found = scan_journal(before + changed + behind);
        CHECK(found.records.size() == 2);
        REQUIRE(found.damage.size() == 1);
        CHECK(found.damage[0] == JournalDamage{before.size(), before.size() + last.size(), 2, std::nullopt});
        CHECK(found.torn == behind.size());
      }
}

TEST_CASE("a power failure that left sectors of the last commit unwritten is no damage, whichever they are") {
  const std::string before = marked(1, 5);
  std::vector<Observation> rows;
  for (int i = 0; i < 60; ++i) rows.push_back(reading(6, at("2026-04-01T00:00:00Z") + i * 1s, i));
  const std::string last = write_record(6, rows);
  constexpr std::size_t sector = 512;
  const std::size_t first = before.size() / sector, behind = (before.size() + last.size() - 1) / sector;
  REQUIRE(behind - first >= 3);
  const std::size_t parts = behind - first + 1;
  for (std::uint32_t unwritten = 1; unwritten < (1U << parts); ++unwritten) {
    CAPTURE(unwritten);
    std::string file = before + last;
    for (std::size_t part = 0; part < parts; ++part) {
      if ((unwritten >> part & 1U) == 0) continue;
      const std::size_t from = std::max(before.size(), (first + part) * sector);
      const std::size_t until = std::min(file.size(), (first + part + 1) * sector);
      std::fill(file.begin() + static_cast<std::ptrdiff_t>(from), file.begin() + static_cast<std::ptrdiff_t>(until), 0);
    }
    const JournalContent found = scan_journal(file);
    CHECK(found.records.size() == 5);
    CHECK(found.damage.empty());
    CHECK(found.torn == last.size());
    // Room that the file system had made and nothing was written to.
    CHECK(scan_journal(file + std::string(4096, '\0')).damage.empty());
  }
  CHECK(scan_journal(before + std::string(4096, '\0')).damage.empty());
  CHECK(scan_journal(before + std::string(4096, '\0')).torn == 4096);
}

TEST_CASE("a wrong sum of the last commit without a hole is damage, also without a mark") {
  std::string file = records(1, 3);
  file[file.size() - 5] = with_bit_changed(file[file.size() - 5], 1);
  CHECK(scan_journal(file).damage.size() == 1);
  CHECK(scan_journal(file).torn == 0);
}

TEST_CASE("a lake keeps what can be read of its journal and says what was set aside until somebody takes it away") {
  const LakeFolder place;
  std::string journal = records(1, 10);
  const std::size_t length = record_of(1).size();
  journal[3 * length + 40] = static_cast<char>(journal[3 * length + 40] ^ 1);
  const std::string bytes = journal.substr(3 * length, length);
  std::string name;
  for (int start = 0; start < 2; ++start) {
    const auto lake = start == 0 ? open_with(place, journal) : place.open();
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 9 * 3 + start);
    CHECK(number(*lake, "SELECT count(*) FROM observation WHERE series_id = 4") == 0);
    const std::vector<std::string> damaged = lake->stats().damaged;
    REQUIRE(damaged.size() == 1);
    name = damaged[0];
    CHECK(name.starts_with("damaged/journal-3-5-"));
    CHECK(read_whole(place.path() / name) == bytes);
    // The lost values can be told again.
    CHECK(lake->append({reading(100 + start, at("2026-04-02T00:00:00Z"), 1)}).value().batch == 11 + start);
  }
  std::filesystem::remove(place.path() / name);
  CHECK(place.open()->stats().damaged.empty());
}

TEST_CASE("a journal of a lake that ended in order is empty, so that nothing in it can be damaged") {
  const LakeFolder place;
  {
    const auto lake = place.open();
    for (int i = 0; i < 5; ++i) REQUIRE(lake->append({reading(1, at("2026-04-01T00:00:00Z") + i * 1s, i)}));
    CHECK(std::filesystem::file_size(place.path() / "journal") > 0);
  }
  CHECK(std::filesystem::file_size(place.path() / "journal") == 0);
  CHECK(number(*place.open(), "SELECT count(*) FROM observation") == 5);
}

TEST_CASE("values of the journal that a failed commit had brought to the disk already do not come twice") {
  const LakeFolder place;
  LakeOptions options;
  options.folder = place.text();
  options.commit_every = 1h;  // the engine gets nothing by itself
  Engine engine(options);
  (void)prepare_schema(engine.writer());
  NewestValues newest;
  Writer writer(engine, newest, options);
  const auto append = [&](Observation row) {
    std::promise<Result<Receipt>> promise;
    auto answer = promise.get_future();
    writer.append({std::move(row)}, [&](Result<Receipt> receipt) { promise.set_value(std::move(receipt)); });
    return answer.get();
  };
  for (int i = 0; i < 3; ++i) REQUIRE(append(reading(1, at("2026-04-01T00:00:00Z") + i * 1s, i)));
  {
    // What a commit leaves whose answer was lost on the way: the first two are in the engine.
    const Engine::Lease other(engine);
    other->run(
        "INSERT INTO hot (series_id, time, received, value, quality, feature, batch) SELECT 1, TIMESTAMP '2026-04-01' "
        "+ to_seconds(i), TIMESTAMP '2026-04-01', i, 0, 0, i + 1 FROM range(2) r(i)");
  }
  const auto count = [&] {
    const Engine::Lease reader(engine);
    return reader->query("SELECT count(*) FROM hot").integer();
  };
  CHECK(count() == 2);
  {
    const SmallDisk full(0);
    CHECK(!writer.catch_up());
  }
  bool works_again = false;
  for (int attempt = 0; attempt < 100 && !works_again; ++attempt) {
    works_again = writer.catch_up().has_value();
    if (!works_again) std::this_thread::sleep_for(50ms);
  }
  CHECK(works_again);
  CHECK(count() == 3);
  REQUIRE(append(reading(1, at("2026-04-01T00:01:00Z"), 9)));
  REQUIRE(writer.catch_up());
  CHECK(count() == 4);
  LakeStats stats;
  writer.add_to(stats);
  CHECK(stats.hot_rows == 4);
}
