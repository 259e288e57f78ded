// SPDX-License-Identifier: Apache-2.0
// Files of credentials, answers of helpers, tokens: what is understood, and that no secret is shown.
#include <gtest/gtest.h>

#include "core/registry/auth_file.h"
#include "core/registry/credential_helper.h"
#include "core/registry/default_domain.h"
#include "core/registry/token.h"

namespace lazaret::registry {
namespace {

const Limits kLimits;

AuthFile file_of(std::string_view text, bool legacy = false) {
  auto file = parse_auth_file(text, "config.json", kLimits, legacy);
  EXPECT_TRUE(file) << file.error().message;
  return file ? file.take() : AuthFile{};
}

std::string user_for(const AuthFile& file, std::string_view name) {
  const auto* found = file.find(name);
  return found == nullptr ? "nobody" : found->username + ":" + found->password + found->identity_token;
}

TEST(AuthFile, IsAskedByTheLongestKey) {
  const auto file = file_of(R"({"auths": {
    "host:5000": {"auth": "YTpi"}, "host:5000/team": {"username": "c", "password": "d"},
    "https://old.example/v1/": {"auth": "ZTpmOmc="}, "https://index.docker.io/v1/": {"identitytoken": "t", "username": "u"},
    "empty.example": {}}})");
  EXPECT_EQ(user_for(file, "host:5000/app"), "a:b");
  EXPECT_EQ(user_for(file, "host:5000/team/app"), "c:d");
  EXPECT_EQ(user_for(file, "host:5000/team"), "c:d");
  EXPECT_EQ(user_for(file, "host:5000/teamwork"), "a:b");
  EXPECT_EQ(user_for(file, "host/app"), "nobody");
  EXPECT_EQ(user_for(file, "host:50001/app"), "nobody");
  EXPECT_EQ(user_for(file, "old.example/app"), "e:f:g");
  EXPECT_EQ(user_for(file, "docker.io/library/alpine"), "u:t");
  EXPECT_EQ(user_for(file, "empty.example/app"), "nobody");
}

TEST(AuthFile, KnowsHelpers) {
  const auto file = file_of(R"({"credHelpers": {"host:5000": "one"}, "credsStore": "two"})");
  EXPECT_EQ(file.helper_for("host:5000"), "one");
  EXPECT_EQ(file.helper_for("other"), "two");
  EXPECT_EQ(file_of("{}").helper_for("other"), "");
  EXPECT_EQ(user_for(file_of(R"({"host": {"auth": "YTpi"}})", true), "host/app"), "a:b");
}

TEST(AuthFile, IsRefusedWhereItIsNotUnderstood) {
  for (const auto* bad : {"", "[]", "{", R"({"auths": []})", R"({"auths": {"h": 1}})",
                          R"({"auths": {"h": {"auth": "%%%"}}})", R"({"auths": {"h": {"auth": "c2VjcmV0"}}})",
                          R"({"credHelpers": 1})", R"({"credHelpers": {"h": 1}})", R"({"credsStore": 1})"}) {
    const auto file = parse_auth_file(bad, "config.json", kLimits);
    ASSERT_FALSE(file) << bad;
    EXPECT_NE(file.error().message.find("config.json"), std::string::npos);
    EXPECT_EQ(file.error().message.find("secret"), std::string::npos) << file.error().message;
  }
}

TEST(AuthFile, HasItsLimit) {
  Limits limits;
  limits.credential_file_bytes = 100;
  for (const auto& [size, works] : {std::pair(99u, true), {100u, true}, {101u, false}})
    EXPECT_EQ(parse_auth_file("{}" + std::string(size - 2, ' '), "f", limits).has_value(), works) << size;
}

TEST(Helper, HasANameThatIsAProgram) {
  for (const auto* good : {"pass", "ecr-login", "gcr_2.0"}) EXPECT_TRUE(is_helper_name(good)) << good;
  for (const auto* bad : {"", ".", "..", "../x", "a/b", "a b", "a;b", "$(x)", "a\n", ".hidden"})
    EXPECT_FALSE(is_helper_name(bad)) << bad;
}

TEST(Helper, SaysUserAndSecret) {
  const auto login =
      parse_helper_answer(R"({"ServerURL":"h","Username":"u","Secret":"s"})", "helper", kLimits);
  ASSERT_TRUE(login);
  EXPECT_EQ(login->username + ":" + login->password, "u:s");
  const auto token = parse_helper_answer(R"({"Username":"<token>","Secret":"s"})", "helper", kLimits);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->identity_token, "s");
  EXPECT_TRUE(token->username.empty() && token->password.empty());
  for (const auto* bad : {"", "hunter2", R"({"Username":"u"})", R"({"Secret":"hunter2"})",
                          R"({"Username":1,"Secret":"hunter2"})"}) {
    const auto answer = parse_helper_answer(bad, "helper", kLimits);
    ASSERT_FALSE(answer) << bad;
    EXPECT_EQ(answer.error().message.find("hunter2"), std::string::npos) << answer.error().message;
  }
}

TEST(Helper, IsAskedForTheNameThatDockerUses) {
  EXPECT_EQ(helper_server("host:5000"), "host:5000");
  EXPECT_EQ(helper_server(image::kDefaultDomain), "https://index.docker.io/v1/");
}

TEST(Token, IsReadWithItsLifetime) {
  EXPECT_EQ(parse_token_answer(R"({"token":"a"})", "t", kLimits)->lifetime, std::chrono::seconds(60));
  EXPECT_EQ(parse_token_answer(R"({"access_token":"b","expires_in":300})", "t", kLimits)->lifetime,
            std::chrono::seconds(300));
  EXPECT_EQ(parse_token_answer(R"({"token":"","access_token":"b"})", "t", kLimits)->text, "b");
  EXPECT_EQ(parse_token_answer(R"({"token":"a","expires_in":99999999999})", "t", kLimits)->lifetime,
            std::chrono::hours(24));
  for (const auto* bad :
       {"", "{}", R"({"token":1})", R"({"token":"a b"})", "{\"token\":\"a\\nb\"}", R"({"token":"ä"})"})
    EXPECT_FALSE(parse_token_answer(bad, "t", kLimits)) << bad;
}

TEST(Token, IsKeptForFourFifthsOfItsLife) {
  TokenCache cache;
  const auto start = TokenCache::Clock::time_point{};
  cache.keep("key", {"text", std::chrono::seconds(100)}, start);
  EXPECT_EQ(cache.find("key", start + std::chrono::seconds(79)), "text");
  EXPECT_EQ(cache.find("key", start + std::chrono::seconds(80)), std::nullopt);
  EXPECT_EQ(cache.find("other", start), std::nullopt);
  cache.drop("key");
  EXPECT_EQ(cache.find("key", start), std::nullopt);
}

TEST(Token, IsAskedForByScope) {
  const TokenScope scope{parse_url("https://auth.example/token").take(), "r.example",
                         "repository:a:pull repository:b:pull"};
  EXPECT_EQ(token_get_url(scope, "ann").text(),
            "https://auth.example:443/"
            "token?service=r.example&scope=repository%3Aa%3Apull&scope=repository%3Ab%3Apull&account=ann&"
            "client_id=lazaret");
  EXPECT_EQ(token_post_form(scope, "x&y"),
            "grant_type=refresh_token&service=r.example&client_id=lazaret&scope=repository%3Aa%3Apull%"
            "20repository%3Ab%3Apull&refresh_token=x%26y");
}

}  // namespace
}  // namespace lazaret::registry
