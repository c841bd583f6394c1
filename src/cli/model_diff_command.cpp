#include <CLI/CLI.hpp>

#include "mlpipe/base/error.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "model_command.hpp"
#include "revision_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string model, from, to;
    AnswerFormat format;
};

struct Pair {
    std::string model, from, to;
};

// NAME A B; or each as NAME@WHICH, as everywhere else. Without B the latest is meant, without A production.
Pair pair_of(const Flags& flags) {
    const ModelWord first = parse_model_word(flags.model);
    std::vector<std::string> which;
    if (!first.which.empty()) which.push_back(first.which);
    for (const std::string& word : {flags.from, flags.to}) {
        if (word.empty()) continue;
        const bool whole = word.find_first_of("@#") != word.npos;
        const ModelWord parsed = whole ? parse_model_word(word) : ModelWord{first.model, word};
        if (parsed.model != first.model)
            throw Error(ErrorKind::usage, "two versions of one model are compared, not of " +
                                              printable(first.model) + " and " + printable(parsed.model));
        which.push_back(parsed.which);
    }
    if (which.size() > 2) throw Error(ErrorKind::usage, "two versions are compared, and three are named");
    return {first.model, which.empty() ? "production" : which[0], which.size() < 2 ? "" : which[1]};
}

int execute(const Flags& flags, Context& context) {
    const Pair pair = pair_of(flags);
    const Project project = context.project_without_pipeline();
    const Registry registry = open_registry(project, context);
    World world = context.world();
    Revisions revisions(world.files, project);
    const Difference difference = compare_versions(revisions, registry.known(pair.model, pair.from),
                                                   registry.known(pair.model, pair.to), world);
    if (flags.format.json)
        context.print_json(to_value(difference));
    else
        context.print(flags.format.markdown ? difference_markdown(difference)
                                            : difference_text(difference, context.out.style));
    return exit_done;
}

}  // namespace

void add_model_diff(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand(
        "diff", "What differs between two versions: metrics, parameters, data, code, environment");
    command.add_option("model", flags->model, "NAME, or NAME@A")->required();
    command.add_option("from", flags->from,
                       "A version, an alias or the beginning of a digest; without it production");
    command.add_option("to", flags->to, "The same; without it the latest version");
    add_formats(command, flags->format);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
