// SPDX-License-Identifier: Apache-2.0
// The two texts that say what a jar is: pom.properties and META-INF/MANIFEST.MF.
// Called by identity.cc; the texts are hostile: read in one pass, unknown keys ignored.
// Source: java.util.Properties.load; JAR file specification, "JAR Manifest".
#pragma once

#include <string>
#include <string_view>

namespace lazaret::java {

struct PomProperties {
  std::string group;
  std::string artifact;
  std::string version;
};
PomProperties parse_pom_properties(std::string_view text);

struct Manifest {
  std::string implementation_title;
  std::string implementation_version;
  std::string implementation_vendor_id;
  std::string bundle_symbolic_name;  // without ";directives"
  std::string bundle_version;
  std::string specification_version;
};
// Of the main section: the first empty line ends it.
Manifest parse_manifest(std::string_view text);

}  // namespace lazaret::java
