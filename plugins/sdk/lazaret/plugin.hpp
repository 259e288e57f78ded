// SPDX-License-Identifier: Apache-2.0
//
// lazaret/plugin.hpp: the C++17 face of plugin.h. Header-only; no type of the standard library crosses the
// ABI. A detector is a class with a default constructor and `void scan(lazaret::plugin::Context&)`:
//
//   class Hello {
//    public:
//     void scan(lazaret::plugin::Context& context) {
//       for (const auto& file : context.files(0)) ...
//     }
//   };
//   LAZARET_PLUGIN(Hello, "org.example.hello", "1.0.0", R"("name": "Hello", "emits": ["package"], "files":
//   [...])")
//
// Exceptions are used within the plugin only: when the host says that the scan is over (a cap, a
// cancellation), the Context throws Stopped, and the entry points turn this and everything else that is
// thrown into a status.
#ifndef LAZARET_PLUGIN_HPP
#define LAZARET_PLUGIN_HPP

#include <lazaret/plugin.h>

#include <cstddef>
#include <exception>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lazaret::plugin {

inline lz_text to_text(std::string_view view) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return {view.data(), static_cast<std::uint32_t>(view.size() < kMost ? view.size() : kMost), 0};
}
inline std::string_view to_view(lz_text text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

// The host wants the scan to end: LZ_ERR_LIMIT, LZ_ERR_CANCELLED or another code that the plugin cannot mend.
class Stopped : public std::exception {
 public:
  explicit Stopped(std::int32_t code) : code_(code) {}
  std::int32_t code() const { return code_; }
  const char* what() const noexcept override { return "stopped by the host"; }

 private:
  std::int32_t code_;
};

// A file of the image. Its texts, and what map() gives, live until the plugin is destroyed.
class File {
 public:
  explicit File(const lz_host* host) : host_(host) { info_.struct_size = sizeof info_; }

  std::string_view path() const { return to_view(info_.path); }
  std::string_view target() const { return to_view(info_.target); }
  std::string_view layer() const { return to_view(info_.layer); }
  std::uint64_t size() const { return info_.size; }
  std::uint32_t type() const { return info_.type; }
  bool is_file() const { return info_.type == LZ_FILE; }
  bool is_directory() const { return info_.type == LZ_DIRECTORY; }
  bool has_content() const { return (info_.flags & LZ_CONTENT_WHOLE) != 0; }
  const lz_file_info& info() const { return info_; }
  lz_file_info* raw() { return &info_; }

  // The whole content without a copy; nothing where the host did not keep it.
  std::optional<std::string_view> map() const {
    const void* data = nullptr;
    std::uint64_t size = 0;
    if (host_->map(host_, info_.node, &data, &size) != LZ_OK) return std::nullopt;
    return std::string_view(static_cast<const char*>(data), static_cast<std::size_t>(size));
  }
  // A copy of the whole content; nothing where it is larger than `max_bytes` or was not kept.
  std::optional<std::string> read_all(std::uint64_t max_bytes) const {
    if (info_.size > max_bytes) return std::nullopt;
    std::string content(static_cast<std::size_t>(info_.size), '\0');
    if (!read_exactly(0, content.data(), content.size())) return std::nullopt;
    return content;
  }
  // How many bytes were copied (0 at the end), or a negative status.
  std::int64_t read_at(std::uint64_t offset, void* buffer, std::uint64_t size) const {
    return host_->read_at(host_, info_.node, offset, buffer, size);
  }
  // False where the file ends before, or a part was not kept.
  bool read_exactly(std::uint64_t offset, void* buffer, std::uint64_t size) const {
    auto* out = static_cast<char*>(buffer);
    while (size > 0) {
      const std::int64_t count = read_at(offset, out, size < kReadBytes ? size : kReadBytes);
      if (count <= 0 || static_cast<std::uint64_t>(count) > size) return false;
      out += count;
      offset += static_cast<std::uint64_t>(count);
      size -= static_cast<std::uint64_t>(count);
    }
    return true;
  }

 private:
  static constexpr std::uint64_t kReadBytes = 1u << 30;  // a call gives at most 2^31-1
  const lz_host* host_;
  lz_file_info info_{};
};

// The files that entry number `ask` of the manifest's "files" matches, in the order of their paths.
class Files {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = File;
    using difference_type = std::ptrdiff_t;
    using pointer = const File*;
    using reference = const File&;

    Iterator() = default;
    Iterator(const lz_host* host, std::uint32_t ask) : host_(host), ask_(ask), file_(host) { ++*this; }
    const File& operator*() const { return *file_; }
    const File* operator->() const { return &*file_; }
    Iterator& operator++() {
      file_.emplace(host_);
      const std::int32_t status = host_->walk(host_, ask_, &cursor_, file_->raw());
      if (status < 0) throw Stopped(status);
      if (status == LZ_END) file_.reset();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const Iterator& other) const { return file_.has_value() == other.file_.has_value(); }
    bool operator!=(const Iterator& other) const { return !(*this == other); }

   private:
    const lz_host* host_ = nullptr;
    std::uint32_t ask_ = 0;
    lz_cursor cursor_{};
    std::optional<File> file_;
  };

  Files(const lz_host* host, std::uint32_t ask) : host_(host), ask_(ask) {}
  Iterator begin() const { return Iterator(host_, ask_); }
  Iterator end() const { return Iterator(); }

 private:
  const lz_host* host_;
  std::uint32_t ask_;
};

// As lz_package; the texts are borrowed for the call.
struct Package {
  std::string_view type;
  std::string_view name;
  std::string_view version;
  std::string_view arch;
  std::string_view source_name;
  std::string_view source_version;
  std::string_view license;
  std::string_view path;
  std::vector<std::pair<std::string_view, std::string_view>> properties;
};

// As lz_os.
struct Os {
  std::string_view id;
  std::string_view version_id;
  std::string_view codename;
  std::string_view pretty_name;
  std::string_view id_like;
  std::string_view path;
};

enum class Links { Keep, Follow };

// What a detector sees of the host during one scan.
class Context {
 public:
  explicit Context(const lz_host* host) : host_(host) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  Files files(std::uint32_t ask) const { return Files(host_, ask); }
  // Any path of the image; nothing where there is none.
  std::optional<File> stat(std::string_view path, Links links = Links::Follow) const {
    File file(host_);
    const std::int32_t status =
        host_->stat(host_, to_text(path), links == Links::Follow ? 1u : 0u, file.raw());
    if (status == LZ_ERR_CANCELLED) throw Stopped(status);
    return status == LZ_OK ? std::optional<File>(file) : std::nullopt;
  }

  // "/image": a read-only directory of the files that the manifest asks for, where it says `"needs": {"tree":
  // true}` and the operator granted it. Empty where not.
  std::string_view image_path() const {
    constexpr std::size_t kSince = offsetof(lz_host, image_path) + sizeof(lz_text);
    return host_->struct_size < kSince ? std::string_view() : to_view(host_->image_path);
  }

  // False, and a gap, where the host refused the record: its texts come from the image and may be anything.
  bool package(const Package& package) {
    std::vector<lz_property> properties;
    properties.reserve(package.properties.size());
    for (const auto& [key, value] : package.properties) properties.push_back({to_text(key), to_text(value)});
    lz_package body{};
    body.struct_size = sizeof body;
    body.property_count = static_cast<std::uint32_t>(properties.size());
    body.type = to_text(package.type);
    body.name = to_text(package.name);
    body.version = to_text(package.version);
    body.arch = to_text(package.arch);
    body.source_name = to_text(package.source_name);
    body.source_version = to_text(package.source_version);
    body.license = to_text(package.license);
    body.path = to_text(package.path);
    body.properties = properties.data();
    if (emit(LZ_RECORD_PACKAGE, &body)) return true;
    // Some write a whole licence, or what is no text, where its name belongs: the package counts more.
    body.license = {};
    if (emit(LZ_RECORD_PACKAGE, &body)) return true;
    gap("unparsable_file", package.path,
        "a package of this file has a name or version that cannot be reported");
    return false;
  }

  void os(const Os& os) {
    lz_os body{};
    body.struct_size = sizeof body;
    body.id = to_text(os.id);
    body.version_id = to_text(os.version_id);
    body.codename = to_text(os.codename);
    body.pretty_name = to_text(os.pretty_name);
    body.id_like = to_text(os.id_like);
    body.path = to_text(os.path);
    if (!emit(LZ_RECORD_OS, &body)) gap("unparsable_file", os.path, "its fields cannot be reported");
  }

  // Collected, and handed over in records of a bounded size; a leading "/" or "./" is dropped.
  void owns(std::string_view path) {
    if (path.substr(0, 2) == "./") path.remove_prefix(2);
    while (!path.empty() && path.front() == '/') path.remove_prefix(1);
    if (path.empty()) return;
    owned_ends_.push_back(owned_.append(path).size());
    if (owned_.size() >= kOwnsBytes || owned_ends_.size() >= kOwnsPaths) flush();
  }

  void gap(std::string_view kind, std::string_view subject, std::string_view reason) {
    lz_gap body{};
    body.struct_size = sizeof body;
    body.kind = to_text(kind);
    body.subject = to_text(subject);
    body.reason = to_text(reason);
    if (emit(LZ_RECORD_GAP, &body)) return;
    // Texts of the image that cannot be reported must not make the gap vanish.
    body.reason = to_text("something of this file cannot be read");
    if (emit(LZ_RECORD_GAP, &body)) return;
    body.subject = to_text("(a name that is not text)");
    emit(LZ_RECORD_GAP, &body);
  }

  void log(std::uint32_t level, std::string_view line) const { host_->log(host_, level, to_text(line)); }
  // The scan ends as "partial" with this text: what was emitted is right, but something was missed.
  void missed(std::string_view why) {
    host_->set_error(host_, to_text(why));
    partial_ = true;
  }
  bool should_stop() const { return host_->should_stop(host_) != 0; }
  void check_stop() const {
    if (should_stop()) throw Stopped(LZ_ERR_CANCELLED);
  }

  bool partial() const { return partial_; }
  // Hands over what owns() has collected.
  void flush() {
    std::vector<lz_text> paths;
    paths.reserve(owned_ends_.size());
    std::size_t begin = 0;
    for (const std::size_t end : owned_ends_) {
      paths.push_back(to_text(std::string_view(owned_).substr(begin, end - begin)));
      begin = end;
    }
    if (!paths.empty()) {
      lz_owns body{};
      body.struct_size = sizeof body;
      body.path_count = static_cast<std::uint32_t>(paths.size());
      body.paths = paths.data();
      emit(LZ_RECORD_OWNS, &body);
    }
    owned_.clear();
    owned_ends_.clear();
  }

 private:
  static constexpr std::size_t kOwnsBytes = 64u << 10;
  static constexpr std::size_t kOwnsPaths = 2048;

  bool emit(std::uint32_t kind, const void* body) {
    lz_record record{};
    record.struct_size = sizeof record;
    record.kind = kind;
    record.body = body;
    const std::int32_t status = host_->emit(host_, &record);
    if (status == LZ_ERR_INVALID) return false;
    if (status < 0) throw Stopped(status);
    return true;
  }

  const lz_host* host_;
  std::string owned_;
  std::vector<std::size_t> owned_ends_;
  bool partial_ = false;
};

namespace detail {

// A detector and the host that it was made with: what `create` gives to `scan` and `destroy`.
template <typename Detector>
struct Instance {
  const lz_host* host = nullptr;
  Detector detector{};
};

// Runs `body`; whatever it throws becomes a status, and a text for people.
template <typename Body>
std::int32_t guard(const lz_host* host, Body&& body) noexcept {
  try {
    return body();
  } catch (const Stopped& stopped) {
    return stopped.code();
  } catch (const std::bad_alloc&) {
    host->set_error(host, to_text("out of memory"));
  } catch (const std::exception& problem) {
    host->set_error(host, to_text(problem.what()));
  } catch (...) {
    host->set_error(host, to_text("an exception of an unknown type"));
  }
  return LZ_ERR_INTERNAL;
}

// The host of ABI 1.0; what has been appended since is looked for before it is used.
inline constexpr std::size_t kLeastHost = offsetof(lz_host, image_path);

template <typename Detector>
std::int32_t create(const lz_host* host, void** instance) noexcept {
  if (host == nullptr || instance == nullptr || host->struct_size < kLeastHost) return LZ_ERR_INVALID;
  return guard(host, [&] {
    auto made = std::make_unique<Instance<Detector>>();
    made->host = host;
    *instance = made.release();
    return LZ_OK;
  });
}

template <typename Detector>
std::int32_t scan(void* raw) noexcept {
  auto* instance = static_cast<Instance<Detector>*>(raw);
  return guard(instance->host, [&] {
    Context context(instance->host);
    instance->detector.scan(context);
    context.flush();
    return context.partial() ? LZ_ERR_PARTIAL : LZ_OK;
  });
}

template <typename Detector>
void destroy(void* raw) noexcept {
  delete static_cast<Instance<Detector>*>(raw);
}

// System V ABI, chapter 5, "Note Section": sizes, type, owner and descriptor, each padded to four bytes.
template <std::size_t Size>
struct Note {
  std::uint32_t owner_size;
  std::uint32_t text_size;
  std::uint32_t type;
  char owner[sizeof LZ_NOTE_OWNER];
  char text[(Size - 1 + 3) / 4 * 4];
};

template <std::size_t Size>
constexpr Note<Size> make_note(const char (&manifest)[Size]) {
  Note<Size> note{sizeof LZ_NOTE_OWNER, Size - 1, LZ_NOTE_TYPE, LZ_NOTE_OWNER, {}};
  for (std::size_t i = 0; i + 1 < Size; ++i) note.text[i] = manifest[i];
  return note;
}

}  // namespace detail
}  // namespace lazaret::plugin

extern "C" __attribute__((visibility("default"))) const lz_plugin lazaret_plugin_v1;

// Defines the one exported symbol and the manifest note. `members` is the rest of the manifest: the members
// of a JSON object without its braces; "schema", "id", "version" and "abi" are written here, so that note and
// symbol agree.
#define LAZARET_PLUGIN(Class, id, version, members)                                                  \
  namespace {                                                                                        \
  constexpr char kLazaretManifest[] = "{\"schema\": 1, \"id\": \"" id "\", \"version\": \"" version  \
                                      "\", \"abi\": {\"major\": 1, \"min_minor\": 0}, " members "}"; \
  }                                                                                                  \
  extern "C" __attribute__((                                                                         \
      section(".note.lazaret"), used, aligned(4),                                                    \
      visibility("hidden"))) constexpr ::lazaret::plugin::detail::Note<sizeof kLazaretManifest>      \
      lazaret_manifest_note = ::lazaret::plugin::detail::make_note(kLazaretManifest);                \
  extern "C" __attribute__((used))                                                                   \
  const lz_plugin lazaret_plugin_v1 = {LZ_PLUGIN_MAGIC,                                              \
                                       sizeof(lz_plugin),                                            \
                                       LZ_ABI_MAJOR,                                                 \
                                       0u,                                                           \
                                       0u,                                                           \
                                       id,                                                           \
                                       version,                                                      \
                                       &::lazaret::plugin::detail::create<Class>,                    \
                                       &::lazaret::plugin::detail::scan<Class>,                      \
                                       &::lazaret::plugin::detail::destroy<Class>,                   \
                                       nullptr};

#endif  // LAZARET_PLUGIN_HPP
