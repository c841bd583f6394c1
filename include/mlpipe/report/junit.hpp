// A run as JUnit XML, which Jenkins, GitLab and others show beside the tests: one suite of its stages, one of its
// gates.
#pragma once
#include <string>

#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// A document that Ant's schema of JUnit results takes. Names and logs are bytes of any kind: what XML cannot hold
// is written as an escape.
std::string junit_xml(const RunReport& report);

}  // namespace mlpipe
