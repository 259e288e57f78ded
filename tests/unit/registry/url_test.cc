// SPDX-License-Identifier: Apache-2.0
// URLs that servers name: their parts, and where we go and do not go.
#include "core/registry/url.h"

#include <gtest/gtest.h>

#include "core/registry/blob_reader.h"
#include "core/registry/link.h"

namespace lazaret::registry {
namespace {

Url url(std::string_view text) { return parse_url(text).take(); }

TEST(Url, HasTheParts) {
  const Url parsed = url("https://Host.Example/a/b?c=d#e");
  EXPECT_EQ(parsed.scheme, "https");
  EXPECT_EQ(parsed.host, "host.example");
  EXPECT_EQ(parsed.port, "443");
  EXPECT_EQ(parsed.target, "/a/b?c=d");
  EXPECT_EQ(url("http://[::1]:5000/x").host, "[::1]");
  EXPECT_EQ(url("http://h").origin(), "http://h:80");
}

TEST(Url, RefusesWhatIsNoPlaceToAsk) {
  for (const auto* bad : {"", "x", "/x", "ftp://h/", "file:///etc/passwd", "javascript:1", "http://",
                          "http://u@h/", "http://u:p@h/", "http://h/ x", "http://h/\r\nX: y",
                          "http://h:99999/", "http://h:x/", "http://[::1/"})
    EXPECT_FALSE(parse_url(bad)) << bad;
  EXPECT_TRUE(parse_url("http://h/" + std::string(8192 - 9, 'x')));
  EXPECT_FALSE(parse_url("http://h/" + std::string(8192 - 8, 'x')));
}

TEST(Url, ResolvesWhatIsRelative) {
  const Url base = url("https://h:5000/v2/a/b?x=1");
  EXPECT_EQ(resolve_url(base, "/v2/c").value().text(), "https://h:5000/v2/c");
  EXPECT_EQ(resolve_url(base, "c?y=2").value().text(), "https://h:5000/v2/a/c?y=2");
  EXPECT_EQ(resolve_url(base, "http://o/d").value().text(), "http://o:80/d");
  EXPECT_EQ(resolve_url(base, "//o/d").value().text(), "https://o:443/d");
  EXPECT_FALSE(resolve_url(base, "file:///x"));
}

TEST(Url, KnowsThisMachine) {
  for (const auto* here : {"localhost", "127.0.0.1", "127.255.0.9", "[::1]"})
    EXPECT_TRUE(is_loopback_host(here)) << here;
  for (const auto* there : {"128.0.0.1", "127.0.0.1.example", "127.1", "localhost.example", "127.0.0.256",
                            "10.0.0.1", "", "127.0.0.1000"})
    EXPECT_FALSE(is_loopback_host(there)) << there;
}

TEST(Url, IsFollowedOnlyWhereThatIsSafe) {
  struct Case {
    const char* registry;
    const char* from;
    const char* to;
    bool follows;
  };
  for (const auto& [registry, from, to, follows] : {
           Case{"https://r.example", "https://r.example", "https://s.example", true},
           Case{"https://r.example", "https://r.example", "http://r.example", false},
           Case{"https://r.example", "https://s.example", "http://r.example", false},
           Case{"https://r.example", "https://r.example", "https://127.0.0.1", false},
           Case{"https://r.example", "https://r.example", "https://localhost", false},
           Case{"http://r.example", "http://r.example", "http://r.example:81", true},
           Case{"http://r.example", "http://r.example", "http://s.example", false},
           Case{"http://r.example", "http://r.example", "http://127.0.0.1", false},
           Case{"http://127.0.0.1:5000", "http://127.0.0.1:5000", "http://127.0.0.1:81", true},
           Case{"http://127.0.0.1:5000", "http://127.0.0.1:5000", "http://169.254.169.254", false},
           Case{"https://127.0.0.1:5000", "https://127.0.0.1:5000", "http://127.0.0.1:81", false},
       })
    EXPECT_EQ(may_follow(url(registry), url(from), url(to)).has_value(), follows)
        << registry << " " << from << " " << to;
}

TEST(Url, QueriesAreEncoded) {
  Url target = url("https://h/token?x=1");
  add_query(target, "scope", "repository:a/b:pull,push");
  EXPECT_EQ(target.target, "/token?x=1&scope=repository%3Aa%2Fb%3Apull%2Cpush");
}

TEST(Link, GivesTheNextPage) {
  EXPECT_EQ(next_link(R"(</v2/x?last=a>; rel="next")"), "/v2/x?last=a");
  EXPECT_EQ(next_link(R"(</a>; rel=prev, </b,c>; title="x, y"; REL="last next")"), "/b,c");
  for (const auto* none : {"", "</a>", R"(</a>; rel="prev")", "/a; rel=next", "</a; rel=next",
                           "</a>; title=\"rel=next\"", "<", ">"})
    EXPECT_EQ(next_link(none), std::nullopt) << none;
}

TEST(ContentRange, MustBeTheOneThatWasAskedFor) {
  EXPECT_TRUE(continues_at("bytes 5-9/10", 5, 10));
  EXPECT_TRUE(continues_at("bytes 5-9/*", 5, 10));
  for (const auto* bad : {"", "bytes", "bytes 4-9/10", "bytes 5-8/10", "bytes 5-9/11", "bytes 5-/10",
                          "items 5-9/10", "bytes */10", "bytes 5/9-10", "bytes -5-9/10"})
    EXPECT_FALSE(continues_at(bad, 5, 10)) << bad;
}

}  // namespace
}  // namespace lazaret::registry
