#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>

#include "base/text.h"
#include "crypto/hash.h"
#include "releases/store_fixture.h"

using namespace sas;
using namespace sas::releases;
namespace fs = std::filesystem;

TEST_CASE("what was published is read back, signed, with the bytes that were hashed") {
  PublicStore store;
  CHECK(store.reader->catalogue()->sets.empty());
  const Release release = store.publish("parkeren", "garage,vrij\nEmmawijk,7\n");
  CHECK(release.number == 1);
  const auto catalogue = store.look();
  REQUIRE(catalogue->find("parkeren") != nullptr);
  const auto published = catalogue->find("parkeren")->current();
  CHECK(published->sha256 == hex(crypto::sha256(published->record)));
  CHECK(crypto::verify_signature(store.key.public_key(), published->record, published->signature));
  const std::string path = store.reader->object(published->release.files[0].sha256).value();
  CHECK(content_of(path) == "garage,vrij\nEmmawijk,7\n");
  CHECK(fs::path(path).is_absolute());
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0444);
}

TEST_CASE("releases of a set count on, each pointing at the record before it") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  const std::string first = store.look()->find("parkeren")->current()->sha256;
  store.publish("regen", "a\n1\n");
  const Release second = store.publish("parkeren", "a\n2\n");
  CHECK(second.number == 2);
  CHECK(second.previous == first);
  const auto catalogue = store.look();
  CHECK(catalogue->sets.size() == 2);
  CHECK(catalogue->find("parkeren")->releases.front()->release.number == 2);
  CHECK(catalogue->find("parkeren")->releases.size() == 2);
  CHECK(catalogue->version == 3);
  CHECK(store.writer->standing("parkeren").back().number == 2);
  CHECK(store.writer->standing("onbekend").empty());
}

TEST_CASE("a reader looks at the disk at most once a second") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  const auto before = store.look();
  store.publish("regen", "a\n1\n");
  CHECK(store.reader->catalogue()->version == before->version);
  CHECK(store.look()->version == before->version + 1);
  CHECK(before->sets.size() == 1);
}

TEST_CASE("a release that is not green, or whose file is not there, is not published") {
  PublicStore store;
  Release release = sample_release("parkeren");
  release.files = {store.keep("a\n")};
  release.scan.linking = {"iban"};
  CHECK(store.writer->publish(release).error().code == "release-not-green");
  release.scan.linking.clear();
  release.files.push_back({"xlsx", "x", std::string(64, '0'), 3});
  CHECK(store.writer->publish(release).error().code == "release-object-missing");
  release.files.pop_back();
  release.description.licence = "?";
  CHECK(store.writer->publish(release).error().code == "release-invalid");
  CHECK(store.look()->sets.empty());
  CHECK(files_in(store.path() + "/records") == 0);
}

TEST_CASE("publishing for the same event again answers the release that is there") {
  PublicStore store;
  Release release = sample_release("parkeren");
  release.files = {store.keep("a\n")};
  release.ledger_seq = 12;
  CHECK(store.writer->publish(release)->number == 1);
  CHECK(store.writer->publish(release)->number == 1);
  store.open();
  CHECK(store.writer->publish(release)->number == 1);
  release.ledger_seq = 13;
  CHECK(store.writer->publish(release)->number == 2);
}

TEST_CASE("bytes that no standing release names are not given out") {
  PublicStore store;
  const File kept = store.keep("not published\n");
  store.look();
  CHECK(store.reader->object(kept.sha256).error().code == "object-missing");
  CHECK(store.reader->object("../../etc/passwd").error().code == "object-missing");
}

TEST_CASE("a record, signature, object or index that was tampered with is refused and counted") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  store.publish("regen", "a\n2\n");
  const auto fresh = [&] { return open_public_reader(store.path(), store.key.public_key(), store.clock); };
  SUBCASE("one character of the record") {
    const fs::path path = store.path() + "/records/parkeren/1.json";
    std::string text = content_of(path);
    text[text.find("Emmawijk")] = 'I';
    overwrite(path, text);
  }
  SUBCASE("the signature") {
    overwrite(store.path() + "/records/parkeren/1.sig", std::string(128, '0'));
  }
  SUBCASE("no signature") {
    fs::remove(store.path() + "/records/parkeren/1.sig");
  }
  SUBCASE("a record of another set under its name") {
    for (const char* end : {".json", ".sig"})
      overwrite(store.path() + "/records/parkeren/1" + end, content_of(store.path() + "/records/regen/1" + end));
  }
  SUBCASE("another hash in the index") {
    std::string text = content_of(store.path() + "/index");
    text[text.find(" 1 ") + 3] ^= 1;
    overwrite(store.path() + "/index", text);
  }
  SUBCASE("a file that is gone") {
    const std::string sha256 = store.look()->find("parkeren")->current()->release.files[0].sha256;
    fs::remove(store.path() + "/objects/" + sha256.substr(0, 2) + "/" + sha256);
  }
  auto reader = fresh();
  CHECK(reader->catalogue()->find("parkeren") == nullptr);
  CHECK(reader->catalogue()->find("regen") != nullptr);
  CHECK(reader->stats().refused == 1);
}

TEST_CASE("a record signed by somebody else is refused") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  SeededRandom other(8);
  auto reader = open_public_reader(store.path(), crypto::SigningKey::create(other).public_key(), store.clock);
  CHECK(reader->catalogue()->sets.empty());
  CHECK(reader->stats().refused == 1);
}

TEST_CASE("an object whose bytes changed after it was published is not given out, whatever its length") {
  PublicStore store;
  const Release release = store.publish("parkeren", "a\n1\n");
  store.look();
  const std::string path = store.reader->object(release.files[0].sha256).value();
  overwrite(path, "a\n2\n");
  CHECK(store.reader->object(release.files[0].sha256).error().code == "object-damaged");
  CHECK(store.reader->stats().refused == 1);
}

TEST_CASE("a withdrawal leaves the record with its tombstone and takes the bytes that nobody needs") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  Release two = sample_release("parkeren");
  two.files = {store.keep("a\n1\n"), store.keep("only in two\n", "jsonl")};
  two = store.writer->publish(two).value();
  CHECK(store.writer->withdraw(store.tombstone("parkeren", 2)).has_value());
  const auto catalogue = store.look();
  const DataSetHistory* set = catalogue->find("parkeren");
  CHECK(set->releases[0]->tombstone->reason.nl == "De telling klopte niet.");
  CHECK(set->current()->release.number == 1);
  CHECK(store.reader->object(two.files[0].sha256).has_value());
  CHECK_FALSE(store.writer->was_withdrawn(two.files[0]));
  CHECK(store.writer->was_withdrawn(two.files[1]));
  CHECK(store.reader->object(two.files[1].sha256).error().code == "object-missing");
  CHECK(files_in(store.path() + "/objects") == 1);

  CHECK(store.writer->withdraw(store.tombstone("parkeren", 2)).has_value());
  CHECK(store.look()->version == catalogue->version);
  CHECK(store.writer->withdraw(store.tombstone("parkeren", 7)).error().code == "release-unknown");

  CHECK(store.writer->withdraw(store.tombstone("parkeren", 1)).has_value());
  CHECK(store.look()->find("parkeren")->current() == nullptr);
  CHECK(store.writer->standing("parkeren").empty());
  CHECK(files_in(store.path() + "/objects") == 0);
  CHECK(store.publish("parkeren", "a\n3\n").number == 3);
}

TEST_CASE("a kept file is found for its writer, until it is gone") {
  PublicStore store;
  const File kept = store.keep("a\n1\n");
  const std::string path = store.writer->path_of(kept).value();
  CHECK(content_of(path) == "a\n1\n");
  fs::remove(path);
  CHECK(store.writer->path_of(kept).error().code == "release-object-missing");
}

TEST_CASE("a second writer is refused until the first is gone") {
  PublicStore store;
  CHECK(open_public_writer(store.path(), store.key, store.clock).error().code == "public-store-busy");
  store.writer.reset();
  CHECK(open_public_writer(store.path(), store.key, store.clock).has_value());
}

TEST_CASE("a draft is gone when it is not taken, and an unfit name is refused") {
  PublicStore store;
  const std::string path = store.writer->draft("csv").value()->path();
  CHECK_FALSE(fs::exists(path));
  CHECK(store.writer->draft("../x").error().code == "format-invalid");
}

TEST_CASE("sweeping takes what a dead process left, and nothing that is needed or in hand") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  store.keep("in hand\n");
  std::ofstream(store.path() + "/waiting/99.csv") << "half a dra";
  CHECK(store.writer->sweep().value() == 0);
  store.clock.advance(std::chrono::hours{2});
  CHECK(store.writer->sweep().value() == 1);
  store.open();
  CHECK(store.writer->sweep().value() == 1);
  CHECK(files_in(store.path() + "/objects") == 1);
}

TEST_CASE("a store put back from a backup is read anew") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  store.writer.reset();
  fs::copy(store.path(), store.folder.text() + "/backup", fs::copy_options::recursive);
  store.open();
  store.publish("regen", "a\n1\n");
  CHECK(store.look()->sets.size() == 2);
  store.writer.reset();
  fs::remove_all(store.path());
  fs::rename(store.folder.text() + "/backup", store.path());
  const auto catalogue = store.look();
  CHECK(catalogue->sets.size() == 1);
  CHECK(catalogue->version > 2);
}

TEST_CASE("many readers and a writer at once see whole releases only") {
  PublicStore store;
  const SystemClock clock;
  auto reader = open_public_reader(store.path(), store.key.public_key(), clock);
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      while (!stop) {
        const auto catalogue = reader->catalogue();
        for (const auto& set : catalogue->sets)
          for (const auto& published : set.releases)
            for (const File& file : published->release.files)
              if (!reader->object(file.sha256)) ++wrong;
      }
    });
  for (int i = 0; i < 20; ++i) {
    store.publish("set-" + std::to_string(i % 4), "a\n" + std::to_string(i) + "\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{60});
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}
