#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/history/plots.hpp"
#include "mlpipe/report/plots_page.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/vega.hpp"
#include "revision_options.hpp"

namespace mlpipe::cli {
namespace {

constexpr const char* default_page = "plots.html";  // in .mlpipe, which git ignores

struct Flags {
    RevisionWords words;
    std::string output;
    bool json = false;
};

std::string title_of(const Project& project, const PlotSet& plots) {
    std::string title = "Plots of " + std::string(path::name(project.root)) + ":";
    for (std::size_t i = 0; i < plots.revisions.size(); ++i) title += (i ? ", " : " ") + plots.revisions[i];
    return title;
}

std::string page_path(const Flags& flags, const Project& project, World& world, const Context& context) {
    if (!flags.output.empty()) return path::join(context.directory, flags.output);
    create_state_directory(world.files, project);
    return project.state_directory() + "/" + default_page;
}

int answer(const Flags& flags, const Project& project, const PlotSet& plots, World& world, Context& context) {
    if (flags.json) {
        context.print_json(plots_value(plots));
        return exit_done;
    }
    for (const Plot& plot : plots.plots) {
        for (const std::string& note : plot.notes) context.tell("note: " + printable(note) + "\n");
    }
    if (plots.plots.empty()) {
        context.tell("No plots: no stage declares any.\n");
        return exit_done;
    }
    const auto vega = vega_script();
    if (!vega) {
        throw Error(
            ErrorKind::failed,
            "this mlpipe was built without Vega, which draws the pages; 'scripts/vega' and another build "
            "bring it. --json prints the Vega-Lite specifications");
    }
    const std::string file = page_path(flags, project, world, context);
    write_file_atomically(world.files, file, plots_page(plots, title_of(project, plots), *vega),
                          Durability::lazy);
    context.print(printable(file) + "\n");
    return exit_done;
}

int execute(const Flags& flags, bool pair, Context& context) {
    World world = context.world();
    const Project project = context.project_or_none(flags.words.file);
    Revisions revisions(world.files, project);
    ChosenRevisions chosen = choose_revisions(revisions, flags.words);
    if (pair && chosen.revisions.empty()) chosen.revisions.push_back(revisions.base());
    if (pair ? chosen.revisions.size() == 1 : chosen.revisions.empty())
        chosen.revisions.push_back(revisions.work_tree());
    return answer(flags, project, read_plots(revisions, chosen.revisions, chosen.targets), world, context);
}

}  // namespace

void add_plots(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& command =
        *app.add_subcommand("plots", "Plots of one or several states, in one page that works offline");
    command.require_subcommand(0, 1);
    command.callback([&command, &context, choose] {
        if (command.get_subcommands().empty())
            choose([&context] { return execute(Flags{}, false, context); });
    });
    const auto add = [&](const char* name, const char* help, bool pair) {
        auto flags = std::make_shared<Flags>();
        CLI::App& action = *command.add_subcommand(name, help);
        add_revision_words(action, flags->words, "paths of plots");
        action.add_option("-o,--output", flags->output, "The page; without it .mlpipe/plots.html");
        action.add_flag("--json", flags->json, "The Vega-Lite specifications on standard output; no page");
        action.callback([flags, &context, choose, pair] {
            choose([flags, &context, pair] { return execute(*flags, pair, context); });
        });
    };
    add("show", "The revisions that are named, else the working tree", false);
    add("diff", "The same; without a revision HEAD and the working tree, with one it and the working tree",
        true);
}

}  // namespace mlpipe::cli
