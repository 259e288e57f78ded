// SPDX-License-Identifier: Apache-2.0
// Where images come from: one interface, one file a kind of source, one table in source.cc that recognises
// them. Called by core/scan. Trusts nothing: manifests and configurations are parsed with limits, digests and
// sizes compared.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/platform.h"
#include "core/model/ask.h"
#include "core/model/report.h"
#include "core/registry/settings.h"
#include "sandbox/runner.h"

namespace lazaret::source {

using image::host_platform;
using image::parse_platform;
using image::Platform;

// One layer as the image names it. Whoever feeds it must, before a word about its content is believed:
// - with a digest: hash the stream with digest.algorithm() and compare; count, and compare with `size`;
// - without one, but with a diff id (a compressed layer of a docker archive, which names no blob digests):
// have the
//   diff id computed (UnpackRequest::want_diff_id) and compare it; never cache by anything unverified;
// - with neither (`generated`): nothing to verify, nothing to cache.
struct LayerSource {
  Digest digest;              // of the blob as stored
  Digest diff_id;             // as the configuration says
  std::uint64_t size = 0;     // of the blob as stored; 0 for a directory, whose stream has no known length
  bool uncompressed = false;  // stored as a plain tar: digest == diff_id must hold
  bool generated = false;  // written by a source of ours: the one stream for UnpackRequest::trusted_omissions
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
  virtual const ImageInfo& info() const = 0;  // reference, digest, platform, layers with created_by
  virtual const std::vector<LayerSource>& layers() const = 0;  // lowest first; as many as info().layers
  // Thread-safe; a layer may be opened again. `asks` lets a directory leave out content that nobody wants.
  // The stored size was compared with LayerSource::size; the stream gives at most one byte more, so that
  // growth shows.
  virtual Result<std::unique_ptr<LayerStream>> open_layer(std::size_t index, const AskSet& asks) = 0;
  // What the source itself could not see (a directory entry that could not be read, a layer that is elsewhere
  // …); complete after the last stream has ended.
  virtual std::vector<Gap> gaps() const { return {}; }
};

struct OpenOptions {
  Limits limits;
  std::optional<Platform> platform;              // unset: the host's
  std::string spool_directory;                   // for archives that are compressed as a whole; empty: memory
  bool offline = false;                          // never touch the network
  registry::Settings registries;                 // credentials, mirrors and certificates of the user
  std::function<void(const std::string&)> note;  // what people should know; unescaped, from any thread
};

// Opens what the user named: "docker-archive:FILE[:NAME:TAG]", "oci-archive:FILE[:TAG]", "oci:DIR[:TAG]",
// "dir:DIRECTORY", "docker://REF", or an existing file or directory recognised by its content, or else a bare
// REF. Archives are listed in a jail by `runner`, which is used during this call only. Errors name the file
// and the place in it; NotFound: no such file, tag or platform; Unsupported: schema 1, an artifact that is no
// image.
Result<std::unique_ptr<Image>> open_image(const std::string& reference, const OpenOptions& options,
                                          sandbox::Runner& runner);

}  // namespace lazaret::source
