// SPDX-License-Identifier: Apache-2.0
#include "core/registry/repository.h"

#include <algorithm>
#include <set>

#include "core/base/http.h"
#include "core/base/text.h"
#include "core/registry/link.h"

namespace lazaret::registry {
namespace {

// All of them: a registry says 404 to what it has in a form that is not listed.
constexpr std::string_view kAccept =
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

Error invalid(const std::string& what, const std::string& message) {
  return make_error(ErrorCode::InvalidInput, what + " " + message);
}

Digest digest_of(std::string_view algorithm, std::string_view text) {
  Hasher hasher(algorithm);
  hasher.update(text);
  return hasher.finish();
}

Result<void> check_text(const std::string& text, const Digest& wanted, const std::string& what) {
  const Digest found = digest_of(wanted.algorithm(), text);
  if (found == wanted) return {};
  return invalid(what, "has the wrong digest: asked for " + wanted.text() + ", its bytes are " +
                           found.text() + "; the registry is damaged or lies");
}

Result<void> check_size(std::uint64_t found, const image::Descriptor& descriptor, const std::string& what) {
  if (found == descriptor.size) return {};
  return invalid(what, "has " + std::to_string(found) + " bytes, its descriptor says " +
                           std::to_string(descriptor.size));
}

// A header that is there must be true; some registries leave it out.
Result<void> check_header(const HeaderList& headers, const std::string& text, const std::string& what) {
  const auto stated = headers.find("docker-content-digest");
  if (stated.empty()) return {};
  return check_text(text, TRY(Digest::parse(stated).with_context(what + ": Docker-Content-Digest")), what);
}

std::string manifest_type(const HeaderList& headers) {
  const auto whole = headers.find("content-type");
  const std::string type(trim(whole.substr(0, whole.find(';'))));
  const auto kind = image::media_kind(type);
  const bool known = kind == image::MediaKind::Index || kind == image::MediaKind::Manifest ||
                     kind == image::MediaKind::SchemaOne;
  return known ? type : "";
}

void keep_of_type(std::vector<image::Descriptor>& list, const std::string& type) {
  if (!type.empty()) std::erase_if(list, [&](const auto& entry) { return entry.artifact_type != type; });
}

}  // namespace

Repository::Repository(std::shared_ptr<Session> session)
    : session_(std::move(session)),
      name_(session_->endpoint().domain + "/" + session_->endpoint().path),
      base_("/v2/" + session_->endpoint().path) {}

Result<Repository> Repository::open(std::shared_ptr<Context> context, const Endpoint& endpoint) {
  return Repository(std::shared_ptr<Session>(TRY(Session::open(std::move(context), endpoint))));
}

Result<Answer> Repository::get(const std::string& target, const std::string& what) const {
  Request request = TRY(session_->make_request(target));
  request.headers.emplace_back("Accept", kAccept);
  return session_->fetch(request, what, session_->context().limits.manifest_bytes, "manifest_bytes");
}

Result<FetchedManifest> Repository::manifest(const std::string& tag, const Digest& digest) const {
  const std::string what = "manifest " + (digest.empty() ? tag : digest.text()) + " of " + name_;
  const Answer answer = TRY(get(base_ + "/manifests/" + (digest.empty() ? tag : digest.text()), what));
  if (answer.status != 200)
    return answer_error(answer, session_->endpoint().domain, what, session_->context().limits);
  if (!digest.empty()) TRY(check_text(answer.body, digest, what));
  TRY(check_header(answer.headers, answer.body, what));
  const auto algorithm = digest.empty() ? std::string_view("sha256") : digest.algorithm();
  return FetchedManifest{answer.body, manifest_type(answer.headers), digest_of(algorithm, answer.body)};
}

Result<std::string> Repository::manifest(const image::Descriptor& descriptor, const std::string& what) const {
  auto fetched = TRY(manifest("", descriptor.digest));
  TRY(check_size(fetched.text.size(), descriptor, what + " " + descriptor.digest.text() + " of " + name_));
  return std::move(fetched.text);
}

Result<std::string> Repository::small_blob(const image::Descriptor& descriptor,
                                           const std::string& what) const {
  const std::string whole = what + " " + descriptor.digest.text() + " of " + name_;
  const auto limit = session_->context().limits.manifest_bytes;
  if (descriptor.size > limit)
    return make_error(ErrorCode::LimitExceeded, whole + " has " + std::to_string(descriptor.size) +
                                                    " bytes, the limit (manifest_bytes) is " +
                                                    std::to_string(limit));
  const Answer answer = TRY(get(base_ + "/blobs/" + descriptor.digest.text(), whole));
  if (answer.status != 200)
    return answer_error(answer, session_->endpoint().domain, whole, session_->context().limits);
  TRY(check_size(answer.body.size(), descriptor, whole));
  TRY(check_text(answer.body, descriptor.digest, whole));
  return answer.body;
}

Result<bool> Repository::has_blob(const Digest& digest) const {
  const std::string what = "blob " + digest.text() + " of " + name_;
  Request request = TRY(session_->make_request(base_ + "/blobs/" + digest.text()));
  request.method = "HEAD";
  const Answer answer = TRY(session_->fetch(request, what, 0, "no body"));
  if (answer.status == 200 || answer.status == 404) return answer.status == 200;
  return answer_error(answer, session_->endpoint().domain, what, session_->context().limits);
}

std::unique_ptr<BlobReader> Repository::blob(const Digest& digest, std::uint64_t size,
                                             const std::string& what) const {
  return std::make_unique<BlobReader>(session_, base_ + "/blobs/" + digest.text(), size,
                                      what + " of " + name_);
}

Result<std::vector<image::Descriptor>> Repository::referrers(const Digest& digest,
                                                             const std::string& artifact_type) const {
  const std::string what = "referrers of " + digest.text() + " in " + name_;
  std::string target = base_ + "/referrers/" + digest.text();
  if (!artifact_type.empty()) target += "?artifactType=" + url_segment(artifact_type);
  Answer first = TRY(get(target, what));
  if (first.status != 200 && first.status != 404)
    return answer_error(first, session_->endpoint().domain, what, session_->context().limits);
  auto list = first.status == 404 ? TRY(referrers_by_tag(digest))
                                  : TRY(referrers_by_pages(std::move(first), target, what));
  keep_of_type(list, artifact_type);  // a registry need not filter, whatever it was asked
  return list;
}

Result<std::vector<image::Descriptor>> Repository::referrers_by_pages(Answer page, const std::string& target,
                                                                      const std::string& what) const {
  const Limits& limits = session_->context().limits;
  Url at = TRY(resolve_url(session_->registry(), target));
  std::set<std::string> seen{at.text()};
  std::vector<image::Descriptor> list;
  for (std::uint64_t pages = 1;; ++pages) {
    auto index = TRY(image::parse_index(page.body, what, limits));
    std::move(index.manifests.begin(), index.manifests.end(), std::back_inserter(list));
    const auto next = next_link(page.headers.find("link"));
    if (!next) return list;
    at = TRY(resolve_url(at, *next).with_context(what));
    if (!seen.insert(at.text()).second) return invalid(what, "come in pages that lead back to each other");
    if (pages == limits.registry_pages)
      return make_error(ErrorCode::LimitExceeded, what +
                                                      " have more pages than the limit (registry_pages) of " +
                                                      std::to_string(limits.registry_pages));
    page = TRY(get(at.text(), what));
    if (page.status != 200) return answer_error(page, session_->endpoint().domain, what, limits);
  }
}

// "sha256-<hex>": where clients keep the list themselves, as the registry does not.
Result<std::vector<image::Descriptor>> Repository::referrers_by_tag(const Digest& digest) const {
  const std::string tag =
      std::string(digest.algorithm().substr(0, 32)) + "-" + std::string(digest.hex().substr(0, 64));
  auto fetched = manifest(tag, {});
  if (!fetched && fetched.error().code == ErrorCode::NotFound) return std::vector<image::Descriptor>();
  if (!fetched) return std::move(fetched.error());
  return TRY(image::parse_index(fetched->text, "referrers tag " + tag + " of " + name_,
                                session_->context().limits))
      .manifests;
}

}  // namespace lazaret::registry
