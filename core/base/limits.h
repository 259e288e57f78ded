// SPDX-License-Identifier: Apache-2.0
// Every limit on input that somebody else wrote, by name. docs/reference/limits.md is this table in prose.
// Passed down by the commands to whoever reads hostile bytes; tests take a copy and make it small.
// A limit reached is a named error or a coverage gap, never a silently shorter result.
#pragma once

#include <chrono>
#include <cstdint>

namespace lazaret {

struct Limits {
  // Image metadata (JSON read by the supervisor).
  std::uint64_t manifest_bytes = 4u << 20;
  std::uint64_t json_depth = 64;
  std::uint64_t layers = 500;
  std::uint64_t index_depth = 3;
  std::uint64_t index_children = 256;
  std::uint64_t archive_entries = 100'000;  // of a docker or OCI archive's outer tar

  // One layer, in the unpack jail.
  std::uint64_t entries_per_layer = 2'000'000;
  std::uint64_t path_bytes = 4096;
  std::uint64_t path_depth = 512;
  std::uint64_t layer_string_bytes = 512u << 20;   // all paths and link targets of one layer
  std::uint64_t extended_header_bytes = 1u << 20;  // one pax or GNU long-name header
  std::uint64_t sparse_map_entries = 262'144;      // data regions of one sparse file
  std::uint64_t file_bytes = 64ull << 30;
  std::uint64_t layer_bytes = 256ull << 30;
  std::uint64_t expansion_ratio = 200;                     // uncompressed : compressed ...
  std::uint64_t expansion_ratio_from_bytes = 64ull << 20;  // ... once this much has come out
  std::uint64_t zstd_window_bytes = 128u << 20;
  std::uint64_t pack_bytes = 4ull << 30;        // all kept content of one layer
  std::uint64_t elf_buffer_bytes = 256u << 20;  // of one ELF file while its parts are picked

  // One archive inside an image (jar and the like), in the detect jail.
  std::uint64_t zip_entries = 200'000;
  std::uint64_t zip_nesting = 5;
  std::uint64_t zip_entry_bytes = 512ull << 20;

  // The merged view.
  std::uint64_t symlink_hops = 40;
  std::uint64_t view_entries = 8'000'000;
  std::uint64_t view_string_bytes = 1u << 30;  // all paths and link targets
  std::uint64_t view_link_steps =
      50'000'000;  // segments walked because parents of entries are symbolic links

  // One version of a package, installed or in an advisory.
  std::uint64_t version_bytes = 1024;

  // Rules and configuration, written by operators.
  std::uint64_t yaml_bytes = 4u << 20;             // one file
  std::uint64_t yaml_set_bytes = 64u << 20;        // all files of a rule set
  std::uint64_t yaml_depth = 32;                   // nesting
  std::uint64_t yaml_nodes = 200'000;              // values of a rule set: scalars, lists and mappings
  std::uint64_t yaml_problems = 100;               // problems that one run reports
  std::uint64_t rule_files = 10'000;               // of one rule set
  std::uint64_t rule_directory_depth = 16;         // of a directory of rules
  std::uint64_t rule_directory_entries = 100'000;  // names in one directory of rules
  std::uint64_t rule_conditions = 2'000;   // of one rule, its macros and scope counted each time they stand
  std::uint64_t rule_pattern_bytes = 512;  // one regular expression or glob
  std::uint64_t rule_pattern_memory = 1u << 20;    // one compiled regular expression
  std::uint64_t rule_patterns_memory = 16u << 20;  // all compiled regular expressions of a rule set
  std::uint64_t rule_text_bytes = 64u << 10;       // of a field that a regular expression looks at
  std::uint64_t import_bytes = 32u << 20;          // one file of another scanner, or one VEX document
  std::uint64_t import_nodes = 1'000'000;          // values of one
  std::uint64_t import_rules = 10'000;             // rules that become of one
  std::uint64_t vex_statements = 100'000;          // of one document, counted for each product
  std::uint64_t vex_bytes = 128u << 20;            // their texts, likewise
  std::uint64_t vex_comparisons = 50'000'000;      // of statements on one vulnerability with each other

  // A registry: what one answer may hold, and how long it may take.
  std::uint64_t http_header_bytes = 64u << 10;  // all header lines of one answer
  std::uint64_t http_small_bytes = 64u << 10;   // a token or an error; all else is a manifest
  std::uint64_t http_redirects = 5;
  std::uint64_t registry_pages = 64;  // of one paged list
  std::chrono::seconds connect_wait{10};
  std::chrono::seconds answer_wait{30};  // from the request to the end of the headers
  std::chrono::seconds stall_wait{30};   // ... without stall_bytes_per_second, of a body
  std::uint64_t stall_bytes_per_second = 16 << 10;
  std::uint64_t registry_tries = 6;
  std::chrono::seconds retry_wait{60};  // the longest pause before another try, whoever asks for it
  std::uint64_t credential_file_bytes = 1u << 20;
  std::uint64_t registries_conf_bytes = 1u << 20;
  std::uint64_t credential_bytes = 64u << 10;  // what a credential helper says
  std::chrono::seconds credential_helper_wall{30};

  // A report that is read back.
  std::uint64_t report_bytes = 256u << 20;
  std::uint64_t report_nodes = 20'000'000;  // values in it

  // What one job may use and say.
  std::uint64_t job_memory_bytes = 1ull << 30;
  std::chrono::seconds job_cpu{300};
  std::chrono::seconds job_wall{600};
  std::chrono::seconds detector_cpu{60};  // of one detector, in place of the two above
  std::chrono::seconds detector_wall{120};
  std::uint64_t frame_bytes = 256u << 10;
  std::uint64_t string_bytes = 16u << 10;
  std::uint64_t records = 1'000'000;
  std::uint64_t output_bytes = 64u << 20;
  std::uint64_t log_bytes = 1u << 20;
  std::uint64_t tree_bytes = 256ull << 20;  // of /image, in whole pages; only for detectors granted one
  std::uint64_t tree_entries = 100'000;     // files, directories and symbolic links of it
};

}  // namespace lazaret
