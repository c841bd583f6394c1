#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "mlpipe/run/remotes.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string name, url;
    bool local = false, force = false, as_default = false, unset = false, json = false;
};

int add(const Flags& flags, Context& context) {
    Project project = context.project_without_pipeline();
    const RemoteEdit edit{project, posix_file_system(), flags.local};
    add_remote(edit, flags.name, flags.url, flags.force);
    if (flags.as_default) {
        project.config = load_config(posix_file_system(), project);
        set_default_remote(edit, flags.name);
    }
    return exit_done;
}

int remove(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    remove_remote({project, posix_file_system(), flags.local}, flags.name);
    return exit_done;
}

int choose_default(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    if (flags.unset && !flags.name.empty()) throw Error(ErrorKind::usage, "--unset takes no name");
    if (flags.unset || !flags.name.empty()) {
        set_default_remote({project, posix_file_system(), flags.local},
                           flags.unset ? std::nullopt : std::optional(flags.name));
        return exit_done;
    }
    const auto name = default_remote(project.config);
    if (!name) return exit_failed;
    context.print(printable(*name) + "\n");
    return exit_done;
}

int list(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    const auto chosen = default_remote(project.config);
    if (flags.json) {
        Value::List remotes;
        for (const auto& [name, location] : project.config.remotes) {
            remotes.emplace_back(Value::Map{{"name", json_text(name)},
                                            {"url", json_text(location.url)},
                                            {"default", Value(chosen == name)}});
        }
        context.print_json(Value::Map{{"remotes", std::move(remotes)}});
        return exit_done;
    }
    if (project.config.remotes.empty()) {
        context.tell("No remotes yet; 'mlpipe remote add NAME URL' adds one.\n");
        return exit_done;
    }
    Table table({{"remote", Align::left, false}, {"place", Align::left, true}, {"", Align::left, false}});
    for (const auto& [name, location] : project.config.remotes)
        table.add({TableCell(name), TableCell(location.url), TableCell(chosen == name ? "default" : "")});
    context.print(table.text(context.out.style));
    return exit_done;
}

}  // namespace

void add_remote(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *app.add_subcommand("remote", "The places that results are pushed to and pulled from");
    command.require_subcommand(0, 1);
    command.callback([&command, &context, choose] {
        if (command.get_subcommands().empty()) choose([&context] { return list(Flags{}, context); });
    });
    const auto action = [&](CLI::App& sub, int (*execute)(const Flags&, Context&)) {
        sub.callback([flags, &context, choose, execute] {
            choose([flags, &context, execute] { return execute(*flags, context); });
        });
    };
    const auto add_local = [&](CLI::App& sub) {
        sub.add_flag("--local", flags->local, "In this machine's settings, config.local.yaml");
    };
    CLI::App& adding = *command.add_subcommand("add", "Name a directory, or ssh://[user@]host[:port]/path");
    adding.add_option("name", flags->name, "The remote's name")->required();
    adding.add_option("url", flags->url, "The place; a relative directory counts from the project's root")
        ->required();
    adding.add_flag("-d,--default", flags->as_default, "Make it the one that is meant without a name");
    adding.add_flag("-f,--force", flags->force, "Give a name that is there another place");
    add_local(adding);
    action(adding, add);
    CLI::App& listing = *command.add_subcommand("list", "All remotes, with their places");
    listing.add_flag("--json", flags->json, "One JSON document on standard output");
    action(listing, list);
    CLI::App& removing = *command.add_subcommand("remove", "Forget a remote; what it holds stays there");
    removing.add_option("name", flags->name, "The remote's name")->required();
    add_local(removing);
    action(removing, remove);
    CLI::App& choosing =
        *command.add_subcommand("default", "Say, or choose, the remote that is meant without a name");
    choosing.add_option("name", flags->name, "The remote's name");
    choosing.add_flag("--unset", flags->unset, "None any more");
    add_local(choosing);
    action(choosing, choose_default);
}

}  // namespace mlpipe::cli
