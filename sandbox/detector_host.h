// SPDX-License-Identifier: Apache-2.0
// The host's side of the plugin ABI (lazaret/plugin.h): the view as memory reads, records as frames.
// Called by the detect worker inside its jail, and by test binaries that run a detector in their own process.
// Trusts the view and the packs; every argument of a plugin is checked, as far as memory can be.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/image/view.h"
#include "core/model/ask.h"
#include "plugins/sdk/lazaret/plugin.h"
#include "sandbox/wire.h"

namespace lazaret::sandbox {

// Takes one frame.
using FrameSink = std::function<void(wire::FrameType, const wire::Fields&)>;

class DetectorHost {
 public:
  // `packs[i]` is the pack of layer i. All of it is borrowed until this object ends.
  DetectorHost(const image::View& view, std::span<const std::span<const std::byte>> packs, const AskSet& asks,
               const Limits& limits, FrameSink sink);
  DetectorHost(const DetectorHost&) = delete;
  DetectorHost& operator=(const DetectorHost&) = delete;
  ~DetectorHost();

  // The plugin was granted a tree, which is at this path. The text is borrowed.
  void show_tree(std::string_view path);
  // Checks the symbol against the manifest, runs create, scan and destroy, and says END. HELLO is the
  // caller's.
  void run(const lz_plugin* plugin, std::string_view id, std::string_view version);
  // END with EndStatus::PluginError, for a plugin that could not be loaded.
  void refuse(std::string_view reason);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

wire::Fields hello_fields(std::string_view plugin_id, std::string_view plugin_version);
// Bytes as text that the reader takes: escaped where they must be, cut to `limit` bytes.
std::string plain_text(std::string_view bytes, std::size_t limit);

}  // namespace lazaret::sandbox
