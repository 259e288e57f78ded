// SPDX-License-Identifier: Apache-2.0
// Content digests "sha256:<64 hex>" (also sha512), and the incremental hash that makes them.
// Called by sources, caches and reports. Parsing trusts nothing: algorithm, length and case are checked.
// Source: OCI image specification v1.1, descriptor.md, "Digests".
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret {

class Digest {
 public:
  Digest() = default;  // empty: unknown
  static Result<Digest> parse(std::string_view text);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }  // "sha256:…"
  std::string_view algorithm() const { return std::string_view(text_).substr(0, text_.find(':')); }
  std::string_view hex() const { return std::string_view(text_).substr(text_.find(':') + 1); }
  auto operator<=>(const Digest&) const = default;

 private:
  friend class Hasher;
  std::string text_;
};

class Hasher {
 public:
  // algorithm: "sha256" or "sha512".
  explicit Hasher(std::string_view algorithm = "sha256");
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();
  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest sha256_of(std::span<const std::byte> bytes);
Digest sha256_of(std::string_view text);

}  // namespace lazaret
