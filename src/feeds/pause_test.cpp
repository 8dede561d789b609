#include "feeds/pause.h"

#include <doctest/doctest.h>

#include <string>

using namespace sas;
using namespace sas::feeds;
using namespace std::chrono_literals;

TEST_CASE("a pause is a whole number with its unit") {
  CHECK(parse_pause("30s").value() == 30s);
  CHECK(parse_pause("5m").value() == 5min);
  CHECK(parse_pause("1h").value() == 1h);
  CHECK(parse_pause("7d").value() == 7 * 24h);
  for (const char* wrong : {"", "s", "0s", "5", "-5s", "1.5h", "5 m", "5M", "5min", "9999999s"})
    CHECK_MESSAGE(parse_pause(wrong).error().code == "pause-invalid", wrong);
}

TEST_CASE("what is the municipality's own may be asked each five seconds, and what serves others once a minute") {
  for (const char* own :
       {"http://127.0.0.1:8080/FeatureServer/0", "http://10.1.2.3/x", "https://172.16.0.1", "http://172.31.255.1/",
        "http://192.168.1.5:80", "http://[::1]:8080/x", "http://[fd12:3456::1]/", "http://[fe80::1]/x",
        "http://poort/x", "http://localhost:80", "http://Gateway.Local/x", "http://meters.internal:81/?a=b"})
    CHECK_MESSAGE(shortest_pause(own) == 5s, own);
  for (const char* other :
       {"https://npropendata.rdw.nl//parkingdata/v2/dynamic", "https://172.32.0.1/", "https://172.15.0.1/",
        "https://11.0.0.1/", "https://192.169.0.1/", "https://[2001:db8::1]/", "https://[fec0::1]/",
        "https://127.0.0.1.example.nl/", "https://10.1.2.3@example.nl/", "https://example.nl/?x=http://127.0.0.1",
        "https://example.nl#.local", "https://256.1.1.1/", "", "https://"})
    CHECK_MESSAGE(shortest_pause(other) == 60s, other);
}
