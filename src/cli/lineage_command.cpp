#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/report/lineage_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/run/artifact_lineage.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string artifact, format = "text";
    std::size_t depth = 0;
    bool up = false, down = false, json = false;
};

int execute(const Flags& flags, Context& context) {
    ArtifactQuestion question;
    question.artifact = flags.artifact;
    question.working_directory = context.directory;
    question.depth = flags.depth;
    LineageTree tree = LineageTree::both;
    if (flags.up) {
        question.direction = Lineage::Direction::up;
        tree = LineageTree::up;
    } else if (flags.down) {
        question.direction = Lineage::Direction::down;
        tree = LineageTree::down;
    }
    World world = context.world();
    const ArtifactAnswer answer = trace_artifact(context.project_without_pipeline(), question, world);
    for (const std::string& notice : answer.notices) context.tell(printable(notice) + "\n");
    if (flags.json || flags.format == "json")
        context.print_json(lineage_as_value(answer.graph));
    else if (flags.format == "dot")
        context.print(graph_as_dot(lineage_as_graph(answer.graph)));
    else if (flags.format == "mermaid")
        context.print(graph_as_mermaid(lineage_as_graph(answer.graph)));
    else if (flags.format == "md")
        context.print("```mermaid\n" + graph_as_mermaid(lineage_as_graph(answer.graph)) + "```\n");
    else
        context.print(lineage_as_text(answer.graph, tree, context.out.style));
    return exit_done;
}

}  // namespace

void add_lineage(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *app.add_subcommand("lineage", "What an artifact was made from, and what was made with it");
    command
        .add_option("artifact", flags->artifact, "A path, or the beginning of a digest (6 digits or more)")
        ->required();
    auto* up = command.add_flag("--up", flags->up, "Only what it was made from");
    command.add_flag("--down", flags->down, "Only what was made with it")->excludes(up);
    command.add_option("--depth", flags->depth, "At most so many results far; 0: to the end");
    auto* format =
        command
            .add_option("--format", flags->format,
                        "text, dot (for Graphviz), mermaid, md (mermaid for a Markdown page) or json")
            ->check(CLI::IsMember({"text", "dot", "mermaid", "md", "json"}));
    command.add_flag("--json", flags->json, "The same as --format json")->excludes(format);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
