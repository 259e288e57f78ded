// SPDX-License-Identifier: Apache-2.0
#include "plugins/java/identity.h"

#include <algorithm>
#include <array>

#include "core/archive/zip_reader.h"
#include "core/base/fd.h"
#include "core/base/text.h"
#include "plugins/java/manifest.h"

namespace lazaret::java {
namespace {

constexpr std::array<std::string_view, 9> kExtensions{".jar", ".war", ".ear",  ".par", ".sar",
                                                      ".jpi", ".hpi", ".lpkg", ".kar"};
constexpr std::string_view kManifestName = "META-INF/MANIFEST.MF";
constexpr std::string_view kMaven = "META-INF/maven/";
constexpr std::string_view kPom = "/pom.properties";
constexpr std::uint64_t kMaxTextBytes = 1u << 20;   // a manifest or pom.properties
constexpr std::uint64_t kNestedBytes = 1ull << 30;  // all nested archives of one outer file, unpacked
constexpr std::size_t kMaxGaps = 20;                // of one outer file; more say nothing new

bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

class Search {
 public:
  Search(const Limits& limits, const Found& found) : limits_(limits), found_(found) {}

  void archive(std::span<const std::byte> bytes, std::string_view name, const std::string& inside,
               std::uint64_t depth) {
    const auto zip = archive::ZipReader::open(bytes, limits_);
    if (!zip) return gap("unparsable_file", inside, zip.error().message);
    const bool fits = report_poms(*zip, name, inside);
    if (!fits) report_by_manifest(*zip, name, inside);
    for (const auto& entry : zip->entries())
      if (is_archive_name(entry.name)) nested(*zip, entry, inside, depth);
  }

 private:
  void gap(std::string_view kind, const std::string& inside, const std::string& reason) {
    if (++gaps_ > kMaxGaps) return;
    found_.gap(kind, inside.empty() ? reason : printable_path(inside) + ": " + reason);
  }

  // True when one of them is of this archive itself: the others were shaded into it.
  bool report_poms(const archive::ZipReader& zip, std::string_view name, const std::string& inside) {
    bool fits = false;
    for (const auto& entry : zip.entries()) {
      if (!entry.name.starts_with(kMaven) || !entry.name.ends_with(kPom)) continue;
      const auto text = zip.read_entry(entry, kMaxTextBytes);
      if (!text) {
        gap("unparsable_file", inside, text.error().message);
        continue;
      }
      const PomProperties pom = parse_pom_properties(*text);
      if (pom.artifact.empty() || pom.version.empty()) {
        gap("unparsable_file", inside, printable_path(entry.name) + " has no artifactId or no version");
        continue;
      }
      fits = fits || to_lower_ascii(name).starts_with(to_lower_ascii(pom.artifact));
      found_.package({pom.group, pom.artifact, pom.version, inside});
    }
    return fits;
  }

  void report_by_manifest(const archive::ZipReader& zip, std::string_view name, const std::string& inside) {
    Manifest manifest;
    if (const auto* entry = zip.find(kManifestName)) {
      if (const auto text = zip.read_entry(*entry, kMaxTextBytes))
        manifest = parse_manifest(*text);
      else
        gap("unparsable_file", inside, text.error().message);
    }
    const Package package = identify(manifest, name, inside);
    if (!package.artifact.empty() && !package.version.empty()) return found_.package(package);
    const bool has_code = std::any_of(zip.entries().begin(), zip.entries().end(), [](const auto& entry) {
      return entry.name.ends_with(".class") && !entry.name.starts_with("WEB-INF/") &&
             !entry.name.starts_with("BOOT-INF/");
    });
    if (has_code)
      gap("unidentified_file", inside,
          "neither pom.properties, manifest nor file name say which version it is");
  }

  // The file name is what a build tool wrote; the manifest's titles are for people, so they come second.
  static Package identify(const Manifest& manifest, std::string_view name, const std::string& inside) {
    const FileName file = split_file_name(name);
    Package package{{}, file.artifact, file.version, inside};
    const std::string& symbolic = manifest.bundle_symbolic_name;
    if (package.version.empty()) {
      package.version = !manifest.implementation_version.empty() ? manifest.implementation_version
                                                                 : manifest.bundle_version;
      if (package.version.empty()) package.version = manifest.specification_version;
      const bool is_word = !manifest.implementation_title.empty() &&
                           manifest.implementation_title.find(' ') == std::string::npos;
      if (is_word && manifest.implementation_title.find(':') == std::string::npos)
        package.artifact = manifest.implementation_title;
    }
    package.group = manifest.implementation_vendor_id;
    // "com.fasterxml.jackson.core.jackson-databind": group and artifact in one.
    const std::string tail = "." + package.artifact;
    if (package.group.empty() && symbolic.size() > tail.size() && symbolic.ends_with(tail))
      package.group = symbolic.substr(0, symbolic.size() - tail.size());
    return package;
  }

  void nested(const archive::ZipReader& zip, const archive::ZipEntry& entry, const std::string& inside,
              std::uint64_t depth) {
    const std::string path =
        inside.empty() ? std::string(entry.name) : inside + "!/" + std::string(entry.name);
    if (depth >= limits_.zip_nesting)
      return gap("file_over_limit", path,
                 "nested deeper than " + std::to_string(limits_.zip_nesting) + " archives");
    if (entry.size > nested_left_)
      return gap("file_over_limit", path,
                 "the nested archives are larger than " + format_bytes(kNestedBytes));
    const auto content = zip.read_entry(entry, nested_left_);
    if (!content) return gap("unparsable_file", path, content.error().message);
    nested_left_ -= content->size();
    archive(as_byte_span(*content), base_name(entry.name), path, depth + 1);
  }

  const Limits& limits_;
  const Found& found_;
  std::uint64_t nested_left_ = kNestedBytes;
  std::size_t gaps_ = 0;
};

}  // namespace

bool is_archive_name(std::string_view name) {
  const std::string lower = to_lower_ascii(name.substr(name.size() - std::min<std::size_t>(name.size(), 5)));
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [&](std::string_view extension) { return lower.ends_with(extension); });
}

FileName split_file_name(std::string_view name) {
  const std::string_view stem = name.substr(0, name.rfind('.'));
  std::size_t version = std::string_view::npos;
  for (auto dash = stem.find('-'); dash != std::string_view::npos; dash = stem.find('-', dash + 1)) {
    if (dash == 0) continue;  // no word before it
    const std::string_view part = stem.substr(dash + 1, stem.find('-', dash + 1) - dash - 1);
    const bool is_number = !part.empty() && is_digit(part.front());
    // A dotted number after a word begins anew (log4j-1.2-api-2.14.1); a plain one is a qualifier's
    // (1.0-rc-1).
    const bool begins_anew =
        part.find('.') != std::string_view::npos && !is_digit(stem[stem.rfind('-', dash - 1) + 1]);
    if (is_number && (version == std::string_view::npos || begins_anew)) version = dash;
  }
  if (version == std::string_view::npos) return {std::string(stem), {}};
  return {std::string(stem.substr(0, version)), std::string(stem.substr(version + 1))};
}

void find_packages(std::span<const std::byte> archive, std::string_view name, const Limits& limits,
                   const Found& found) {
  Search(limits, found).archive(archive, name, {}, 0);
}

}  // namespace lazaret::java
