#include "mlpipe/git/run_transfer.hpp"

#include <algorithm>
#include <map>

#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "place.hpp"

namespace mlpipe {

namespace {

using References = std::map<std::string, std::string>;  // run to commit

const std::string runs_at = "refs/mlpipe/runs/";
constexpr std::size_t most_at_once = 1000;  // references in one command

class Transfer {
  public:
    Transfer(FileSystem& files, const std::string& root, const std::string& own_directory,
             const std::string& remote)
        : place_(git::find_place(files, root, own_directory, true)),
          git_(place_->own() ? place_->repository : place_->tree_root),
          remote_(remote) {
        if (remote.empty() || remote.starts_with('-'))
            throw Error(ErrorKind::usage, "'" + remote + "' is no remote of git");
    }

    References here() const {
        return parse(git_.run({"list the runs of '" + place_->tree_root + "'",
                               {"for-each-ref", "--format=%(objectname)\t%(refname)", runs_at}}));
    }

    References there() const {
        return parse(
            git_.run({"list the runs of '" + remote_ + "'", {"ls-remote", "--", remote_, runs_at + "*"}}));
    }

    // Those of `from` that `to` lacks, moved by `git <command>`.
    std::vector<std::string> move(std::vector<std::string> command, const References& from,
                                  const References& to, const std::vector<std::string>& wanted) const {
        std::vector<std::string> runs = wanted;
        if (runs.empty())
            for (const auto& [run, commit] : from) runs.push_back(run);
        std::erase_if(runs, [&](const std::string& run) { return to.contains(run); });
        for (const std::string& run : runs)
            if (!from.contains(run))
                throw Error(ErrorKind::failed, "cannot move the run '" + run + "': there is no commit of it");
        const std::string doing = command.front() + " runs with '" + remote_ + "'";
        command.insert(command.end(), {"--", remote_});
        for (std::size_t begin = 0; begin < runs.size(); begin += most_at_once) {
            std::vector<std::string> arguments = command;
            for (std::size_t i = begin; i < std::min(begin + most_at_once, runs.size()); ++i)
                arguments.push_back(runs_at + runs[i] + ":" + runs_at + runs[i]);
            git_.run({doing, arguments});
        }
        return runs;
    }

  private:
    static References parse(const std::string& listed) {
        References found;
        for (const std::string& line : text::split_lines(listed)) {
            const std::size_t tab = line.find('\t');
            if (tab == line.npos || line.compare(tab + 1, runs_at.size(), runs_at) != 0) continue;
            found.emplace(line.substr(tab + 1 + runs_at.size()), line.substr(0, tab));
        }
        return found;
    }

    std::optional<git::Place> place_;
    git::GitProgram git_;
    std::string remote_;
};

}  // namespace

std::vector<std::string> push_runs(FileSystem& files, const std::string& root,
                                   const std::string& own_directory, const std::string& remote,
                                   const std::vector<std::string>& runs) {
    const Transfer transfer(files, root, own_directory, remote);
    // Hooks that check what is pushed to branches are not about runs; neither are tags and submodules.
    return transfer.move({"push", "-q", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"},
                         transfer.here(), transfer.there(), runs);
}

std::vector<std::string> fetch_runs(FileSystem& files, const std::string& root,
                                    const std::string& own_directory, const std::string& remote,
                                    const std::vector<std::string>& runs) {
    const Transfer transfer(files, root, own_directory, remote);
    return transfer.move({"fetch", "-q", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
                          "--no-auto-maintenance"},
                         transfer.there(), transfer.here(), runs);
}

}  // namespace mlpipe
