// SPDX-License-Identifier: Apache-2.0
#include "core/archive/pax_header.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "core/base/text.h"

namespace lazaret::archive {
namespace {

constexpr std::string_view kSchilyXattr = "SCHILY.xattr.";
constexpr std::string_view kLibarchiveXattr = "LIBARCHIVE.xattr.";

struct Record {
  std::string_view keyword;
  std::string_view value;
};

Error bad_record(std::size_t offset, std::string_view problem) {
  return make_error(ErrorCode::InvalidInput, "pax record at byte " + std::to_string(offset) +
                                                 " of its header " + std::string(problem));
}

// "<length> <keyword>=<value>\n", the length counting all of it. Moves `text` past the record.
Result<Record> take_record(std::string_view& text, std::size_t offset) {
  const std::size_t space = text.substr(0, 20).find(' ');
  if (space == std::string_view::npos) return bad_record(offset, "has no length");
  const auto length = parse_unsigned(text.substr(0, space));
  if (!length || *length < space + 3 || *length > text.size())
    return bad_record(offset, "has a wrong length");
  std::string_view body = text.substr(space + 1, static_cast<std::size_t>(*length) - space - 1);
  if (body.back() != '\n') return bad_record(offset, "does not end in a newline");
  body.remove_suffix(1);
  const std::size_t equals = body.find('=');
  if (equals == std::string_view::npos || equals == 0) return bad_record(offset, "has no keyword");
  text.remove_prefix(static_cast<std::size_t>(*length));
  return Record{body.substr(0, equals), body.substr(equals + 1)};
}

std::optional<std::int64_t> parse_signed(std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto magnitude = parse_unsigned(text.substr(negative ? 1 : 0));
  if (!magnitude || *magnitude > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) return std::nullopt;
  const auto value = static_cast<std::int64_t>(*magnitude);
  return negative ? -value : value;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto number = parse_signed(text);
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

// "seconds[.fraction]", rounded down.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const std::size_t dot = text.find('.');
  const auto seconds = parse_signed(text.substr(0, dot));
  if (!seconds || dot == std::string_view::npos) return seconds;
  const std::string_view fraction = text.substr(dot + 1);
  if (!std::ranges::all_of(fraction, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const bool below = text.starts_with('-') && fraction.find_first_not_of('0') != std::string_view::npos;
  return below ? *seconds - 1 : *seconds;
}

std::optional<std::uint64_t> parse_owner(std::string_view text) {
  const auto number = parse_signed(text);
  if (!number) return std::nullopt;
  return *number < 0 ? static_cast<std::uint32_t>(*number) : static_cast<std::uint64_t>(*number);
}

// Base 64 without line breaks; padding is optional, as libarchive writes none.
std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<char>(bits >> held & 0xff));
  }
  return out;
}

std::optional<std::uint32_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return std::nullopt;
}

std::string decode_percent(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[at + 2]) : std::nullopt;
    if (low) at += 2;
    out.push_back(low ? static_cast<char>(*high << 4 | *low) : text[at]);
  }
  return out;
}

class PaxParser {
 public:
  Result<PaxHeader> parse(std::string_view text) {
    const std::size_t whole = text.size();
    while (!text.empty()) {
      offset_ = whole - text.size();
      TRY(apply(TRY(take_record(text, offset_))));
    }
    if (pairs_ % 2 != 0) return bad_record(offset_, "leaves a sparse region without a length");
    settle_xattrs();
    return std::move(header_);
  }

 private:
  Result<void> apply(const Record& record) {
    const std::string_view keyword = record.keyword;
    if (keyword == "path") return set_text(header_.path, record);
    if (keyword == "linkpath") return set_text(header_.link_target, record);
    if (keyword == "size") return set_number(header_.size, record, parse_size);
    if (keyword == "uid") return set_number(header_.uid, record, parse_owner);
    if (keyword == "gid") return set_number(header_.gid, record, parse_owner);
    if (keyword == "mtime") return set_number(header_.mtime, record, parse_seconds);
    if (keyword.starts_with("GNU.sparse.")) return apply_sparse(record);
    if (keyword.find('\0') != std::string_view::npos) return bad_record(offset_, "has a NUL in its keyword");
    if (keyword.starts_with(kSchilyXattr)) {
      header_.xattrs.emplace_back(keyword.substr(kSchilyXattr.size()), record.value);
    } else if (keyword.starts_with(kLibarchiveXattr)) {
      auto value = decode_base64(record.value);
      if (!value) return bad_record(offset_, "holds an extended attribute that is not base 64");
      libarchive_xattrs_.emplace_back(decode_percent(keyword.substr(kLibarchiveXattr.size())),
                                      *std::move(value));
    }
    return {};
  }

  Result<void> apply_sparse(const Record& record) {
    const std::string_view keyword = record.keyword.substr(std::string_view("GNU.sparse.").size());
    if (keyword == "major") return set_text(header_.sparse_major, record);
    if (keyword == "minor") return set_text(header_.sparse_minor, record);
    if (keyword == "name") return set_text(header_.sparse_name, record);
    if (keyword == "size") return set_number(header_.sparse_size, record, parse_size);
    if (keyword == "realsize") return set_number(header_.sparse_real_size, record, parse_size);
    if (keyword == "numblocks") return set_number(header_.sparse_count, record, parse_size);
    if (keyword == "map" && pairs_ == 0) return set_text(header_.sparse_map, record);
    if (keyword == "offset" || keyword == "numbytes") return add_pair_half(record, keyword == "offset");
    return {};
  }

  // Version 0.0 repeats two keywords by turns, in order.
  Result<void> add_pair_half(const Record& record, bool offset) {
    if (offset != (pairs_ % 2 == 0) || !parse_size(record.value))
      return bad_record(offset_, "breaks the order of sparse regions");
    if (pairs_ == 0)
      header_.sparse_map.clear();
    else
      header_.sparse_map.push_back(',');
    header_.sparse_map.append(record.value);
    ++pairs_;
    return {};
  }

  Result<void> set_text(std::string& field, const Record& record) {
    if (record.value.find('\0') != std::string_view::npos)
      return bad_record(offset_, "has a NUL in its value");
    field = record.value;
    return {};
  }

  template <typename Number, typename Parse>
  Result<void> set_number(std::optional<Number>& field, const Record& record, Parse parse_text) {
    field = std::nullopt;
    if (record.value.empty()) return {};
    field = parse_text(record.value);
    if (!field) return bad_record(offset_, "has a value that is not a number");
    return {};
  }

  using Xattrs = std::vector<std::pair<std::string, std::string>>;

  // libarchive writes each attribute both ways; SCHILY's is the one that runtimes read. Of several the last
  // counts.
  void settle_xattrs() {
    Xattrs all = std::move(libarchive_xattrs_);
    std::ranges::move(header_.xattrs, std::back_inserter(all));
    std::ranges::stable_sort(all, {}, &Xattrs::value_type::first);
    header_.xattrs.clear();
    for (auto& xattr : all) {
      if (!header_.xattrs.empty() && header_.xattrs.back().first == xattr.first) header_.xattrs.pop_back();
      header_.xattrs.push_back(std::move(xattr));
    }
  }

  PaxHeader header_;
  Xattrs libarchive_xattrs_;
  std::size_t offset_ = 0;
  std::size_t pairs_ = 0;  // halves of version 0.0 regions seen
};

}  // namespace

Result<PaxHeader> parse_pax_header(std::string_view text) { return PaxParser().parse(text); }

}  // namespace lazaret::archive
