// SPDX-License-Identifier: Apache-2.0
#include "core/source/gap_log.h"

namespace lazaret::source {
namespace {

constexpr std::size_t kKeptOfAKind = 100;

}  // namespace

void GapLog::add(const std::string& kind, const std::string& subject, const std::string& reason) {
  const std::scoped_lock lock(mutex_);
  Kind& known = kinds_[kind];
  ++known.count;
  if (known.kept.size() < kKeptOfAKind) known.kept.push_back({kind, subject, reason, ""});
}

std::vector<Gap> GapLog::gaps() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Gap> all;
  for (const auto& [kind, known] : kinds_) {
    all.insert(all.end(), known.kept.begin(), known.kept.end());
    if (known.count > known.kept.size())
      all.push_back(
          {kind, "", "and " + std::to_string(known.count - known.kept.size()) + " more of this kind", ""});
  }
  return all;
}

void GapLog::clear() {
  const std::scoped_lock lock(mutex_);
  kinds_.clear();
}

}  // namespace lazaret::source
