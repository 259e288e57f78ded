// SPDX-License-Identifier: Apache-2.0
#include "core/model/report.h"

#include <algorithm>
#include <tuple>

namespace lazaret {

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::Vulnerability: return "vulnerability";
    case FindingKind::Secret: return "secret";
    case FindingKind::Misconfiguration: return "misconfiguration";
    case FindingKind::Malware: return "malware";
    case FindingKind::License: return "license";
    case FindingKind::Eol: return "eol";
  }
  return "vulnerability";
}

std::string_view to_string(FixState state) {
  switch (state) {
    case FixState::Fixed: return "fixed";
    case FixState::None: return "none";
    case FixState::WontFix: return "wont_fix";
    case FixState::Deferred: return "deferred";
    case FixState::Unknown: return "unknown";
  }
  return "unknown";
}

std::string_view to_string(ImageStatus status) {
  switch (status) {
    case ImageStatus::Healthy: return "healthy";
    case ImageStatus::Unhealthy: return "unhealthy";
    case ImageStatus::Unverified: return "unverified";
  }
  return "unverified";
}

std::string_view to_string(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::Ok: return "ok";
    case RunOutcome::Partial: return "partial";
    case RunOutcome::PluginError: return "plugin_error";
    case RunOutcome::Crashed: return "crashed";
    case RunOutcome::Violation: return "violation";
    case RunOutcome::Timeout: return "timeout";
    case RunOutcome::OutOfMemory: return "out_of_memory";
    case RunOutcome::OutputLimit: return "output_limit";
    case RunOutcome::ProtocolError: return "protocol_error";
    case RunOutcome::SetupError: return "setup_error";
    case RunOutcome::Cancelled: return "cancelled";
  }
  return "setup_error";
}

std::string_view to_string(GateResult result) {
  switch (result) {
    case GateResult::Pass: return "pass";
    case GateResult::Warn: return "warn";
    case GateResult::Fail: return "fail";
  }
  return "fail";
}

bool is_suppressed(const Finding& finding) {
  return finding.decision && !finding.decision->suppressed_by.empty();
}

Severity effective_severity(const Finding& finding) {
  return finding.decision ? finding.decision->severity : finding.severity;
}

bool DatabaseInfo::has_feed(std::string_view name) const {
  return std::any_of(feeds.begin(), feeds.end(), [&](const FeedInfo& feed) { return feed.name == name; });
}

void sort_report(Report& report) {
  const auto package_key = [](const Package& package) {
    return std::tie(package.type, package.name, package.version, package.locations, package.arch,
                    package.plugin);
  };
  const auto finding_key = [](const Finding& finding) {
    return std::make_tuple(-static_cast<int>(finding.severity), std::cref(finding.id),
                           std::cref(finding.package), std::cref(finding.location));
  };
  std::sort(report.packages.begin(), report.packages.end(),
            [&](const Package& a, const Package& b) { return package_key(a) < package_key(b); });
  std::sort(report.findings.begin(), report.findings.end(),
            [&](const Finding& a, const Finding& b) { return finding_key(a) < finding_key(b); });
  std::sort(report.gaps.begin(), report.gaps.end());
}

ImageStatus status_of(const Report& report) {
  const bool open = std::any_of(report.findings.begin(), report.findings.end(),
                                [](const Finding& finding) { return !is_suppressed(finding); });
  if (open) return ImageStatus::Unhealthy;
  return report.gaps.empty() ? ImageStatus::Healthy : ImageStatus::Unverified;
}

}  // namespace lazaret
