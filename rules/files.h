// SPDX-License-Identifier: Apache-2.0
// Rule files on disk: from the paths that an operator named to the texts that the loader takes.
// Called by `lazaret scan` and `lazaret rules`. The paths are the operator's own; nothing outside a directory
// that they name is read, whatever links lie in it, and no file of it is left out in silence.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/load.h"

namespace lazaret::rules {

inline constexpr std::string_view kRuleFileSuffix = ".rules.yaml";
inline constexpr std::string_view kTestFileSuffix = ".test.yaml";

// A file is read whatever its name is. Of a directory every file whose name ends with `suffix`, at any depth,
// sorted bytewise; names that begin with "." are left out (editors and mounts put theirs there). A link to a
// file counts where it stays in the directory. Errors: a path that cannot be read, a directory without such a
// file, a link that leads out, a linked directory, *.rules.yml, a limit (rule_files, rule_directory_depth,
// yaml_bytes). The files' paths are those that were named, normal ("./a//b" is "a/b"), with what was found
// below them.
Result<std::vector<SourceFile>> read_rule_files(std::span<const std::string> paths, const Limits& limits,
                                                std::string_view suffix = kRuleFileSuffix);

// The rules that come with Lazaret, of layer builtin: their paths are "builtin/NAME" wherever they are
// installed, so that a rule set has one id on every machine.
Result<std::vector<SourceFile>> read_builtin_rules(const std::string& directory, const Limits& limits);

}  // namespace lazaret::rules
