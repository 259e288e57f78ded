// SPDX-License-Identifier: Apache-2.0
#include "core/base/yaml_events.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <set>
#include <sstream>

namespace lazaret {
namespace {

constexpr std::size_t kBytes = 1u << 20;
constexpr std::size_t kDepth = 8;

class SettingsHandler : public YAML::EventHandler {
 public:
  explicit SettingsHandler(std::string_view what) : what_(what) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, "?", anchor, ""); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "aliases are not allowed"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    scalar(mark, tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse(mark, "a list stands where one value belongs");
    ++ignored_;
  }
  void OnSequenceEnd() override { --ignored_; }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override;
  void OnMapEnd() override;

  Result<std::vector<YamlSetting>> finish() {
    if (error_) return std::move(*error_);
    return std::move(settings_);
  }
  void refuse(const YAML::Mark& mark, const std::string& message);

 private:
  struct Level {
    std::string prefix;
    std::optional<std::string> key;  // set: its value comes next
    std::set<std::string> seen;
  };
  void scalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              const std::string& value);
  void key(const YAML::Mark& mark, const std::string& name);

  std::string_view what_;
  std::vector<Level> levels_;
  std::vector<YamlSetting> settings_;
  int ignored_ = 0;  // depth of lists that were refused
  std::optional<Error> error_;
};

void SettingsHandler::refuse(const YAML::Mark& mark, const std::string& message) {
  if (error_) return;
  error_ = make_error(ErrorCode::InvalidInput, std::string(what_) + ":" + std::to_string(mark.line + 1) +
                                                   ":" + std::to_string(mark.column + 1) + ": " + message);
}

void SettingsHandler::scalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             const std::string& value) {
  if (anchor != 0) refuse(mark, "anchors are not allowed");
  if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags are not allowed");
  if (error_ || ignored_ > 0) return;
  if (levels_.empty()) return refuse(mark, "a mapping of settings is expected");
  Level& level = levels_.back();
  if (!level.key) return key(mark, value);
  settings_.push_back({level.prefix + *level.key, value, mark.line + 1, mark.column + 1});
  level.key.reset();
}

void SettingsHandler::key(const YAML::Mark& mark, const std::string& name) {
  if (!levels_.back().seen.insert(name).second) return refuse(mark, "duplicate key \"" + name + "\"");
  levels_.back().key = name;
}

void SettingsHandler::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                 YAML::EmitterStyle::value) {
  if (anchor != 0) refuse(mark, "anchors are not allowed");
  if (levels_.size() >= kDepth) refuse(mark, "nested deeper than " + std::to_string(kDepth) + " levels");
  if (!levels_.empty() && !levels_.back().key) refuse(mark, "a mapping cannot be a key");
  std::string prefix;
  if (!levels_.empty() && levels_.back().key) prefix = levels_.back().prefix + *levels_.back().key + ".";
  if (!levels_.empty()) levels_.back().key.reset();
  levels_.push_back({std::move(prefix), std::nullopt, {}});
}

void SettingsHandler::OnMapEnd() {
  if (!levels_.empty()) levels_.pop_back();
}

}  // namespace

Result<std::vector<YamlSetting>> read_yaml_settings(std::string_view text, std::string_view what) {
  if (text.size() > kBytes)
    return make_error(ErrorCode::LimitExceeded, std::string(what) + ": " + std::to_string(text.size()) +
                                                    " bytes of YAML, the limit is " + std::to_string(kBytes));
  SettingsHandler handler(what);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(handler);
    if (parser.HandleNextDocument(handler))
      handler.refuse(YAML::Mark::null_mark(), "a second document is not allowed");
  } catch (const YAML::ParserException& problem) {
    handler.refuse(problem.mark, problem.msg);
  }
  return handler.finish();
}

}  // namespace lazaret
