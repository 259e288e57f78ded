// SPDX-License-Identifier: Apache-2.0
// Text: UTF-8 checks, escaping for the places where text from an image may end up, splitting, nearest names.
// Called by readers, writers and commands. Trusts nothing: every input may be hostile bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret {

// Length of the UTF-8 sequence at the start of `text`, 0 when it is not one (overlong, surrogate, cut).
std::size_t utf8_sequence_length(std::string_view text);
bool is_valid_utf8(std::string_view text);

// Safe on a terminal and in a CI log: control characters (C0, C1, DEL), bidirectional controls, line
// separators and bytes that are not UTF-8 become \xNN or \u{N}; a newline never gets through, nor a line that
// begins with "::" or "##".
std::string escape_for_terminal(std::string_view text);
// A path's bytes as text, losslessly: bytes that are not printable UTF-8 become \xNN, and \ becomes \\.
std::string printable_path(std::string_view path);
// A quoted JSON string; each byte that is not UTF-8 becomes \ufffd; controls and bidirectional marks are
// escaped.
void append_json_string(std::string& out, std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower_ascii(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view decimal_digits);

// The candidate with the least edit distance to `word`, if that is small enough to be a slip.
std::optional<std::string_view> nearest_name(std::string_view word,
                                             std::span<const std::string_view> candidates);

// "12.3 MiB": for people, never for machines.
std::string format_bytes(std::uint64_t bytes);

}  // namespace lazaret
