// SPDX-License-Identifier: Apache-2.0
// Fetching one file over HTTP(S) into a file on disk: conditional, resumed where it was cut, bounded. Uses
// libcurl. Called by `lazaret db update`. The server is not trusted: protocols, redirects, size, and time
// without progress are limited; what came is checked by the caller before it counts. Source: RFC 9110,
// sections 13 (conditional requests) and 14 (ranges).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.h"

namespace lazaret {

// What a server calls one version of a file; both may be empty.
struct HttpValidators {
  std::string etag;
  std::string last_modified;
  bool empty() const { return etag.empty() && last_modified.empty(); }
};

struct HttpDownload {
  std::string url;         // http or https
  std::string part_file;   // grows; what is there already is continued where `partial` is known
  HttpValidators partial;  // of the version whose beginning lies in part_file
  HttpValidators known;    // of the version that the caller has whole
  std::uint64_t max_bytes = 4ull << 30;
  int max_redirects = 5;
  long min_bytes_per_second = 1000;  // ... over stall_seconds, else Timeout
  long stall_seconds = 30;
  std::string ca_file;  // PEM; trusted in place of the system's authorities where it is named

  // Called before the first byte of a version is written, when nothing of another one is left in part_file:
  // who keeps what it gets can resume whatever cut the transfer, were it a kill.
  std::function<Result<void>(const HttpValidators&)> on_version;
};

enum class HttpOutcome { Fetched, NotModified, NotFound };

struct HttpResult {
  HttpOutcome outcome = HttpOutcome::Fetched;
  HttpValidators validators;  // of the version that was fetched, whole or in part
};

// One try. Errors: Unavailable (transport, 5xx, 429), Timeout, LimitExceeded, Denied (401, 403),
// InvalidInput, Io, and what on_version gave.
Result<HttpResult> http_download(const HttpDownload& download);

// A path segment for a URL: everything but unreserved characters is percent-encoded.
std::string url_segment(std::string_view text);

}  // namespace lazaret
