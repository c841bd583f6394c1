#include "stage_runner.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "job_builder.hpp"
#include "job_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "output_storing.hpp"
#include "stage_parameters.hpp"

namespace mlpipe {
namespace {

// The requests to stop that end what comes before the command, which is simply done again, ...
constexpr int first_request = 1;
// ... and what keeps its result, or learns what it left behind.
constexpr int second_request = 2;

HashOptions as_output(int stop_at) {
    HashOptions options;
    options.stop_at = stop_at;
    return options;
}

void fail(StageOutcome& outcome, const Error& error) {
    outcome.status =
        error.kind() == ErrorKind::interrupted ? ExecutionStatus::interrupted : ExecutionStatus::failed;
    outcome.reason = error.what();
    outcome.damaged = error.kind() == ErrorKind::damaged;
}

}  // namespace

StageRunner::StageRunner(FileSystem& files, const Project& project, Store& store, const Hasher& hasher,
                         const Observer& observer, Executor& executor, InterpreterProbe& interpreters,
                         std::string run, const Interrupt* interrupt)
    : files_(files),
      project_(project),
      store_(store),
      hasher_(hasher),
      observer_(observer),
      executor_(executor),
      interpreters_(interpreters),
      space_(files, project, store, hasher, std::move(run), StopPoint(interrupt, first_request)),
      input_storing_(files, project, store, hasher) {}

StageOutcome StageRunner::carry_out(StageTask& task, const LineSink& line, const AttemptSink& attempt,
                                    const EndSink& ended) {
    StageOutcome outcome;
    outcome.stage = task.stage;
    try {
        if (task.restore) {
            restore(task, outcome);
        } else {
            run(task, outcome, line, attempt, ended);
        }
    } catch (const Error& error) {
        fail(outcome, error);
    } catch (const std::exception& error) {
        outcome.status = ExecutionStatus::failed;
        outcome.reason = error.what();
    }
    return outcome;
}

void StageRunner::restore(StageTask& task, StageOutcome& outcome) {
    const StageRecord& record = *task.restore;
    for (const ArtifactAt& artifact : record.outputs) {
        const auto& specs = task.observation.inputs.outputs;
        const auto spec = std::find_if(specs.begin(), specs.end(), [&](const OutputSpec& output) {
            return output.path == artifact.path;
        });
        if (spec == specs.end()) continue;
        const auto& present = task.observation.outputs[static_cast<std::size_t>(spec - specs.begin())];
        if (present && (task.declared->frozen || present->reference.same_content(artifact.reference)))
            continue;
        if (const auto kept = space_.clear(artifact.path, present, task.leftovers)) {
            outcome.notices.push_back(displaced_notice(artifact.path, project_.shown(*kept)));
        }
        space_.create_parent(artifact.path);
        // What the stage will write on to must not be the store's.
        store_.materialise(artifact.reference, project_.absolute(artifact.path),
                           spec->persist ? Materialise::copy : project_.config.materialise);
    }
    outcome.status = ExecutionStatus::restored;
    outcome.outputs = record.outputs;
    outcome.prior = record.prior;
    collect_metrics(task, outcome);
}

void StageRunner::prepare(StageTask& task, StageOutcome& outcome) {
    for (const auto& [path, reference] : task.fetch) {
        space_.create_parent(path);
        store_.materialise(reference, project_.absolute(path), project_.config.materialise);
    }
    const auto& specs = task.observation.inputs.outputs;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const auto& present = task.observation.outputs[i];
        space_.create_parent(specs[i].path);
        if (specs[i].persist) {
            if (present) {
                outcome.prior.push_back(
                    {specs[i].path, store_.put(project_.absolute(specs[i].path), first_request)});
            }
            continue;
        }
        if (const auto kept = space_.clear(specs[i].path, present, task.leftovers)) {
            outcome.notices.push_back(displaced_notice(specs[i].path, project_.shown(*kept)));
        }
    }
}

std::optional<std::string> StageRunner::missing_output(const StageTask& task) const {
    std::string missing;
    for (const OutputSpec& output : task.observation.inputs.outputs) {
        if (files_.link_stat(project_.absolute(output.path))) continue;
        missing += (missing.empty() ? "'" : ", '") + path::printable(output.path) + "'";
    }
    if (missing.empty()) return std::nullopt;
    return "the command succeeded but did not write " + missing;
}

void StageRunner::wait_before_retry(double seconds) const {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (!cancelled_ && Clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void StageRunner::attempt_until_done(StageTask& task, StageOutcome& outcome, const LineSink& line,
                                     const AttemptSink& attempt) {
    const Retries& retries = task.declared->retries;
    double delay_s = retries.delay_s;
    while (true) {
        ++outcome.attempts;
        attempt(outcome.attempts);
        set_live_metrics(task.job, task.declared->name, outcome.attempts);
        const JobResult result = executor_.execute(task.job, line);
        outcome.use.wall_s += result.wall_s;
        outcome.use.cpu_s += result.cpu_s;
        outcome.use.peak_memory = std::max(outcome.use.peak_memory, result.peak_memory);
        if (result.left_behind > 0) outcome.notices.push_back(left_behind_notice(result.left_behind));
        outcome.exit_code = exit_code(result);
        if (result.end == JobEnd::cancelled || (cancelled_ && !result.succeeded())) {
            outcome.status = ExecutionStatus::interrupted;
            outcome.reason = "interrupted";
            return;
        }
        const auto missing = result.succeeded() ? missing_output(task) : std::nullopt;
        if (result.succeeded() && !missing) {
            outcome.status = ExecutionStatus::ran;
            return;
        }
        outcome.status = ExecutionStatus::failed;
        outcome.reason = missing ? *missing : failure_text(result, task.job);
        if (outcome.attempts >= retries.attempts || result.end == JobEnd::could_not_start) return;
        wait_before_retry(delay_s);
        if (cancelled_) {
            outcome.status = ExecutionStatus::interrupted;
            return;
        }
        delay_s *= retries.backoff;
        for (const OutputSpec& output : task.observation.inputs.outputs) {
            if (!output.persist) space_.discard(output.path);
        }
    }
}

void StageRunner::run(StageTask& task, StageOutcome& outcome, const LineSink& line,
                      const AttemptSink& attempt, const EndSink& ended) {
    // The stage may have waited long for its turn: what it will read now is what counts.
    if (task.fetch.empty() &&
        !observer_.changed_inputs(task.stage, task.observation, first_request).empty()) {
        task.observation = *observer_.observe(task.stage, {}, false);
        if (!task.observation.missing.empty()) {
            outcome.reason = path::printable(task.observation.missing.front()) + " is no longer there";
            return;
        }
    }
    prepare(task, outcome);
    hand_in_parameters(files_, task.job, task.declared->name, task.observation.inputs.parameters);
    attempt_until_done(task, outcome, line, attempt);
    if (outcome.status == ExecutionStatus::ran && ended) ended();
    try {
        if (outcome.status == ExecutionStatus::ran) finish(task, outcome);
    } catch (const Error& error) {
        fail(outcome, error);
        // It may have taken hours, and the next run would begin with clearing them away.
        if (!task.observation.inputs.outputs.empty())
            outcome.reason +=
                "; the command succeeded, and what it made is in place: when this is mended, 'mlpipe "
                "accept " +
                task.declared->name + " --why TEXT' keeps it";
    }
    if (outcome.status != ExecutionStatus::ran) collect_leftovers(task, outcome);
}

void StageRunner::finish(StageTask& task, StageOutcome& outcome) {
    store_outputs(task, outcome);
    outcome.changed_inputs = observer_.changed_inputs(task.stage, task.observation, second_request);
    if (outcome.changed_inputs.empty()) keep_sources(task, outcome);
    outcome.interpreter =
        interpreters_.probe(task.declared->command, task.job.working_directory, task.job.environment);
}

void StageRunner::store_outputs(const StageTask& task, StageOutcome& outcome) {
    for (const OutputSpec& output : task.observation.inputs.outputs) {
        const std::string absolute = project_.absolute(output.path);
        outcome.outputs.push_back({output.path, store_output(store_, hasher_, absolute, output)});
    }
    collect_metrics(task, outcome);
}

void StageRunner::collect_metrics(const StageTask& task, StageOutcome& outcome) {
    for (const OutputSpec& output : task.observation.inputs.outputs) {
        if (output.role == OutputRole::metric)
            add_metrics(files_, project_.absolute(output.path), output.path, outcome.metrics);
    }
}

void StageRunner::keep_sources(const StageTask& task, StageOutcome& outcome) {
    for (const ObservedFile& input : task.observation.dependencies) {
        const bool source =
            std::find(task.sources.begin(), task.sources.end(), input.path) != task.sources.end();
        if (source && !input_storing_.keep(input)) outcome.unreproducible.push_back(input.path);
    }
}

void StageRunner::collect_leftovers(const StageTask& task, StageOutcome& outcome) {
    for (const OutputSpec& output : task.observation.inputs.outputs) {
        if (output.persist) continue;
        try {
            const auto left = hasher_.hash(project_.absolute(output.path), as_output(second_request));
            if (left) outcome.leftovers.push_back({output.path, left->reference});
        } catch (const Error&) {
            // What cannot be read is displaced by the next run like anything else that nobody holds.
        }
    }
}

}  // namespace mlpipe
