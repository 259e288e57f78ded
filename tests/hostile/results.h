// SPDX-License-Identifier: Apache-2.0
// Writes what became of each case of one mode, a line a case, for hostile_table.py, which joins the modes.
// Called by main; the lines are: number, name, result, expected word or reason.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace lazaret::sandbox {

class ResultFile : public ::testing::EmptyTestEventListener {
 public:
  explicit ResultFile(std::string path) : path_(std::move(path)) {}
  void OnTestEnd(const ::testing::TestInfo& test) override;
  void OnTestProgramEnd(const ::testing::UnitTest& all) override;

 private:
  std::string path_, lines_;
};

}  // namespace lazaret::sandbox
