// SPDX-License-Identifier: Apache-2.0
// Where images come from: one interface, one file a kind of source, one table in source.cc that recognises them.
// Called by core/scan. Trusts nothing: manifests and configurations are parsed with limits, digests and sizes compared.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/model/ask.h"
#include "core/model/report.h"
#include "sandbox/runner.h"

namespace lazaret::source {

struct Platform {
  std::string os = "linux";
  std::string architecture;
  std::string variant;
};
Result<Platform> parse_platform(std::string_view text);  // os/arch[/variant]
Platform host_platform();

// One layer as the image names it.
struct LayerSource {
  Digest digest;   // of the blob as stored; empty for a directory (nothing to verify, nothing to cache)
  Digest diff_id;  // as the configuration says; empty where it says none
  std::uint64_t size = 0;
  bool uncompressed = false;  // stored as a plain tar: digest == diff_id must hold
};

// Bytes of one layer while they are fed to an unpack jail.
class LayerStream {
 public:
  virtual ~LayerStream() = default;
  // Next bytes, 0 at the end. The caller hashes and counts.
  virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
};

// An image that was found, its metadata read and verified. Not thread-safe but for open_layer.
class Image {
 public:
  virtual ~Image() = default;
  virtual const ImageInfo& info() const = 0;                  // reference, digest, platform, layers with created_by
  virtual const std::vector<LayerSource>& layers() const = 0;  // lowest first
  // Thread-safe. `asks` lets a directory leave out content that nobody wants.
  virtual Result<std::unique_ptr<LayerStream>> open_layer(std::size_t index, const AskSet& asks) = 0;
  // What the source itself could not see (a directory entry that could not be read …); complete after the last stream ended.
  virtual std::vector<Gap> gaps() const { return {}; }
};

struct OpenOptions {
  Limits limits;
  std::optional<Platform> platform;  // unset: the host's
  std::string spool_directory;       // for archives that are compressed as a whole
};

// Opens what the user named: "docker-archive:FILE", "oci-archive:FILE", "oci:DIR[:TAG]", "dir:DIRECTORY", or an existing
// file or directory recognised by its content. Archives are listed in a jail by `runner`.
Result<std::unique_ptr<Image>> open_image(const std::string& reference, const OpenOptions& options,
                                          sandbox::Runner& runner);

}  // namespace lazaret::source
