// SPDX-License-Identifier: Apache-2.0
#include "core/registry/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <optional>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/registry/throughput_guard.h"

namespace lazaret::registry {
namespace {

constexpr std::size_t kPendingBytes = 256 * 1024;
constexpr std::size_t kIdleLines = 8;
constexpr int kPollMilliseconds = 200;

struct EasyDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderLines = std::unique_ptr<curl_slist, ListDeleter>;

// A handle with the connections that it keeps; the multi handle owns those, so it is destroyed last.
struct Line {
  std::unique_ptr<CURLM, MultiDeleter> multi;
  std::unique_ptr<CURL, EasyDeleter> easy;
};

Error transport_error(CURLcode code, const Url& url, const char* detail) {
  const std::string text = url.origin() + ": " + (detail[0] != '\0' ? detail : curl_easy_strerror(code));
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return make_error(ErrorCode::Timeout, text);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return make_error(ErrorCode::Denied,
                        text + "; put the authority's certificate into /etc/containers/certs.d/" + url.host +
                            ":" + url.port + "/ca.crt, if it is one of yours");
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return make_error(ErrorCode::InvalidInput, text);
    default: return make_error(ErrorCode::Unavailable, text);
  }
}

bool is_clean(std::string_view text) { return text.find_first_of("\r\n") == std::string_view::npos; }

Result<HeaderLines> header_lines(const Request& request) {
  HeaderLines lines;
  for (const auto& [name, value] : request.headers) {
    if (!is_clean(name) || !is_clean(value))
      return make_error(ErrorCode::InvalidInput, "header " + name + " holds a line break");
    curl_slist* grown = curl_slist_append(lines.get(), (name + ": " + value).c_str());
    LZ_ASSERT(grown != nullptr);
    static_cast<void>(lines.release());
    lines.reset(grown);
  }
  return lines;
}

}  // namespace

struct Transport::Pool {
  std::mutex mutex;
  std::vector<Line> idle;

  Line take() {
    const std::lock_guard held(mutex);
    if (idle.empty())
      return {std::unique_ptr<CURLM, MultiDeleter>(curl_multi_init()),
              std::unique_ptr<CURL, EasyDeleter>(curl_easy_init())};
    Line line = std::move(idle.back());
    idle.pop_back();
    return line;
  }
  void give_back(Line line) {
    const std::lock_guard held(mutex);
    if (idle.size() < kIdleLines) idle.push_back(std::move(line));
  }
};

namespace {

template <typename Pool>
class CurlExchange : public Exchange {
 public:
  CurlExchange(std::shared_ptr<Pool> pool, const Limits& limits, const Request& request)
      : pool_(std::move(pool)),
        line_(pool_->take()),
        limits_(limits),
        url_(request.url),
        guard_(limits.stall_wait, limits.stall_bytes_per_second) {}
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;
  ~CurlExchange() override {
    curl_multi_remove_handle(line_.multi.get(), line_.easy.get());
    curl_easy_reset(line_.easy.get());
    pool_->give_back(std::move(line_));
  }

  Result<void> start(const Request& request) {
    lines_ = TRY(header_lines(request));
    set_options(request);
    set_tls(request.tls);
    LZ_ASSERT(curl_multi_add_handle(line_.multi.get(), line_.easy.get()) == CURLM_OK);
    const Deadline whole(limits_.connect_wait + limits_.answer_wait);
    std::optional<Deadline> deadline;  // runs once the request could be sent
    while (!headers_done_ && !ended_) {
      TRY(pump());
      if (!deadline && connected()) deadline.emplace(limits_.answer_wait);
      if (!headers_done_ && (whole.passed() || (deadline && deadline->passed())))
        return make_error(ErrorCode::Timeout, url_.origin() + " has not answered within " +
                                                  std::to_string(limits_.answer_wait.count()) + " s");
    }
    if (headers_done_ && status_ != 0) return {};
    return failure_ ? *failure_
                    : make_error(ErrorCode::Unavailable,
                                 url_.origin() + " closed the connection without an answer");
  }

  long status() const override { return status_; }
  const HeaderList& headers() const override { return headers_; }

  Result<std::size_t> read(std::span<std::byte> buffer) override {
    while (done_ == pending_.size() && !ended_) TRY(pump());
    const std::size_t count = std::min(buffer.size(), pending_.size() - done_);
    if (count == 0 && failure_) return *failure_;
    if (count > 0) std::memcpy(buffer.data(), pending_.data() + done_, count);
    done_ += count;
    if (done_ == pending_.size()) resume();
    return count;
  }

 private:
  bool connected() const {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(line_.easy.get(), CURLINFO_PRETRANSFER_TIME_T, &microseconds);
    return microseconds > 0;
  }

  void set_options(const Request& request) {
    CURL* curl = line_.easy.get();
    curl_easy_setopt(curl, CURLOPT_URL, request.url.text().c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, request.url.scheme.c_str());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);  // whoever follows decides what goes along
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits_.connect_wait.count()));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "lazaret/" LAZARET_VERSION);
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 128L * 1024);
    curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines_.get());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail_.data());
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    if (request.url.is_loopback()) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (request.method == "POST") {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.form.size()));
      curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, request.form.c_str());
    }
  }

  // The system's authorities stay trusted through their directory, as a blob replaces only the file.
  void set_tls(const TlsSettings& tls) {
    CURL* curl = line_.easy.get();
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, tls.verify ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, tls.verify ? 2L : 0L);
    if (!tls.authorities.empty()) {
      std::string pem = tls.authorities;
      curl_blob blob{pem.data(), pem.size(), CURL_BLOB_COPY};
      curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
    }
    if (tls.client_certificate.empty()) return;
    curl_easy_setopt(curl, CURLOPT_SSLCERT, tls.client_certificate.c_str());
    curl_easy_setopt(curl, CURLOPT_SSLKEY, tls.client_key.c_str());
  }

  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<CurlExchange*>(self)->take_header({data, size}) ? size : CURL_WRITEFUNC_ERROR;
  }
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<CurlExchange*>(self)->take_body({data, size});
  }

  bool take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > limits_.http_header_bytes) {
      failure_ = make_error(ErrorCode::LimitExceeded,
                            url_.origin() + " sent more headers than the limit (http_header_bytes) of " +
                                format_bytes(limits_.http_header_bytes));
      return false;
    }
    if (headers_done_) return true;  // trailers
    const auto text = trim(line);
    if (text.starts_with("HTTP/")) {
      headers_.clear();
      curl_easy_getinfo(line_.easy.get(), CURLINFO_RESPONSE_CODE, &status_);
    } else if (text.empty()) {
      headers_done_ = status_ >= 200;  // 1xx announce another answer
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
      headers_.add(to_lower_ascii(text.substr(0, colon)), std::string(trim(text.substr(colon + 1))));
    }
    return true;
  }

  std::size_t take_body(std::string_view bytes) {
    if (done_ < pending_.size() && pending_.size() - done_ + bytes.size() > kPendingBytes) {
      paused_ = true;
      return CURL_WRITEFUNC_PAUSE;  // given again later
    }
    guard_.came(bytes.size());
    pending_.erase(0, done_);
    done_ = 0;
    pending_ += bytes;
    return bytes.size();
  }

  void resume() {
    pending_.clear();
    done_ = 0;
    if (!paused_) return;
    paused_ = false;
    curl_easy_pause(line_.easy.get(), CURLPAUSE_CONT);
  }

  // Lets libcurl work once; waits where there was nothing to do.
  Result<void> pump() {
    const std::size_t before = pending_.size() - done_;
    const bool had_headers = headers_done_;
    int running = 0;
    curl_multi_perform(line_.multi.get(), &running);
    if (running == 0) return finish();
    if (pending_.size() - done_ != before || headers_done_ != had_headers) return {};
    const auto started = std::chrono::steady_clock::now();
    curl_multi_poll(line_.multi.get(), nullptr, 0, kPollMilliseconds, nullptr);
    const auto waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
    if (headers_done_ && guard_.stalled_after(waited))
      return make_error(ErrorCode::Timeout, url_.origin() + " sends less than " +
                                                format_bytes(limits_.stall_bytes_per_second) + "/s for " +
                                                std::to_string(limits_.stall_wait.count()) + " s");
    return {};
  }

  Result<void> finish() {
    ended_ = true;
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(line_.multi.get(), &left);
    LZ_ASSERT(message != nullptr && message->msg == CURLMSG_DONE);
    const CURLcode code = message->data.result;
    if (code != CURLE_OK && !failure_) failure_ = transport_error(code, url_, detail_.data());
    return {};
  }

  std::shared_ptr<Pool> pool_;
  Line line_;
  const Limits limits_;
  const Url url_;
  HeaderLines lines_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  long status_ = 0;
  HeaderList headers_;
  std::uint64_t header_bytes_ = 0;
  bool headers_done_ = false;
  std::string pending_;  // what came and was not read yet: [done_, end)
  std::size_t done_ = 0;
  bool paused_ = false;
  bool ended_ = false;
  std::optional<Error> failure_;
  ThroughputGuard guard_;
};

}  // namespace

std::string_view HeaderList::find(std::string_view lower_name) const {
  for (const auto& [name, value] : list_)
    if (name == lower_name) return value;
  return {};
}

std::vector<std::string_view> HeaderList::all(std::string_view lower_name) const {
  std::vector<std::string_view> values;
  for (const auto& [name, value] : list_)
    if (name == lower_name) values.push_back(value);
  return values;
}

Result<std::string> read_body(Exchange& exchange, std::uint64_t limit, const std::string& limit_name,
                              const std::string& what) {
  std::string body;
  std::array<std::byte, 16384> chunk{};
  for (;;) {
    const std::size_t got = TRY(exchange.read(chunk).with_context(what));
    if (got == 0) return body;
    body += as_text(std::span(chunk).first(got));
    if (body.size() > limit)
      return make_error(ErrorCode::LimitExceeded, what + " has more bytes than the limit (" + limit_name +
                                                      ") of " + std::to_string(limit));
  }
}

Transport::Transport(const Limits& limits) : limits_(limits), pool_(std::make_shared<Pool>()) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  LZ_ASSERT(once == CURLE_OK);
}
Transport::~Transport() = default;

Result<std::unique_ptr<Exchange>> Transport::start(const Request& request) {
  auto exchange = std::make_unique<CurlExchange<Pool>>(pool_, limits_, request);
  TRY(exchange->start(request));
  return std::unique_ptr<Exchange>(std::move(exchange));
}

}  // namespace lazaret::registry
