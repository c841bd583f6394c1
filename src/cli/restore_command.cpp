#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/history/recorded_files.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/run/restore.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::vector<std::string> words;
    std::string file, to, displaced;
    bool code = false, json = false;
    double wait_s = 0;
};

struct Wanted {
    Revision revision;
    std::vector<std::string> paths;  // absolute
};

// The first word is a commit if it names one, as in `git checkout`, else a path, there or not.
Wanted find_wanted(Revisions& revisions, const Flags& flags, const Context& context) {
    Wanted wanted;
    std::vector<std::string> words = flags.words;
    auto named = words.empty() ? std::nullopt : revisions.find_if_any(words.front());
    if (named) words.erase(words.begin());
    wanted.revision = named ? std::move(*named) : revisions.work_tree();
    for (const std::string& word : words) wanted.paths.push_back(path::join(context.directory, word));
    return wanted;
}

Value as_value(const Restoration& restoration, const Revision& revision) {
    Value::List files;
    for (const RestoredArtifact& each : restoration.artifacts) {
        Value entry = to_value(each.artifact);
        entry.set("outcome", Value(to_string(each.outcome)));
        if (each.displaced) entry.set("displaced", json_text(*each.displaced));
        files.push_back(std::move(entry));
    }
    Value document;
    document.set("revision", json_text(revision.label));
    document.set("id", restoration.id.empty() ? Value() : Value(restoration.id));
    document.set("files", std::move(files));
    return document;
}

std::string as_text(const Restoration& restoration, const Revision& revision, const Project& project) {
    std::string text;
    std::size_t restored = 0, unchanged = 0, displaced = 0;
    for (const RestoredArtifact& each : restoration.artifacts) {
        const std::string path = printable(each.artifact.path);
        switch (each.outcome) {
            case RestoreOutcome::unchanged:
                ++unchanged;
                break;
            case RestoreOutcome::restored:
                ++restored;
                text += "restored  " + path + "\n";
                break;
            case RestoreOutcome::missing:
                text += "missing   " + path + "  " + each.artifact.reference.digest.hex() +
                        " is not in the store\n";
                break;
        }
        if (!each.displaced) continue;
        ++displaced;
        text += "  what stood there is now " + printable(project.shown(*each.displaced)) + "\n";
    }
    text += printable(revision.label) + ": " + std::to_string(restored) + " restored, " +
            std::to_string(unchanged) + " unchanged.\n";
    if (displaced > 0)
        text += "'mlpipe restore --displaced " + restoration.id + "' brings back what stood there.\n";
    return text;
}

int bring_back_displaced(const Flags& flags, Context& context) {
    World world = context.world();
    Project project = context.project_without_pipeline();
    project.pipeline_file = path::join(project.root, "pipeline.yaml");
    const std::vector<std::string> moved =
        restore_displaced(project, flags.displaced, world, context.interrupt, flags.wait_s);
    Value::List files;
    for (const std::string& path : moved) files.push_back(json_text(project.shown(path)));
    if (flags.json) {
        context.print_json(Value::Map{{"restored", std::move(files)}});
    } else {
        for (const std::string& path : moved)
            context.print("restored  " + printable(project.shown(path)) + "\n");
    }
    return exit_done;
}

int execute(const Flags& flags, Context& context) {
    if (!flags.displaced.empty()) return bring_back_displaced(flags, context);
    World world = context.world();
    const Project project = context.project_or_none(flags.file);
    Revisions revisions(world.files, project);
    const Wanted wanted = find_wanted(revisions, flags, context);
    const Revision& revision = wanted.revision;
    const bool is_work_tree = revision.kind == Revision::Kind::work_tree;
    const bool code = flags.code && !is_work_tree;
    const bool elsewhere = !flags.to.empty();
    // A path may be code alone.
    std::vector<std::string> output_paths = wanted.paths;
    std::vector<RestoredFile> files;
    if (code && !elsewhere) {
        files = recorded_code(revisions, revision, wanted.paths);
        std::erase_if(output_paths, [&](const std::string& path) {
            return std::any_of(files.begin(), files.end(),
                               [&](const RestoredFile& file) { return file.path == path; });
        });
    }
    const std::vector<ArtifactAt> outputs = output_paths.empty() && !wanted.paths.empty()
                                                ? std::vector<ArtifactAt>{}
                                                : recorded_outputs(revisions, revision, output_paths);
    if (outputs.empty() && files.empty() && wanted.paths.empty() && !code) {
        throw Error(ErrorKind::usage,
                    printable(revision.label) + " has no recorded outputs; 'mlpipe run' makes them");
    }
    keep_committed_outputs(revisions, revision, outputs);
    const Restoration restoration = elsewhere ? write_elsewhere(revisions, revision, outputs, flags.code,
                                                                path::join(context.directory, flags.to))
                                              : restore_artifacts(revision.project, outputs, files, world,
                                                                  context.interrupt, flags.wait_s);
    flags.json ? context.print_json(as_value(restoration, revision))
               : context.print(as_text(restoration, revision, project));
    const bool all =
        std::none_of(restoration.artifacts.begin(), restoration.artifacts.end(),
                     [](const RestoredArtifact& each) { return each.outcome == RestoreOutcome::missing; });
    return all ? exit_done : exit_failed;
}

}  // namespace

void add_restore(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *app.add_subcommand("restore", "Bring outputs back as a run, a commit or the lock has them");
    command.add_option("what", flags->words,
                       "[COMMIT] [PATH...]: a run, a commit, branch or tag; without one what the lock says. "
                       "Paths of outputs, or of parts of them; none: all");
    add_pipeline_file_option(command, flags->file);
    command.add_flag("--code", flags->code, "Source and parameters too");
    command.add_option("--to", flags->to, "Into this directory, and leave the working tree alone");
    command.add_option("--displaced", flags->displaced,
                       "Bring back what a run or a restoration with this id moved out of the way");
    command.add_option("--wait", flags->wait_s, "Seconds to wait for a run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
