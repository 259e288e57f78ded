// SPDX-License-Identifier: Apache-2.0
// Prints the merged view of layers given as files, lowest first: path, type, mode, size, target, sha256 of
// the content. Called by tests that compare it with what other tools unpack. Reads in-process: for tests,
// never for hostile input.
#include <cstdio>
#include <string>
#include <vector>

#include "core/archive/byte_source.h"
#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/image/unpacker.h"
#include "core/image/view.h"

namespace lazaret::image {
namespace {

Result<LayerFile> unpack(const std::string& path) {
  const Fd input = TRY(open_file(path, 0));
  const Fd output = TRY(make_memory_file("layer"));
  archive::FdSource source(input);
  UnpackRequest request;
  FileAsk everything;
  everything.globs = {"**"};
  request.asks.asks.push_back(everything);
  const auto summary = TRY(unpack_layer(source, output, request));
  for (const auto& gap : summary.gaps) std::printf("#gap\t%s\t%s\n", gap.kind.c_str(), gap.subject.c_str());
  return LayerFile::open(output, request.limits);
}

Result<std::string> content_digest(const Node& node, std::span<const LayerFile> layers) {
  std::string content(node.size, '\0');
  const auto buffer = std::as_writable_bytes(std::span(content.data(), content.size()));
  const auto got = TRY(read_content(node, layers[node.content_layer].pack(), 0, buffer));
  if (got != node.size) return make_error(ErrorCode::NotFound, "content of " + std::string(node.path));
  return sha256_of(content).text();
}

Result<void> print(const Node& node, std::span<const LayerFile> layers) {
  static constexpr char kTypes[] = "fdl?cbp";
  const bool file = node.type == EntryType::File;
  std::printf("%s\t%c\t%04o\t%llu\t%s\t%s\n", printable_path(node.path).c_str(),
              kTypes[static_cast<int>(node.type)], node.mode, static_cast<unsigned long long>(node.size),
              printable_path(node.target).c_str(), file ? TRY(content_digest(node, layers)).c_str() : "");
  return {};
}

Result<void> dump(int count, char** paths) {
  std::vector<LayerFile> layers;
  for (int i = 0; i < count; ++i) layers.push_back(TRY(unpack(paths[i])));
  std::vector<const LayerFile*> pointers;
  for (const auto& layer : layers) pointers.push_back(&layer);
  const std::vector<std::string> digests(layers.size(), "sha256:test");
  const auto merged = TRY(View::merge(pointers, digests, Limits{}));
  for (const auto& gap : merged.gaps) std::printf("#gap\t%s\t%s\n", gap.kind.c_str(), gap.subject.c_str());
  const View view = TRY(View::open(merged.file));
  for (std::uint64_t i = 0; i < view.size(); ++i) TRY(print(view.node(i), layers));
  return {};
}

}  // namespace
}  // namespace lazaret::image

int main(int argc, char** argv) {
  const auto done = lazaret::image::dump(argc - 1, argv + 1);
  if (!done) std::fprintf(stderr, "view-dump: %s\n", done.error().message.c_str());
  return done ? 0 : 1;
}
