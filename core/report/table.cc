// SPDX-License-Identifier: Apache-2.0
// The report for a person at a terminal: what it is, how bad, what to do first, then everything by package,
// worst first, what could not be seen, and what to do next. Called through the table of writer.cc. No line is
// wider than the terminal; all text that came from the image or a feed goes through terminal_text.
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "core/report/finding_groups.h"
#include "core/report/formats.h"
#include "core/report/table_page.h"
#include "core/report/table_rules.h"
#include "core/report/table_text.h"

namespace lazaret::report {
namespace {

constexpr std::size_t kFirstSteps = 5;
constexpr std::size_t kFindingsPerGroup = 6;

// "2 critical, 1 high"
std::string words_for(const SeverityCounts& counts) {
  std::string text;
  for (std::size_t i = counts.by_severity.size(); i-- > 0;)
    if (counts.by_severity[i] > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(counts.by_severity[i]) + " " +
              std::string(kSeverityNames[i]);
  if (counts.known_exploited > 0)
    text += ", " + std::to_string(counts.known_exploited) + " known to be exploited";
  return text;
}

class Table : private Page {
 public:
  Table(const Report& report, const WriteOptions& options)
      : Page(options),
        report_(report),
        options_(options),
        groups_(group_findings(report, options.severity_filter)) {}

  std::string write() {
    write_image();
    write_status();
    write_verdict_of_rules(*this, report_, options_);
    write_first_steps();
    write_findings();
    if (options_.show_suppressed) write_suppressed(*this, report_);
    write_gaps();
    write_runs();
    write_database();
    write_ruleset(*this, report_);
    write_next_step();
    return take();
  }

 private:
  void write_image() {
    const auto& image = report_.image;
    paragraph(0, terminal_text(image.reference), Colour::Bold);
    std::string facts = image.os ? os_name(*image.os) : "no known operating system";
    if (!image.platform.empty()) facts += ", " + terminal_text(image.platform);
    if (!image.layers.empty()) facts += ", " + count_of(image.layers.size(), "layer", "layers");
    facts += ", " + count_of(report_.packages.size(), "package", "packages");
    paragraph(2, facts);
    if (!image.digest.empty()) paragraph(2, terminal_text(image.digest), Colour::Dim);
  }
  static std::string os_name(const OsRelease& os) {
    if (!os.pretty_name.empty()) return terminal_text(os.pretty_name);
    return terminal_text(os.id + (os.version_id.empty() ? "" : " " + os.version_id));
  }

  void write_status() {
    const auto open = count_open(report_);
    blank();
    paragraph(0, status_words(open), colour_of(report_.status));
    if (open.total > 0) paragraph(2, words_for(open));
    if (!options_.severity_filter.empty()) paragraph(2, "shown: " + terminal_text(options_.severity_filter));
  }
  std::string status_words(const SeverityCounts& open) const {
    const std::string gaps = count_of(report_.gaps.size(), "gap", "gaps");
    switch (report_.status) {
      case ImageStatus::Healthy: return "HEALTHY: nothing is open, and everything was looked at";
      case ImageStatus::Unhealthy:
        return "UNHEALTHY: " + count_of(open.total, "open finding", "open findings") +
               (report_.gaps.empty() ? "" : ", and coverage has " + gaps);
      case ImageStatus::Unverified: break;
    }
    const std::string none = report_.findings.empty() ? "nothing was found" : "nothing is open";
    return "UNVERIFIED: " + none + ", but coverage has " + gaps + ": this is no all-clear";
  }

  void write_first_steps() {
    std::vector<const FindingGroup*> steps;
    for (const auto& group : groups_)
      if (group.last_fix != nullptr) steps.push_back(&group);
    std::stable_sort(steps.begin(), steps.end(),
                     [](const auto* a, const auto* b) { return a->fixable.worse_than(b->fixable); });
    std::set<std::string> said;  // the same package in two versions can have the same remedy
    std::erase_if(steps,
                  [&](const auto* group) { return !said.insert(step_words(*group->last_fix)).second; });
    if (steps.empty()) return;
    heading("Do this first");
    for (std::size_t i = 0; i < std::min(steps.size(), kFirstSteps); ++i) {
      paragraph(2, std::to_string(i + 1) + ". " + step_words(*steps[i]->last_fix));
      paragraph(5, "removes " + words_for(steps[i]->fixable), Colour::Dim);
    }
    if (steps.size() > kFirstSteps)
      paragraph(2, count_of(steps.size() - kFirstSteps, "more upgrade", "more upgrades") + " below");
  }
  static std::string step_words(const Finding& finding) {
    if (!finding.remediation.empty()) return terminal_text(finding.remediation);
    return "upgrade " + terminal_text(finding.package_name) + " to " + terminal_text(finding.fixed_version);
  }

  void write_findings() {
    if (groups_.empty()) return;
    heading("Findings by package, worst first");
    for (const auto& group : groups_) write_group(group);
  }
  void write_group(const FindingGroup& group) {
    const auto& first = group.first();
    std::string title = terminal_text(first.package_name.empty() ? first.location.path : first.package_name);
    if (title.empty()) title = "the image";
    if (!first.installed_version.empty()) title += " " + terminal_text(first.installed_version);
    if (group.last_fix != nullptr) title += " -> " + terminal_text(group.last_fix->fixed_version);
    if (!first.package_type.empty()) title += " (" + terminal_text(first.package_type) + ")";
    paragraph(2, title, Colour::Bold);
    write_places(group);
    const auto findings = one_per_id(group);
    const auto shown = options_.show_all ? findings.size() : std::min(findings.size(), kFindingsPerGroup);
    for (std::size_t i = 0; i < shown; ++i) write_finding(*findings[i]);
    if (shown < findings.size())
      paragraph(4, "and " + std::to_string(findings.size() - shown) + " more: -o json lists them all");
  }
  // The same vulnerability of the same package in another place says nothing new; findings are sorted by id.
  static std::vector<const Finding*> one_per_id(const FindingGroup& group) {
    std::vector<const Finding*> findings = group.findings;
    const auto same_id = [](const Finding* a, const Finding* b) { return a->id == b->id; };
    findings.erase(std::unique(findings.begin(), findings.end(), same_id), findings.end());
    return findings;
  }
  // A distribution's packages all stand in one database; everything else can be anywhere.
  void write_places(const FindingGroup& group) {
    const auto& type = group.first().package_type;
    if (type.empty() || type == "deb" || type == "apk" || type == "rpm") return;
    std::set<std::string> paths;
    for (const auto* finding : group.findings)
      if (!finding->location.path.empty()) paths.insert(terminal_text(finding->location.path));
    if (!paths.empty()) paragraph(4, "in " + listed({paths.begin(), paths.end()}), Colour::Dim);
  }
  // "    critical    CVE-2021-44228    KEV EPSS 97.5%  Remote code execution in ..."
  void write_finding(const Finding& finding) {
    const auto severity = effective_severity(finding);
    row(4, to_string(severity), colour_of(severity), finding.id,
        marks_of(finding) + terminal_text(finding.title));
  }
  static std::string marks_of(const Finding& finding) {
    std::string marks;
    if (effective_severity(finding) != finding.severity)
      marks += "[was " + std::string(to_string(finding.severity)) + "] ";
    if (finding.kev) marks += "KEV ";
    if (finding.epss) {
      char text[32];
      std::snprintf(text, sizeof text, "EPSS %.1f%% ", std::clamp(*finding.epss, 0.0, 1.0) * 100);
      marks += text;
    }
    if (finding.kind == FindingKind::Vulnerability && finding.fix_state != FixState::Fixed)
      marks += fix_words(finding.fix_state);
    return marks.empty() || finding.title.empty() ? marks : marks + " ";
  }
  static std::string_view fix_words(FixState state) {
    switch (state) {
      case FixState::Fixed: return "";
      case FixState::None: return "[no fix yet]";
      case FixState::WontFix: return "[will not be fixed]";
      case FixState::Deferred: return "[fix deferred]";
      case FixState::Unknown: return "[fix unknown]";
    }
    return "";
  }

  void write_gaps() {
    if (report_.gaps.empty()) return;
    heading("Not seen or not understood: coverage is incomplete");
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> by_kind;
    for (const auto& gap : report_.gaps)
      by_kind[{gap.kind, gap.reason}].push_back(terminal_text(gap.subject));
    for (const auto& [key, subjects] : by_kind) {
      paragraph(2, std::to_string(subjects.size()) + " x " + terminal_text(key.first) + ": " +
                       terminal_text(key.second));
      paragraph(6, listed(subjects), Colour::Dim);
    }
  }
  void write_runs() {
    const auto failed = [](const Run& run) { return run.outcome != RunOutcome::Ok; };
    if (std::none_of(report_.runs.begin(), report_.runs.end(), failed)) return;
    heading("Runs that did not finish");
    for (const auto& run : report_.runs) {
      if (!failed(run)) continue;
      const auto detail = terminal_text(run.detail);
      paragraph(2, terminal_text(run.plugin) + ": " + std::string(to_string(run.outcome)) +
                       (detail.empty() ? "" : ": " + detail));
    }
  }

  void write_database() {
    blank();
    if (!report_.database) return paragraph(0, "Advisories: none were given");
    const auto& database = *report_.database;
    std::uint64_t feeds = 0, records = 0;
    std::string catalogues;
    for (const auto& feed : database.feeds) {
      if (feed.name == kKevFeed || feed.name == kEpssFeed) {
        catalogues += ", " + feed.name;
        continue;
      }
      ++feeds;
      records += feed.records;
    }
    paragraph(0, "Advisories: built " + terminal_text(database.built) + ", " +
                     count_of(feeds, "feed", "feeds") + ", " + count_of(records, "record", "records") +
                     catalogues +
                     (database.sample ? "; a SAMPLE for trying things out, never complete" : ""));
  }

  void write_next_step() { paragraph(0, "Next: " + next_step()); }
  std::string next_step() const {
    if (!report_.database)
      return "get advisories with `lazaret db update`, or name a generation with --db, and scan again";
    const auto open = count_open(report_);
    const bool fixable =
        std::any_of(groups_.begin(), groups_.end(), [](const auto& g) { return g.last_fix != nullptr; });
    if (fixable) return "do the upgrades above, build the image again and scan it again";
    if (open.total > 0)
      return "nothing of this has a fix yet: judge what is exposed; `-o json` has descriptions and "
             "references";
    if (report_.status == ImageStatus::Unverified)
      return "close the gaps above, or accept them with --allow-partial";
    return "nothing to do; scan again when the advisories are newer";
  }

  const Report& report_;
  const WriteOptions& options_;
  std::vector<FindingGroup> groups_;
};

}  // namespace

std::string write_table(const Report& report, const WriteOptions& options) {
  return Table(report, options).write();
}

}  // namespace lazaret::report
