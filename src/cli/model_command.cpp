#include "model_command.hpp"

#include <CLI/CLI.hpp>

#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/registry/stored_artifact.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "registry_place.hpp"

namespace mlpipe::cli {
namespace {

// Only a garbage collection holds the store for itself.
constexpr double longest_collection_s = 600;

// The index can be made anew at any time: that it could not be written now is no failure of what was asked.
std::string problem_of_index(const Registry& registry) {
    try {
        registry.update_index();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

ModelWord parse_model_word(const std::string& word) {
    const std::size_t mark = word.find_first_of("@#");
    if (mark == word.npos) return {word, ""};
    ModelWord parsed{word.substr(0, mark), word.substr(mark + 1)};
    if (parsed.model.empty() || parsed.which.empty())
        throw Error(ErrorKind::usage,
                    "'" + printable(word) +
                        "' names no version: it takes the form of NAME or NAME@WHICH, such as "
                        "flights@v1.2.0 or flights@production");
    return parsed;
}

CLI::Option* add_model_word(CLI::App& command, std::string& word) {
    return command.add_option(
        "model", word,
        "NAME, or NAME@WHICH: a version (v1.2.0), an alias (production) or the beginning "
        "of a digest; without @ the latest version");
}

Registry open_registry(const Project& project, const Context& context) {
    Registry registry = Registry::open(registry_place(project, context));
    problem_of_index(registry);
    return registry;
}

CLI::Option* add_event_options(CLI::App& command, EventFlags& flags) {
    command.add_flag("--push", flags.push,
                     "Push the tags of what happened to git's default remote; --push=REMOTE: to this one");
    command.add_flag("--json", flags.json, "One JSON document on standard output");
    return command.add_option("-m,--why", flags.why, "Why, for the history");
}

void check_push(const Registry& registry, const EventFlags& flags) {
    if (flags.pushes()) registry.remote_to_push_to(flags.remote());
}

std::string push_events(Registry& registry, const EventFlags& flags, const std::vector<std::string>& tags) {
    if (!flags.pushes()) return {};
    std::string remote = registry.remote_to_push_to(flags.remote());
    registry.push(remote, tags);
    return remote;
}

Value pushed_value(const std::string& remote) {
    return remote.empty() ? Value() : json_text(remote);
}

Value versions_of(const std::map<std::string, ModelVersion>& aliases) {
    Value::Map map;
    for (const auto& [alias, version] : aliases) map.emplace_back(alias, version.version);
    return map;
}

IndexAtTheEnd::~IndexAtTheEnd() {
    try {
        const std::string problem = problem_of_index(registry_);
        if (!problem.empty())
            context_.tell("note: the index of models in lineage.db is not up to date yet: " +
                          printable_text(problem) + "\n");
    } catch (const std::exception&) {
        // Nobody can be told: where the command itself fails, that is what counts.
    }
}

ArtifactAt store_artifact_at(const std::string& path, const Project& project, Context& context) {
    FileSystem& files = posix_file_system();
    create_state_directory(files, project);
    const FileLock held = ProjectLock::share_store(project, longest_collection_s, context.interrupt);
    register_with_store(files, project);
    return store_artifact({files, project.root, project.store_directory(), project.stat_cache_file()},
                          path::join(context.directory, path), &context.interrupt);
}

void add_model(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& model = *app.add_subcommand("model", "Registered models: their versions, aliases and history");
    model.require_subcommand(0, 1);
    model.callback([&model, &context, choose] {
        if (model.get_subcommands().empty()) choose([&context] { return list_models(context); });
    });
    for (const auto add :
         {add_model_register, add_model_list, add_model_show, add_model_promote, add_model_history,
          add_model_at, add_model_diff, add_model_deprecate, add_model_deploy, add_model_rollback})
        add(model, context, choose);
}

}  // namespace mlpipe::cli
