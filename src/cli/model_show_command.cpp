#include <CLI/CLI.hpp>

#include "deployment_options.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/registry/releases.hpp"
#include "mlpipe/report/deployment_text.hpp"
#include "mlpipe/report/model_text.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string model;
    bool json = false;
};

// Those about this version: its own, and the moves of aliases to it and away from it.
std::vector<ModelEvent> events_about(const Registry& registry, const ModelVersion& version) {
    std::vector<ModelEvent> events = registry.history(version.model);
    std::erase_if(events, [&](const ModelEvent& event) {
        return event.version != version.version && event.from_version != version.version;
    });
    return events;
}

// Command lines that lead on from here: to the run, to its repetition, to what it was made from, to the file. Only what
// this clone can answer is named.
std::vector<std::string> ways_on(Revisions& revisions, const ModelVersion& version, const Context& context) {
    std::vector<std::string> lines;
    Lineage* lineage = revisions.lineage();
    const bool run_is_known = !version.run.empty() && lineage != nullptr && lineage->knows_run(version.run);
    if (run_is_known) lines.push_back("mlpipe show " + version.run);
    const auto at_commit = version.commit.empty() ? std::nullopt : revisions.find_if_any(version.commit);
    if (at_commit && at_commit->run) lines.push_back("mlpipe reproduce " + version.commit.substr(0, 12));
    if (!version.known_artifact()) return lines;
    const std::string digest = version.artifact.reference.digest.hex().substr(0, 12);
    if (lineage != nullptr && !lineage->artifacts_with(digest).empty())
        lines.push_back("mlpipe lineage " + digest);
    if (run_is_known) {
        const std::string folder = path::join(revisions.project().root, path::parent(version.pipeline_file));
        const std::string file = path::relative(path::join(folder, version.artifact.path), context.directory);
        lines.push_back("mlpipe restore " + version.run + " " + text::shell_quoted(file));
    }
    return lines;
}

// Of the project's own folder of releases; those elsewhere are not known here.
struct Deployed {
    bool live = false;
    ReleaseState state;
};

Deployed deployed(const Project& project, const ModelVersion& version, const Context& context) {
    try {
        const Releases releases(posix_file_system(), release_place(project, context, ""), version.model);
        return {version.known_artifact() && releases.current() == version.artifact.reference.digest,
                releases.state()};
    } catch (const Error&) {
        // What is registered can be shown, whatever lies there.
        return {};
    }
}

std::string as_text(const Deployed& deployed) {
    return std::string(deployed.live ? "live in releases/\n" : "") +
           (deployed.state.pending ? pending_text(*deployed.state.pending) + "\n" : "");
}

Value as_value(const ModelVersion& version, const AliasedVersions& aliases,
               const std::vector<ModelEvent>& events, const std::vector<std::string>& next,
               const Deployed& deployed) {
    Value value = to_value(version);
    Value::List names, lines;
    for (const auto& [alias, held] : aliases)
        if (held.version == version.version) names.emplace_back(alias);
    for (const std::string& line : next) lines.push_back(json_text(line));
    value.set("aliases", std::move(names));
    value.set("events", to_value(events));
    value.set("next", std::move(lines));
    value.set("live", deployed.live);
    value.set("pending", deployed.state.pending ? Value(pending_text(*deployed.state.pending)) : Value());
    return value;
}

int execute(const Flags& flags, Context& context) {
    const ModelWord word = parse_model_word(flags.model);
    const Project project = context.project_without_pipeline();
    const Registry registry = open_registry(project, context);
    const ModelVersion version = registry.known(word.model, word.which);
    const AliasedVersions aliases = registry.aliases(word.model);
    const std::vector<ModelEvent> events = events_about(registry, version);
    Revisions revisions(posix_file_system(), project);
    const std::vector<std::string> next = ways_on(revisions, version, context);
    const Deployed here = deployed(project, version, context);
    if (flags.json)
        context.print_json(as_value(version, aliases, events, next, here));
    else
        context.print(version_text(version, aliases, events, next, context.out.style) + as_text(here));
    return exit_done;
}

}  // namespace

void add_model_show(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand(
        "show", "One version with all that is known: its run, code, data, parameters and metrics");
    add_model_word(command, flags->model)->required();
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
