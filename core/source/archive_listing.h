// SPDX-License-Identifier: Apache-2.0
// The members of an outer archive (docker or OCI), as a jail has listed them, opened as ranges of the
// archive. Called by the archive sources and by recognition. The listing is the worker's word about hostile
// bytes: LayerFile has validated it, and each range is checked against the archive's size here. Nothing is
// decompressed in this process.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/image/layer_file.h"
#include "core/source/file_store.h"
#include "sandbox/runner.h"

namespace lazaret::source {

class ArchiveListing : public FileStore {
 public:
  static Result<std::shared_ptr<const ArchiveListing>> open(const std::string& path,
                                                            const OpenOptions& options,
                                                            sandbox::Runner& runner);

  // Links inside the archive are followed: docker save writes a layer that occurs twice as a link.
  Result<FileRange> open(const std::string& path) const override;
  const std::string& place() const override { return path_; }

  bool has(const std::string& path) const { return members_.contains(path); }
  // An error where the archive holds the name more than once: readers disagree which one counts.
  Result<void> require_single(const std::string& path) const;
  std::vector<std::string> some_names(std::size_t most) const;

 private:
  struct Member {
    image::EntryType type;
    std::uint64_t offset;
    std::uint64_t size;
    std::string target;  // of a link, relative to the archive's root
  };
  ArchiveListing(std::string path, std::shared_ptr<const Fd> file, std::uint64_t file_size,
                 const Limits& limits)
      : path_(std::move(path)), file_(std::move(file)), file_size_(file_size), limits_(limits) {}
  void add(const image::LayerFile& listing, const image::EntryRecord& entry);

  std::string path_;
  std::shared_ptr<const Fd> file_;  // the archive, or what it was decompressed into
  std::uint64_t file_size_;
  Limits limits_;
  std::map<std::string, Member, std::less<>>
      members_;  // of equal names the last counts, as tar extracts them
  std::set<std::string, std::less<>> repeated_;
};

}  // namespace lazaret::source
