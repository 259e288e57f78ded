// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace lazaret {
namespace {

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

std::size_t hex_length(std::string_view algorithm) {
  if (algorithm == "sha256") return 64;
  if (algorithm == "sha512") return 128;
  return 0;
}

}  // namespace

Result<Digest> Digest::parse(std::string_view text) {
  const auto colon = text.find(':');
  const auto algorithm = text.substr(0, colon);
  if (colon == std::string_view::npos || hex_length(algorithm) == 0)
    return make_error(ErrorCode::InvalidInput, "digest \"" + std::string(text.substr(0, 80)) +
                                                   "\" does not begin with sha256: or sha512:");
  const auto hex = text.substr(colon + 1);
  if (hex.size() != hex_length(algorithm) || !std::all_of(hex.begin(), hex.end(), is_lower_hex))
    return make_error(ErrorCode::InvalidInput, "digest \"" + std::string(text.substr(0, 160)) + "\" is not " +
                                                   std::to_string(hex_length(algorithm)) +
                                                   " lower-case hex digits");
  Digest digest;
  digest.text_ = text;
  return digest;
}

struct Hasher::State {
  explicit State(std::string_view name) : algorithm(name), context(EVP_MD_CTX_new()) {
    LZ_ASSERT(hex_length(name) != 0);
    LZ_ASSERT(EVP_DigestInit_ex(context, name == "sha512" ? EVP_sha512() : EVP_sha256(), nullptr) == 1);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
  std::string algorithm;
  EVP_MD_CTX* context;
};

Hasher::Hasher(std::string_view algorithm) : state_(std::make_unique<State>(algorithm)) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::update(std::span<const std::byte> bytes) {
  LZ_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

void Hasher::update(std::string_view text) { update(std::as_bytes(std::span(text.data(), text.size()))); }

Digest Hasher::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned int length = 0;
  LZ_ASSERT(EVP_DigestFinal_ex(state_->context, raw.data(), &length) == 1);
  Digest digest;
  digest.text_ = state_->algorithm + ":";
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned int i = 0; i < length; ++i) {
    digest.text_ += kDigits[raw[i] >> 4];
    digest.text_ += kDigits[raw[i] & 15];
  }
  return digest;
}

Digest sha256_of(std::span<const std::byte> bytes) {
  Hasher hasher;
  hasher.update(bytes);
  return hasher.finish();
}

Digest sha256_of(std::string_view text) {
  return sha256_of(std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace lazaret
