#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/run/graph_view.hpp"
#include "selection_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::shared_ptr<ChosenStages> chosen;
    std::string format = "text";
    bool status = false, json = false;
};

int execute(const Flags& flags, Context& context) {
    RunOptions options;
    options.selection = flags.chosen->selection();
    options.working_directory = context.directory;
    World world = context.world();
    const GraphView graph = view_graph(flags.chosen->project(context), options, world, flags.status);
    if (flags.json || flags.format == "json") {
        context.print_json(graph_as_value(graph));
    } else if (flags.format == "dot") {
        context.print(graph_as_dot(graph));
    } else if (flags.format == "mermaid") {
        context.print(graph_as_mermaid(graph));
    } else {
        context.print(graph_as_text(graph, context.out.style));
    }
    return exit_done;
}

}  // namespace

void add_graph(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("graph", "The stages and what they follow from");
    flags->chosen = add_selection(command, true);
    auto* format =
        command
            .add_option("--format", flags->format, "text, dot (for Graphviz), mermaid (for Markdown) or json")
            ->check(CLI::IsMember({"text", "dot", "mermaid", "json"}));
    command.add_flag("--status", flags->status, "Mark each stage with what a run would do");
    command.add_flag("--json", flags->json, "The same as --format json")->excludes(format);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
