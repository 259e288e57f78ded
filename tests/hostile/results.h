// SPDX-License-Identifier: Apache-2.0
// Writes what became of each case of one mode, a line a case, for hostile_table.py, which joins the modes.
// Called by main; the lines are: number, name, result, expected word or reason.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/base/fd.h"

namespace lazaret::sandbox {

class ResultFile : public ::testing::EmptyTestEventListener {
 public:
  explicit ResultFile(Fd file) : file_(std::move(file)) {}
  void OnTestEnd(const ::testing::TestInfo& test) override;
  void OnTestProgramEnd(const ::testing::UnitTest& all) override;

 private:
  Fd file_;
  std::string lines_;
};

}  // namespace lazaret::sandbox
