#include "mlpipe/replay/test_pipeline.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/work_tree_files.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/replay/scratch_project.hpp"
#include "mlpipe/run/selection.hpp"
#include "project_copy.hpp"
#include "test_overlay.hpp"

namespace mlpipe {
namespace {

// From here on a person waits, and may be told how not to.
constexpr std::uint64_t much = 256ull << 20;

// Whoever called may have come through a link; what is copied is named in one way alone.
Project without_links(const FileSystem& files, Project project) {
    if (const auto root = files.real_path(project.root)) project.root = *root;
    if (const auto folder = files.real_path(std::string(path::parent(project.pipeline_file))))
        project.pipeline_file = path::join(*folder, path::name(project.pipeline_file));
    return project;
}

// Logs that are gone when the run is told of are not named.
class WithoutLogs : public Reporter {
  public:
    explicit WithoutLogs(Reporter& reporter) : reporter_(reporter) {}
    void handle(const Event& event) override {
        const auto* finished = std::get_if<RunFinished>(&event);
        if (finished == nullptr) return reporter_.handle(event);
        RunFinished without = *finished;
        without.log_files.clear();
        reporter_.handle(without);
    }
    void tick() override { reporter_.tick(); }

  private:
    Reporter& reporter_;
};

class PipelineTest {
  public:
    PipelineTest(const Project& project, const PipelineTestOptions& options, World& world, Reporter& reporter,
                 Interrupt& interrupt)
        : project_(without_links(world.files, project)),
          options_(options),
          world_(world),
          reporter_(reporter),
          interrupt_(interrupt),
          working_directory_(
              world.files.real_path(options.working_directory).value_or(options.working_directory)),
          pipeline_(load_pipeline(world.files, project_.pipeline_file, project_.shown(project_.pipeline_file),
                                  project_.root)) {}

    PipelineTestReport carry_out() {
        read_tests();
        selected_ = selected_stages(project_, run_options(working_directory_), world_.files).stages;
        tell_of_gates();
        // From here on an interruption is noticed between steps, so that the directory is cleared away.
        interrupt_.on_request(nullptr);
        const auto tracked = work_tree_files(world_.files, project_.root, project_.state_directory());
        const std::string& tree_root = tracked ? tracked->root : project_.root;
        ScratchProject scratch(world_.files, project_, tree_root, options_.parent_directory);
        if (options_.keep) {
            scratch.keep();
            report_.directory = scratch.path();
        }
        copy_project(tree_root, tracked ? &tracked->paths : nullptr, scratch);
        lay_over(scratch.project());
        run_there(scratch);
        return std::move(report_);
    }

  private:
    StopPoint stop_point() const { return StopPoint(&interrupt_, 1); }

    void note(const std::string& text) { reporter_.handle(RunNotice{RunNotice::Level::info, "", text}); }

    void read_tests() {
        const std::string tests = options_.tests.value_or(project_.absolute("tests"));
        const bool there = world_.files.stat(tests).has_value();
        if (options_.tests && !there)
            throw Error(ErrorKind::usage, "there is no folder '" + path::printable(tests) + "' with tests");
        if (there) overlay_ = read_overlay(world_.files, project_, pipeline_, tests);
        const std::string shown = path::printable(project_.shown(tests));
        if (overlay_.empty())
            note((there ? "in '" + shown + "' is neither params.yaml nor data/"
                        : "there is no '" + shown + "'") +
                 std::string(": the pipeline is tested with its own parameters, on all of its data"));
        tell_of_parameters(shown);
        tell_of_data(shown);
    }

    void tell_of_parameters(const std::string& tests) {
        for (const auto& [file, overlaid] : overlay_.parameters) {
            std::string list;
            for (const std::string& key : overlaid.keys) {
                list += (list.empty() ? "" : ", ") + path::printable(key);
                report_.parameters.push_back(file + ":" + key);
            }
            if (!list.empty()) note(tests + "/" + path::printable(file) + " sets " + list);
        }
    }

    void tell_of_data(const std::string& tests) {
        for (const std::string& path : overlay_.data.paths) {
            const std::string stage = maker_of(path);
            report_.data.push_back({path, stage});
            note(tests + "/data/" + path::printable(path) + " stands in for " + path::printable(path) +
                 (stage.empty() ? "" : ", so that " + path::printable(stage) + " is not run"));
        }
    }

    std::string maker_of(const std::string& path) const {
        for (const auto& [stage, outputs] : overlay_.data.given)
            if (std::find(outputs.begin(), outputs.end(), path) != outputs.end()) return stage;
        return "";
    }

    void tell_of_gates() {
        for (const Stage& stage : pipeline_.stages) {
            if (!runs(stage)) continue;
            for (const Gate& gate : stage.gates) {
                const bool compares_only =
                    std::all_of(gate.limits.begin(), gate.limits.end(),
                                [](const GateLimit& limit) { return compares(limit.rule); });
                if (compares_only) report_.compared_only.push_back(stage.name + ": " + gate_address(gate));
            }
        }
        if (!report_.compared_only.empty())
            note(text::plural(report_.compared_only.size(), "gate") +
                 " against a baseline not judged: a result of a test says nothing about it");
    }

    bool runs(const Stage& stage) const {
        return selected_.contains(stage.name) && !overlay_.data.given.contains(stage.name);
    }

    // Absolute paths of what the stages will make. What is frozen, they will not.
    std::set<std::string> made() const {
        std::set<std::string> paths{project_.pipeline_lock_file()};
        for (const Stage& stage : pipeline_.stages) {
            if (stage.frozen && !overlay_.data.given.contains(stage.name)) continue;
            for (const Output& output : stage.outputs) paths.insert(project_.absolute(output.path));
        }
        return paths;
    }

    // `tracked`: relative to `tree_root`; null outside of git.
    void copy_project(const std::string& tree_root, const std::vector<std::string>* tracked,
                      const ScratchProject& scratch) {
        const std::set<std::string> left_out = made();
        ProjectCopy copy(world_.files, tree_root, scratch.path(), left_out, stop_point());
        if (tracked == nullptr) {
            copy.take_all();
        } else {
            for (const std::string& path : *tracked) copy.take(path::join(tree_root, path));
        }
        for (const std::string& path : needed()) copy.take_dependency(path);
        for (const std::string& folder : std::set<std::string>{tree_root, project_.root, pipeline_.directory})
            copy.link_environments(folder);
        if (copy.bytes_copied() > much)
            note(text::format_bytes(copy.bytes_copied()) +
                 " were copied; samples in tests/data make that less");
    }

    // Absolute paths of what stages read that git may ignore. What is replaced is not needed.
    std::set<std::string> needed() const {
        std::set<std::string> paths;
        const auto add = [&](const std::string& path) {
            const bool replaced =
                std::any_of(overlay_.data.paths.begin(), overlay_.data.paths.end(),
                            [&](const std::string& other) { return path::contains(other, path); });
            if (!replaced) paths.insert(project_.absolute(path));
        };
        for (const Stage& stage : pipeline_.stages) {
            if (!runs(stage)) continue;
            if (stage.frozen)
                for (const Output& output : stage.outputs) add(output.path);
            for (const Dependency& dependency : stage.dependencies) add(dependency.path);
            for (const ParameterUse& use : stage.parameters) add(use.file);
        }
        for (const Dependency& file : pipeline_.environment_files) add(file.path);
        return paths;
    }

    void lay_over(const Project& there) {
        FileSystem& files = world_.files;
        for (const auto& [file, overlaid] : overlay_.parameters) {
            const std::string path = there.absolute(file);
            files.remove_file(path);
            write_file_atomically(files, path, overlaid.text, Durability::lazy);
        }
        for (const std::string& path : overlay_.data.paths) {
            files.remove_tree(there.absolute(path));
            copy_content(files, path::join(overlay_.data_directory, path), there.absolute(path),
                         stop_point());
        }
    }

    RunOptions run_options(const std::string& working_directory) const {
        RunOptions options;
        options.selection = options_.selection;
        options.working_directory = working_directory;
        options.jobs = options_.jobs;
        options.keep_going = options_.keep_going;
        options.replay = true;
        options.rehearsal = Rehearsal{overlay_.data.given};
        options.arguments = options_.arguments;
        return options;
    }

    void run_there(const ScratchProject& scratch) {
        // Without a repository, a registry and baselines.
        World aside{world_.files, world_.clock, world_.environment, world_.make_executor};
        WithoutLogs without(reporter_);
        report_.run = run(scratch.project(), run_options(scratch.here(working_directory_)), aside,
                          options_.keep ? reporter_ : static_cast<Reporter&>(without), interrupt_);
    }

    const Project project_;
    const PipelineTestOptions& options_;
    World& world_;
    Reporter& reporter_;
    Interrupt& interrupt_;
    const std::string working_directory_;
    const Pipeline pipeline_;
    TestOverlay overlay_;
    std::set<std::string> selected_;
    PipelineTestReport report_;
};

Value texts_value(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.push_back(path::printable(text));
    return list;
}

}  // namespace

PipelineTestReport test_pipeline(const Project& project, const PipelineTestOptions& options, World& world,
                                 Reporter& reporter, Interrupt& interrupt) {
    return PipelineTest(project, options, world, reporter, interrupt).carry_out();
}

Value to_value(const PipelineTestReport& report) {
    Value::List data;
    for (const StandIn& stand_in : report.data)
        data.push_back(
            Value::Map{{"path", path::printable(stand_in.path)},
                       {"stage", stand_in.stage.empty() ? Value() : path::printable(stand_in.stage)}});
    return Value::Map{{"run", to_value(report.run)},
                      {"parameters", texts_value(report.parameters)},
                      {"data", std::move(data)},
                      {"not_judged", texts_value(report.compared_only)},
                      {"directory", report.directory.empty() ? Value() : path::printable(report.directory)}};
}

}  // namespace mlpipe
