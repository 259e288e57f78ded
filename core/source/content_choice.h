// SPDX-License-Identifier: Apache-2.0
// Which files of a directory are sent to the unpack jail with their content: those that an ask could want.
// Called once a file by the stream of a `dir` source. Looks at the first bytes of files that an ask's glob
// matches, to tell classes apart as the unpacker does; in doubt the content is sent and the unpacker decides.
#pragma once

#include <string_view>

#include "core/base/limits.h"
#include "core/image/ask_matcher.h"
#include "core/image/content_keeper.h"
#include "core/model/ask.h"

namespace lazaret::source {

// The word for UnpackRequest's kOmittedContent.
std::string_view class_word(const image::FileClass& file_class);

class ContentChoice {
 public:
  ContentChoice(const AskSet& asks, const Limits& limits) : asks_(asks), limits_(limits), matcher_(asks_) {}

  bool any_matches(std::string_view path) const { return !matcher_.matching(path).empty(); }
  bool wanted(std::string_view path, const image::FileClass& file_class, std::uint64_t size) const;

 private:
  AskSet asks_;
  Limits limits_;
  image::AskMatcher matcher_;
};

}  // namespace lazaret::source
