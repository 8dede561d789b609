#include <doctest/doctest.h>

#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/tree.h"
#include "ledger/verify.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::ledger;
using store::Blob;
using store::ReadTx;
using store::WriteTx;

namespace {

struct Bench {
  explicit Bench(store::Store& s) : store(s) {}
  store::Store& store;
  ManualClock clock{from_millis(1'775'000'000'000)};
  SystemRandom random;
  Ledger ledger{clock, random};
  crypto::SigningKey key = crypto::SigningKey::create(random);

  void append(int count, const std::string& subject = "case-1") {
    static_cast<void>(store
                          .write([&](WriteTx& tx) -> Result<Done> {
                            for (int i = 0; i < count; ++i) {
                              NewEvent event{"case.changed", subject, "staff:s", "person:p", {{"step", i}}, {}, {}};
                              if (i % 2 == 0) event.personal["name"] = "Fictief " + std::to_string(i);
                              ledger.append(tx, event);
                            }
                            return Done{};
                          })
                          .value());
  }
  void tamper(const std::string& sql, std::initializer_list<store::Value> params = {}) {
    REQUIRE(store.write([&](WriteTx& tx) -> Result<std::int64_t> { return tx.execute(sql, params); }).value() > 0);
  }
  Report report() { return verify(store, {{key.public_key()}, {}}).value(); }
  std::vector<Finding> findings() { return report().findings; }
  template <typename F>
  auto read(F&& use) {
    return store.read([&](ReadTx& tx) -> Result<decltype(use(tx))> { return use(tx); }).value();
  }
};

void each_bench(const std::function<void(Bench&)>& test) {
  sas::test::for_each_store(migrations(), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

/// RFC 6962 clause 2.1 word for word, to judge the fast one by.
std::string naive_root(const std::vector<std::string>& leaves, std::size_t first, std::size_t count) {
  if (count == 0) return empty_root();
  if (count == 1) return leaves[first];
  std::size_t k = 1;
  while (k * 2 < count) k *= 2;
  return node_hash(naive_root(leaves, first, k), naive_root(leaves, first + k, count - k));
}

std::vector<std::string> naive_path(const std::vector<std::string>& leaves, std::size_t m, std::size_t first,
                                    std::size_t count) {
  if (count <= 1) return {};
  std::size_t k = 1;
  while (k * 2 < count) k *= 2;
  const bool left = m < k;
  std::vector<std::string> path =
      left ? naive_path(leaves, m, first, k) : naive_path(leaves, m - k, first + k, count - k);
  path.push_back(left ? naive_root(leaves, first + k, count - k) : naive_root(leaves, first, k));
  return path;
}

const std::vector<Finding> none;

}  // namespace

TEST_CASE("the tree of RFC 6962 gives the published roots") {
  // Leaves and roots of the reference tree used by Certificate Transparency implementations.
  const std::vector<std::string> leaves{
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                       "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                       "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                       "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  TreeBuilder builder;
  CHECK(hex(builder.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    builder.add(leaf_hash(*from_hex(leaves[i])));
    CHECK(hex(builder.root()) == roots[i]);
  }
}

TEST_CASE("roots and proofs equal the naive ones for every size to 200") {
  sas::test::SqliteStore store(migrations());
  Bench b(*store);
  std::vector<std::string> leaves;
  for (std::size_t size = 1; size <= 200; ++size) {
    b.append(1);
    b.read([&](ReadTx& tx) {
      leaves.push_back(b.ledger.inclusion_proof(tx, static_cast<std::int64_t>(size)).value().leaf);
      const TreeHead head = b.ledger.tree_head(tx);
      REQUIRE(head.root == naive_root(leaves, 0, size));
      for (std::size_t index = 0; index < size; ++index) {
        const InclusionProof proof = b.ledger.inclusion_proof(tx, static_cast<std::int64_t>(index + 1)).value();
        REQUIRE(proof.leaf == leaves[index]);
        REQUIRE(proof.path == naive_path(leaves, index, 0, size));
        REQUIRE(verify_inclusion(proof, head));
        if (index + 1 < size)
          REQUIRE_FALSE(
              leads_to_root(proof.leaf, static_cast<std::int64_t>(index + 1), head.size, proof.path, head.root));
      }
      return 0;
    });
  }
  b.read([&](ReadTx& tx) {
    for (std::size_t size = 1; size <= 200; size += 13) {
      const InclusionProof old = b.ledger.inclusion_proof(tx, 1, static_cast<std::int64_t>(size)).value();
      CHECK(verify_inclusion(old, {static_cast<std::int64_t>(size), naive_root(leaves, 0, size), {}, {}}));
    }
    CHECK(b.ledger.inclusion_proof(tx, 201).error().code == "ledger-event-unknown");
    CHECK(b.ledger.inclusion_proof(tx, 0).error().code == "ledger-event-unknown");
    return 0;
  });
}

TEST_CASE("a proof that was touched anywhere fails") {
  sas::test::SqliteStore store(migrations());
  Bench b(*store);
  b.append(11);
  const TreeHead head = b.read([&](ReadTx& tx) { return b.ledger.tree_head(tx); });
  const InclusionProof proof = b.read([&](ReadTx& tx) { return b.ledger.inclusion_proof(tx, 6).value(); });
  REQUIRE(verify_inclusion(proof, head));
  InclusionProof wrong = proof;
  wrong.leaf[0] = static_cast<char>(wrong.leaf[0] ^ 1);
  CHECK_FALSE(verify_inclusion(wrong, head));
  wrong = proof;
  wrong.seq = 7;
  CHECK_FALSE(verify_inclusion(wrong, head));
  wrong = proof;
  wrong.tree_size = 10;
  CHECK_FALSE(verify_inclusion(wrong, head));
  wrong = proof;
  wrong.path.pop_back();
  CHECK_FALSE(verify_inclusion(wrong, head));
  wrong = proof;
  wrong.path.push_back(wrong.path.back());
  CHECK_FALSE(verify_inclusion(wrong, head));
}

TEST_CASE("events come back as they were written, by cursor, by subject and by person") {
  each_bench([](Bench& b) {
    b.append(3, "case-1");
    b.append(2, "case-2");
    b.read([&](ReadTx& tx) {
      const std::vector<Event> all = b.ledger.read_after(tx, 0, 100);
      REQUIRE(all.size() == 5);
      for (std::size_t i = 0; i < 5; ++i) CHECK(all[i].seq == static_cast<std::int64_t>(i + 1));
      CHECK(all[0].kind == "case.changed");
      CHECK(all[0].acting == "staff:s");
      CHECK(all[0].at == b.clock.now());
      CHECK(json::int_at(all[2].facts, "step") == 2);
      CHECK(json::text_at(*all[0].personal, "name") == "Fictief 0");
      CHECK_FALSE(all[1].personal.has_value());
      CHECK(b.ledger.read_after(tx, 3, 1).at(0).seq == 4);
      CHECK(b.ledger.read_after(tx, 5, 10).empty());
      CHECK(b.ledger.events_of(tx, "case-2").size() == 2);
      CHECK(b.ledger.events_about(tx, "person:p", 2).at(0).seq == 5);
      CHECK(b.ledger.events_about(tx, "person:p", 9, 3).size() == 2);
      CHECK(b.ledger.event(tx, 4)->subject == "case-2");
      CHECK_FALSE(b.ledger.event(tx, 6).has_value());
      return 0;
    });
  });
}

TEST_CASE("what breaks the rules of an event is refused") {
  sas::test::SqliteStore store(migrations());
  Bench b(*store);
  const auto append = [&](NewEvent event) {
    return b.store.write([&](WriteTx& tx) -> Result<std::int64_t> { return b.ledger.append(tx, event); });
  };
  CHECK_THROWS_AS(append({"Case", "c", "system", {}, {}, {}, {}}), std::logic_error);
  CHECK_THROWS_AS(append({"case.opened", "c", "", {}, {}, {}, {}}), std::logic_error);
  CHECK_THROWS_AS(append({"case.opened", "c", "person:999990019", {}, {}, {}, {}}), std::logic_error);
  CHECK_THROWS_AS(append({"case.opened", "c", "system", "999990019", {}, {}, {}}), std::logic_error);
  CHECK(append({"case.opened", "c", "system", {}, {}, {}, {}}).value() == 1);
}

TEST_CASE("a rolled-back closure leaves no gap") {
  each_bench([](Bench& b) {
    b.append(1);
    CHECK_FALSE(b.store
                    .write([&](WriteTx& tx) -> Result<Done> {
                      b.ledger.append(tx, {"case.opened", "c", "system", {}, {}, {}, {}});
                      return fail(ErrorKind::invalid, "no");
                    })
                    .has_value());
    b.append(1);
    CHECK(b.findings() == none);
    CHECK(b.read([&](ReadTx& tx) { return b.ledger.size(tx); }) == 2);
  });
}

TEST_CASE("erasure removes the content and leaves every proof intact") {
  each_bench([](Bench& b) {
    b.append(6, "case-1");
    b.append(3, "case-2");
    const TreeHead head = b.ledger.sign_head(b.store, b.key).value();
    CHECK(b.store
              .write(
                  [&](WriteTx& tx) -> Result<std::int64_t> { return b.ledger.erase_personal(tx, "case-1", "staff:s"); })
              .value() == 3);
    b.read([&](ReadTx& tx) {
      CHECK_FALSE(b.ledger.event(tx, 1)->personal.has_value());
      CHECK(b.ledger.event(tx, 7)->personal.has_value());
      CHECK(b.ledger.event(tx, 10)->kind == "personal.erased");
      for (std::int64_t seq = 1; seq <= 9; ++seq)
        CHECK(verify_inclusion(b.ledger.inclusion_proof(tx, seq, 9).value(), head));
      return 0;
    });
    const Report report = b.report();
    CHECK(report.intact());
    CHECK(report.erased == 3);
    CHECK(report.events == 10);
  });
}

TEST_CASE("heads are signed once per size and verify with the public key") {
  each_bench([](Bench& b) {
    b.append(5);
    const TreeHead head = b.ledger.sign_head(b.store, b.key).value();
    CHECK(verify_head(head, b.key.public_key()));
    CHECK(b.ledger.sign_head(b.store, b.key).value().signature == head.signature);
    TreeHead forged = head;
    forged.size = 4;
    CHECK_FALSE(verify_head(forged, b.key.public_key()));
    CHECK(b.read([&](ReadTx& tx) { return b.ledger.signed_head(tx)->size; }) == 5);
    CHECK(b.report().root == head.root);
  });
}

TEST_CASE("an untouched log is intact at every size") {
  sas::test::SqliteStore store(migrations());
  Bench b(*store);
  for (int i = 0; i < 20; ++i) {
    CHECK(b.findings() == none);
    b.append(1);
    if (i % 3 == 0) static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
  }
  b.append(2500);  // More than two pages.
  static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
  std::int64_t progress = 0;
  CHECK(verify(b.store, {{}, [&](std::int64_t seq) { progress = seq; }}).value().intact());
  CHECK(progress > 2000);
  CHECK(b.findings() == none);
}

TEST_CASE("every column of a record is protected") {
  each_bench([](Bench& b) {
    b.append(9);
    static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
    const std::vector<Finding> fifth{{Tampering::changed, 5, 5, 0}};
    const auto check = [&](const std::string& column, const store::Value& value) {
      CAPTURE(column);
      const store::Value before = b.read([&](ReadTx& tx) -> store::Value {
        const store::Row row = *tx.query_one("SELECT " + column + " FROM ledger_event WHERE seq = 5");
        if (column == "at") return row.integer(0);
        if (column == "content_hash" || column == "leaf") return Blob{row.blob(0)};
        return row.text(0);
      });
      b.tamper("UPDATE ledger_event SET " + column + " = $1 WHERE seq = 5", {value});
      std::vector<Finding> found = b.findings();
      std::erase_if(found, [](const Finding& f) { return f.what == Tampering::personal_changed; });
      if (column == "leaf")
        CHECK(found == std::vector<Finding>{{Tampering::changed, 5, 5, 0}});
      else
        CHECK(found == fifth);
      b.tamper("UPDATE ledger_event SET " + column + " = $1 WHERE seq = 5", {before});
      CHECK(b.findings() == none);
    };
    check("at", std::int64_t{5});
    check("kind", std::string("case.closed"));
    check("subject", std::string("case-2"));
    check("acting", std::string("staff:other"));
    check("concerned", std::string());
    check("facts", std::string("{}"));
    check("content_hash", Blob{std::string(32, 'x')});
    check("leaf", Blob{std::string(32, 'x')});
  });
}

TEST_CASE("a record rewritten together with its own hash is found by the tree") {
  each_bench([](Bench& b) {
    b.append(9);
    Bench other(b.store);
    const std::string leaf =
        b.read([](ReadTx& tx) { return tx.query_one("SELECT leaf FROM ledger_event WHERE seq = 6")->blob(0); });
    // The row of event 6 becomes that of another log: fitting in itself, in the wrong place.
    sas::test::SqliteStore forged(migrations());
    Bench f(*forged);
    f.append(5);
    f.append(1, "case-9");
    const std::string other_leaf =
        f.read([](ReadTx& tx) { return tx.query_one("SELECT leaf FROM ledger_event WHERE seq = 6")->blob(0); });
    REQUIRE(leaf != other_leaf);
    const store::Row row = f.read([](ReadTx& tx) {
      return *tx.query_one("SELECT subject, facts, content_hash FROM ledger_event WHERE seq = 6");
    });
    b.tamper("UPDATE ledger_event SET subject = $1, facts = $2, content_hash = $3, leaf = $4 WHERE seq = 6",
             {row.text(0), row.text(1), Blob{row.blob(2)}, Blob{other_leaf}});
    std::vector<Finding> found = b.findings();
    std::erase_if(found, [](const Finding& finding) { return finding.what == Tampering::personal_added; });
    REQUIRE_FALSE(found.empty());
    CHECK(found[0] == Finding{Tampering::changed, 5, 6, 0});
    CHECK(found.size() == 1);
  });
}

TEST_CASE("a removed record is named, whether the rest is renumbered or not") {
  each_bench([](Bench& b) {
    b.append(9);
    static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
    b.tamper("DELETE FROM ledger_personal");
    b.tamper("DELETE FROM ledger_event WHERE seq = 4");
    CHECK(b.findings() == std::vector<Finding>{{Tampering::removed, 4, 4, 0}});
    for (std::int64_t seq = 5; seq <= 9; ++seq)
      b.tamper("UPDATE ledger_event SET seq = $1 WHERE seq = $2", {seq - 1, seq});
    const std::vector<Finding> found = b.findings();
    REQUIRE(found.size() == 2);
    CHECK(found[0] == Finding{Tampering::removed, 4, 4, 0});
    CHECK(found[1].what == Tampering::truncated);
  });
}

TEST_CASE("an inserted record is named") {
  each_bench([](Bench& b) {
    b.append(9);
    b.tamper("DELETE FROM ledger_personal");
    for (std::int64_t seq = 9; seq >= 4; --seq)
      b.tamper("UPDATE ledger_event SET seq = $1 WHERE seq = $2", {seq + 1, seq});
    b.tamper(
        "INSERT INTO ledger_event SELECT 4, at, kind, 'case-x', acting, concerned, facts, content_hash, leaf FROM "
        "ledger_event WHERE seq = 3");
    CHECK(b.findings() == std::vector<Finding>{{Tampering::inserted, 4, 4, 0}});
  });
}

TEST_CASE("reordered records are named with the place they came from") {
  each_bench([](Bench& b) {
    b.append(9);
    static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
    b.tamper("DELETE FROM ledger_personal");
    const auto move = [&](std::int64_t from, std::int64_t to) {
      b.tamper("UPDATE ledger_event SET seq = $2 WHERE seq = $1", {from, to});
    };
    move(3, 100);
    move(7, 3);
    move(100, 7);
    const std::vector<Finding> swapped{{Tampering::reordered, 3, 3, 7}, {Tampering::reordered, 7, 7, 3}};
    CHECK(b.findings() == swapped);
    // The same with the hashes put back where they were.
    const store::Row leaves = b.read([](ReadTx& tx) {
      return *tx.query_one("SELECT a.leaf, b.leaf FROM ledger_event a, ledger_event b WHERE a.seq = 3 AND b.seq = 7");
    });
    b.tamper("UPDATE ledger_event SET leaf = $1 WHERE seq = 7", {Blob{leaves.blob(0)}});
    b.tamper("UPDATE ledger_event SET leaf = $1 WHERE seq = 3", {Blob{leaves.blob(1)}});
    CHECK(b.findings() == swapped);
  });
}

TEST_CASE("a cut-off tail is found by the last signed head") {
  each_bench([](Bench& b) {
    b.append(8);
    static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
    b.tamper("DELETE FROM ledger_personal");
    b.tamper("DELETE FROM ledger_event WHERE seq > 5");
    b.tamper(
        "DELETE FROM ledger_node WHERE (level = 1 AND position >= 2) OR level = 3 OR (level = 2 AND position = 1)");
    CHECK(b.findings() == std::vector<Finding>{{Tampering::truncated, 6, 8, 0}});
  });
}

TEST_CASE("a history rewritten to the top is found by the head, and a forged head by its signature") {
  each_bench([](Bench& b) {
    b.append(4);
    static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
    b.append(4);
    static_cast<void>(b.ledger.sign_head(b.store, b.key).value());
    const std::vector<store::Row> heads =
        b.read([](ReadTx& tx) { return tx.query("SELECT size, root, at, signature FROM ledger_head ORDER BY size"); });
    for (const char* table : {"ledger_personal", "ledger_head", "ledger_node", "ledger_event"})
      b.tamper(std::string("DELETE FROM ") + table);
    b.append(4, "case-1");
    b.append(4, "case-other");
    for (const store::Row& head : heads)
      b.tamper("INSERT INTO ledger_head (size, root, at, signature) VALUES ($1, $2, $3, $4)",
               {head.integer(0), Blob{head.blob(1)}, head.integer(2), Blob{head.blob(3)}});
    // Salts differ, so the first half differs from what was signed too.
    const std::vector<Finding> found = b.findings();
    REQUIRE_FALSE(found.empty());
    CHECK(found[0] == Finding{Tampering::head_differs, 1, 4, 0});
    const TreeHead now = b.read([&](ReadTx& tx) { return b.ledger.tree_head(tx); });
    b.tamper("DELETE FROM ledger_head WHERE size = 4");
    b.tamper("UPDATE ledger_head SET root = $1 WHERE size = 8", {Blob{now.root}});
    CHECK(b.findings() == std::vector<Finding>{{Tampering::head_unsigned, 8, 8, 0}});
  });
}

TEST_CASE("a personal part that was changed or added is named") {
  each_bench([](Bench& b) {
    b.append(4);
    b.tamper("UPDATE ledger_personal SET content = $1 WHERE seq = 3", {std::string("{\"name\":\"Ander\"}")});
    b.tamper("INSERT INTO ledger_personal (seq, salt, content) VALUES (2, $1, '{}')", {Blob{std::string(32, 's')}});
    CHECK(b.findings() ==
          std::vector<Finding>{{Tampering::personal_added, 2, 2, 0}, {Tampering::personal_changed, 3, 3, 0}});
  });
}

TEST_CASE("a missing or changed tree node is found") {
  each_bench([](Bench& b) {
    b.append(8);
    b.tamper("DELETE FROM ledger_node WHERE level = 2 AND position = 1");
    CHECK(b.findings() == std::vector<Finding>{{Tampering::tree_damaged, 5, 8, 0}});
    b.tamper("UPDATE ledger_node SET hash = $1 WHERE level = 1 AND position = 0", {Blob{std::string(32, 'x')}});
    CHECK(b.findings().at(0) == Finding{Tampering::changed, 1, 2, 0});
  });
}
