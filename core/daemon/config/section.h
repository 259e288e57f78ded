// SPDX-License-Identifier: Apache-2.0
// One mapping of a configuration file, read key by key; whatever is left unread is a key that does not exist.
// Called by the readers in config.cc. Written by operators: every mistake is collected with its place, so
// that one run of --check-config shows them all.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/yaml_events.h"

namespace lazaret::daemon {

class Section {
 public:
  // Neither `node` nor `problems` may go before the section does. `name` is for messages: "scopes[0]".
  Section(const YamlNode& node, std::string name, std::vector<YamlProblem>& problems);

  // Each gives `otherwise` where the key is absent, and where its value is wrong, which is then a problem.
  std::string text(std::string_view key, std::string_view otherwise = {});
  std::string required(std::string_view key);
  bool flag(std::string_view key, bool otherwise);
  std::uint64_t number(std::string_view key, std::uint64_t otherwise, std::uint64_t least,
                       std::uint64_t most);
  // "90s", "15m", "24h", "30d"
  std::chrono::seconds duration(std::string_view key, std::chrono::seconds otherwise,
                                std::chrono::seconds least, std::chrono::seconds most);
  // The index of the value among `words`.
  std::size_t word(std::string_view key, std::span<const std::string_view> words, std::size_t otherwise);
  std::vector<std::string> texts(std::string_view key);  // one value, or a list of them
  void section(std::string_view key, const std::function<void(Section&)>& read);
  void sections(std::string_view key, const std::function<void(Section&)>& read_each);

  // A key that nobody asked for is a problem, with the nearest of those that were.
  void finish();
  void fail(const YamlNode& node, std::string message);
  void fail(std::string_view key, std::string message);  // at the key's value, or at the section

 private:
  const YamlNode* take(std::string_view key);
  const YamlNode* take_scalar(std::string_view key);
  void run(const YamlNode& node, const std::string& name, const std::function<void(Section&)>& read);

  const YamlNode& node_;
  std::string name_;
  std::vector<YamlProblem>& problems_;
  std::vector<std::string_view> asked_;  // literals of the readers
};

}  // namespace lazaret::daemon
