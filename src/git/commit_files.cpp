#include "commit_files.hpp"

#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "scratch_file.hpp"

namespace mlpipe::git {

namespace {

class FileCommit {
  public:
    FileCommit(FileSystem& files, const std::string& root, const std::vector<std::string>& paths)
        : files_(files), root_(root), paths_(paths), git_(root) {}

    std::optional<std::string> commit(const std::string& message_file) {
        announce_new_files();
        if (!differs()) return std::nullopt;
        std::vector<std::string> arguments = identity();
        arguments.insert(arguments.end(),
                         {"commit", "-q", "--only", "--cleanup=whitespace", "-F", message_file, "--"});
        const std::vector<std::string> committed = known();
        arguments.insert(arguments.end(), committed.begin(), committed.end());
        const auto answer = git_.ask({doing(), arguments, {}, "", true});
        if (answer.exit_code != 0)
            throw Error(ErrorKind::failed,
                        "cannot " + doing() + ": " + without_line_end(answer.errors + answer.output));
        return without_line_end(git_.run({"read HEAD of '" + root_ + "'", {"rev-parse", "HEAD"}}));
    }

  private:
    std::string doing() const { return "commit the run's files in '" + root_ + "'"; }

    std::vector<std::string> with_paths(std::vector<std::string> arguments,
                                        const std::vector<std::string>& paths) const {
        arguments.insert(arguments.begin(), "--literal-pathspecs");
        arguments.emplace_back("--");
        arguments.insert(arguments.end(), paths.begin(), paths.end());
        return arguments;
    }

    // Those that git knows; one that neither exists nor was ever committed is no part of the commit.
    std::vector<std::string> known() const {
        return split_zero(git_.run({doing(), with_paths({"ls-files", "-z", "--cached"}, paths_)}));
    }

    // `commit --only` takes known files alone.
    void announce_new_files() const {
        std::vector<std::string> present;
        for (const std::string& path : paths_)
            if (files_.link_stat(path::join(root_, path))) present.push_back(path);
        if (present.empty()) return;
        git_.run({doing(), with_paths({"add", "--intent-to-add", "--force"}, present)});
    }

    bool differs() const {
        const auto known_files = known();
        if (known_files.empty()) return false;
        const auto head = git_.ask({doing(), {"rev-parse", "-q", "--verify", "HEAD"}});
        if (head.exit_code != 0) return true;
        const auto answer =
            git_.ask({doing(), with_paths({"diff", "--no-ext-diff", "--quiet", "HEAD"}, known_files)});
        if (answer.exit_code > 1)
            throw Error(ErrorKind::failed, "cannot " + doing() + ": " + without_line_end(answer.errors));
        return answer.exit_code == 1;
    }

    // Who has not told git a name gets mlpipe's.
    std::vector<std::string> identity() const {
        if (git_.ask({doing(), {"var", "GIT_COMMITTER_IDENT"}}).exit_code == 0) return {};
        return {"-c", "user.name=mlpipe", "-c", "user.email=mlpipe@localhost"};
    }

    FileSystem& files_;
    const std::string& root_;
    const std::vector<std::string>& paths_;
    GitProgram git_;
};

}  // namespace

std::optional<std::string> commit_files(FileSystem& files, const std::string& root,
                                        const std::string& scratch, const std::vector<std::string>& paths,
                                        const std::string& message) {
    const ScratchFile text(files, scratch, "message-", message);
    return FileCommit(files, root, paths).commit(text.path());
}

}  // namespace mlpipe::git
