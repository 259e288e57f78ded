// SPDX-License-Identifier: Apache-2.0
// The lines of a table for a terminal: no wider than it, coloured where it wants that.
// Called by the table writer and its parts. All text given to it has been through terminal_text, except where
// it says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/report/writer.h"

namespace lazaret::report {

enum class Colour { None, Bold, Dim, Red, Yellow, Green };
Colour colour_of(Severity severity);
Colour colour_of(ImageStatus status);

// "1 finding", "2 findings"
std::string count_of(std::size_t count, std::string_view one, std::string_view many);

class Page {
 public:
  explicit Page(const WriteOptions& options);

  // Lines after the first stand two columns further in.
  void paragraph(std::size_t indent, std::string_view text, Colour colour = Colour::None);
  void heading(std::string_view text);  // a blank line before it
  void blank() { out_ += '\n'; }
  // "  critical    CVE-2021-44228       and the rest", cut to the width. `hostile_id` is escaped here.
  void row(std::size_t indent, std::string_view severity, Colour colour, std::string_view hostile_id,
           std::string_view rest);
  // "a, b, c and 7 more"
  std::string listed(const std::vector<std::string>& names) const;
  std::string take() { return std::move(out_); }

 private:
  void line(std::size_t indent, std::string_view text, Colour colour);
  void paint(std::string_view text, Colour colour);

  const WriteOptions& options_;
  std::size_t width_;
  std::string out_;
};

}  // namespace lazaret::report
