// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/enrichment.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "core/base/fd.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace lazaret::advisory {
namespace {

constexpr std::uint64_t kMaxFileBytes = 256u << 20;

// Gzip, if it begins like gzip; at most kMaxFileBytes come out.
Result<std::string> inflate_if_packed(std::string bytes, const std::string& path) {
  if (!bytes.starts_with("\x1f\x8b")) return bytes;
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return make_error(ErrorCode::Internal, "zlib could not start");
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int status = Z_OK;
  while (status == Z_OK && out.size() <= kMaxFileBytes) {
    const std::size_t before = out.size();
    out.resize(before + (1u << 20));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = 1u << 20;
    status = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status == Z_STREAM_END) return out;
  return make_error(ErrorCode::InvalidInput, path + ": damaged, cut or over-large gzip data");
}

std::optional<double> parse_share(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1))
    return std::nullopt;
  return value;
}

bool read_epss_row(std::string_view line, CveTable& table) {
  const auto columns = split(line, ',');
  if (columns.size() < 2 || !columns[0].starts_with("CVE-")) return false;
  const auto score = parse_share(trim(columns[1]));
  if (!score.has_value()) return false;
  CveFacts& facts = table[std::string(columns[0])];
  facts.epss = score;
  if (columns.size() > 2) facts.percentile = parse_share(trim(columns[2]));
  return true;
}

// As Lazaret writes instants; empty where it is none.
std::string written_again(std::string_view date) {
  const auto instant = parse_instant(date);
  return instant.has_value() ? format_instant(instant.value()) : std::string();
}

// "#model_version:v2025.03.14,score_date:2026-01-01T00:00:00+0000", always UTC.
std::string score_date(std::string_view comment) {
  constexpr std::string_view kKey = "score_date:";
  constexpr std::size_t kDateBytes = 19;
  const std::size_t key = comment.find(kKey);
  if (key == std::string_view::npos) return {};
  return written_again(std::string(comment.substr(key + kKey.size(), kDateBytes)) + "Z");
}

}  // namespace

Result<CatalogueSummary> read_kev(const std::string& path, CveTable& table) {
  const std::string bytes = TRY(read_file(path, kMaxFileBytes));
  const Json json = TRY(parse_json(bytes, path, {.bytes = kMaxFileBytes}));
  if (!json["vulnerabilities"].is_array())
    return make_error(ErrorCode::InvalidInput,
                      path + ": has no list 'vulnerabilities', so it is no KEV catalogue");
  CatalogueSummary summary{{std::string(kKevFeed), written_again(json["dateReleased"].as_string()), 0}};
  for (const Json& entry : json["vulnerabilities"].items()) {
    const std::string_view id = entry["cveID"].as_string();
    const auto added = parse_instant(entry["dateAdded"].as_string());
    if (!id.starts_with("CVE-")) {
      ++summary.damaged_rows;
      continue;
    }
    ++summary.feed.records;
    // An entry without a date is still in the catalogue: day 1.
    const std::int64_t day = added.has_value() ? added.value().unix_seconds / 86'400 : 1;
    table[std::string(id)].kev_day = static_cast<std::uint32_t>(std::max<std::int64_t>(day, 1));
  }
  return summary;
}

Result<CatalogueSummary> read_epss(const std::string& path, CveTable& table) {
  const std::string text = TRY(inflate_if_packed(TRY(read_file(path, kMaxFileBytes)), path));
  CatalogueSummary summary{{std::string(kEpssFeed), "", 0}};
  bool has_header = false;
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (line.starts_with('#')) summary.feed.modified = score_date(line);
    if (line.empty() || line.starts_with('#')) continue;
    if (!has_header) {
      if (!line.starts_with("cve,epss"))
        return make_error(ErrorCode::InvalidInput, path + ": has no line 'cve,epss', so it is no EPSS file");
      has_header = true;
    } else {
      ++(read_epss_row(line, table) ? summary.feed.records : summary.damaged_rows);
    }
  }
  if (!has_header) return make_error(ErrorCode::InvalidInput, path + ": is empty");
  return summary;
}

}  // namespace lazaret::advisory
