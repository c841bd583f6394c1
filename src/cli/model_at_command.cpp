#include <CLI/CLI.hpp>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/report/model_text.hpp"
#include "model_command.hpp"
#include "since.hpp"

namespace mlpipe::cli {
namespace {

std::vector<AliasAt> aliases_at(const Registry& registry, const std::string& model, std::int64_t at_ns) {
    std::vector<AliasAt> found;
    for (const auto& [alias, version] : registry.aliases(model, at_ns))
        found.push_back({model, alias, version, *registry.last_move(model, alias, at_ns)});
    return found;
}

Value as_value(const std::vector<AliasAt>& aliases, std::int64_t at_ns) {
    Value::List list;
    for (const AliasAt& one : aliases)
        list.emplace_back(Value::Map{{"model", one.model},
                                     {"alias", one.alias},
                                     {"version", to_value(one.version)},
                                     {"since", to_value(one.since)}});
    return Value::Map{{"at", format_time(at_ns)}, {"aliases", std::move(list)}};
}

int execute(const std::string& time, const std::string& model, bool json, Context& context) {
    const std::int64_t at_ns = parse_since(time, system_clock().now_ns(), "'mlpipe model at'");
    const Registry registry = open_registry(context.project_without_pipeline(), context);
    std::vector<std::string> models = registry.models();
    if (!model.empty()) {
        registry.check_model(model);
        models = {model};
    }
    std::vector<AliasAt> aliases;
    for (const std::string& name : models)
        for (AliasAt& one : aliases_at(registry, name, at_ns)) aliases.push_back(std::move(one));
    if (json) {
        context.print_json(as_value(aliases, at_ns));
        return exit_done;
    }
    context.tell("At " + format_time(at_ns) + "\n");
    if (aliases.empty()) context.tell("no alias pointed anywhere.\n");
    context.print(aliases_text(aliases, context.out.style));
    return exit_done;
}

}  // namespace

void add_model_at(CLI::App& model, Context& context, const Choose& choose) {
    struct Flags {
        std::string time, model;
        bool json = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand("at", "What each alias pointed to at a time");
    command
        .add_option("time", flags->time,
                    "2026-11-01T12:00Z, a date (its beginning, UTC), or a while ago: 2h, '2 hours ago'")
        ->required();
    command.add_option("name", flags->model, "A model's name; without it all models");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return execute(flags->time, flags->model, flags->json, context); });
    });
}

}  // namespace mlpipe::cli
