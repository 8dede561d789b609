#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "http/spool.h"
#include "http/test_http.h"

using namespace sas;
using namespace sas::http;
using namespace sas::http::testing;

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

struct Folder {
  Folder() {
    std::string made = (fs::temp_directory_path() / "sas-spool-XXXXXX").string();
    REQUIRE(::mkdtemp(made.data()) != nullptr);
    path = made;
  }
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] std::string spool() const { return (path / "spool").string(); }
  [[nodiscard]] std::size_t left() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(spool()), fs::directory_iterator()));
  }
  fs::path path;
};

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Of this process, in memory now.
std::size_t resident_bytes() {
  std::ifstream status("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  status >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// What a handler got: names, fields and the first bytes of each file.
std::string told(const Request& request) {
  std::string out;
  if (const auto form = read_form(request))
    for (const auto& [name, value] : form->fields.items()) out += name + "=" + value + ";";
  else
    out += form.error().code + ";";
  for (const Upload& upload : request.files)
    out += upload.field + "|" + upload.filename + "|" + upload.claimed_type + "|" +
           std::to_string(upload.file->size()) + "|" + content_of(upload.file->path()).substr(0, 20) + ";";
  return out;
}

struct Uploads {
  explicit Uploads(SpoolSettings settings = small()) {
    settings.folder = folder.spool();
    spool = Spool::open(settings).value();
  }

  static SpoolSettings small() {
    SpoolSettings out;
    out.largest = 1'000'000;
    out.room_left = 0;
    return out;
  }

  std::uint16_t start(Audience audience = Audience::page) {
    Route route;
    route.method = Method::post;
    route.pattern = "/breng";
    route.audience = audience;
    route.spool = spool;
    route.max_body = 2'000;
    route.handler = [this](const Request& request) {
      ++asked;
      if (request.header("x-who") == "stranger") return html_response("not you", 403);
      Response granted;
      granted.with("Set-Cookie", "seen=yes");
      granted.receive = [this](const Request& whole) {
        ++received;
        return html_response(taken ? taken(whole) : told(whole));
      };
      granted.before_files = before_files;
      return granted;
    };
    server.router.add(std::move(route));
    server.csrf = [](const Request& request) -> Result<Done> {
      const auto form = read_form(request);
      if (request.header("x-csrf-token") == "good" || (form && form->fields.get("_csrf") == "good")) return Done{};
      return fail(ErrorKind::forbidden, "csrf-token-wrong");
    };
    return server.start();
  }

  Folder folder;
  std::shared_ptr<Spool> spool;
  std::function<std::string(const Request&)> taken;
  std::function<std::optional<Response>(const Request&)> before_files;
  std::atomic<int> asked{0}, received{0};
  TestServer server;
};

std::string field(std::string_view name, std::string_view value) {
  return "--B\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" + std::string(value) +
         "\r\n";
}
std::string file(std::string_view name, std::string_view content) {
  return "--B\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"" + std::string(name) +
         "\"\r\nContent-Type: text/csv\r\n\r\n" + std::string(content) + "\r\n";
}
std::string head(std::string_view length, std::string_view fields = "Sec-Fetch-Site: same-origin\r\n") {
  return "POST /breng HTTP/1.1\r\nHost: gate.example\r\nContent-Type: multipart/form-data; boundary=B\r\n" +
         std::string(length) + std::string(fields) + "\r\n";
}
std::string whole(const std::string& body, std::string_view fields = "Sec-Fetch-Site: same-origin\r\n") {
  return head("Content-Length: " + std::to_string(body.size()) + "\r\n", fields) + body;
}

}  // namespace

TEST_CASE("a file of a form comes in on the disk, and the fields beside it") {
  Uploads u;
  RawClient client(u.start());
  const std::string body = field("_csrf", "good") + field("a", "1") +
                           file("C:\\x\\rows.csv", std::string(300'000, 'r')) + field("b", "2") + "--B--\r\n";
  const std::string answer = client.send(whole(body)).answer();
  CHECK(status_of_answer(answer) == 200);
  CHECK(answer.ends_with("_csrf=good;a=1;b=2;bestand|rows.csv|text/csv|300000|rrrrrrrrrrrrrrrrrrrr;"));
  CHECK(holds(answer, "Set-Cookie: seen=yes"));
  // The connection goes on, and nothing of it stands on the disk.
  CHECK(status_of_answer(client.send(whole(body)).answer()) == 200);
  CHECK(u.folder.left() == 0);
  CHECK(u.spool->taken() == 0);
}

TEST_CASE("a body in chunks of any size is the same body") {
  Uploads u;
  RawClient client(u.start());
  const std::string body =
      field("_csrf", "good") + file("a.csv", "1\r\n2\r\n--\r\n--C\r\n") + file("", "") + file("leeg.csv", "") + "--B--";
  client.send(head("Transfer-Encoding: chunked\r\n"));
  for (const char byte : body) client.send("1\r\n" + std::string(1, byte) + "\r\n");
  CHECK(client.send("0\r\n\r\n")
            .answer()
            .ends_with("_csrf=good;bestand|a.csv|text/csv|15|1\r\n2\r\n--\r\n--C\r\n;bestand|leeg.csv|text/csv|0|;"));
}

TEST_CASE("a body that is no form is one file; JSON stays in memory") {
  Uploads u;
  RawClient client(u.start(Audience::api));
  CHECK(client.send(post("/breng", "a,b\r\n1,2\r\n", "Content-Type: text/csv; charset=utf-8\r\n"))
            .answer()
            .ends_with("form-media-type;||text/csv|10|a,b\r\n1,2\r\n;"));
  CHECK(client.send(post("/breng", "{}", "Content-Type: application/json\r\n")).answer().ends_with("form-media-type;"));
  CHECK(status_of_answer(
            client.send(post("/breng", std::string(2'001, ' '), "Content-Type: application/json\r\n")).answer()) ==
        413);
}

TEST_CASE("who may not send is told before a byte is kept") {
  Uploads u;
  const auto port = u.start();
  const auto refused = [&](const std::string& request, int status) {
    RawClient client(port);
    CHECK(status_of_answer(client.send(request).answer()) == status);
    CHECK(u.folder.left() == 0);
    CHECK(u.received == 0);
  };
  const std::string body = field("_csrf", "good") + file("a.csv", "x") + "--B--";
  refused(whole(body, "Sec-Fetch-Site: same-origin\r\nX-Who: stranger\r\n"), 403);
  refused(whole(body, "Sec-Fetch-Site: cross-site\r\n"), 403);
  CHECK(u.asked == 1);
  // The token is missing, wrong, or comes behind the file.
  refused(whole(file("a.csv", "x") + "--B--"), 403);
  refused(whole(field("_csrf", "bad") + file("a.csv", "x") + "--B--"), 403);
  refused(whole(file("a.csv", "x") + field("_csrf", "good") + "--B--"), 403);
  refused(whole(field("_csrf", "bad") + "--B--"), 403);
  CHECK(u.server.refused("csrf") == 5);
  // Without Expect the client waits for nothing; with it not a byte of the body is asked for.
  RawClient waits(port);
  waits.send(
      head("Content-Length: 100\r\n", "Sec-Fetch-Site: same-origin\r\nX-Who: stranger\r\nExpect: 100-continue\r\n"));
  CHECK(status_of_answer(waits.answer()) == 403);
}

TEST_CASE("a handler reads the fields before the first file, and answers instead of taking it") {
  Uploads u;
  std::atomic<int> looked{0};
  u.before_files = [&](const Request& request) -> std::optional<Response> {
    ++looked;
    CHECK(u.folder.left() == 0);
    if (request.header("x-who") == "broken") throw std::runtime_error("broken");
    const auto form = read_form(request);
    if (form && form->fields.get("doos") == "mijn") return std::nullopt;
    return html_response("not your box", 409);
  };
  const auto port = u.start(Audience::api);
  const auto answer = [&](const std::string& request) {
    RawClient client(port);
    return client.send(request).answer();
  };
  CHECK(holds(answer(whole(field("doos", "mijn") + file("a.csv", "x") + "--B--")), "bestand|a.csv|text/csv|1|x;"));
  // The end of these bodies never comes: nothing of the file is needed for the answer.
  const std::string endless = "Content-Length: 900000\r\n";
  CHECK(holds(answer(head(endless) + field("doos", "andere") + file("a.csv", "x")), "not your box"));
  CHECK(status_of_answer(answer(head(endless) + file("a.csv", "x") + field("doos", "mijn"))) == 409);
  CHECK(status_of_answer(answer(head(endless, "X-Who: broken\r\n") + file("a.csv", "x"))) == 500);
  // Without a file it is asked when all is there.
  CHECK(status_of_answer(answer(whole(field("doos", "andere") + "--B--"))) == 409);
  CHECK(looked == 5);
  CHECK(u.received == 1);
  CHECK(u.folder.left() == 0);
}

TEST_CASE("a client that asks first is told to go on") {
  Uploads u;
  RawClient client(u.start());
  const std::string body = field("_csrf", "good") + file("a.csv", "x") + "--B--";
  client.send(head("Content-Length: " + std::to_string(body.size()) + "\r\n",
                   "Sec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n"));
  client.until("100 Continue\r\n\r\n");
  client.send(body);
  CHECK(holds(client.rest(), "bestand|a.csv|text/csv|1|x;"));
}

TEST_CASE("files over the limit are refused, told in advance or not, and nothing stays") {
  SpoolSettings settings = Uploads::small();
  settings.largest = 500'000;
  Uploads u(settings);
  const auto port = u.start();
  RawClient told_before(port);
  CHECK(status_of_answer(told_before.send(head("Content-Length: 600000\r\n")).answer()) == 413);
  RawClient chunked(port);
  chunked.send(head("Transfer-Encoding: chunked\r\n"));
  const std::string begin = field("_csrf", "good") + file("a.csv", std::string(500'100, 'x'));
  chunked.send(fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", begin.size(), begin));
  CHECK(status_of_answer(chunked.answer()) == 413);
  CHECK(u.folder.left() == 0);
  CHECK(u.server.refused("body-too-large") == 2);
}

TEST_CASE("fields beside a file have the limit of the route") {
  Uploads u;
  RawClient client(u.start());
  const std::string body = field("_csrf", "good") + file("a.csv", "x") + field("b", std::string(2'000, 'b')) + "--B--";
  CHECK(status_of_answer(client.send(whole(body)).answer()) == 413);
  CHECK(u.folder.left() == 0);
}

TEST_CASE("a client that goes away half way leaves nothing") {
  Uploads u;
  {
    RawClient client(u.start());
    client.send(head("Content-Length: 900000\r\n") + field("_csrf", "good") + file("a.csv", std::string(400'000, 'x')));
    for (int i = 0; i < 400 && u.folder.left() == 0; ++i) std::this_thread::sleep_for(milliseconds{10});
    CHECK(u.folder.left() == 1);
  }
  for (int i = 0; i < 400 && u.folder.left() > 0; ++i) std::this_thread::sleep_for(milliseconds{10});
  CHECK(u.folder.left() == 0);
  CHECK(u.received == 0);
}

TEST_CASE("a sender who falls silent is told so") {
  SpoolSettings settings = Uploads::small();
  settings.silence = milliseconds{200};
  Uploads u(settings);
  RawClient client(u.start());
  client.send(head("Content-Length: 900000\r\n") + field("_csrf", "good") + file("a.csv", std::string(300'000, 'x')));
  CHECK(status_of_answer(client.answer()) == 408);
  CHECK(u.folder.left() == 0);
  CHECK(u.server.refused("body-timeout") == 1);
}

TEST_CASE("an upload ends at its longest time, however steadily it comes") {
  SpoolSettings settings = Uploads::small();
  settings.longest = milliseconds{400};
  Uploads u(settings);
  RawClient client(u.start());
  client.send(head("Content-Length: 900000\r\n") + field("_csrf", "good") + file("a.csv", "x"));
  for (int i = 0; i < 8; ++i) {
    std::this_thread::sleep_for(milliseconds{100});
    client.send("x");
  }
  CHECK(status_of_answer(client.answer()) == 408);
}

TEST_CASE("no more uploads at once than the spool has places for") {
  SpoolSettings settings = Uploads::small();
  settings.most_at_once = 1;
  Uploads u(settings);
  Gate gate;
  u.taken = [&](const Request&) {
    gate.wait();
    return std::string("done");
  };
  const auto port = u.start();
  const std::string body = field("_csrf", "good") + file("a.csv", "x") + "--B--";
  RawClient first(port), second(port);
  first.send(whole(body));
  gate.await(1);
  const std::string answer = second.send(whole(body)).answer();
  CHECK(status_of_answer(answer) == 503);
  CHECK(holds(answer, "Retry-After"));
  gate.open();
  CHECK(first.answer().ends_with("done"));
  CHECK(u.server.refused("uploads-busy") == 1);
  CHECK(status_of_answer(RawClient(port).send(whole(body)).answer()) == 200);
}

TEST_CASE("a disk without room is told as such") {
  SpoolSettings settings = Uploads::small();
  settings.room_left = UINT64_MAX;
  Uploads u(settings);
  RawClient client(u.start());
  CHECK(status_of_answer(client.send(whole(field("_csrf", "good") + file("a.csv", "x") + "--B--")).answer()) == 507);
  CHECK(u.folder.left() == 0);
}

TEST_CASE("a disk that fills up while a file comes in is told as such, and nothing stays") {
  Uploads u;
  const auto port = u.start();
  // To this process a limit on the size of files is a disk without room.
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{300'000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  RawClient client(port);
  const std::string answer =
      client.send(whole(field("_csrf", "good") + file("a.csv", std::string(800'000, 'x')) + "--B--")).answer();
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(status_of_answer(answer) == 507);
  CHECK(u.folder.left() == 0);
  CHECK(u.received == 0);
  CHECK(status_of_answer(RawClient(port).send(whole(field("_csrf", "good") + file("a.csv", "x") + "--B--")).answer()) ==
        200);
}

TEST_CASE("a file takes no memory, however large it is") {
  constexpr std::size_t pieces = 200, most_grown = std::size_t{48} << 20;
  SpoolSettings settings = Uploads::small();
  settings.largest = std::uint64_t{1} << 30;
  Uploads u(settings);
  u.taken = [](const Request& request) { return std::to_string(request.files.at(0).file->size()); };
  const auto port = u.start();
  const std::string piece(std::size_t{1} << 20, 'x');
  const auto send = [&](std::size_t count) {
    RawClient client(port);
    client.send(head("Transfer-Encoding: chunked\r\n"));
    const auto chunk = [&](std::string_view bytes) {
      client.send(fmt::format("{:x}\r\n", bytes.size())).send(bytes).send("\r\n");
    };
    chunk(field("_csrf", "good") + "--B\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"a\"\r\n\r\n");
    std::size_t most = 0;
    for (std::size_t i = 0; i < count; ++i) {
      chunk(piece);
      if (i % 8 == 0) most = std::max(most, resident_bytes());
    }
    chunk("\r\n--B--");
    CHECK(client.send("0\r\n\r\n").answer().ends_with(std::to_string(count * piece.size())));
    return most;
  };
  (void)send(2);
  const std::size_t before = resident_bytes(), most = send(pieces);
  const std::size_t grown = most > before ? most - before : 0;
  MESSAGE(pieces << " MiB came in; the process grew by " << grown / 1024 << " KiB");
  CHECK(grown < most_grown);
  CHECK(u.folder.left() == 0);
}

TEST_CASE("a broken form is refused and leaves nothing") {
  Uploads u;
  const auto port = u.start();
  for (const std::string& body :
       {field("_csrf", "good") + file("a.csv", "x"), std::string("--C--"), std::string("--B\r\nX: y\r\n\r\n\r\n--B--"),
        field("_csrf", "good") + file("\xff.csv", "x") + "--B--"}) {
    RawClient client(port);
    CHECK(status_of_answer(client.send(whole(body)).answer()) == 400);
    CHECK(u.folder.left() == 0);
  }
  CHECK(u.received == 0);
}

TEST_CASE("what a handler keeps stays under its own name, and the place is free again") {
  Uploads u;
  const std::string kept = (u.folder.path / "kept.csv").string();
  std::ofstream(kept) << "before";
  u.taken = [&](const Request& request) {
    const auto done = request.files.at(0).file->keep_as(kept);
    CHECK(u.spool->taken() == 1);
    return done ? std::string("kept") : done.error().code;
  };
  RawClient client(u.start());
  CHECK(client.send(whole(field("_csrf", "good") + file("a.csv", "x,y\n") + "--B--")).answer().ends_with("kept"));
  CHECK(content_of(kept) == "x,y\n");
  CHECK(u.folder.left() == 0);
}

TEST_CASE("what a killed process left is gone when the spool is opened again, and nothing else") {
  Folder folder;
  fs::create_directories(folder.spool());
  std::ofstream(folder.spool() + "/7.part") << "left";
  std::ofstream(folder.spool() + "/README") << "not ours";
  SpoolSettings settings = Uploads::small();
  settings.folder = folder.spool();
  CHECK(Spool::open(settings).has_value());
  CHECK(folder.left() == 1);
}

TEST_CASE("a handler that fails on a body leaves nothing") {
  Uploads u;
  u.taken = [](const Request&) -> std::string { throw std::runtime_error("x"); };
  RawClient client(u.start());
  CHECK(status_of_answer(client.send(whole(field("_csrf", "good") + file("a.csv", "x") + "--B--")).answer()) == 500);
  CHECK(u.folder.left() == 0);
}
