// SPDX-License-Identifier: Apache-2.0
// The metrics of one CVSS vector, and the scoring functions by version. Included by cvss.cc, cvss2.cc,
// cvss3.cc, cvss4.cc. Metrics are views into the vector's text, which the caller owns.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lazaret::advisory {

class CvssVector {
 public:
  // "AV:N/AC:L/…", without the prefix "CVSS:3.1/". Errors: a metric twice, a part without a colon.
  static Result<CvssVector> parse(std::string_view metrics);
  // The position of the metric's value in `values`, one letter each: value("AV", "NALP"). Errors: absent,
  // unknown.
  Result<std::size_t> value(std::string_view metric, std::string_view values) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> metrics_;
};

Result<double> score_cvss2(const CvssVector& vector);
Result<double> score_cvss3(const CvssVector& vector);
Result<double> score_cvss4(const CvssVector& vector);

}  // namespace lazaret::advisory
