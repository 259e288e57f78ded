// SPDX-License-Identifier: Apache-2.0
// Lists what refers to a digest, as the registry client sees it: `referrers_tool REFERENCE DIGEST [TYPE]`, a
// line each. Called by tests/integration/registry_referrers_test.py; the daemon will be the one that asks
// this in earnest.
#include <cstdio>

#include "core/registry/locate.h"

namespace lazaret::registry {
namespace {

Result<void> list(const std::string& text, const std::string& digest, const std::string& type) {
  const auto reference = TRY(image::parse_reference(text));
  const auto endpoints = TRY(endpoints_of({}, reference));
  Limits limits;
  limits.registry_tries = 1;
  const auto context = std::make_shared<Context>(Settings{}, limits, Note());
  const auto repository = TRY(Repository::open(context, endpoints.front()));
  for (const auto& entry : TRY(repository.referrers(TRY(Digest::parse(digest)), type)))
    std::printf("%s %s\n", entry.digest.text().c_str(), entry.artifact_type.c_str());
  return {};
}

}  // namespace
}  // namespace lazaret::registry

int main(int count, char** words) {
  if (count < 3) return 64;
  const auto done = lazaret::registry::list(words[1], words[2], count > 3 ? words[3] : "");
  if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return done ? 0 : 1;
}
