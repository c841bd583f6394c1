#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <span>
#include <thread>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/graph_view.hpp"
#include "mlpipe/run/past_runs.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string stage, run;
    bool follow = false, json = false;
};

// Prints a file from where it was last left.
class Tail {
  public:
    Tail(const FileSystem& files, const Context& context) : files_(files), context_(context) {}

    void print_new(const std::string& file) {
        if (!reader_) {
            if (!files_.stat(file)) return;
            reader_ = files_.open_read(file);
        }
        while (true) {
            const std::size_t count = reader_->read(std::as_writable_bytes(std::span(buffer_)));
            if (count == 0) return;
            if (!context_.try_print(std::string_view(buffer_.data(), count))) std::_Exit(exit_done);
            printed_ = true;
        }
    }
    bool printed() const { return printed_; }

  private:
    const FileSystem& files_;
    const Context& context_;
    std::unique_ptr<FileReader> reader_;
    std::vector<char> buffer_ = std::vector<char>(1 << 16);
    bool printed_ = false;
};

class LogPrinter {
  public:
    LogPrinter(const Flags& flags, Context& context)
        : flags_(flags),
          context_(context),
          files_(context.world().files),
          project_(context.project_or_none("")),
          stage_(whole_stage_name(files_, project_, context.directory, flags.stage)),
          tail_(files_, context) {}

    int print() {
        if (flags_.follow) return follow();
        const std::optional<StageLog> log = PastRuns(files_, project_).log(stage_, given_run());
        if (flags_.json) return print_json(log);
        if (!log) return tell_of_none();
        if (log->file) tail_.print_new(*log->file);
        if (!tail_.printed()) tell_of_silence(*log);
        return exit_done;
    }

  private:
    std::optional<std::string> given_run() const {
        return flags_.run.empty() ? std::nullopt : std::optional(flags_.run);
    }

    // The run that is going on, also before the stage's turn has come; else as without --follow.
    std::optional<std::string> followed_run() const {
        if (!flags_.run.empty() || !in_progress(project_)) return given_run();
        RunFilter newest;
        newest.limit = 1;
        const std::vector<RunSummary> runs = PastRuns(files_, project_).list(newest);
        const bool going_on = !runs.empty() && runs.front().status == RunStatus::running;
        return going_on ? std::optional(runs.front().id) : std::nullopt;
    }

    int follow() {
        using namespace std::chrono_literals;
        using Clock = std::chrono::steady_clock;
        const std::optional<std::string> run = followed_run();
        std::optional<StageLog> log;
        auto look_again = Clock::now();
        while (true) {
            // Asked before the file is read: what was written until then belongs to the log.
            const bool going_on = in_progress(project_);
            if (!going_on || Clock::now() >= look_again) {
                log = PastRuns(files_, project_).log(stage_, run);
                look_again = Clock::now() + 300ms;
            }
            if (log) tail_.print_new(project_.run_directory(log->run) + "/" + log_name(stage_));
            if (!going_on || (log && log->status != ExecutionStatus::running)) break;
            std::this_thread::sleep_for(50ms);
        }
        if (!log) return tell_of_none();
        if (!tail_.printed()) tell_of_silence(*log);
        return exit_done;
    }

    int print_json(const std::optional<StageLog>& log) {
        if (!log) refuse_unknown_stage();
        Value document = Value::Map{{"stage", json_text(stage_)}};
        document.set("run", log ? json_text(log->run) : Value());
        document.set("status", log ? Value(to_string(log->status)) : Value());
        document.set("file", log && log->file ? json_text(project_.shown(*log->file)) : Value());
        const std::string text = log && log->file ? read_file(files_, *log->file) : "";
        is_utf8(text) ? document.set("text", text) : document.set("text_base64", text::base64(text));
        context_.print_json(document);
        return exit_done;
    }

    // Where the pipeline at hand knows no such stage either, the name is wrong.
    void refuse_unknown_stage() {
        std::vector<std::string> known;
        try {
            World world = context_.world();
            const GraphView graph = view_graph(context_.project(std::nullopt), RunOptions{}, world, false);
            for (const GraphNode& node : graph.nodes) known.push_back(node.name);
        } catch (const Error&) {
            return;  // no pipeline here, or a broken one: there is no telling
        }
        if (std::find(known.begin(), known.end(), stage_) != known.end()) return;
        throw Error(ErrorKind::usage,
                    "there is no stage '" + printable(stage_) + "'" + text::did_you_mean(stage_, known));
    }

    int tell_of_none() {
        refuse_unknown_stage();
        context_.tell("No log of stage '" + printable(stage_) + "' yet: it has not been executed.\n");
        return exit_done;
    }

    void tell_of_silence(const StageLog& log) const {
        const char* how = "wrote nothing";
        switch (log.status) {
            case ExecutionStatus::running:
                how = "has written nothing so far";
                break;
            case ExecutionStatus::skipped:
                how = "was skipped";
                break;
            case ExecutionStatus::restored:
                how = "was restored, not executed";
                break;
            case ExecutionStatus::blocked:
                how = "was blocked";
                break;
            case ExecutionStatus::held:
                how = "was held back";
                break;
            case ExecutionStatus::ran:
            case ExecutionStatus::failed:
            case ExecutionStatus::interrupted:
                break;
        }
        context_.tell("Stage '" + printable(stage_) + "' " + how + " in run " + log.run + ".\n");
    }

    const Flags& flags_;
    Context& context_;
    FileSystem& files_;
    Project project_;
    const std::string stage_;
    Tail tail_;
};

}  // namespace

void add_logs(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("logs", "What a stage wrote, byte by byte");
    command.add_option("stage", flags->stage, "The stage")->required();
    command.add_option("run", flags->run,
                       "An id, the beginning of one, or latest; without it the stage's last execution");
    auto* follow = command.add_flag("-f,--follow", flags->follow,
                                    "Go on with what is being written until the stage ends");
    command.add_flag("--json", flags->json, "One JSON document on standard output")->excludes(follow);
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return LogPrinter(*flags, context).print(); });
    });
}

}  // namespace mlpipe::cli
