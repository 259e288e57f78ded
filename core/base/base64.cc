// SPDX-License-Identifier: Apache-2.0
#include "core/base/base64.h"

#include <openssl/evp.h>

namespace lazaret {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

unsigned char* writable(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* readable(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL ends it with a zero
  text.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(writable(text), readable(bytes), static_cast<int>(bytes.size()))));
  return text;
}

// OpenSSL skips spaces and takes '=' anywhere, so the form is checked first.
Result<std::string> base64_decode(std::string_view text) {
  const auto letters = text.find_first_not_of(kAlphabet);
  const std::size_t padding = letters == std::string_view::npos ? 0 : text.size() - letters;
  const bool well_padded = padding <= 2 && text.substr(text.size() - padding) == std::string(padding, '=');
  if (text.size() % 4 != 0 || !well_padded) return make_error(ErrorCode::InvalidInput, "not base64");
  std::string bytes(3 * (text.size() / 4), '\0');
  const int got = EVP_DecodeBlock(writable(bytes), readable(text), static_cast<int>(text.size()));
  if (got < 0) return make_error(ErrorCode::InvalidInput, "not base64");
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace lazaret
