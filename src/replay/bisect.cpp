#include "mlpipe/replay/bisect.hpp"

#include <algorithm>

#include "bisection.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/replay/clean_directory.hpp"
#include "mlpipe/run/metric_values.hpp"

namespace mlpipe {
namespace {

// What cannot be decided about one commit; the search goes on without it.
struct Undecided {
    std::string why;
};

class CommitJudge {
  public:
    CommitJudge(Revisions& revisions, const BisectOptions& options, World& world, Reporter& reporter,
                Interrupt& interrupt)
        : revisions_(revisions),
          options_(options),
          world_(world),
          reporter_(reporter),
          interrupt_(interrupt) {}

    BisectStep judge(const std::string& commit) {
        if (interrupt_.requests() > 0) throw Error(ErrorKind::interrupted, "the search was interrupted");
        BisectStep step;
        step.commit = commit;
        const std::string message = revisions_.commits()->info(commit).message;
        step.subject = message.substr(0, message.find('\n'));
        try {
            step.value = value_at(commit, step);
            step.mark = options_.bad_when.holds(*step.value) ? BisectStep::Mark::bad : BisectStep::Mark::good;
        } catch (const Undecided& undecided) {
            step.why = undecided.why;
        } catch (const PipelineError& error) {
            step.why = error.what();
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::interrupted) throw;
            step.why = error.what();
        }
        return step;
    }

  private:
    // Stages that make metrics files of the name that the address begins with, or any, where it names none.
    std::vector<std::string> targets(const Pipeline& pipeline) const {
        const std::string& address = options_.bad_when.address;
        const std::size_t colon = address.find(':');
        const std::string file = colon == std::string::npos ? "" : address.substr(0, colon);
        std::vector<std::string> names;
        for (const Stage& stage : pipeline.stages) {
            const bool makes =
                std::any_of(stage.outputs.begin(), stage.outputs.end(), [&](const Output& output) {
                    return output.role == OutputRole::metric && (file.empty() || output.path == file);
                });
            if (makes && !stage.side_effects) names.push_back(stage.name);
        }
        return names;
    }

    // What git does not keep comes from the store, as the commit's lock has it.
    void place_sources(CleanDirectory& directory, const Revision& revision, const Pipeline& pipeline) const {
        const Graph graph(pipeline, directory.project().shown(pipeline.file));
        for (const Graph::Source& source : graph.sources()) {
            const Stage& stage = pipeline.stages[source.stage];
            const std::string& path = stage.dependencies[source.dependency].path;
            if (world_.files.stat(directory.project().absolute(path))) continue;
            const auto recorded = revision.stages.find(stage.name);
            if (recorded == revision.stages.end()) continue;
            for (const ArtifactAt& artifact : recorded->second.inputs.dependencies) {
                if (artifact.path == path) directory.place(artifact, true);
            }
        }
    }

    double value_at(const std::string& commit, BisectStep& step) {
        const Revision revision = revisions_.find(commit);
        const auto pipeline = revisions_.pipeline(revision);
        if (!pipeline) throw Undecided{"it has no pipeline file"};
        RunOptions options;
        options.selection.targets = targets(*pipeline);
        if (options.selection.targets.empty())
            throw Undecided{"no stage makes " + path::printable(options_.bad_when.address)};
        options.replay = true;
        options.jobs = options_.jobs;

        CleanDirectory directory(revisions_, revision, options_.parent_directory);
        directory.project().config.store_path = revisions_.project().store_directory();
        place_sources(directory, revision, *pipeline);
        World aside{world_.files, world_.clock, world_.environment, world_.make_executor};
        const RunRecord record = run(directory.project(), options, aside, reporter_, interrupt_);
        if (record.status == RunStatus::interrupted)
            throw Error(ErrorKind::interrupted, "the search was interrupted");
        for (const Execution& execution : record.executions) {
            if (execution.status == ExecutionStatus::ran) ++step.ran;
            if (execution.status == ExecutionStatus::restored) ++step.restored;
            if (execution.status == ExecutionStatus::failed || execution.status == ExecutionStatus::held)
                throw Undecided{execution.stage + ": " + execution.reason};
        }
        return metric_in(directory.project(), *pipeline);
    }

    double metric_in(const Project& project, const Pipeline& pipeline) const {
        MetricValues metrics;
        for (const Stage& stage : pipeline.stages) {
            for (const Output& output : stage.outputs) {
                if (output.role == OutputRole::metric)
                    add_metrics(world_.files, project.absolute(output.path), output.path, metrics);
            }
        }
        std::vector<std::string> names;
        for (const auto& [name, value] : metrics) names.push_back(name);
        const auto place = find_address(names, options_.bad_when.address, "metric");
        if (!place) throw Undecided{"there is no metric " + path::printable(options_.bad_when.address)};
        return metrics[*place].second;
    }

    Revisions& revisions_;
    const BisectOptions& options_;
    World& world_;
    Reporter& reporter_;
    Interrupt& interrupt_;
};

std::string commit_of(Revisions& revisions, const std::string& name) {
    const Revision revision = revisions.find(name);
    if (!revision.commit || revision.kind == Revision::Kind::work_tree)
        throw Error(ErrorKind::usage, "'" + path::printable(name) + "' names no commit");
    return *revision.commit;
}

void check_end(const BisectStep& step, BisectStep::Mark expected, const MetricCondition& condition) {
    if (step.mark == expected) return;
    const std::string commit = step.commit.substr(0, 12);
    throw Error(ErrorKind::usage, step.value ? "commit " + commit + " is " + to_string(step.mark) + ": " +
                                                   path::printable(condition.address) + " is " +
                                                   text::format_number(*step.value) +
                                                   " there; give one that is " + to_string(expected)
                                             : "commit " + commit + " cannot be decided: " + step.why);
}

}  // namespace

const char* to_string(BisectStep::Mark mark) {
    switch (mark) {
        case BisectStep::Mark::good:
            return "good";
        case BisectStep::Mark::bad:
            return "bad";
        case BisectStep::Mark::skipped:
            break;
    }
    return "skipped";
}

BisectReport bisect(Revisions& revisions, const BisectOptions& options, World& world, Reporter& reporter,
                    Interrupt& interrupt, const std::function<void(const BisectStep&)>& step) {
    const std::string good = commit_of(revisions, options.good), bad = commit_of(revisions, options.bad);
    const std::vector<CommitNode> commits = revisions.commits()->between(good, bad);
    const std::vector<std::string> past = revisions.commits()->reachable(bad);
    if (good == bad || std::find(past.begin(), past.end(), good) == past.end()) {
        throw Error(ErrorKind::usage, "the good commit " + good.substr(0, 12) +
                                          " is no ancestor of the bad one, " + bad.substr(0, 12));
    }
    // From here on an interruption is noticed between steps, so that directories are cleared away.
    interrupt.on_request(nullptr);
    CommitJudge judge(revisions, options, world, reporter, interrupt);
    BisectReport report;
    const auto look_at = [&](const std::string& commit) -> const BisectStep& {
        report.steps.push_back(judge.judge(commit));
        step(report.steps.back());
        return report.steps.back();
    };
    check_end(look_at(good), BisectStep::Mark::good, options.bad_when);
    check_end(look_at(bad), BisectStep::Mark::bad, options.bad_when);

    Bisection search(commits, bad);
    while (const auto next = search.next()) {
        switch (look_at(*next).mark) {
            case BisectStep::Mark::good:
                search.mark_good(*next);
                break;
            case BisectStep::Mark::bad:
                search.mark_bad(*next);
                break;
            case BisectStep::Mark::skipped:
                search.skip(*next);
                break;
        }
    }
    report.first_bad = search.first_bad();
    if (!report.first_bad) report.candidates = search.candidates();
    return report;
}

Value to_value(const BisectReport& report) {
    Value::List steps, candidates;
    for (const BisectStep& step : report.steps) {
        Value::Map map{
            {"commit", step.commit},
            {"subject", path::is_utf8(step.subject) ? step.subject : path::printable(step.subject)},
            {"mark", to_string(step.mark)},
            {"value", step.value ? Value(*step.value) : Value()},
            {"ran", static_cast<std::int64_t>(step.ran)},
            {"restored", static_cast<std::int64_t>(step.restored)}};
        if (!step.why.empty()) map.emplace_back("why", path::printable(step.why));
        steps.push_back(std::move(map));
    }
    for (const std::string& candidate : report.candidates) candidates.push_back(candidate);
    return Value::Map{{"first_bad", report.first_bad ? Value(*report.first_bad) : Value()},
                      {"candidates", std::move(candidates)},
                      {"steps", std::move(steps)}};
}

}  // namespace mlpipe
