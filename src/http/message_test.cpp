#include "http/message.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "http/multipart.h"

using namespace sas;
using namespace sas::http;

namespace {

Request form(std::string type, std::string body) {
  Request request;
  request.method = Method::post;
  request.headers = {{"Content-Type", std::move(type)}};
  request.body = std::move(body);
  return request;
}

const std::string multipart_type = "multipart/form-data; boundary=xyz";

std::string part(std::string_view disposition, std::string_view content, std::string_view extra = {}) {
  return "--xyz\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n" + std::string(extra) + "\r\n" +
         std::string(content) + "\r\n";
}

std::string code_of(const Result<Form>& result) {
  return result ? "none" : result.error().code;
}

}  // namespace

TEST_CASE("headers compare without case and cookies are found by their whole name") {
  Request request;
  request.headers = {{"X-One", "1"}, {"Cookie", "a=1; session=\"abc\"; xsession=no"}, {"cookie", "late=2"}};
  CHECK(request.header("x-one") == "1");
  CHECK(request.header("x-two").empty());
  CHECK(request.cookie("session") == "abc");
  CHECK(request.cookie("late") == "2");
  CHECK(request.cookie("sess").empty());
  CHECK_THROWS_AS(static_cast<void>(request.param("slug")), std::out_of_range);
}

TEST_CASE("fields keep their order and repeat") {
  const Fields fields({{"a", "1"}, {"b", "2"}, {"a", "3"}});
  CHECK(fields.get("a") == "1");
  CHECK(fields.all("a") == std::vector<std::string>{"1", "3"});
  CHECK(fields.has("b"));
  CHECK(!fields.has("c"));
}

TEST_CASE("an urlencoded form is read") {
  const auto read = read_form(
      form("application/x-www-form-urlencoded; charset=utf-8", "naam=J.+de%20Vries&plaats=%C3%89%C3%A9n&leeg=&los"));
  REQUIRE(read);
  CHECK(read->fields.get("naam") == "J. de Vries");
  CHECK(read->fields.get("plaats") == "\u00c9\u00e9n");
  CHECK(read->fields.has("leeg"));
  CHECK(read->fields.has("los"));
}

TEST_CASE("a form that is not sound is refused with its code") {
  const std::string type = "application/x-www-form-urlencoded";
  CHECK(code_of(read_form(form(type, "a=%zz"))) == "form-broken");
  CHECK(code_of(read_form(form(type, "a=%ff"))) == "form-encoding");
  CHECK(code_of(read_form(form(type, "a=%00"))) == "form-encoding");
  CHECK(code_of(read_form(form("text/plain", "a=1"))) == "form-media-type");
  CHECK(code_of(read_form(form("", ""))) == "form-media-type");
  std::string many;
  for (int i = 0; i < 500; ++i) many += "a=1&";
  CHECK(code_of(read_form(form(type, many))) == "none");
  CHECK(code_of(read_form(form(type, many + "a=1"))) == "form-too-many-fields");
}

TEST_CASE("a multipart form gives fields and uploads") {
  const std::string body = part("name=\"title\"", "Kapvergunning \u00eb") +
                           part("name=\"file\"; filename=\"C:\\map\\plan.pdf\"", std::string("%PDF\r\n--xy\0z", 12),
                                "Content-Type: Application/PDF\r\n") +
                           part("name=\"empty\"", "") + part("name=\"none\"; filename=\"\"", "") + "--xyz--\r\n";
  const auto read = read_form(form(multipart_type, body));
  REQUIRE(read);
  CHECK(read->fields.get("title") == "Kapvergunning \u00eb");
  CHECK(read->fields.has("empty"));
  REQUIRE(read->uploads.size() == 1);
  CHECK(read->uploads[0].field == "file");
  CHECK(read->uploads[0].filename == "plan.pdf");
  CHECK(read->uploads[0].claimed_type == "application/pdf");
  CHECK(read->uploads[0].content == std::string("%PDF\r\n--xy\0z", 12));
}

TEST_CASE("a preamble is skipped, and names are unescaped the way browsers escape them") {
  const auto read =
      read_form(form("multipart/form-data; boundary=\"xyz\"", "hello\r\n" + part("name=\"a%22b\"", "1") + "--xyz--"));
  REQUIRE(read);
  CHECK(read->fields.get("a\"b") == "1");
}

TEST_CASE("a broken multipart body is refused") {
  for (const std::string& body :
       {std::string(), std::string("--xyz"), std::string("--xyz\r\n"), part("name=\"a\"", "1"),
        std::string("--xyz\r\n\r\nx\r\n--xyz--"),
        std::string("--xyz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--xyz--"),
        std::string("--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--"),
        std::string("--xyz\r\nno colon\r\n\r\nx\r\n--xyz--"), std::string("--xyzContent\r\n\r\n--xyz--")})
    CHECK_MESSAGE(code_of(read_form(form(multipart_type, body))) == "form-broken", body);
  CHECK(code_of(read_form(form("multipart/form-data", "x"))) == "form-broken");
  CHECK(code_of(read_form(form("multipart/form-data; boundary=" + std::string(71, 'x'), "x"))) == "form-broken");
  CHECK(code_of(read_form(form(multipart_type, part("name=\"a\"", "\xff") + "--xyz--"))) == "form-encoding");
  std::string many;
  for (int i = 0; i < 501; ++i) many += part("name=\"a\"", "1");
  CHECK(code_of(read_form(form(multipart_type, many + "--xyz--"))) == "form-too-many-fields");
}

TEST_CASE("a file name cannot leave its folder or lie about its ending") {
  CHECK(clean_filename("../../etc/passwd") == "passwd");
  CHECK(clean_filename("..") == "upload");
  CHECK(clean_filename("") == "upload");
  CHECK(clean_filename("/") == "upload");
  CHECK(clean_filename("plan\u202efdp.exe") == "planfdp.exe");
  CHECK(clean_filename("a\r\nb.txt\x7f") == "ab.txt");
  CHECK(clean_filename(" kap \u00eb.pdf. ") == "kap \u00eb.pdf");
  const std::string cut = clean_filename(std::string(199, 'a') + "\u00eb.pdf");
  CHECK(cut == std::string(199, 'a'));
}

TEST_CASE("an error becomes a problem with its fields and without inner details") {
  Request request;
  request.trace_id = "0af7651916cd43dd8448eb211c80319c";
  const Response invalid =
      problem({ErrorKind::invalid, "form-invalid", "two fields", {{"email", "email-invalid"}}}, request);
  CHECK(invalid.status == 400);
  const auto body = json::parse(invalid.body)->as_object();
  CHECK(json::text_at(body, "type") == "about:blank");
  CHECK(json::text_at(body, "title") == "Bad Request");
  CHECK(json::int_at(body, "status") == 400);
  CHECK(json::text_at(body, "code") == "form-invalid");
  CHECK(json::text_at(body, "instance") == request.trace_id);
  const auto& field = body.at("invalidParams").as_array().at(0).as_object();
  CHECK(json::text_at(field, "name") == "email");
  CHECK(json::text_at(field, "code") == "email-invalid");
  const Response internal = problem({ErrorKind::internal, "internal", "table cases is locked", {}}, request);
  CHECK(internal.status == 500);
  CHECK(internal.body.find("locked") == std::string::npos);
  CHECK(status_of(ErrorKind::unavailable) == 503);
  CHECK(status_of(ErrorKind::too_large) == 413);
}

TEST_CASE("cookies are closed to scripts and other sites, and cannot be broken out of") {
  CHECK(set_cookie("session", "abc", {}) == "session=abc; Path=/; HttpOnly; SameSite=Lax");
  CHECK(set_cookie("s", "", {std::chrono::seconds{-1}, "/mijn", true}) ==
        "s=; Path=/mijn; HttpOnly; SameSite=Lax; Max-Age=-1; Secure");
  CHECK_THROWS(static_cast<void>(set_cookie("s", "a; Domain=x", {})));
  CHECK_THROWS(static_cast<void>(set_cookie("s\r\n", "a", {})));
  CHECK_THROWS(static_cast<void>(set_cookie("s", "a", {std::chrono::seconds{0}, "/;x", false})));
}

TEST_CASE("a download has a safe name") {
  const Response csv = csv_response("a;b", "over\"zicht\r\n\u00eb.csv");
  const std::string& value = csv.headers.at(1).second;
  CHECK(value.find('\n') == std::string::npos);
  CHECK(value ==
        "attachment; filename=\"over_zicht____.csv\"; filename*=UTF-8''" + url_encode("over\"zicht\r\n\u00eb.csv"));
}
