// SPDX-License-Identifier: Apache-2.0
// Text of known width for a terminal: what is wide counts two columns, what has no sure width is escaped.
// Called by the table writer. Trusts nothing: names, titles and paths come from the image or from a feed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret::report {

// Escaped as escape_for_terminal does, and so that display_width is right on any terminal: letters and usual
// punctuation stay, combining marks, emoji and scripts that join become \u{N}.
std::string terminal_text(std::string_view hostile);
// Columns of a result of terminal_text.
std::size_t display_width(std::string_view safe);
// Lines of at most `width` columns (at least 2), broken at spaces, or within a word that is longer than a
// line.
std::vector<std::string> wrap_text(std::string_view safe, std::size_t width);
// The text, or its beginning and "..." where it is wider than `width` (at least 4).
std::string cut_text(std::string_view safe, std::size_t width);
// Spaces added up to `width`.
std::string pad_text(std::string_view safe, std::size_t width);

}  // namespace lazaret::report
