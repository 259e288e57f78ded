// SPDX-License-Identifier: Apache-2.0
#include "core/report/table_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "core/base/text.h"

namespace lazaret::report {
namespace {

struct Block {
  std::uint32_t first;
  std::uint32_t last;
  std::size_t width;
};
// Scripts whose letters stand alone and have one width everywhere (Unicode 15, East Asian Width).
constexpr std::array<Block, 9> kBlocks{{{0x20, 0x7e, 1},
                                        {0xa1, 0xac, 1},
                                        {0xae, 0x2ff, 1},
                                        {0x370, 0x482, 1},
                                        {0x48a, 0x52f, 1},
                                        {0x2010, 0x2027, 1},
                                        {0x3041, 0x3096, 2},
                                        {0x30a1, 0x30ff, 2},
                                        {0x4e00, 0x9fff, 2}}};

// Of the code point at the start of valid UTF-8.
std::uint32_t code_point(std::string_view text, std::size_t length) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::uint32_t value = length == 1 ? byte(0) : byte(0) & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) value = (value << 6) | (byte(i) & 0x3fu);
  return value;
}

std::size_t width_of(std::uint32_t point) {
  for (const auto& block : kBlocks)
    if (point >= block.first && point <= block.last) return block.width;
  return 0;
}

// Bytes at the start of `safe` that fill at most `width` columns.
std::size_t bytes_within(std::string_view safe, std::size_t width) {
  std::size_t bytes = 0;
  while (bytes < safe.size()) {
    const auto rest = safe.substr(bytes);
    const auto length = std::max<std::size_t>(utf8_sequence_length(rest), 1);
    const auto columns = width_of(code_point(rest, length));
    if (columns > width) break;
    width -= columns;
    bytes += length;
  }
  return bytes;
}

}  // namespace

std::string terminal_text(std::string_view hostile) {
  const std::string escaped = escape_for_terminal(hostile);
  std::string out;
  for (std::string_view rest = escaped; !rest.empty();) {
    const auto length = utf8_sequence_length(rest);  // escaping left valid UTF-8 only
    const auto point = code_point(rest, length);
    if (width_of(point) > 0) {
      out.append(rest.substr(0, length));
    } else {
      char name[16];
      std::snprintf(name, sizeof name, "\\u{%x}", point);
      out += name;
    }
    rest.remove_prefix(length);
  }
  return out;
}

std::size_t display_width(std::string_view safe) {
  std::size_t columns = 0;
  while (!safe.empty()) {
    const auto length = std::max<std::size_t>(utf8_sequence_length(safe), 1);
    columns += width_of(code_point(safe, length));
    safe.remove_prefix(length);
  }
  return columns;
}

std::vector<std::string> wrap_text(std::string_view safe, std::size_t width) {
  std::vector<std::string> lines;
  for (std::string rest(safe); !rest.empty();) {
    // A break must not make what CI systems read as an order out of the middle of a text: see
    // escape_for_terminal.
    if (rest.starts_with("::") || rest.starts_with("##"))
      rest.replace(0, 1, rest[0] == ':' ? "\\x3a" : "\\x23");
    auto bytes = std::max<std::size_t>(bytes_within(rest, width), 1);
    if (bytes < rest.size() && rest[bytes] != ' ')
      if (const auto space = rest.rfind(' ', bytes); space != std::string::npos && space > 0) bytes = space;
    lines.push_back(rest.substr(0, bytes));
    rest.erase(0, std::min(rest.find_first_not_of(' ', bytes), rest.size()));
  }
  return lines;
}

std::string cut_text(std::string_view safe, std::size_t width) {
  if (display_width(safe) <= width) return std::string(safe);
  return std::string(safe.substr(0, bytes_within(safe, width - 3))) + "...";
}

std::string pad_text(std::string_view safe, std::size_t width) {
  std::string out(safe);
  const auto columns = display_width(safe);
  if (columns < width) out.append(width - columns, ' ');
  return out;
}

}  // namespace lazaret::report
