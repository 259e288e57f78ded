// SPDX-License-Identifier: Apache-2.0
#include "core/image/artifact.h"

#include <algorithm>
#include <array>

namespace lazaret::image {
namespace {

struct Known {
  std::string_view media_type;
  std::string_view name;
};
// Of configurations, artifact types and layers. A new kind is one line.
constexpr std::array kKnown = {
    Known{"application/vnd.cncf.helm.config.v1+json", "a Helm chart"},
    Known{"application/vnd.cncf.helm.chart.content.v1.tar+gzip", "a Helm chart"},
    Known{"application/vnd.dev.cosign.simplesigning.v1+json", "a cosign signature"},
    Known{"application/vnd.dev.cosign.artifact.sig.v1+json", "a cosign signature"},
    Known{"application/vnd.dev.sigstore.bundle.v0.3+json", "a sigstore bundle"},
    Known{"application/vnd.cncf.notary.signature", "a Notary signature"},
    Known{"application/vnd.in-toto+json", "an in-toto attestation"},
    Known{"application/vnd.dsse.envelope.v1+json", "an attestation"},
    Known{"application/spdx+json", "an SPDX document"},
    Known{"text/spdx+json", "an SPDX document"},
    Known{"application/vnd.cyclonedx+json", "a CycloneDX document"},
    Known{"application/vnd.cyclonedx+xml", "a CycloneDX document"},
    Known{"application/vnd.openvex+json", "an OpenVEX document"},
    Known{"application/sarif+json", "a SARIF document"},
    Known{"application/vnd.lazaret.report.v1+json", "a report of Lazaret"},
    Known{"application/vnd.wasm.config.v1+json", "a WebAssembly module"},
    Known{"application/vnd.wasm.config.v0+json", "a WebAssembly module"},
    Known{"application/wasm", "a WebAssembly module"},
    Known{"application/vnd.docker.plugin.v1+json", "a Docker engine plugin"},
    Known{"application/vnd.docker.plugin.image.v0+json", "a Docker engine plugin"},
    Known{"application/vnd.cncf.flux.config.v1+json", "a Flux source"},
    Known{"application/vnd.cncf.openpolicyagent.config.v1+json", "a policy bundle"},
    Known{"application/vnd.buildkit.cacheconfig.v0", "a build cache"},
    Known{"application/vnd.oci.empty.v1+json", "an artifact"},
    Known{"application/vnd.unknown.config.v1+json", "an artifact"},
};

constexpr std::string_view kPrefix = "sha256-";
constexpr std::size_t kHexDigits = 64;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::string_view artifact_name(std::string_view media_type) {
  for (const auto& known : kKnown)
    if (known.media_type == media_type) return known.name;
  return {};
}

std::string_view artifact_tag_name(std::string_view tag) {
  if (!tag.starts_with(kPrefix) || tag.size() < kPrefix.size() + kHexDigits) return {};
  if (!std::ranges::all_of(tag.substr(kPrefix.size(), kHexDigits), is_hex)) return {};
  const auto suffix = tag.substr(kPrefix.size() + kHexDigits);
  if (suffix == ".sig") return "a signature";
  if (suffix == ".att") return "an attestation";
  if (suffix == ".sbom") return "an SBOM";
  return suffix.empty() ? "a list of what refers to another manifest" : "";
}

}  // namespace lazaret::image
