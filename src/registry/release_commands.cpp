#include "release_commands.hpp"

#include <algorithm>
#include <chrono>
#include <deque>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/listening.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exec/job_end.hpp"
#include "mlpipe/exec/local_executor.hpp"

namespace mlpipe::registry {
namespace {

constexpr double ns_per_s = 1e9;
constexpr double first_pause_s = 0.05, longest_pause_s = 1;
constexpr double most_ending_s = 10;  // of what a killed deployment has left
constexpr std::size_t most_last_lines = 5;

}  // namespace

ReleaseCommands::ReleaseCommands(const DeploymentWorld& world, const Releases& releases)
    : world_(world), releases_(releases) {
    world_.interrupt.on_request([](int) {});
}

ReleaseCommands::~ReleaseCommands() = default;

void ReleaseCommands::outlast_interrupt() {
    stop_at_ = std::max(2, world_.interrupt.requests() + 1);
    // What was cancelled stays so.
    executor_.reset();
}

void ReleaseCommands::check_interrupt() const {
    StopPoint(&world_.interrupt, stop_at_).pass();
}

Executor& ReleaseCommands::executor() {
    if (!executor_) {
        const std::string lease = releases_.directory() + "/.lease";
        // By the lease alone: other processes of this project are none of ours.
        end_orphans(lease, releases_.directory(), most_ending_s);
        executor_ = world_.make_executor(lease);
    }
    return *executor_;
}

std::vector<std::string> ReleaseCommands::environment(const Release& release,
                                                      const std::optional<Digest>& previous) const {
    const std::string directory = releases_.path_of(release.digest());
    const std::pair<std::string_view, std::string> ours[] = {
        {"MLPIPE_MODEL", directory + "/" + release.content.artifact.path},
        {"MLPIPE_MODEL_NAME", release.content.model},
        {"MLPIPE_VERSION", release.content.version},
        {"MLPIPE_DIGEST", release.digest().hex()},
        {"MLPIPE_RELEASE", directory},
        {"MLPIPE_CURRENT", releases_.current_link()},
        {"MLPIPE_PREVIOUS", previous ? releases_.path_of(*previous) : ""}};
    std::vector<std::string> entries = world_.environment;
    for (const auto& [name, value] : ours) {
        const std::string begin = std::string(name) + "=";
        std::erase_if(entries, [&](const std::string& entry) { return entry.starts_with(begin); });
        entries.push_back(begin + value);
    }
    return entries;
}

ReleaseCommands::Ended ReleaseCommands::run(DeploymentStep step, const Release& release,
                                            const std::string& script, const std::optional<Digest>& previous,
                                            std::optional<double> timeout_s) {
    check_interrupt();
    Job job;
    job.id = unique_name("deployment-");
    job.commands = {{"/bin/sh", "-e", "-c", script}};
    job.working_directory = release.directory;
    for (const std::string& entry : environment(release, previous))
        if (const std::size_t equals = entry.find('='); equals != entry.npos)
            job.environment.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
    job.timeout_s = timeout_s;
    std::deque<std::string> last;
    Executor& runner = executor();
    Ended ended;
    {
        const Listening listening(world_.interrupt, [&](int requests) {
            if (requests >= stop_at_) runner.cancel_all(requests > stop_at_);
        });
        ended.result = runner.execute(job, [&](std::string_view line) {
            if (world_.tell) world_.tell({step, DeploymentEvent::Kind::line, std::string(line), 0});
            last.emplace_back(line);
            if (last.size() > most_last_lines) last.pop_front();
        });
    }
    check_interrupt();
    for (const std::string& line : last) ended.last_lines += "\n    " + line;
    return ended;
}

void ReleaseCommands::smoke(const Release& release, const std::string& script,
                            const std::optional<Digest>& previous) {
    const Ended ended = run(DeploymentStep::smoke, release, script, previous, std::nullopt);
    if (!ended.result.succeeded())
        throw Error(ErrorKind::failed, "the smoke test " + how_it_ended(ended.result) + ended.last_lines);
    if (world_.tell)
        world_.tell({DeploymentStep::smoke, DeploymentEvent::Kind::done, "", ended.result.wall_s});
}

void ReleaseCommands::activate(const Release& release, const std::optional<Digest>& previous) {
    if (release.activate.empty()) return;
    const Ended ended = run(DeploymentStep::activation, release, release.activate, previous, std::nullopt);
    if (!ended.result.succeeded())
        throw Error(ErrorKind::failed, "the activation of " + release.content.version + " " +
                                           how_it_ended(ended.result) + ended.last_lines);
    if (!world_.tell) return;
    if (ended.result.left_behind > 0)
        world_.tell({DeploymentStep::activation, DeploymentEvent::Kind::problem,
                     "it has left " + text::plural(ended.result.left_behind, "process") + " behind, which " +
                         (ended.result.left_behind == 1 ? "was" : "were") +
                         " ended: what serves a model is started by a service manager",
                     0});
    world_.tell({DeploymentStep::activation, DeploymentEvent::Kind::done, "", ended.result.wall_s});
}

void ReleaseCommands::check_health(const Release& release, const std::optional<Digest>& previous) {
    if (release.health.empty()) return;
    const Clock& clock = world_.registry.clock;
    const std::int64_t start = clock.steady_ns();
    const auto passed_s = [&] { return static_cast<double>(clock.steady_ns() - start) / ns_per_s; };
    double pause_s = first_pause_s;
    std::string last_lines;  // of the last try that said anything: the one that time cut off seldom has
    for (unsigned tries = 1;; ++tries) {
        const double left_s = std::max(release.within_s - passed_s(), 0.0);
        const Ended ended = run(DeploymentStep::health, release, release.health, previous, left_s);
        if (ended.result.succeeded()) {
            if (world_.tell)
                world_.tell({DeploymentStep::health, DeploymentEvent::Kind::done,
                             tries == 1 ? "" : "at try " + std::to_string(tries), passed_s()});
            return;
        }
        if (!ended.last_lines.empty()) last_lines = ended.last_lines;
        if (passed_s() + pause_s >= release.within_s)
            throw Error(ErrorKind::failed, release.content.version + " was not healthy within " +
                                               text::format_duration(release.within_s) + " (" +
                                               std::to_string(tries) + (tries == 1 ? " try" : " tries") +
                                               "): the health command " + how_it_ended(ended.result) +
                                               last_lines);
        if (!wait(pause_s)) check_interrupt();
        pause_s = std::min(2 * pause_s, longest_pause_s);
    }
}

// False when somebody has asked to stop.
bool ReleaseCommands::wait(double seconds) {
    const std::chrono::nanoseconds time(static_cast<std::int64_t>(seconds * ns_per_s));
    return wait_unless_interrupted(world_.interrupt, time, stop_at_);
}

}  // namespace mlpipe::registry
