// SPDX-License-Identifier: Apache-2.0
#include "core/source/source.h"

#include <sys/stat.h>

#include <array>

#include "core/base/text.h"
#include "core/source/archive_listing.h"
#include "core/source/directory.h"
#include "core/source/docker_archive.h"
#include "core/source/oci_layout.h"
#include "core/source/registry_image.h"

namespace lazaret::source {
namespace {

using Opened = Result<std::unique_ptr<OpenedImage>>;

enum class PathType { Absent, File, Directory };

PathType type_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return PathType::Absent;
  return S_ISDIR(status.st_mode) ? PathType::Directory : PathType::File;
}

struct PathAndName {
  std::string path;
  std::string name;
};

// "PATH:NAME" where PATH exists; names hold colons themselves, and so may paths: the shortest path that
// exists counts, after the whole.
PathAndName split_name(const std::string& text) {
  if (type_of(text) != PathType::Absent) return {text, {}};
  for (auto colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1))
    if (type_of(text.substr(0, colon)) != PathType::Absent)
      return {text.substr(0, colon), text.substr(colon + 1)};
  return {text, {}};
}

Opened open_oci_directory(const std::string& text, const OpenOptions& options, sandbox::Runner&) {
  const auto [path, name] = split_name(text);
  return open_layout(TRY(open_layout_directory(path)), name, options);
}

Opened open_listed_layout(const std::shared_ptr<const ArchiveListing>& listing, const std::string& name,
                          const OpenOptions& options) {
  TRY(listing->require_single(kLayoutMarker));
  TRY(listing->require_single("index.json"));
  return open_layout(listing, name, options);
}

Opened open_oci_archive(const std::string& text, const OpenOptions& options, sandbox::Runner& runner) {
  const auto [path, name] = split_name(text);
  return open_listed_layout(TRY(ArchiveListing::open(path, options, runner)), name, options);
}

Opened open_saved_archive(const std::string& text, const OpenOptions& options, sandbox::Runner& runner) {
  const auto [path, name] = split_name(text);
  return open_docker_archive(TRY(ArchiveListing::open(path, options, runner)), name, options);
}

Opened open_root(const std::string& text, const OpenOptions& options, sandbox::Runner&) {
  return open_directory(text, options);
}

Opened open_registry(const std::string& text, const OpenOptions& options, sandbox::Runner&) {
  return open_registry_image(text, false, options);
}

struct Scheme {
  std::string_view prefix;
  Opened (*open)(const std::string& text, const OpenOptions& options, sandbox::Runner& runner);
};
// A new kind of source is one line here.
constexpr std::array kSchemes = {
    Scheme{"docker-archive:", open_saved_archive},
    Scheme{"oci-archive:", open_oci_archive},
    Scheme{"oci:", open_oci_directory},
    Scheme{"dir:", open_root},
    Scheme{"docker://", open_registry},  // "docker:24" is an image of that name
};

Error not_an_image(const ArchiveListing& listing) {
  std::string found;
  for (const auto& name : listing.some_names(3)) found += (found.empty() ? "" : ", ") + name;
  return make_error(ErrorCode::InvalidInput,
                    "not an image: " + listing.place() +
                        " is an archive with neither oci-layout nor manifest.json; it holds " +
                        (found.empty() ? "nothing" : found));
}

Opened recognise_file(const std::string& path, const std::string& name, const OpenOptions& options,
                      sandbox::Runner& runner) {
  const auto listing = TRY(ArchiveListing::open(path, options, runner).with_context("not an image"));
  if (listing->has(kLayoutMarker)) return open_listed_layout(listing, name, options);
  if (listing->has(kDockerMarker)) return open_docker_archive(listing, name, options);
  return not_an_image(*listing);
}

Opened recognise_directory(const std::string& path, const std::string& name, const OpenOptions& options) {
  if (type_of(path + "/" + kLayoutMarker) == PathType::File)
    return open_layout(TRY(open_layout_directory(path)), name, options);
  return open_directory(path, options);
}

Opened recognise(const std::string& text, const OpenOptions& options, sandbox::Runner& runner) {
  const auto [path, name] = split_name(text);
  switch (type_of(path)) {
    case PathType::File: return recognise_file(path, name, options, runner);
    case PathType::Directory: return recognise_directory(path, name, options);
    case PathType::Absent: break;
  }
  if (text.starts_with('/') || text.starts_with("./") || text.starts_with("../"))
    return make_error(ErrorCode::NotFound, "there is no file or directory " + text);
  return open_registry_image(text, true, options);
}

Opened open_any(const std::string& reference, const OpenOptions& options, sandbox::Runner& runner) {
  for (const auto& scheme : kSchemes)
    if (reference.starts_with(scheme.prefix))
      return scheme.open(reference.substr(scheme.prefix.size()), options, runner);
  return recognise(reference, options, runner);
}

}  // namespace

Result<std::unique_ptr<Image>> open_image(const std::string& reference, const OpenOptions& options,
                                          sandbox::Runner& runner) {
  auto image = TRY(open_any(reference, options, runner));
  image->describe().reference = reference;
  return std::unique_ptr<Image>(std::move(image));
}

}  // namespace lazaret::source
