// What diff, params, metrics and plots have in common: a project that may have no pipeline file, words that are
// revisions or targets, and the formats of the answer.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "context.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/report/tables.hpp"

namespace CLI {
class App;
}

namespace mlpipe::cli {

struct AnswerFormat {
    bool json = false, markdown = false;
};
void add_formats(CLI::App& command, AnswerFormat& format);
// As text or Markdown; an empty one is said with `nothing`, to people only.
void print_table(const Table& table, const AnswerFormat& format, const char* nothing, const Context& context);

struct RevisionWords {
    std::vector<std::string> words;    // revisions and targets, as typed
    std::vector<std::string> targets;  // --targets
    std::string file;                  // -f
};
// `[WORD...]`, --targets and -f; `what` is what targets are, for the help.
void add_revision_words(CLI::App& command, RevisionWords& words, const std::string& what);

struct ChosenRevisions {
    std::vector<Revision> revisions;
    std::vector<std::string> targets;
};
// A word is a target if it holds a ':', and a revision where it names one; else it is a target. Whether there
// is such a target is for the caller to say (unknown_word).
ChosenRevisions choose_revisions(Revisions& revisions, const RevisionWords& words);
// For comparisons of two: fills in what is not named, HEAD (as Revisions::base) and the working tree.
void complete_pair(Revisions& revisions, ChosenRevisions& chosen);
// Throws Error(usage) for a target that means nothing.
[[noreturn]] void unknown_word(const std::string& word, const std::string& what);
// For each target, whether `means` holds for something; throws as unknown_word for the first that does not.
void check_targets(const std::vector<std::string>& targets, const std::string& what,
                   const std::function<bool(const std::string&)>& means);

}  // namespace mlpipe::cli
