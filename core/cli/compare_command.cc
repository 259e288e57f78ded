// SPDX-License-Identifier: Apache-2.0
#include "core/cli/compare_command.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <span>
#include <string_view>
#include <utility>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/package/version.h"

namespace lazaret::cli {
namespace {

using package::VersionScheme;

constexpr std::string_view kUsage =
    "usage: lazaret compare SCHEME A B\n"
    "       lazaret compare SCHEME -      (reads A<TAB>B lines from standard input)\n"
    "Prints <, = or >; with -, one sign a line, and ! where a version cannot be parsed.\n"
    "Schemes:";

std::vector<std::string_view> scheme_names() {
  std::vector<std::string_view> names;
  for (const auto& scheme : package::version_schemes()) names.push_back(scheme.name);
  return names;
}

std::string usage() {
  std::string text(kUsage);
  for (const auto name : scheme_names()) text.append(" ").append(name);
  return text + "\n";
}

int fail_unknown_scheme(std::string_view word) {
  const auto names = scheme_names();
  std::string message = "unknown version scheme \"" + std::string(word) + "\"; ";
  if (const auto nearest = nearest_name(word, names)) {
    message += "did you mean " + std::string(*nearest) + "?";
  } else {
    message += "there are";
    for (const auto name : names) message.append(" ").append(name);
  }
  return fail_usage(message);
}

char sign(std::weak_ordering order) { return order < 0 ? '<' : order > 0 ? '>' : '='; }

// Compares line by line; the memory is one block, whatever the input's size.
class LineComparer {
 public:
  explicit LineComparer(const VersionScheme& scheme) : scheme_(scheme) {}

  void feed(std::string_view bytes) {
    pending_.append(bytes);
    std::string_view rest = pending_;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      take_line(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    pending_.erase(0, pending_.size() - rest.size());
    if (pending_.size() <= kLineBytes) return;
    too_long_ = true;
    pending_.resize(kLineBytes + 1);
  }
  void finish() {
    if (!pending_.empty()) take_line(pending_);
  }
  bool all_parsed() const { return all_parsed_; }

 private:
  static constexpr std::size_t kLineBytes = 64u << 10;

  void take_line(std::string_view line) {
    ++number_;
    const auto tab = line.find('\t');
    if (std::exchange(too_long_, false))
      return refuse("is longer than " + std::to_string(kLineBytes) + " bytes");
    if (tab == std::string_view::npos) return refuse("has no tab between two versions");
    const auto order = scheme_.compare(line.substr(0, tab), line.substr(tab + 1));
    if (!order) return refuse(order.error().message);
    std::printf("%c\n", sign(*order));
  }
  void refuse(const std::string& why) {
    all_parsed_ = false;
    std::puts("!");
    std::fprintf(stderr, "lazaret: line %zu: %s\n", number_, escape_for_terminal(why).c_str());
  }

  const VersionScheme& scheme_;
  std::string pending_;
  std::size_t number_ = 0;
  bool too_long_ = false;
  bool all_parsed_ = true;
};

int compare_lines(const VersionScheme& scheme) {
  const Fd input(::dup(STDIN_FILENO));
  if (!input) return fail("standard input is closed");
  LineComparer comparer(scheme);
  std::array<std::byte, 64u << 10> buffer;
  for (;;) {
    const auto got = read_some(input, buffer);
    if (!got) return fail(got.error().message);
    if (*got == 0) break;
    comparer.feed(as_text(std::span(buffer).first(*got)));
  }
  comparer.finish();
  return comparer.all_parsed() ? kPassed : kFailed;
}

}  // namespace

int run_compare(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h")) {
    std::fputs(usage().c_str(), stdout);
    return kPassed;
  }
  const bool lines =
      arguments.size() >= 2 && arguments[1] == "-" && (arguments.size() == 2 || arguments[2] == "-");
  if (arguments.size() > 3 || (!lines && arguments.size() != 3)) {
    std::fputs(usage().c_str(), stderr);
    return fail_usage("compare wants a scheme and two versions");
  }
  const auto* scheme = package::find_version_scheme(arguments[0]);
  if (scheme == nullptr) return fail_unknown_scheme(arguments[0]);
  if (lines) return compare_lines(*scheme);
  const auto order = scheme->compare(arguments[1], arguments[2]);
  if (!order) return fail(order.error().message);
  std::printf("%c\n", sign(*order));
  return kPassed;
}

}  // namespace lazaret::cli
