#include "privacy/numbers.h"

#include <doctest/doctest.h>

#include <string>

#include "base/identifiers.h"
#include "base/random.h"
#include "privacy/cell.h"
#include "privacy/disguise.h"

using namespace sas;
using namespace sas::privacy;

namespace {

bool has(std::string_view cell, Marks marks) {
  return (read_cell(cell).marks & marks) == marks;
}

}  // namespace

TEST_CASE("the eleven-test agrees with the one residents' numbers are checked with") {
  SeededRandom random(7);
  int passing = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string nine = std::to_string(100000000 + random.below(900000000));
    CHECK(passes_eleven(nine) == Bsn::parse(nine).has_value());
    if (passes_eleven(nine)) ++passing;
  }
  CHECK(passing > 1600);  // one in eleven
  CHECK(passing < 2050);
  CHECK_FALSE(passes_eleven("000000000"));
}

TEST_CASE("account numbers pass only with their check digits and length") {
  CHECK(passes_iban("NL91ABNA0417164300"));
  CHECK_FALSE(passes_iban("NL92ABNA0417164300"));
  CHECK_FALSE(passes_iban("NL91ABNA041716430"));
  CHECK_FALSE(passes_iban("XX91ABNA0417164300"));
}

TEST_CASE("phone numbers of services are told from those of people") {
  CHECK(phone_of("0612345678") == Phone::mobile);
  CHECK(phone_of("31612345678") == Phone::mobile);
  CHECK(phone_of("0384982000") == Phone::geographic);
  CHECK(phone_of("08000432") == Phone::none);
  CHECK(phone_of("0881234567") == Phone::service);
  CHECK(phone_of("0900123456") == Phone::service);
}

TEST_CASE("a plate has the letters of its series, a postcode the letters in use") {
  CHECK(is_plate("12BDFG"));
  CHECK_FALSE(is_plate("12ABEI"));
  CHECK_FALSE(is_plate("LM1200"));  // the oldest series, like many codes
  CHECK(is_postcode("8011PK"));
  CHECK_FALSE(is_postcode("8011SS"));
}

TEST_CASE("a disguise does not hide what a cell holds") {
  CHECK(has("123456782", mark::eleven));
  CHECK(has("123.456.782", mark::eleven));
  CHECK(has("1234 56 782", mark::eleven));
  CHECK(has("123456782.0", mark::eleven));
  CHECK(has("1.23456782E+08", mark::eleven));
  CHECK(
      has("1\xe2\x80\x8b"
          "23456782",
          mark::eleven));
  CHECK(has("MTIzNDU2Nzgy", mark::eleven | mark::decoded));
  CHECK(has("313233343536373832", mark::eleven | mark::decoded));
  CHECK(has("%31%32%33456782", mark::eleven));
  CHECK(has("287654321", mark::eleven_reversed));
  CHECK(has("BSN: 123456782", mark::marked_bsn));
  CHECK(has("bel 06-12 34 56 78 na vijf uur", mark::mobile));
  CHECK(has("j.devries (at) gmail.com", mark::email));
  CHECK(has("moc.liamg@seirved.j", mark::email));
}

TEST_CASE("roles, streets and codes are not persons") {
  CHECK(has("info@gemeente.example", mark::email_role));
  CHECK_FALSE(has("info@gemeente.example", mark::email));
  CHECK_FALSE(has("Willem Barentszstraat", mark::full_name));
  CHECK_FALSE(has("Stichting Jan de Boer", mark::full_name));
  CHECK(has("Jan de Boer", mark::full_name));
  CHECK(has("J.P. van der Kolk", mark::full_name));
  CHECK_FALSE(has("52.516775", mark::eleven));
  CHECK(has("52.516775", mark::precise));
  CHECK(has("2026-04-03T10:00:00Z", mark::date | mark::time));
}
