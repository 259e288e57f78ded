// SPDX-License-Identifier: Apache-2.0
// Where a worker finds its descriptors: fixed numbers, agreed between session, launcher, worker and filter.
// Called by whoever passes or uses one. What follows kFirstInput depends on the kind of job: unpack {input,
// output}; list {archive, spool, output}; detect {plugin, view, packs...}.
#pragma once

namespace lazaret::sandbox {

inline constexpr int kSpecDescriptor = 3;
inline constexpr int kResultDescriptor = 4;
inline constexpr int kWatchDescriptor = 5;  // socket to the session: the filter's listener, then "go"
inline constexpr int kFirstInput = 6;
// Where the launcher puts a copy of the plugin's bytes; absent in degraded jails.
inline constexpr const char* kPluginPath = "/plugin/code.so";
// Where the files that it asked for are, for a plugin that was granted a tree; else an empty directory.
inline constexpr const char* kTreePath = "/image";
// The worker's argument that makes it write that tree, and do nothing else.
inline constexpr const char* kTreeArgument = "--tree";

}  // namespace lazaret::sandbox
