#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/writing.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/run/validate.hpp"

namespace mlpipe::cli {
namespace {

Value as_value(const std::vector<Diagnostic>& errors) {
    Value::List list;
    for (const Diagnostic& error : errors) {
        list.emplace_back(Value::Map{{"file", json_text(error.file)},
                                     {"line", static_cast<std::int64_t>(error.position.line)},
                                     {"column", static_cast<std::int64_t>(error.position.column)},
                                     {"message", json_text(error.message)}});
    }
    return Value::Map{{"valid", errors.empty()}, {"errors", std::move(list)}};
}

int tell_errors(std::vector<Diagnostic> errors, bool json, Context& context) {
    if (!json) throw PipelineError(std::move(errors));
    context.print_json(as_value(errors));
    return exit_usage;
}

int execute_resolved(const std::optional<std::string>& file, bool json, Context& context) {
    try {
        const Project project = context.project(file);
        const std::string chosen = project.chosen_path();
        const Value stages =
            resolved_stages(posix_file_system(), chosen, project.shown(chosen), project.root);
        const Value document = Value::Map{{"stages", stages}};
        if (json)
            context.print_json(document);
        else
            context.print(yaml_text(document));
        return exit_done;
    } catch (const PipelineError& error) {
        return tell_errors(error.diagnostics(), json, context);
    }
}

int execute(const std::optional<std::string>& file, bool json, Context& context) {
    std::string shown;
    Validation result;
    try {
        const Project project = context.project(file);
        shown = project.shown(project.pipeline_file);
        World world = context.world();
        result = validate(project, world);
    } catch (const PipelineError& error) {
        // Of the configuration.
        result.errors = error.diagnostics();
    }
    if (!result.errors.empty()) return tell_errors(std::move(result.errors), json, context);
    if (json) {
        context.print_json(as_value(result.errors));
        return exit_done;
    }
    context.print(printable(shown) + " is valid: " + text::plural(result.stages, "stage") + ".\n");
    return exit_done;
}

}  // namespace

void add_validate(CLI::App& app, Context& context, const Choose& choose) {
    struct Flags {
        std::string word, file;
        bool json = false, resolved = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *app.add_subcommand("validate", "Every error of a pipeline file at once; runs nothing");
    auto* word = command.add_option("pipeline", flags->word,
                                    "The pipeline file; without it pipeline.yaml, else dvc.yaml");
    command.add_option("-f,--file", flags->file, "The same")->excludes(word);
    command.add_flag("--resolved", flags->resolved,
                     "Print the stages as they stand after templating, in the form of the file");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] {
            const std::string& file = flags->file.empty() ? flags->word : flags->file;
            const auto chosen = file.empty() ? std::nullopt : std::optional(file);
            return flags->resolved ? execute_resolved(chosen, flags->json, context)
                                   : execute(chosen, flags->json, context);
        });
    });
}

}  // namespace mlpipe::cli
