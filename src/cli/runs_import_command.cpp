#include <CLI/CLI.hpp>

#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/history/run_archive.hpp"
#include "runs_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string file;
    double wait_s = 0;
    bool json = false;
};

int execute(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = context.project_or_none("");
    const Imported imported = import_runs(project, path::join(context.directory, flags.file), world,
                                          context.interrupt, flags.wait_s);
    if (flags.json) {
        Value::List runs;
        for (const std::string& run : imported.runs) runs.push_back(json_text(run));
        context.print_json(Value::Map{{"runs", std::move(runs)},
                                      {"imported", static_cast<std::int64_t>(imported.new_runs)},
                                      {"objects", static_cast<std::int64_t>(imported.objects)},
                                      {"records", static_cast<std::int64_t>(imported.records)}});
        return exit_done;
    }
    context.print(text::plural(imported.runs.size(), "run") + ", " + std::to_string(imported.new_runs) +
                  " of them new; " + text::plural(imported.objects, "new object") + " in the store.\n");
    return exit_done;
}

}  // namespace

void add_runs_import(CLI::App& runs, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *runs.add_subcommand("import", "Take runs from a file that 'runs export' wrote");
    command.add_option("file", flags->file, "The file")->required();
    command.add_option("--wait", flags->wait_s, "Seconds to wait for what holds the store")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
