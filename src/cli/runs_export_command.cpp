#include <CLI/CLI.hpp>

#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/history/run_archive.hpp"
#include "mlpipe/report/printable.hpp"
#include "runs_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string file;
    std::vector<std::string> runs;
    double wait_s = 0;
    bool json = false;
};

Value as_value(const Exported& exported) {
    Value::List runs, problems;
    for (const std::string& run : exported.runs) runs.push_back(json_text(run));
    for (const MoveProblem& problem : exported.problems) {
        problems.emplace_back(Value::Map{{"stage", json_text(problem.stage)},
                                         {"path", json_text(problem.path)},
                                         {"sha256", Value(problem.digest.hex())},
                                         {"problem", Value("missing")}});
    }
    return Value::Map{{"runs", std::move(runs)},
                      {"objects", static_cast<std::int64_t>(exported.objects)},
                      {"records", static_cast<std::int64_t>(exported.records)},
                      {"bytes", static_cast<std::int64_t>(exported.bytes)},
                      {"problems", std::move(problems)}};
}

int execute(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = context.project_or_none("");
    const Exported exported = export_runs(project, path::join(context.directory, flags.file), flags.runs,
                                          world, context.interrupt, flags.wait_s);
    if (flags.json) {
        context.print_json(as_value(exported));
    } else {
        context.print(text::plural(exported.runs.size(), "run") + " with " +
                      text::plural(exported.objects, "object") + ", " + text::format_bytes(exported.bytes) +
                      ", in " + printable(flags.file) + ".\n");
    }
    for (const MoveProblem& problem : exported.problems)
        context.tell("missing  " + printable(problem.path) + "  " + problem.digest.hex() + "  (stage " +
                     printable(problem.stage) + ")\n");
    if (!exported.problems.empty())
        context.tell("The store does not have these any more; the file is without them.\n");
    return exported.problems.empty() ? exit_done : exit_failed;
}

}  // namespace

void add_runs_export(CLI::App& runs, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *runs.add_subcommand("export", "Write runs, with all they made, to one file");
    command.add_option("file", flags->file, "The file, a plain tar; one that is there is replaced")
        ->required();
    command.add_option("run", flags->runs, "Runs by id, or its beginning; without any: all");
    command.add_option("--wait", flags->wait_s, "Seconds to wait for what holds the store")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
