#include "people/sessions.h"

#include <doctest/doctest.h>

#include "ledger/ledger.h"
#include "people/people.h"
#include "people/representation.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::people;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const Instant start = local_time(make_date(2026, 3, 2), 9 * 60);

std::vector<store::Migration> all_migrations() {
  return test::joined({ledger::migrations(), migrations()});
}

struct World {
  explicit World(store::Store& wanted) : store(wanted) {
    static_cast<void>(store.write([&](store::WriteTx& tx) -> Result<Done> {
      for (const char* id : {"anna", "wil"})
        tx.execute("INSERT INTO person (id, kind, name, created_at) VALUES ($1, 'natural', $2, 0)",
                   {std::string(id), std::string(id)});
      tx.execute(
          "INSERT INTO staff (id, subject, name, roles, seen_at) VALUES ('ilse', 's', 'Ilse', 'desk editor', 0)");
      return Done{};
    }));
  }
  std::string log_in(ViewerKind kind = ViewerKind::resident, const std::string& old = {}) {
    NewSession fresh;
    fresh.kind = kind;
    fresh.level = 2;
    fresh.means = kind == ViewerKind::staff ? "staff" : "digid";
    if (kind == ViewerKind::staff) {
      fresh.staff = StaffId("ilse");
    } else {
      fresh.acting = fresh.concerned = PersonId("anna");
    }
    return store.write([&](store::WriteTx& tx) -> Result<std::string> { return sessions.create(tx, fresh, old); })
        .value();
  }
  std::optional<Session> find(const std::string& token) {
    return store.read([&](store::ReadTx& tx) -> Result<std::optional<Session>> { return sessions.find(tx, token); })
        .value();
  }
  std::optional<std::string> refresh(const std::string& token) {
    return store
        .write([&](store::WriteTx& tx) -> Result<std::optional<std::string>> { return sessions.refresh(tx, token); })
        .value();
  }
  void mandate(std::optional<Date> until) {
    static_cast<void>(store.write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute(
          "INSERT INTO representation (id, representative_id, represented_id, kind, ground, valid_from, valid_until, "
          "created_at) "
          "VALUES ('m', 'anna', 'wil', 'voluntary', 'machtiging', $1, $2, 0)",
          {std::int64_t{to_days(make_date(2026, 1, 1))},
           until ? store::Value(std::int64_t{to_days(*until)}) : store::Value(nullptr)});
      return Done{};
    }));
  }

  store::Store& store;
  ManualClock clock{start};
  SystemRandom random;
  Sessions sessions{clock, random};
  ledger::Ledger ledger{clock, random};
};

}  // namespace

TEST_CASE("a session is found by its cookie and its cookie is not in the store") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const std::string token = w.log_in();
    const auto session = w.find(token);
    REQUIRE(session);
    CHECK(session->viewer.kind == ViewerKind::resident);
    CHECK(session->viewer.acting == PersonId("anna"));
    CHECK(session->viewer.level == 2);
    CHECK(session->name == "anna");
    CHECK(session->concerned_name.empty());
    CHECK_FALSE(session->due);
    CHECK_FALSE(w.find(token + "x"));
    CHECK_FALSE(w.find(std::string(43, 'a')));
    const auto stored = store.read([&](store::ReadTx& tx) -> Result<std::int64_t> {
      return static_cast<std::int64_t>(
          tx.query("SELECT 1 FROM session WHERE token_hash = $1 OR csrf = $1", {token}).size());
    });
    CHECK(*stored == 0);
  });
}

TEST_CASE("staff have their roles") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const auto session = w.find(w.log_in(ViewerKind::staff));
    REQUIRE(session);
    CHECK(session->viewer.staff == StaffId("ilse"));
    CHECK(session->viewer.roles == std::set<Role>{Role::desk, Role::editor});
    CHECK(session->name == "Ilse");
  });
}

TEST_CASE("a session ends after 15 minutes without use, and use is written down once a minute") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const std::string token = w.log_in();
    w.clock.advance(seconds{59});
    CHECK_FALSE(w.find(token)->due);
    w.clock.advance(seconds{1});
    CHECK(w.find(token)->due);
    CHECK_FALSE(w.refresh(token));
    CHECK_FALSE(w.find(token)->due);
    w.clock.advance(minutes{15} - seconds{1});
    CHECK(w.find(token));
    w.clock.advance(seconds{1});
    CHECK_FALSE(w.find(token));
    CHECK_FALSE(w.refresh(token));
  });
}

TEST_CASE("a session has an end, however busy it is") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    for (const auto& [kind, life] :
         {std::pair{ViewerKind::resident, minutes{240}}, std::pair{ViewerKind::staff, minutes{480}}}) {
      std::string token = w.log_in(kind);
      const Instant end = w.clock.now() + life;
      while (w.clock.now() < end) {
        REQUIRE(w.find(token));
        if (const auto fresh = w.refresh(token)) token = *fresh;
        w.clock.advance(minutes{4});
      }
      CHECK_FALSE(w.find(token));
    }
  });
}

TEST_CASE("the token rotates after 5 minutes; the old one stays until the new one is seen, and 10 seconds more") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const std::string old = w.log_in();
    const std::string csrf = w.find(old)->csrf;
    w.clock.advance(minutes{5});
    const auto fresh = w.refresh(old);
    REQUIRE(fresh);
    CHECK(*fresh != old);
    // Other requests that were sent at the same time still come with the old one, and get no third token.
    CHECK(w.find(old));
    CHECK_FALSE(w.refresh(old));
    CHECK(w.find(*fresh)->csrf == csrf);
    CHECK_FALSE(w.refresh(*fresh));  // seen
    w.clock.advance(seconds{9});
    CHECK(w.find(old));
    w.clock.advance(seconds{1});
    CHECK_FALSE(w.find(old));
    CHECK(w.find(*fresh));
  });
}

TEST_CASE("a browser that never got the new token is given another after a minute") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const std::string old = w.log_in();
    w.clock.advance(minutes{5});
    const auto lost = w.refresh(old);
    REQUIRE(lost);
    w.clock.advance(minutes{1});
    CHECK(w.find(old)->due);
    const auto second = w.refresh(old);
    REQUIRE(second);
    CHECK(w.find(*second));
    CHECK_FALSE(w.find(*lost));
  });
}

TEST_CASE("logging in ends the session the browser had, and logging out ends both tokens") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const std::string first = w.log_in();
    const std::string second = w.log_in(ViewerKind::resident, first);
    CHECK_FALSE(w.find(first));
    w.clock.advance(minutes{5});
    const auto fresh = w.refresh(second);
    REQUIRE(fresh);
    static_cast<void>(store.write([&](store::WriteTx& tx) -> Result<Done> {
      w.sessions.end(tx, second);
      return Done{};
    }));
    CHECK_FALSE(w.find(second));
    CHECK_FALSE(w.find(*fresh));
  });
}

TEST_CASE("what has ended is removed, what lives stays") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    w.log_in();
    w.clock.advance(minutes{10});
    const std::string alive = w.log_in();
    w.clock.advance(minutes{6});
    const auto removed =
        store.write([&](store::WriteTx& tx) -> Result<std::int64_t> { return w.sessions.remove_expired(tx); });
    CHECK(*removed == 1);
    CHECK(w.find(alive));
  });
}

TEST_CASE("acting for someone else needs a mandate that is valid now, and changes the form tokens") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    const std::string token = w.log_in();
    const Date today = make_date(2026, 3, 2);
    const auto act = [&] {
      return store.write([&](store::WriteTx& tx) -> Result<Done> {
        return act_for(tx, w.ledger, w.sessions, *w.sessions.find(tx, token), PersonId("wil"), today);
      });
    };
    CHECK(act().error().code == "representation-none");
    w.mandate(make_date(2026, 3, 3));
    const std::string csrf = w.find(token)->csrf;
    REQUIRE(act());
    auto session = w.find(token);
    CHECK(session->viewer.acting == PersonId("anna"));
    CHECK(session->viewer.concerned == PersonId("wil"));
    CHECK(session->concerned_name == "wil");
    CHECK(session->csrf != csrf);
    const auto events = store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      return w.ledger.events_about(tx, "person:wil", 10);
    });
    REQUIRE(events->size() == 1);
    CHECK(events->front().kind == "representation.started");
    CHECK(events->front().acting == "person:anna");
    // The mandate lapses at midnight, while she is busy.
    w.clock.set(start_of_day(make_date(2026, 3, 3)) - seconds{1});
    const std::string late = w.log_in();
    static_cast<void>(store.write([&](store::WriteTx& tx) -> Result<Done> {
      return act_for(tx, w.ledger, w.sessions, *w.sessions.find(tx, late), PersonId("wil"), today);
    }));
    CHECK(w.find(late)->viewer.concerned == PersonId("wil"));
    w.clock.advance(seconds{2});
    CHECK(w.find(late)->viewer.concerned == PersonId("anna"));
  });
}

TEST_CASE("one stops acting for someone else") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World w(store);
    w.mandate(std::nullopt);
    const std::string token = w.log_in();
    const auto done = store.write([&](store::WriteTx& tx) -> Result<Done> {
      auto begun =
          act_for(tx, w.ledger, w.sessions, *w.sessions.find(tx, token), PersonId("wil"), make_date(2026, 3, 2));
      if (!begun) return begun;
      return act_for_oneself(tx, w.ledger, w.sessions, *w.sessions.find(tx, token));
    });
    CHECK(done);
    CHECK(w.find(token)->viewer.concerned == PersonId("anna"));
    const auto who = store.read([&](store::ReadTx& tx) -> Result<std::vector<Represented>> {
      return represented_by(tx, PersonId("wil"), make_date(2026, 3, 2));
    });
    REQUIRE(who->size() == 1);
    CHECK(who->front().ground == "machtiging");
  });
}

TEST_CASE("a clock that goes back an hour ends nobody's session early and gives nobody more than the longest time") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World world(store);
    const std::string token = world.log_in();
    world.clock.set(start - std::chrono::hours{1});
    CHECK(world.find(token));
    world.clock.set(start + std::chrono::hours{5});
    CHECK(!world.find(token));
  });
}

TEST_CASE(
    "a clock that goes a year forward ends every session, and going back does not bring it to life once removed") {
  test::for_each_store(all_migrations(), [](store::Store& store) {
    World world(store);
    const std::string token = world.log_in();
    world.clock.set(start + std::chrono::hours{24 * 365});
    CHECK(!world.find(token));
    REQUIRE(store.write([&](store::WriteTx& tx) -> Result<Done> {
      world.sessions.remove_expired(tx);
      return Done{};
    }));
    world.clock.set(start);
    CHECK(!world.find(token));
  });
}
