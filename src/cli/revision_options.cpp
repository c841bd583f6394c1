#include "revision_options.hpp"

#include <CLI/CLI.hpp>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {

void add_formats(CLI::App& command, AnswerFormat& format) {
    CLI::Option* json = command.add_flag("--json", format.json, "One JSON document on standard output");
    command.add_flag("--md", format.markdown, "Markdown, for a pull request")->excludes(json);
}

void print_table(const Table& table, const AnswerFormat& format, const char* nothing,
                 const Context& context) {
    if (table.empty()) {
        context.tell(nothing);
    } else {
        context.print(format.markdown ? table.markdown() : table.text(context.out.style));
    }
}

void add_revision_words(CLI::App& command, RevisionWords& words, const std::string& what) {
    command.add_option("words", words.words, "Commits, branches, tags, runs or 'workspace'; then " + what);
    command
        .add_option("--targets", words.targets, "The same " + what + ", where a revision has the same name")
        ->allow_extra_args(false);
    add_pipeline_file_option(command, words.file);
}

ChosenRevisions choose_revisions(Revisions& revisions, const RevisionWords& words) {
    ChosenRevisions chosen;
    chosen.targets = words.targets;
    for (const std::string& word : words.words) {
        auto revision = word.find(':') == std::string::npos ? revisions.find_if_any(word) : std::nullopt;
        if (revision) {
            chosen.revisions.push_back(std::move(*revision));
        } else {
            chosen.targets.push_back(path::normalise(word));
        }
    }
    return chosen;
}

void complete_pair(Revisions& revisions, ChosenRevisions& chosen) {
    if (chosen.revisions.size() > 2)
        throw Error(ErrorKind::usage, "two revisions are compared, and three or more are named");
    if (chosen.revisions.empty()) chosen.revisions.push_back(revisions.base());
    if (chosen.revisions.size() == 1) chosen.revisions.push_back(revisions.work_tree());
}

void unknown_word(const std::string& word, const std::string& what) {
    throw Error(ErrorKind::usage, "'" + path::printable(word) +
                                      "' is neither a revision (a run, commit, branch or tag) nor a " + what +
                                      " of one");
}

void check_targets(const std::vector<std::string>& targets, const std::string& what,
                   const std::function<bool(const std::string&)>& means) {
    for (const std::string& target : targets)
        if (!means(target)) unknown_word(target, what);
}

}  // namespace mlpipe::cli
