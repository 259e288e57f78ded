// SPDX-License-Identifier: Apache-2.0
// One repository: its manifests, blobs and referrers, each verified against the digest it was asked for by.
// Called by the registry source. What comes is hostile: bounded, hashed, and its size compared before anybody
// parses it. Source: OCI distribution specification v1.1, "Pull" and "Listing Referrers".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/result.h"
#include "core/image/manifest.h"
#include "core/registry/blob_reader.h"
#include "core/registry/session.h"

namespace lazaret::registry {

struct FetchedManifest {
  std::string text;
  std::string media_type;  // of the Content-Type, without parameters; empty where it is no manifest's
  Digest digest;           // of the text, by the algorithm that was asked for, else sha256
};

// Thread-safe. Copies share one session.
class Repository {
 public:
  static Result<Repository> open(std::shared_ptr<Context> context, const Endpoint& endpoint);

  // By tag, or by digest where that is not empty. NotFound where there is none; what a registry says of the
  // digest (Docker-Content-Digest) must be true.
  Result<FetchedManifest> manifest(const std::string& tag, const Digest& digest) const;
  // By a descriptor: size and digest as it says.
  Result<std::string> manifest(const image::Descriptor& descriptor, const std::string& what) const;
  // A blob as a text, of at most `manifest_bytes`.
  Result<std::string> small_blob(const image::Descriptor& descriptor, const std::string& what) const;
  Result<bool> has_blob(const Digest& digest) const;
  // A blob as a stream; the first request is made by its first read. The caller verifies the digest.
  std::unique_ptr<BlobReader> blob(const Digest& digest, std::uint64_t size, const std::string& what) const;
  // What refers to `digest`, of `artifact_type` where that is not empty: the referrers API, else the fallback
  // tag.
  Result<std::vector<image::Descriptor>> referrers(const Digest& digest,
                                                   const std::string& artifact_type) const;

  const std::string& name() const { return name_; }  // "host:port/path", for messages

 private:
  explicit Repository(std::shared_ptr<Session> session);
  Result<Answer> get(const std::string& target, const std::string& what) const;
  Result<std::vector<image::Descriptor>> referrers_by_pages(Answer first, const std::string& target,
                                                            const std::string& what) const;
  Result<std::vector<image::Descriptor>> referrers_by_tag(const Digest& digest) const;

  std::shared_ptr<Session> session_;
  std::string name_;
  std::string base_;  // "/v2/team/app"
};

}  // namespace lazaret::registry
