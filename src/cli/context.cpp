#include "context.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "baselines.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exec/local_executor.hpp"
#include "mlpipe/git/run_repository.hpp"
#include "registry_place.hpp"

extern char** environ;

namespace mlpipe::cli {
namespace {

std::string current_directory() {
    // The shell's idea of the place keeps the links that the user walked through out of messages.
    char* path = ::get_current_dir_name();
    if (path == nullptr) throw_system_error("find the current directory", ".", errno);
    std::string directory(path);
    ::free(path);
    return directory;
}

Output describe(int descriptor, const Context& context) {
    Output output;
    const auto term = context.variable("TERM");
    output.terminal = ::isatty(descriptor) == 1 && term && *term != "dumb";
    if (!output.terminal) return output;
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0) output.style.width = size.ws_col;
    const auto no_colour = context.variable("NO_COLOR");
    output.style.colour = !no_colour || no_colour->empty();
    return output;
}

// False when nobody is there any more to read it.
bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        switch (errno) {
            case EINTR:
                break;
            case EAGAIN: {
                // Whoever shares the pipe with us may have made it so.
                pollfd ready{descriptor, POLLOUT, 0};
                ::poll(&ready, 1, -1);
                break;
            }
            case EPIPE:
            case EIO:  // a terminal that has hung up
                return false;
            default:
                throw_system_error("write to", descriptor == 1 ? "standard output" : "standard error", errno);
        }
    }
    return true;
}

}  // namespace

Context::Context() : directory(current_directory()) {
    for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
    out = describe(STDOUT_FILENO, *this);
    err = describe(STDERR_FILENO, *this);
}

std::optional<std::string> Context::variable(const char* name) const {
    const char* value = ::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
}

World Context::world() {
    World world{posix_file_system(), system_clock(), environment,
                [](const std::string& lease) { return std::make_unique<LocalExecutor>(lease); },
                [](const Project& project) {
                    return std::make_unique<RunRepository>(
                        RunRepository::open(posix_file_system(), project.root, project.state_directory()));
                }};
    world.registered = [](const Project& project) {
        return Registry::open(registry_place(project)).contents();
    };
    world.find_baseline = baseline_finder();
    world.evaluate = model_evaluator(environment, path::join(directory, variable("TMPDIR").value_or("/tmp")));
    return world;
}

Project Context::project(const std::optional<std::string>& pipeline_file) const {
    return find_project(posix_file_system(), directory, pipeline_file, variable("MLPIPE_ROOT"));
}

Project Context::whole_project() const {
    return find_whole_project(posix_file_system(), directory, variable("MLPIPE_ROOT"));
}

Project Context::project_without_pipeline() const {
    return locate_project(posix_file_system(), directory, variable("MLPIPE_ROOT"));
}

Project Context::project_or_none(const std::string& pipeline_file) const {
    if (!pipeline_file.empty()) return project(pipeline_file);
    if (const auto file = default_pipeline_file(posix_file_system(), directory)) return project(file);
    return project_without_pipeline();
}

void Context::print(std::string_view text) const {
    write_all(STDOUT_FILENO, text);
}
void Context::tell(std::string_view text) const {
    write_all(STDERR_FILENO, text);
}
bool Context::try_print(std::string_view text) const {
    return write_all(STDOUT_FILENO, text);
}
void Context::print_json(const Value& document) const {
    print(pretty_json(document) + "\n");
}

}  // namespace mlpipe::cli
