#include <CLI/CLI.hpp>
#include <algorithm>

#include "mlpipe/report/model_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

Value as_value(const ModelOverview& model) {
    return Value::Map{{"model", model.model},
                      {"latest", model.latest ? Value(model.latest->version) : Value()},
                      {"versions", static_cast<std::int64_t>(model.versions)},
                      {"aliases", versions_of(model.aliases)}};
}

int list_versions(const Registry& registry, const std::string& name, bool json, const Context& context) {
    registry.check_model(name);
    std::vector<ModelVersion> versions = registry.versions(name);
    std::reverse(versions.begin(), versions.end());
    const AliasedVersions aliases = registry.aliases(name);
    if (!json) {
        context.print(versions_text(versions, aliases, context.out.style));
        return exit_done;
    }
    Value::List list;
    for (const ModelVersion& version : versions) list.push_back(to_value(version));
    context.print_json(
        Value::Map{{"model", name}, {"aliases", versions_of(aliases)}, {"versions", std::move(list)}});
    return exit_done;
}

int list_all(const Registry& registry, bool json, const Context& context) {
    std::vector<ModelOverview> models;
    for (const std::string& name : registry.models())
        models.push_back(
            {name, registry.find(name, ""), registry.versions(name).size(), registry.aliases(name)});
    if (json) {
        Value::List list;
        for (const ModelOverview& model : models) list.push_back(as_value(model));
        context.print_json(Value::Map{{"models", std::move(list)}});
        return exit_done;
    }
    context.print(models_text(models, context.out.style));
    const TagCompleteness tags = registry.completeness();
    if (!tags.complete)
        context.tell("There may be more: " + printable(tags.why) +
                     "; this fetches what is missing: " + printable(tags.fetch) + "\n");
    else if (models.empty())
        context.tell("No models yet; 'mlpipe model register NAME PATH' makes the first.\n");
    return exit_done;
}

int execute(const std::string& name, bool json, const Context& context) {
    const Registry registry = open_registry(context.project_without_pipeline(), context);
    return name.empty() ? list_all(registry, json, context) : list_versions(registry, name, json, context);
}

}  // namespace

int list_models(const Context& context) {
    return execute("", false, context);
}

void add_model_list(CLI::App& model, Context& context, const Choose& choose) {
    struct Flags {
        std::string model;
        bool json = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand("list", "All models, or the versions of one, the latest first");
    command.add_option("name", flags->model, "A model's name; without it all models");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return execute(flags->model, flags->json, context); });
    });
}

}  // namespace mlpipe::cli
