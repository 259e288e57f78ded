// SPDX-License-Identifier: Apache-2.0
// References: what docker makes of a name, what is refused, and what holds for all of them.
#include "core/image/reference.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/image/artifact.h"

namespace lazaret::image {
namespace {

const std::string kHex(64, 'a');

std::string whole(std::string_view text) {
  const auto parsed = parse_reference(text);
  return parsed ? parsed->text() : "error: " + parsed.error().message;
}

TEST(Reference, IsCompletedAsDockerDoes) {
  EXPECT_EQ(whole("alpine"), "docker.io/library/alpine:latest");
  EXPECT_EQ(whole("alpine:3.18"), "docker.io/library/alpine:3.18");
  EXPECT_EQ(whole("docker:24"), "docker.io/library/docker:24");
  EXPECT_EQ(whole("team/app"), "docker.io/team/app:latest");
  EXPECT_EQ(whole("docker.io/alpine"), "docker.io/library/alpine:latest");
  EXPECT_EQ(whole("index.docker.io/team/app"), "docker.io/team/app:latest");
  EXPECT_EQ(whole("localhost/app"), "localhost/app:latest");
  EXPECT_EQ(whole("localhost:5000/app:v1"), "localhost:5000/app:v1");
  EXPECT_EQ(whole("registry.example/a/b/c"), "registry.example/a/b/c:latest");
  EXPECT_EQ(whole("host:5000/app"), "host:5000/app:latest");
  EXPECT_EQ(whole("[::1]:5000/app:v1"), "[::1]:5000/app:v1");
  EXPECT_EQ(whole("Registry/app"), "Registry/app:latest");  // upper case makes it a host
  EXPECT_EQ(whole("app@sha256:" + kHex), "docker.io/library/app@sha256:" + kHex);
  EXPECT_EQ(whole("host.example/app:v1@sha256:" + kHex), "host.example/app:v1@sha256:" + kHex);
  EXPECT_EQ(whole("a__b/c-d--e/f.g_h"), "docker.io/a__b/c-d--e/f.g_h:latest");
}

TEST(Reference, RefusesWhatTheGrammarDoesNotHave) {
  for (const std::string bad : {"",
                                ":v1",
                                "@sha256:aa",
                                "app:",
                                "app:v 1",
                                "app:-v1",
                                "App",
                                "team/App",
                                "a//b",
                                "/a",
                                "a/",
                                "a/-b",
                                "a/b-",
                                "a/b..c",
                                "a/b___c",
                                "a/.b",
                                "host:0/app",
                                "host:65536/app",
                                "host:x/app",
                                "host.example:5000:1/app",
                                "-h.example/app",
                                "h..example/app",
                                "[::1/app",
                                "[]:1/app",
                                "[g::]:1/app",
                                "app@sha256:zz",
                                "app@md5:00",
                                "app@",
                                "app@sha256:",
                                "http://host.example/app",
                                "https://host.example/app",
                                "a/b c",
                                "a/\xc3\xa4",
                                "a/b\n",
                                "user@host.example/app"})
    EXPECT_FALSE(parse_reference(bad)) << bad << " became " << whole(bad);
  EXPECT_NE(whole(kHex).find("image id"), std::string::npos) << whole(kHex);
  EXPECT_NE(whole("team/App").find("lower case"), std::string::npos);
}

TEST(Reference, HasItsLimits) {
  for (const auto& [length, works] : {std::pair(127, true), {128, true}, {129, false}})
    EXPECT_EQ(
        parse_reference("host.example/app:" + std::string(static_cast<std::size_t>(length), 't')).has_value(),
        works)
        << length;
  const std::string host = "host.example/";
  for (const auto& [length, works] : {std::pair(254, true), {255, true}, {256, false}})
    EXPECT_EQ(
        parse_reference(host + std::string(static_cast<std::size_t>(length) - host.size(), 'p')).has_value(),
        works)
        << length;
}

rc::Gen<std::string> text_of(const std::string& letters) {
  return rc::gen::container<std::string>(rc::gen::elementOf(letters));
}

TEST(Reference, WhateverIsReadReadsTheSameAgain) {
  EXPECT_TRUE(rc::check("text() is a fixed point", [] {
    const auto text = *text_of("aA0.-_:/@[]sh256");
    const auto parsed = parse_reference(text);
    if (!parsed) return;
    const auto again = parse_reference(parsed->text());
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->text() == parsed->text());
    RC_ASSERT(*again == *parsed);
  }));
}

TEST(Reference, PartsComeBackAsTheyWerePut) {
  EXPECT_TRUE(rc::check("domain, path, tag and digest", [] {
    const auto word = rc::gen::nonEmpty(text_of("abcxyz019"));
    Reference made;
    made.domain = *word + ".example" + (*rc::gen::arbitrary<bool>() ? ":5000" : "");
    made.path = *word + *rc::gen::element<std::string>(".", "_", "__", "-", "---", "/") + *word;
    made.tag = *word + *rc::gen::element<std::string>("", ".", "-", "_") + *word;
    if (*rc::gen::arbitrary<bool>()) made.digest = sha256_of(made.tag);
    RC_PRE(made.name().size() <= kNameBytes && made.tag.size() <= kTagBytes);
    const auto read = parse_reference(made.text());
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == made);
  }));
}

TEST(ArtifactTag, IsToldFromAnImages) {
  EXPECT_EQ(artifact_tag_name("sha256-" + kHex + ".sig"), "a signature");
  EXPECT_EQ(artifact_tag_name("sha256-" + kHex + ".att"), "an attestation");
  EXPECT_EQ(artifact_tag_name("sha256-" + kHex + ".sbom"), "an SBOM");
  EXPECT_FALSE(artifact_tag_name("sha256-" + kHex).empty());
  const std::string sha = "sha256-" + kHex;
  for (const auto& other :
       {std::string("v1"), std::string("sha256-"), sha.substr(0, sha.size() - 1), sha + ".sigx", sha + "a"})
    EXPECT_EQ(artifact_tag_name(other), "") << other;
}

}  // namespace
}  // namespace lazaret::image
