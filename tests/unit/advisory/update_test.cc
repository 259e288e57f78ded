// SPDX-License-Identifier: Apache-2.0
// What an update does with a server that never ends; every other fault is in
// tests/integration/db_update_test.py.
#include "core/advisory/update.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "core/base/fd.h"

namespace lazaret::advisory {
namespace {

// Answers every request with a byte now and then, of many that it promises.
class TricklingServer {
 public:
  TricklingServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EQ(listen(listener_.get(), 4), 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~TricklingServer() {
    thread_.request_stop();
    shutdown(listener_.get(), SHUT_RDWR);
  }
  TricklingServer(TricklingServer&&) = delete;
  const std::string& url() const { return url_; }

 private:
  void serve(const std::stop_token& stop) {
    constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n";
    const Fd client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    send(client.get(), kHead.data(), kHead.size(), MSG_NOSIGNAL);
    while (!stop.stop_requested() && send(client.get(), "x", 1, MSG_NOSIGNAL) == 1)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }

  Fd listener_;
  std::string url_;
  std::jthread thread_;
};

TEST(UpdateFeeds, GivesUpOnAServerThatTrickles) {
  setenv("NO_PROXY", "*", 1);
  char name[] = "/tmp/lazaret-update-XXXXXX";
  const std::string directory = mkdtemp(name);
  const TricklingServer server;
  const auto started = std::chrono::steady_clock::now();
  const auto updated = update_feeds(
      {.mirror = server.url(), .directory = directory, .ca_file = "", .tries = 1, .stall_seconds = 1});
  std::filesystem::remove_all(directory);
  ASSERT_FALSE(updated.has_value());
  EXPECT_EQ(updated.error().code, ErrorCode::Timeout) << updated.error().message;
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
}

}  // namespace
}  // namespace lazaret::advisory
