// SPDX-License-Identifier: Apache-2.0
// What an open generation is made of, and checked access to its rows. Included by the matcher and by
// generation.cc. The file is downloaded data: each reference, count and offset is checked where it is
// followed, and a bad one is an error that names the section.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/advisory/generation.h"
#include "core/advisory/layout.h"
#include "core/advisory/ranges.h"

namespace lazaret::advisory {

// The part of a record that is shown and not matched.
struct RecordText {
  std::string title;
  std::string details;
  std::vector<std::string> references;
};

// What a feed covers: "Debian" with "Debian:11", "Debian:12" …
struct FeedCoverage {
  std::string family;
  std::vector<std::string> ecosystems;
  std::optional<Instant> modified;  // the newest `modified` of its records; nothing: none says
};

struct Generation::State {
  MappedFile file;
  layout::Header header{};
  DatabaseInfo info;
  Instant built;
  std::vector<FeedCoverage> coverage;

  std::span<const std::byte> section(layout::Section number) const;
  template <typename Row>
  std::size_t count(layout::Section number) const {
    return section(number).size() / sizeof(Row);
  }
  template <typename Row>
  Result<Row> row(layout::Section number, std::uint64_t index) const {
    if (index >= count<Row>(number)) return bad_reference(number, index);
    return layout::row_at<Row>(section(number), static_cast<std::size_t>(index));
  }

  Result<std::string_view> string(std::uint32_t reference) const;
  Result<std::vector<std::string_view>> list(std::uint32_t reference) const;
  Result<std::vector<Range>> ranges(std::uint32_t reference) const;
  // The entries of (ecosystem, name); nullopt where there are none.
  Result<std::optional<layout::Key>> find_key(std::string_view ecosystem, std::string_view name) const;
  Result<std::optional<layout::Cve>> find_cve(std::string_view id) const;

  static Error bad_reference(layout::Section number, std::uint64_t index);
};

// Decompresses blocks of texts and keeps the last ones that were asked for. Not thread-safe.
class TextReader {
 public:
  explicit TextReader(const Generation::State& state);
  TextReader(TextReader&&) = delete;
  ~TextReader();
  Result<RecordText> read(const layout::Record& record);

 private:
  Result<std::string_view> block(std::uint32_t number);

  const Generation::State& state_;
  struct Context;
  std::unique_ptr<Context> context_;
  std::unordered_map<std::uint32_t, std::string> blocks_;
  std::size_t blocks_bytes_ = 0;
};

}  // namespace lazaret::advisory
