// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/update.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/archive/zip_reader.h"
#include "core/base/fd.h"
#include "core/base/http.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace lazaret::advisory {
namespace {

constexpr std::uint64_t kMaxListBytes = 64u << 10;
constexpr std::uint64_t kMaxZipBytes = 2ull << 30;
constexpr std::uint64_t kMaxValidatorBytes = 16u << 10;
constexpr std::size_t kMaxEcosystems = 500;
constexpr std::size_t kMaxNameBytes = 100;

// A line becomes the name of a folder and a part of a URL.
bool is_ecosystem_name(std::string_view name) {
  const bool plain =
      std::ranges::all_of(name, [](char c) { return c >= ' ' && c < '\x7f' && c != '/' && c != '\\'; });
  return plain && !name.empty() && name.size() <= kMaxNameBytes && !name.starts_with('.');
}

// Validators lie beside the file they belong to, as JSON. A damaged one only costs a transfer.
HttpValidators read_validators(const std::string& path) {
  const auto text = read_file(path, kMaxValidatorBytes);
  if (!text.has_value()) return {};
  const auto json = parse_json(text.value(), path);
  if (!json.has_value()) return {};
  return {std::string(json.value()["etag"].as_string()),
          std::string(json.value()["last_modified"].as_string())};
}

Result<void> write_validators(const std::string& path, const HttpValidators& validators) {
  JsonWriter json(JsonWriter::Style::Compact);
  json.begin_object()
      .key("etag")
      .value(validators.etag)
      .key("last_modified")
      .value(validators.last_modified)
      .end_object();
  const Fd file = TRY(open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644));
  return write_all(file, as_byte_span(json.take()));
}

Result<void> check_zip(const std::string& path) {
  Limits limits;
  limits.zip_entries = 5'000'000;
  const Fd file = TRY(open_file(path, O_RDONLY));
  const MappedFile mapped = TRY(MappedFile::map(file));
  TRY(archive::ZipReader::open(mapped.bytes(), limits));
  return {};
}

Result<void> check_nothing(const std::string&) { return {}; }

struct Target {
  std::string url;
  std::string path;
  std::uint64_t max_bytes;
  Result<void> (*check)(const std::string& path);
};

bool is_worth_another_try(const Error& error) {
  return error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout;
}

// Each try goes on where the one before was cut.
Result<HttpResult> fetch_with_retries(const UpdateRequest& request, const Target& target,
                                      const std::string& part) {
  HttpDownload download{.url = target.url,
                        .part_file = part,
                        .max_bytes = target.max_bytes,
                        .stall_seconds = request.stall_seconds,
                        .ca_file = request.ca_file};
  download.on_version = [&part](const HttpValidators& version) {
    return write_validators(part + ".validators", version);
  };
  if (access(target.path.c_str(), R_OK) == 0) download.known = read_validators(target.path + ".validators");
  for (int number = 1;; ++number) {
    download.partial = read_validators(part + ".validators");
    auto result = http_download(download);
    if (result.has_value()) return result;
    if (number >= request.tries || !is_worth_another_try(result.error())) return result;
    usleep(static_cast<useconds_t>(100'000 << number));
  }
}

void forget_part(const std::string& part) {
  unlink(part.c_str());
  unlink((part + ".validators").c_str());
}

// The file under target.path is the last good one at every moment.
Result<HttpOutcome> fetch(const UpdateRequest& request, const Target& target) {
  const std::string part = target.path + ".part";
  const HttpResult result = TRY(fetch_with_retries(request, target, part));
  if (result.outcome != HttpOutcome::Fetched) {
    forget_part(part);
    return result.outcome;
  }
  auto checked = target.check(part).with_context(target.url);
  if (!checked.has_value()) {
    forget_part(part);
    return checked.error();
  }
  // First without validators: a kill between the two renames costs a transfer, and never joins a file with a
  // wrong tag.
  unlink((target.path + ".validators").c_str());
  if (std::rename(part.c_str(), target.path.c_str()) != 0) return io_error("cannot rename " + part);
  TRY(write_validators(target.path + ".validators", result.validators));
  unlink((part + ".validators").c_str());
  return HttpOutcome::Fetched;
}

Result<void> make_directory(const std::string& path) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (failure) return io_error("cannot make " + path, failure.value());
  return {};
}

// Two updates of one directory would write into each other's partial files.
Result<Fd> lock_directory(const std::string& path) {
  TRY(make_directory(path));
  Fd directory = TRY(open_file(path, O_RDONLY | O_DIRECTORY));
  if (flock(directory.get(), LOCK_EX | LOCK_NB) != 0)
    return make_error(ErrorCode::Conflict,
                      "another update is at work in " + path + "; wait until it has ended");
  return directory;
}

Result<std::vector<std::string>> fetch_names(const UpdateRequest& request) {
  const Target list{request.mirror + "/ecosystems.txt", request.directory + "/ecosystems.txt", kMaxListBytes,
                    check_nothing};
  if (TRY(fetch(request, list)) == HttpOutcome::NotFound)
    return make_error(ErrorCode::NotFound, list.url + " is not there; is this a mirror of osv.dev's bucket?");
  const std::string text = TRY(read_file(list.path, kMaxListBytes));
  std::vector<std::string> names;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view name = trim(line);
    if (name.empty()) continue;
    if (!is_ecosystem_name(name) || names.size() >= kMaxEcosystems)
      return make_error(ErrorCode::InvalidInput, list.url + ": '" +
                                                     std::string(name.substr(0, kMaxNameBytes)) +
                                                     "' is no name of an ecosystem, or there are more than " +
                                                     std::to_string(kMaxEcosystems));
    // "Debian:12" is a part of "Debian", which the list has as well.
    if (name.find(':') == std::string_view::npos) names.emplace_back(name);
  }
  return names;
}

Result<HttpOutcome> fetch_feed(const UpdateRequest& request, const std::string& name) {
  const std::string directory = request.directory + "/" + name;
  const std::string url = request.mirror + "/" + url_segment(name) + "/all.zip";
  TRY(make_directory(directory));
  return fetch(request, {url, directory + "/all.zip", kMaxZipBytes, check_zip});
}

}  // namespace

Result<UpdateSummary> update_feeds(const UpdateRequest& request) {
  const Fd lock = TRY(lock_directory(request.directory));
  UpdateSummary summary;
  for (const std::string& name : TRY(fetch_names(request))) {
    const auto outcome = fetch_feed(request, name);
    if (!outcome.has_value())
      summary.problems.push_back({name, outcome.error().message});
    else if (outcome.value() == HttpOutcome::Fetched)
      ++summary.fetched;
    else if (outcome.value() == HttpOutcome::NotModified)
      ++summary.unchanged;
    else
      summary.absent.push_back(name);
  }
  return summary;
}

}  // namespace lazaret::advisory
