// SPDX-License-Identifier: Apache-2.0
// registries.conf: which places a name leads to.
#include "core/registry/registries_conf.h"

#include <gtest/gtest.h>

namespace lazaret::registry {
namespace {

RegistriesConf conf_of(std::string_view text) {
  auto conf = parse_registries_conf(text, "registries.conf");
  EXPECT_TRUE(conf) << conf.error().message;
  return conf ? conf.take() : RegistriesConf{};
}

std::string places(const RegistriesConf& conf, std::string_view reference) {
  const auto endpoints = endpoints_of(conf, image::parse_reference(reference).take());
  if (!endpoints) return std::string(to_string(endpoints.error().code));
  std::string text;
  for (const auto& endpoint : *endpoints)
    text +=
        (text.empty() ? "" : " ") + endpoint.domain + "/" + endpoint.path + (endpoint.insecure ? "!" : "");
  return text;
}

TEST(RegistriesConf, LeavesAloneWhatItDoesNotName) {
  EXPECT_EQ(places({}, "host.example/a"), "host.example/a");
  EXPECT_EQ(places(conf_of(""), "alpine"), "docker.io/library/alpine");
}

TEST(RegistriesConf, ChoosesTheLongestPrefix) {
  const auto conf = conf_of(R"(
[[registry]]
prefix = "host.example"
location = "one.example"
[[registry]]
prefix = "host.example/team"
location = "two.example/x"
insecure = true
[[registry]]
prefix = "host.example/secret"
blocked = true
[[registry]]
prefix = "*.wild.example"
location = "three.example"
[[registry]]
location = "a.wild.example"
insecure = true
)");
  EXPECT_EQ(places(conf, "host.example/app"), "one.example/app");
  EXPECT_EQ(places(conf, "host.example/team/app"), "two.example/x/app!");
  EXPECT_EQ(places(conf, "host.example/teamwork/app"), "one.example/teamwork/app");
  EXPECT_EQ(places(conf, "host.example/secret/app"), "denied");
  EXPECT_EQ(places(conf, "host.example/secret"), "denied");
  EXPECT_EQ(places(conf, "host.example:5000/app"), "host.example:5000/app");
  EXPECT_EQ(places(conf, "b.wild.example/app"), "three.example/app");
  EXPECT_EQ(places(conf, "a.wild.example/app"), "a.wild.example/app!");
  EXPECT_EQ(places(conf, "wild.example/app"), "wild.example/app");
}

TEST(RegistriesConf, AsksMirrorsFirst) {
  const auto conf = conf_of(R"(
[[registry]]
location = "host.example"
[[registry.mirror]]
location = "m1.example:5000/proxy"
insecure = true
[[registry.mirror]]
location = "m2.example"
pull-from-mirror = "digest-only"
[[registry.mirror]]
location = "m3.example"
pull-from-mirror = "tag-only"
)");
  EXPECT_EQ(places(conf, "host.example/a:v1"), "m1.example:5000/proxy/a! m3.example/a host.example/a");
  EXPECT_EQ(places(conf, "host.example/a@sha256:" + std::string(64, '0')),
            "m1.example:5000/proxy/a! m2.example/a host.example/a");
  const auto digests = conf_of(
      "[[registry]]\nlocation='h.example'\nmirror-by-digest-only=true\n[[registry.mirror]]\nlocation='m."
      "example'\n");
  EXPECT_EQ(places(digests, "h.example/a"), "h.example/a");
}

TEST(RegistriesConf, DoesNotTakeAHostForANamespace) {
  EXPECT_EQ(places(conf_of("[[registry]]\nprefix='h.example'\nlocation='mirror'\n"), "h.example/a"),
            "invalid input");
}

TEST(RegistriesConf, LaterPiecesReplaceEarlierOnes) {
  auto conf = conf_of(
      "unqualified-search-registries=['a.example']\n[[registry]]\nlocation='h.example'\nblocked=true\n["
      "aliases]\n'x'='a.example/x'\n");
  merge(conf, conf_of("[[registry]]\nlocation='h.example'\n[aliases]\n'x'='b.example/x'\n"));
  EXPECT_EQ(places(conf, "h.example/a"), "h.example/a");
  EXPECT_EQ(conf.search.size(), 1u);
  EXPECT_EQ(complete_short_name(conf, "x:v1").value(), "b.example/x:v1");
}

TEST(RegistriesConf, CompletesShortNames) {
  const auto conf = conf_of(
      "unqualified-search-registries=['a.example']\nshort-name-mode='permissive'\n[aliases]\n'x'='b.example/"
      "team/x'\n");
  EXPECT_EQ(complete_short_name(conf, "x").value(), "b.example/team/x");
  EXPECT_EQ(complete_short_name(conf, "x:1").value(), "b.example/team/x:1");
  EXPECT_EQ(complete_short_name(conf, "y/x:1").value(), "a.example/y/x:1");
  EXPECT_EQ(complete_short_name(conf, "c.example/x").value(), "c.example/x");
  EXPECT_EQ(complete_short_name({}, "x").value(), "x");
  EXPECT_FALSE(complete_short_name(conf_of("unqualified-search-registries=['a.example','b.example']"), "x"));
  EXPECT_TRUE(conf.warnings.empty());
}

TEST(RegistriesConf, NamesTheLineOfWhatItDoesNotUnderstand) {
  for (const auto& [text, place] :
       {std::pair("x = \n", ":1:"),
        {"\n[registries.search]\nregistries=[]\n", ":2:"},
        {"registry = 1", ":1:"},
        {"[[registry]]\nblocked='yes'\nlocation='h'", ":2:"},
        {"[[registry]]\ninsecure=true", ":1:"},
        {"unqualified-search-registries='x'", ":1:"},
        {"[[registry]]\nlocation='h'\n[[registry.mirror]]\n", ":3:"},
        {"[[registry]]\nlocation='h'\n[[registry.mirror]]\nlocation='m'\npull-from-mirror='never'", ":5:"}}) {
    const auto conf = parse_registries_conf(text, "f");
    ASSERT_FALSE(conf) << text;
    EXPECT_NE(conf.error().message.find(place), std::string::npos) << conf.error().message;
  }
  for (const auto& bytes : {std::string("[\0]", 3), std::string("a = '\xdb'"), std::string("a\x7f = 1"),
                            std::string("[[\n[x]]\n")})
    EXPECT_FALSE(parse_registries_conf(bytes, "f")) << bytes;
  EXPECT_EQ(conf_of("# für alle\nunqualified-search-registries=['a.example']\n").search.front(), "a.example");
  EXPECT_FALSE(parse_registries_conf("0\xef\xb9\xbf", "f"));
  const auto warned = conf_of(
      "one=1\n[[registry]]\nlocation='h'\ntwo=2\n[[registry.mirror]]\nlocation='m.example'\nthree=3\n");
  ASSERT_EQ(warned.warnings.size(), 3u);
}

}  // namespace
}  // namespace lazaret::registry
