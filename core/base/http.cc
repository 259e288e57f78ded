// SPDX-License-Identifier: Apache-2.0
#include "core/base/http.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret {
namespace {

constexpr long kConnectSeconds = 20;

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, ListDeleter>;

// One transfer: where its bytes go, and what its headers said.
struct Transfer {
  const HttpDownload& download;
  CURL* curl = nullptr;
  Fd file{};
  std::uint64_t resumed_from = 0;
  std::uint64_t written = 0;
  bool began = false;
  HttpValidators validators{};
  std::string content_range{};
  Result<void> failure{};
};

// "ETag: …" of the last response: redirects have headers too, each begins anew with its status line.
std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    transfer.validators = {};
    transfer.content_range.clear();
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  const std::string name = to_lower_ascii(line.substr(0, colon));
  const std::string value(trim(line.substr(colon + 1)));
  if (name == "etag") transfer.validators.etag = value;
  if (name == "last-modified") transfer.validators.last_modified = value;
  if (name == "content-range") transfer.content_range = value;
  return size;
}

long status_of(CURL* curl) {
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// Before the first byte is written: 206 continues, but only where we stopped; 200 begins again.
Result<void> begin(Transfer& transfer) {
  transfer.began = true;
  const bool continues = status_of(transfer.curl) == 206;
  const std::string wanted = "bytes " + std::to_string(transfer.resumed_from) + "-";
  if (continues && !transfer.content_range.starts_with(wanted))
    return make_error(ErrorCode::InvalidInput,
                      "the server continued at '" + transfer.content_range + "', asked for " + wanted);
  if (!continues) transfer.resumed_from = 0;
  if (ftruncate(transfer.file.get(), static_cast<off_t>(transfer.resumed_from)) != 0)
    return io_error("cannot cut the partial download");
  if (lseek(transfer.file.get(), 0, SEEK_END) < 0) return io_error("cannot seek in the partial download");
  transfer.written = transfer.resumed_from;
  return transfer.download.on_version ? transfer.download.on_version(transfer.validators) : Result<void>();
}

Result<void> append(Transfer& transfer, std::string_view bytes) {
  if (!transfer.began) TRY(begin(transfer));
  const std::uint64_t limit = transfer.download.max_bytes;
  if (bytes.size() > limit - std::min(transfer.written, limit))
    return make_error(ErrorCode::LimitExceeded, "larger than the limit of " + format_bytes(limit));
  transfer.written += bytes.size();
  return write_all(transfer.file, as_byte_span(bytes));
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const long status = status_of(transfer.curl);
  if (status != 200 && status != 206) return size;  // an error page is nobody's content
  transfer.failure = append(transfer, {data, size});
  return transfer.failure.has_value() ? size : CURL_WRITEFUNC_ERROR;
}

void add_header(Headers& headers, const std::string& name, const std::string& value) {
  if (value.empty() || value.find_first_of("\r\n") != std::string::npos) return;
  curl_slist* grown = curl_slist_append(headers.get(), (name + ": " + value).c_str());
  if (grown == nullptr) return;
  static_cast<void>(headers.release());
  headers.reset(grown);
}

// A weak tag does not promise equal bytes, so that it cannot continue a file.
std::string range_validator(const HttpValidators& validators) {
  return validators.etag.empty() || validators.etag.starts_with("W/") ? validators.last_modified
                                                                      : validators.etag;
}

Headers headers_for(const HttpDownload& download, std::uint64_t resume_from) {
  Headers headers;
  if (resume_from > 0) {
    add_header(headers, "Range", "bytes=" + std::to_string(resume_from) + "-");
    add_header(headers, "If-Range", range_validator(download.partial));
    return headers;
  }
  if (!download.known.etag.empty())
    add_header(headers, "If-None-Match", download.known.etag);
  else
    add_header(headers, "If-Modified-Since", download.known.last_modified);
  return headers;
}

void set_options(CURL* curl, const HttpDownload& download, Transfer& transfer, curl_slist* headers) {
  // Never from https to http, whatever a server says.
  const char* protocols = download.url.starts_with("https:") ? "https" : "http,https";
  curl_easy_setopt(curl, CURLOPT_URL, download.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, static_cast<long>(download.max_redirects));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, download.min_bytes_per_second);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, download.stall_seconds);
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(download.max_bytes));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "lazaret/" LAZARET_VERSION);
  if (!download.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, download.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
}

Error transport_error(CURLcode code, const HttpDownload& download) {
  const std::string message = download.url + ": " + curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT) return make_error(ErrorCode::Timeout, message);
  if (code == CURLE_FILESIZE_EXCEEDED)
    return make_error(ErrorCode::LimitExceeded,
                      download.url + ": larger than the limit of " + format_bytes(download.max_bytes));
  if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT || code == CURLE_TOO_MANY_REDIRECTS)
    return make_error(ErrorCode::InvalidInput, message);
  return make_error(ErrorCode::Unavailable, message);
}

Error status_error(long status, const std::string& url) {
  const std::string message = url + ": the server answered " + std::to_string(status);
  if (status == 401 || status == 403) return make_error(ErrorCode::Denied, message);
  if (status == 429 || status >= 500 || status == 416) return make_error(ErrorCode::Unavailable, message);
  return make_error(ErrorCode::InvalidInput, message);
}

Result<HttpResult> judge(long status, Transfer& transfer, const HttpDownload& download) {
  if (status == 304) return HttpResult{HttpOutcome::NotModified, download.known};
  if (status == 404 || status == 410) return HttpResult{HttpOutcome::NotFound, {}};
  if (status == 416 && ftruncate(transfer.file.get(), 0) != 0)
    return io_error("cannot empty " + download.part_file);
  if (status != 200 && status != 206) return status_error(status, download.url);
  if (!transfer.began) TRY(begin(transfer));  // an empty file
  if (fsync(transfer.file.get()) != 0) return io_error("cannot sync " + download.part_file);
  return HttpResult{HttpOutcome::Fetched, transfer.validators};
}

}  // namespace

Result<HttpResult> http_download(const HttpDownload& download) {
  const std::unique_ptr<CURL, CurlDeleter> curl(curl_easy_init());
  if (!curl) return make_error(ErrorCode::Internal, "libcurl could not start");
  Transfer transfer{download, curl.get()};
  transfer.file = TRY(open_file(download.part_file, O_RDWR | O_CREAT | O_NOFOLLOW, 0644));
  const bool resumable = !range_validator(download.partial).empty();
  transfer.resumed_from = resumable ? TRY(size_of(transfer.file)) : 0;
  const Headers headers = headers_for(download, transfer.resumed_from);
  set_options(curl.get(), download, transfer, headers.get());
  const CURLcode code = curl_easy_perform(curl.get());
  if (!transfer.failure.has_value()) return std::move(transfer.failure.error()).with_context(download.url);
  if (code != CURLE_OK) return transport_error(code, download);
  return judge(status_of(curl.get()), transfer, download);
}

std::string url_segment(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += std::string("%") + kHex[byte >> 4] + kHex[byte & 15];
  }
  return out;
}

}  // namespace lazaret
