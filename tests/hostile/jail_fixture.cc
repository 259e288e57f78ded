// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/jail_fixture.h"

#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include "core/archive/tar_writer.h"
#include "core/image/layer_file.h"
#include "core/image/view.h"
#include "tests/hostile/canaries.h"

namespace lazaret::sandbox {
namespace {

namespace fs = std::filesystem;
constexpr uid_t kNobody = 65534;

bool become_nobody() {
  return ::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
         ::setresuid(kNobody, kNobody, kNobody) == 0 && ::prctl(PR_SET_DUMPABLE, 1) == 0;
}

// unshare(2) of anything is refused, as in a container without user namespaces.
// clone(2) is left to the controls.
bool deny_namespaces() {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{std::size(code), code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), {}));
}

std::string mounts() {
  std::ifstream file("/proc/self/mountinfo");
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Entry {
  pid_t parent = 0;
  std::string name;
  char state = '?';
};

// "12 (name) S 1 ...": the name may hold anything, so the last parenthesis counts.
bool read_entry(const fs::path& directory, Entry& entry) {
  const auto read = read_file(directory / "stat", 4096);  // it may end while we look
  if (!read.has_value()) return false;
  const std::string& text = *read;
  const auto open = text.find('('), close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 4 > text.size()) return false;
  entry.name = text.substr(open + 1, close - open - 1);
  entry.state = text[close + 2];
  entry.parent = static_cast<pid_t>(std::strtol(text.c_str() + close + 4, nullptr, 10));
  return true;
}

std::map<pid_t, Entry> all_processes() {
  std::map<pid_t, Entry> all;
  std::error_code ignored;
  for (const auto& item : fs::directory_iterator("/proc", ignored)) {
    const auto id = static_cast<pid_t>(std::strtol(item.path().filename().c_str(), nullptr, 10));
    Entry entry;
    if (id > 0 && read_entry(item.path(), entry)) all[id] = entry;
  }
  return all;
}

bool is_below(const std::map<pid_t, Entry>& all, pid_t process, pid_t ancestor) {
  for (int steps = 0; steps < 64; ++steps) {
    const auto found = all.find(process);
    if (found == all.end()) return false;
    if (found->second.parent == ancestor) return true;
    process = found->second.parent;
  }
  return false;
}

}  // namespace

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

SandboxOptions hostile_options(bool allow_degraded) {
  const auto programs = from_environment("LAZARET_PROGRAMS");
  return {programs + "/lazaret-launcher", programs + "/lazaret-worker", allow_degraded};
}

std::string hostile_mode() {
  const auto asked = from_environment("LAZARET_HOSTILE_MODE");
  if (!asked.empty()) return asked;
  return ::geteuid() == 0 ? "root" : "unprivileged";
}

std::string enter_hostile_mode() {
  const auto mode = hostile_mode();
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return "this process cannot adopt orphans";
  if (mode == "root") return ::geteuid() == 0 ? "" : "this mode needs root";
  if (::geteuid() == 0 && !become_nobody()) return "this process cannot become nobody";
  if (mode == "degraded" && !deny_namespaces()) return "this process cannot deny itself namespaces";
  const auto launcher = hostile_options(false).launcher;
  return ::access(launcher.c_str(), X_OK) == 0 ? "" : "nobody may not run " + launcher;
}

std::vector<Process> processes_below(pid_t ancestor) {
  const auto all = all_processes();
  std::vector<Process> found;
  for (const auto& [id, entry] : all)
    if (entry.state != 'Z' && is_below(all, id, ancestor)) found.push_back({id, entry.name});
  return found;
}

pid_t await_process(pid_t ancestor, const std::string& name) {
  for (int tries = 0; tries < 500; ++tries) {
    for (const auto& process : processes_below(ancestor))
      if (process.name == name) return process.id;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return -1;
}

std::string plugin_path(const std::string& name) {
  return from_environment("LAZARET_HOSTILE_PLUGINS") + "/" + name + ".so";
}

DetectResult run_plugin(Runner& runner, const std::string& path, Image image, int wall_seconds) {
  auto plugin = PluginFile::open(path);
  if (!plugin.has_value()) {
    ADD_FAILURE() << plugin.error().message;
    return {};
  }
  return run_opened(runner, *plugin, std::move(image), wall_seconds);
}

DetectResult run_opened(Runner& runner, const PluginFile& plugin, Image image, int wall_seconds) {
  DetectJob job;
  job.plugin = &plugin;
  job.view = image.view ? std::move(image.view) : image::View::merge({}, {}, Limits{}).take().file;
  job.packs = std::move(image.packs);
  job.limits.job_memory_bytes = 128u << 20;
  job.limits.job_cpu = std::chrono::seconds(1);
  job.limits.job_wall = std::chrono::seconds(wall_seconds);
  job.limits.output_bytes = 4u << 20;
  return runner.detect(std::move(job));
}

DetectResult run_hostile(Runner& runner, const std::string& name, int wall_seconds) {
  return run_plugin(runner, plugin_path(name), {}, wall_seconds);
}

UnpackResult unpack_bytes(Runner& runner, std::string_view bytes, Fd output, const Limits& limits) {
  auto pipe = make_pipe().take();
  std::thread feeder([&] {
    (void)write_all(pipe.write, as_byte_span(bytes));
    pipe.write.close();
  });
  UnpackJob job;
  job.input = std::move(pipe.read);
  job.output = std::move(output);
  job.request.limits = limits;
  job.request.asks.asks.push_back({{"**"}, ContentClass::Any, 1u << 20, {}});
  auto result = runner.unpack(std::move(job));
  feeder.join();
  return result;
}

std::string layer_with_file(const std::string& path, std::string_view content) {
  archive::TarEntry entry;
  entry.path = path;
  entry.size = content.size();
  return archive::tar_member(entry, content) + archive::tar_end();
}

Image image_of(Runner& runner, std::string_view layer) {
  auto pack = make_memory_file("layer").take();
  const auto unpacked = unpack_bytes(runner, layer, duplicate(pack).take(), {});
  if (!unpacked.outcome.ok()) ADD_FAILURE() << "the image of the case: " << unpacked.outcome.detail;
  return image_of(std::move(pack));
}

Image image_of(Fd pack) {
  Image image;
  const auto file = image::LayerFile::open(pack, Limits{});
  if (!file.has_value()) return image;
  const image::LayerFile* layers[] = {&*file};
  const std::string digests[] = {"sha256:" + std::string(64, '0')};
  image.view = image::View::merge(layers, digests, Limits{}).take().file;
  image.packs.push_back(std::move(pack));
  return image;
}

std::string said_by(const DetectResult& result) {
  std::string text;
  for (const auto& gap : result.detection.gaps)
    text += gap.kind + " " + gap.subject + " " + gap.reason + "\n";
  for (const auto& package : result.detection.packages) text += package.type + " " + package.name + "\n";
  return text;
}

void Jail::SetUp() {
  descriptors_ = open_descriptors();
  mounts_ = mounts();
  auto started = JailRunner::start(hostile_options(hostile_mode() == "degraded"));
  ASSERT_TRUE(started.has_value()) << started.error().message;
  runner_ = started.take();
  ASSERT_EQ(runner_->status().mode, hostile_mode());
}

void Jail::expect_no_jail_left() {
  for (const auto& process : processes_below(::getpid()))
    EXPECT_TRUE(process.name == kLauncherName || process.name == kCanaryName)
        << process.name << " " << process.id << " is left";
}

void Jail::TearDown() {
  expect_no_jail_left();
  runner_.reset();
  for (const auto& process : processes_below(::getpid())) EXPECT_EQ(process.name, kCanaryName) << "is left";
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  EXPECT_EQ(open_descriptors(), descriptors_) << "a descriptor is left";
  EXPECT_EQ(mounts(), mounts_) << "a mount is left";
}

}  // namespace lazaret::sandbox
