// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/build.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/advisory/enrichment.h"
#include "core/advisory/feed_directory.h"
#include "core/advisory/generation_writer.h"
#include "core/advisory/record.h"
#include "core/base/json.h"

namespace lazaret::advisory {
namespace {

constexpr std::size_t kMaxProblems = 100;
constexpr JsonLimits kRecordLimits{.bytes = 64u << 20, .depth = 64, .nodes = 10'000'000};

struct Feed {
  std::string name;
  std::int64_t modified = 0;
  std::uint64_t records = 0;
  std::set<std::string> ecosystems;  // of this family, as records name them
};

// Collects the records of all feeds. A record stands whole in the zip of each ecosystem that it names: the
// copy that was modified last counts, once.
class Import {
 public:
  explicit Import(BuildSummary& summary) : summary_(summary) {}

  void read_feed(const std::string& osv_directory, const std::string& name) {
    feeds_.push_back({name, 0, 0, {}});
    visit_feed(osv_directory, name,
               {[this](const std::string& where, std::string_view text) { read(where, text); },
                [this](const std::string& where, const Error& error) { note_damage(where, error); }});
  }
  void add_catalogue(const std::string& where, CatalogueSummary catalogue) {
    if (catalogue.damaged_rows > 0)
      note_damage(where, make_error(ErrorCode::InvalidInput,
                                    std::to_string(catalogue.damaged_rows) + " rows are damaged"));
    catalogues_.push_back(std::move(catalogue.feed));
  }

  Result<void> write(GenerationWriter& writer);
  std::string info() const;

 private:
  void read(const std::string& where, std::string_view text);
  void keep(OsvRecord record);
  void note_damage(const std::string& where, const Error& error);

  BuildSummary& summary_;
  std::vector<Feed> feeds_;
  std::vector<FeedInfo> catalogues_;  // KEV, EPSS: the ones that were read
  std::vector<OsvRecord> records_;
  std::unordered_map<std::string, std::size_t> by_id_;
};

void Import::note_damage(const std::string& where, const Error& error) {
  ++summary_.damaged;
  if (summary_.problems.size() < kMaxProblems) summary_.problems.push_back({where, error.message});
}

void Import::read(const std::string& where, std::string_view text) {
  auto json = parse_json(text, "record", kRecordLimits);
  if (!json.has_value()) return note_damage(where, json.error());
  auto record = read_record(json.value());
  if (!record.has_value()) return note_damage(where, record.error());
  Feed& feed = feeds_.back();
  feed.modified = std::max(feed.modified, record.value().modified);
  if (!record.value().withdrawn) {
    ++feed.records;
    for (const AffectedPackage& package : record.value().affected)
      if (family_of(package.ecosystem) == feed.name) feed.ecosystems.insert(package.ecosystem);
  }
  keep(record.take());
}

void Import::keep(OsvRecord record) {
  const auto [place, is_new] = by_id_.try_emplace(record.id, records_.size());
  if (is_new)
    records_.push_back(std::move(record));
  else if (record.modified > records_[place->second].modified)
    records_[place->second] = std::move(record);
}

Result<void> Import::write(GenerationWriter& writer) {
  std::ranges::sort(records_, {}, &OsvRecord::id);
  for (OsvRecord& record : records_) {
    if (record.withdrawn)
      ++summary_.withdrawn;
    else if (!record.is_security)
      ++summary_.not_security;
    else if (record.affected.empty())
      ++summary_.without_package;
    else {
      TRY(writer.add(record).with_context(record.id));
      ++summary_.records;
    }
    record = OsvRecord();  // its memory is wanted for the file
  }
  return {};
}

std::string Import::info() const {
  JsonWriter json(JsonWriter::Style::Compact);
  json.begin_object().key("feeds").begin_array();
  for (const Feed& feed : feeds_) {
    json.begin_object().key("name").value(feed.name).key("modified");
    json.value_or_null(feed.modified > 0 ? format_instant({feed.modified}) : std::string());
    json.key("records").value(feed.records).key("ecosystems").begin_array();
    for (const std::string& ecosystem : feed.ecosystems) json.value(ecosystem);
    json.end_array().end_object();
  }
  json.end_array().key("catalogues").begin_array();
  for (const FeedInfo& catalogue : catalogues_) {
    json.begin_object().key("name").value(catalogue.name).key("modified");
    json.value_or_null(catalogue.modified).key("records").value(catalogue.records).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace

Result<BuildSummary> build_generation(const BuildRequest& request) {
  BuildSummary summary;
  Import import(summary);
  const auto feeds = TRY(list_feeds(request.osv_directory));
  if (feeds.empty())
    return make_error(ErrorCode::NotFound, "no feed in " + request.osv_directory +
                                               ": <Ecosystem>/all.zip or <Ecosystem>/*.json wanted");
  for (const std::string& feed : feeds) {
    if (feed == kKevFeed || feed == kEpssFeed)
      return make_error(ErrorCode::InvalidInput,
                        request.osv_directory + "/" + feed +
                            ": is named like a catalogue, and is no ecosystem; move it away, name the file "
                            "with --kev or --epss");
    import.read_feed(request.osv_directory, feed);
  }
  CveTable cves;
  if (!request.kev_file.empty())
    import.add_catalogue(request.kev_file, TRY(read_kev(request.kev_file, cves)));
  if (!request.epss_file.empty())
    import.add_catalogue(request.epss_file, TRY(read_epss(request.epss_file, cves)));
  GenerationWriter writer;
  TRY(import.write(writer));
  for (const auto& [id, facts] : cves) writer.set_cve(id, facts);
  TRY(writer.publish(request.output, import.info(), request.built, request.sample));
  return summary;
}

}  // namespace lazaret::advisory
