#include "github_job.hpp"

#include <fcntl.h>

#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/report/github_commands.hpp"
#include "mlpipe/report/github_outputs.hpp"
#include "mlpipe/report/github_reporter.hpp"
#include "mlpipe/report/report_markdown.hpp"

namespace mlpipe::cli {
namespace {

// GitHub takes 1 MiB a step; other commands of the step may have something to add.
constexpr std::size_t most_summary_bytes = 1'000'000;

// As the disk has it, so that a checkout behind a link is recognised.
std::string real_path(const std::string& path) {
    return posix_file_system().real_path(path).value_or(path);
}

GithubJob job_of(const Context& context, const std::string& pipeline_file) {
    const auto workspace = context.variable("GITHUB_WORKSPACE");
    return {workspace ? real_path(*workspace) : "", pipeline_file.empty() ? "" : real_path(pipeline_file)};
}

// Earlier commands of the step have written there, and it may be one that cannot be replaced.
void append(const std::string& file, std::string_view text) {
    const Descriptor opened(
        uninterrupted([&] { return ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644); }));
    if (!opened) throw_system_error("open", file, errno);
    while (!text.empty()) {
        const auto written =
            uninterrupted([&] { return ::write(opened.number(), text.data(), text.size()); });
        if (written < 0) throw_system_error("write to", file, errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void warn(const Context& context, const std::string& message) {
    context.tell(github_annotations({{GithubAnnotation::Level::warning, "", message, "", {}}}, {}));
}

template <typename Write>
void write_to(const Context& context, const char* variable, const Write& write) {
    const auto file = context.variable(variable);
    if (!file || file->empty()) return;
    try {
        write(*file);
    } catch (const Error& error) {
        warn(context, std::string(error.what()) + " (" + variable + "); the run is not changed by that");
    }
}

void append_summary(const std::string& file, const RunReport& report) {
    const auto there = posix_file_system().stat(file);
    const std::size_t taken = there ? static_cast<std::size_t>(there->size) : 0;
    const std::size_t room = most_summary_bytes > taken ? most_summary_bytes - taken : 0;
    const std::string text = report_markdown(report, room);
    if (text.size() > room) {
        throw Error(ErrorKind::failed, "there is no room for the run in '" + path::printable(file) +
                                           "', which has " + std::to_string(taken) + " bytes already");
    }
    append(file, text);
}

void write_outputs(const Context& context, const GithubOutputs& outputs) {
    write_to(context, "GITHUB_OUTPUT",
             [&](const std::string& file) { append(file, github_output_lines(outputs)); });
}

}  // namespace

bool in_github_job(const Context& context) {
    return context.variable("GITHUB_ACTIONS") == "true" && !context.variable("MLPIPE_STAGE");
}

std::unique_ptr<Reporter> make_github_reporter(const Context& context, const Project& project) {
    return std::make_unique<GithubReporter>(
        [&context](std::string_view text) { context.print(text); }, job_of(context, project.pipeline_file),
        [project](const std::string& run, const std::string& stage) {
            return project.shown(project.run_directory(run) + "/" + log_name(stage));
        });
}

void tell_github_job(const Context& context, const RunReport& report, bool recorded, bool drift) {
    write_outputs(context, github_outputs(report.run, recorded, drift));
    write_to(context, "GITHUB_STEP_SUMMARY", [&](const std::string& file) { append_summary(file, report); });
}

void tell_github_job_of_broken_run(const Context& context, const Error& error) {
    const bool interrupted = error.kind() == ErrorKind::interrupted;
    write_outputs(context,
                  github_outputs_of_broken_run(interrupted ? RunStatus::interrupted : RunStatus::failed));
}

std::string github_error_text(const Context& context, const Error& error) {
    try {
        const Project project =
            locate_root(posix_file_system(), context.directory, context.variable("MLPIPE_ROOT"));
        return github_annotations(error_annotations(error, real_path(project.root)), job_of(context, ""));
    } catch (const Error&) {
        // Where it was is not known, and what it is counts.
        return github_annotations(error_annotations(error, context.directory), {});
    }
}

}  // namespace mlpipe::cli
