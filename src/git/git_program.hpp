// The git program, for what libgit2 cannot do: repositories in formats that it does not know, the user's own
// filters, remotes. It runs in a directory that decides which repository is meant, whatever variables the
// caller's environment has.
#pragma once
#include <string>
#include <vector>

namespace mlpipe::git {

// The process's environment without what would lead git to another repository, index or configuration.
std::vector<std::string> environment_for_git();

class GitProgram {
  public:
    // `directory`: where it runs. `repository`: a git directory to use instead of the one found from there.
    explicit GitProgram(std::string directory, std::string repository = "");

    struct Question {
        std::string doing;  // for messages: "cannot <doing>: …"
        std::vector<std::string> arguments;
        std::vector<std::string> variables = {};  // NAME=VALUE, added to the environment
        std::string input = "";                   // a file for its standard input
        bool hooks = false;                       // whether the user's hooks run
    };
    struct Answer {
        int exit_code = 0;
        std::string output, errors;
    };
    static bool installed();
    // Whatever git writes it syncs. Throws Error(failed) when git is missing.
    Answer ask(const Question& question) const;
    // What git printed; throws Error(failed) with what it said when it fails.
    std::string run(const Question& question) const;

  private:
    std::string directory_, repository_;
};

// The root of the work tree that `directory` lies in; "" where git finds none. `why` libgit2 would not say is
// said when git cannot, either.
std::string work_tree_by_program(const std::string& directory, const std::string& why);

// Splits at the zero bytes that end each item.
std::vector<std::string> split_zero(const std::string& text);
std::string without_line_end(std::string text);

}  // namespace mlpipe::git
