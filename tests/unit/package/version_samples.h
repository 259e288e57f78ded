// SPDX-License-Identifier: Apache-2.0
// Pieces that versions of each scheme are made of, so that random ones are mostly legal and often nearly
// equal. Used by the property and oracle tests of the orderings.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret::package {

struct SamplePieces {
  std::string_view scheme;
  std::vector<std::string> first;  // a version begins with one of these ...
  std::vector<std::string> more;   // ... and goes on with any number of these
};

inline const std::vector<SamplePieces>& sample_pieces() {
  static const std::vector<SamplePieces> kPieces{
      {"dpkg",
       {"0", "1", "2", "10", "007", "0:1", "1:1", "2:1.0"},
       {"0", "1", "10", "01", "a", "b", "rc", "~", "~~", "+", ".", ".", "-1", "-0", "~deb12u1", "+b1",
        "ubuntu1", "Z"}},
      {"rpm",
       {"0", "1", "2", "10", "007", "0:1", "1:1", "a", "~1", "^1"},
       {"0", "1", "10", "01", "a", "b", "rc", "~", "^", "^^", ".", "_", "+", ".el8", "git20", "9", "B", "."}},
      {"apk",
       {"0", "1", "2", "10", "01", "00"},
       {".0",   ".1",     ".01", ".10", ".00",  "1",    "a",     "b",   "_alpha", "_beta2", "_pre",
        "_rc1", "_git20", "_p",  "_p1", "_cvs", "_hg0", "_svn7", "~a1", "-r0",    "-r1",    "-r10"}},
      {"semver",
       {"1.2.3", "1.0.0", "v1", "1.2", "0.1.2", "10.2.3", "2"},
       {"-alpha", "-1", ".beta", ".0", ".1", ".10", ".rc", "-", "a", "+b", "0", "01", "-rc.1"}},
      {"npm",
       {"1.2.3", "1.0.0", "1.2.4", "0.1.2", "10.2.3", "2.0.0"},
       {"-alpha", "-1", ".beta", ".0", ".1", ".10", ".rc", "-", "a", "+b", "-rc.1"}},
      {"pep440",
       {"0", "1", "2", "10", "1!1", "v1", "007"},
       {"0", "1", ".0",    ".1",    ".10",  "a",  "b1",   "rc",   "C2", "alpha", "Beta1", "pre", "preview",
        "-", "_", ".post", "post1", "-rev", "r2", ".dev", "dev3", "-1", "+abc",  "+1.a",  "."}},
      {"maven",
       {"0", "1", "2", "10", "a", "", "1.0"},
       {"0",  "1",     "10",    "01", ".",        ".",  "-",     "-",       ".0", "a", "b1", "m",  "rc",
        "cr", "alpha", "beta2", "x",  "snapshot", "ga", "Final", "RELEASE", "sp", "_", "+",  "jre"}},
      {"go",
       {"v1.2.3", "v1.0.0", "1.21", "1.21.3", "go1.22", "v0.0.0"},
       {"-alpha", "-1", ".beta", ".0", ".1", "rc1", "beta2", "rc10", "+incompatible",
        "-0.20230102030405-abcdefabcdef"}},
  };
  return kPieces;
}

inline std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += part;
  return text;
}

}  // namespace lazaret::package
