// The commands, each in a file of its own. Each adds itself to the command line and says what to do when it
// is called.
#pragma once
#include <functional>

namespace CLI {
class App;
}

namespace mlpipe::cli {

class Context;

// The exit code.
using Action = std::function<int()>;
// Sets the action of the command that was given on the command line.
using Choose = std::function<void(Action)>;

void add_accept(CLI::App& app, Context& context, const Choose& choose);
void add_bisect(CLI::App& app, Context& context, const Choose& choose);
void add_check(CLI::App& app, Context& context, const Choose& choose);
void add_diff(CLI::App& app, Context& context, const Choose& choose);
void add_doctor(CLI::App& app, Context& context, const Choose& choose);
void add_drift(CLI::App& app, Context& context, const Choose& choose);
void add_export(CLI::App& app, Context& context, const Choose& choose);
void add_gate(CLI::App& app, Context& context, const Choose& choose);
void add_gc(CLI::App& app, Context& context, const Choose& choose);
void add_graph(CLI::App& app, Context& context, const Choose& choose);
void add_import(CLI::App& app, Context& context, const Choose& choose);
void add_init(CLI::App& app, Context& context, const Choose& choose);
void add_lineage(CLI::App& app, Context& context, const Choose& choose);
void add_logs(CLI::App& app, Context& context, const Choose& choose);
void add_reproduce(CLI::App& app, Context& context, const Choose& choose);
void add_restore(CLI::App& app, Context& context, const Choose& choose);
void add_pull(CLI::App& app, Context& context, const Choose& choose);
void add_push(CLI::App& app, Context& context, const Choose& choose);
void add_report(CLI::App& app, Context& context, const Choose& choose);
void add_remote(CLI::App& app, Context& context, const Choose& choose);
void add_model(CLI::App& app, Context& context, const Choose& choose);
void add_monitor(CLI::App& app, Context& context, const Choose& choose);
void add_metrics(CLI::App& app, Context& context, const Choose& choose);
void add_params(CLI::App& app, Context& context, const Choose& choose);
void add_plots(CLI::App& app, Context& context, const Choose& choose);
void add_run(CLI::App& app, Context& context, const Choose& choose);
void add_runs(CLI::App& app, Context& context, const Choose& choose);
void add_show(CLI::App& app, Context& context, const Choose& choose);
void add_status(CLI::App& app, Context& context, const Choose& choose);
void add_test(CLI::App& app, Context& context, const Choose& choose);
void add_validate(CLI::App& app, Context& context, const Choose& choose);
void add_verify(CLI::App& app, Context& context, const Choose& choose);
void add_why(CLI::App& app, Context& context, const Choose& choose);

}  // namespace mlpipe::cli
