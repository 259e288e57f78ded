// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/results.h"

#include <algorithm>

namespace lazaret::sandbox {
namespace {

std::string property(const ::testing::TestResult& result, const std::string& key) {
  for (int i = 0; i < result.test_property_count(); ++i)
    if (result.GetTestProperty(i).key() == key) return result.GetTestProperty(i).value();
  return "";
}

std::string reason_of(const ::testing::TestResult& result) {
  for (int i = 0; i < result.total_part_count(); ++i)
    if (result.GetTestPartResult(i).skipped()) return result.GetTestPartResult(i).message();
  return property(result, "word");
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

// "Jail/Hostile.IsContained/spin" is spin.
std::string name_of(const ::testing::TestInfo& test) {
  const std::string name = test.name();
  return name.substr(name.find('/') + 1);
}

}  // namespace

void ResultFile::OnTestEnd(const ::testing::TestInfo& test) {
  const auto& result = *test.result();
  const auto number = property(result, "number");
  lines_ += (number.empty() ? "0" : number) + "\t" + name_of(test) + "\t" +
            (result.Failed()    ? "FAILED"
             : result.Skipped() ? "skipped"
                                : "held") +
            "\t" + one_line(reason_of(result)) + "\n";
}

void ResultFile::OnTestProgramEnd(const ::testing::UnitTest&) {
  if (file_) (void)write_all(file_, as_byte_span(lines_));
}

}  // namespace lazaret::sandbox
