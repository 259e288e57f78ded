// SPDX-License-Identifier: Apache-2.0
// What a jail costs: whole jobs beside fork+exec of the same worker, interleaved; a host call and a megabyte
// inside beside the same in this process; a thousand jobs, and what has grown. Not run by tests/check.
//     jail_cost DIRECTORY-OF-PROGRAMS NOOP.so HOST_CALLS.so READ_BYTES.so [JOBS]
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

#include "core/archive/tar_writer.h"
#include "core/image/layer_file.h"
#include "core/image/view.h"
#include "sandbox/detector_host.h"
#include "sandbox/jail_runner.h"

namespace {

using namespace lazaret;
using namespace lazaret::sandbox;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kDataBytes = 64u << 20;
constexpr int kRounds = 200;

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "jail_cost: %s\n", problem.c_str());
  std::exit(1);
}
template <typename T>
T must(Result<T> result) {
  if (!result.has_value()) give_up(result.error().message);
  return result.take();
}

double milliseconds(const std::function<void()>& work) {
  const auto begun = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}
double at(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

// The image: one file of 64 MiB, "data".
struct Image {
  Fd layer;
  Fd view;
};
Image make_image(Runner& runner, const AskSet& asks) {
  archive::TarEntry entry;
  entry.path = "data";
  entry.size = entry.stored_size = kDataBytes;
  entry.mode = 0644;
  const auto bytes = archive::tar_member(entry, std::string(kDataBytes, 'x')) + archive::tar_end();
  auto pipe = must(make_pipe());
  std::thread feeder([&, sink = std::move(pipe.write)] { (void)write_all(sink, as_byte_span(bytes)); });
  Image image{must(make_memory_file("layer")), {}};
  UnpackJob job{std::move(pipe.read), must(duplicate(image.layer)), {asks, Limits{}, false, false}};
  const auto unpacked = runner.unpack(std::move(job));
  feeder.join();
  if (!unpacked.outcome.ok()) give_up("unpack: " + unpacked.outcome.detail);
  const auto file = must(image::LayerFile::open(image.layer, Limits{}));
  const std::vector<const image::LayerFile*> layers{&file};
  const std::vector<std::string> digests{""};
  image.view = std::move(must(image::View::merge(layers, digests, Limits{})).file);
  return image;
}

void detect(Runner& runner, const PluginFile& plugin, const Image& image) {
  DetectJob job;
  job.plugin = &plugin;
  job.view = must(duplicate(image.view));
  job.packs.push_back(must(duplicate(image.layer)));
  const auto outcome = runner.detect(std::move(job)).outcome;
  if (!outcome.ok()) give_up(plugin.path + ": " + outcome.detail);
}

// The same detector over the same image in this process.
double in_process(const PluginFile& plugin, const Image& image) {
  void* library = ::dlopen(plugin.path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) give_up(::dlerror());
  const auto* symbol = static_cast<const lz_plugin*>(::dlsym(library, "lazaret_plugin_v1"));
  const auto view = must(image::View::open(image.view));
  const auto layer = must(image::LayerFile::open(image.layer, Limits{}));
  const std::span<const std::byte> packs[] = {layer.pack()};
  DetectorHost host(view, packs, plugin.manifest.files, Limits{},
                    [](wire::FrameType, const wire::Fields&) {});
  return milliseconds([&] { host.run(symbol, plugin.manifest.id, plugin.manifest.version); });
}

void fork_and_exec(const std::string& worker) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, 3);
    ::execl(worker.c_str(), "lazaret-worker", "--libraries", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) give_up("the worker cannot be started");
}

std::size_t count_lines(const char* path) {
  std::ifstream file(path);
  return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(file), {}, '\n'));
}
std::size_t count_descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), {}));
}
// Groups of jobs, wherever this process's are; its own keeper's are not told apart from the launcher's.
std::size_t count_groups() {
  std::size_t count = 0;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator("/sys/fs/cgroup", ignored))
    if (entry.path().filename().string().starts_with("job-")) ++count;
  return count;
}
std::size_t resident_kib() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::strtoul(line.c_str() + 6, nullptr, 10);
  return 0;
}
void print_growth(const char* when) {
  std::printf("  %-8s %6zu KiB resident, %3zu descriptors, %3zu mounts, %2zu groups of jobs\n", when,
              resident_kib(), count_descriptors(), count_lines("/proc/self/mountinfo"), count_groups());
}

void print_times(const char* what, const std::vector<double>& times) {
  std::printf("%-25s p10 %6.2f ms  p50 %6.2f ms  p90 %6.2f ms\n", what, at(times, 0.1), at(times, 0.5),
              at(times, 0.9));
}

void compare_starts(Runner& runner, const std::string& worker, const PluginFile& noop, const Image& image) {
  std::vector<double> plain, jailed;
  for (int i = 0; i < kRounds; ++i) {
    plain.push_back(milliseconds([&] { fork_and_exec(worker); }));
    jailed.push_back(milliseconds([&] { detect(runner, noop, image); }));
  }
  print_times("fork+exec of the worker", plain);
  print_times("whole jail, C++ detector", jailed);
  std::printf("ratio of p50 %.2f, of p10 %.2f\n", at(jailed, 0.5) / at(plain, 0.5),
              at(jailed, 0.1) / at(plain, 0.1));
}

// The least of five on each side: what is added is the same work in another place.
void compare_work(Runner& runner, const PluginFile& noop, const PluginFile& work, const Image& image,
                  double units, const char* unit) {
  std::vector<double> inside, outside;
  for (int i = 0; i < 5; ++i) {
    const double start = milliseconds([&] { detect(runner, noop, image); });
    inside.push_back(milliseconds([&] { detect(runner, work, image); }) - start);
    outside.push_back(in_process(work, image));
  }
  std::printf("%s: %.3f us in a jail, %.3f us in this process, ratio %.2f\n", unit,
              at(inside, 0) * 1000 / units, at(outside, 0) * 1000 / units, at(inside, 0) / at(outside, 0));
}

void run_many(Runner& runner, const PluginFile& noop, const Image& image, int jobs) {
  std::printf("%d jobs in sequence:\n", jobs);
  for (int i = 0; i < 20; ++i) detect(runner, noop, image);
  print_growth("before");
  for (int i = 0; i < jobs; ++i) detect(runner, noop, image);
  print_growth("after");
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return std::fputs("jail_cost PROGRAMS NOOP HOST_CALLS READ_BYTES [JOBS]\n", stderr), 64;
  const std::string programs = arguments[1];
  const SandboxOptions options{programs + "/lazaret-launcher", programs + "/lazaret-worker", false};
  const auto runner = must(JailRunner::start(options));
  const auto noop = must(PluginFile::open(arguments[2]));
  const auto calls = must(PluginFile::open(arguments[3]));
  const auto reads = must(PluginFile::open(arguments[4]));
  std::printf("mode %s\n", runner->status().mode.c_str());
  const auto image = make_image(*runner, reads.manifest.files);
  compare_starts(*runner, options.worker, noop, image);
  compare_work(*runner, noop, calls, image, 1e6, "host call");
  compare_work(*runner, noop, reads, image, kDataBytes >> 20, "megabyte read");
  run_many(*runner, noop, image, count > 5 ? std::atoi(arguments[5]) : 1000);
}
