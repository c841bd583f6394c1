// The job of GitHub Actions that mlpipe was called in, as the runner's variables describe it.
#pragma once
#include <memory>
#include <string>

#include "context.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/model/run_report.hpp"
#include "mlpipe/report/reporter.hpp"

namespace mlpipe::cli {

// False within a stage, which has the same variables: what it prints is fenced, and the files of the job are its run's.
bool in_github_job(const Context& context);

std::unique_ptr<Reporter> make_github_reporter(const Context& context, const Project& project);

// The job's summary and the step's outputs. Where they cannot be written the job is warned, and the run stays what it
// is.
void tell_github_job(const Context& context, const RunReport& report, bool recorded, bool drift);
void tell_github_job_of_broken_run(const Context& context, const Error& error);

// What kept a command from being done, as annotations, which the log shows too.
std::string github_error_text(const Context& context, const Error& error);

}  // namespace mlpipe::cli
