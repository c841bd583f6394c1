#include "program_commits.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

#include "commit_source.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "scratch_file.hpp"

namespace mlpipe::git {

namespace {

template <typename Number>
Number number(std::string_view text, int base = 10) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::vector<std::string> words(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> found;
    for (std::string word; stream >> word;) found.push_back(word);
    return found;
}

// <ada@example.org>, as git prints an address.
std::string without_angles(std::string address) {
    if (address.starts_with('<') && address.ends_with('>')) return address.substr(1, address.size() - 2);
    return address;
}

// Of `git diff-tree --raw -z`: ":<mode> <mode> <id> <id> <letter>".
FileChange change_of(const std::string& fields, std::string path) {
    const std::vector<std::string> parts = words(fields.substr(1));
    if (parts.size() != 5) throw Error(ErrorKind::failed, "git answered '" + fields + "' to diff-tree");
    FileChange change;
    change.path = std::move(path);
    change.from_mode = number<std::uint32_t>(parts[0], 8);
    change.to_mode = number<std::uint32_t>(parts[1], 8);
    if (change.from_mode != 0) change.from_id = parts[2];
    if (change.to_mode != 0) change.to_id = parts[3];
    change.kind = change.from_mode == 0 ? FileChangeKind::added
                  : change.to_mode == 0 ? FileChangeKind::removed
                                        : FileChangeKind::modified;
    return change;
}

class ProgramCommits : public CommitSource {
  public:
    ProgramCommits(FileSystem& files, std::string directory, std::string scratch)
        : files_(files), directory_(std::move(directory)), scratch_(std::move(scratch)), git_(directory_) {}

    std::optional<std::string> resolve(const std::string& text) override {
        const auto answer =
            git_.ask({"resolve '" + text + "'",
                      {"rev-parse", "-q", "--verify", "--end-of-options", text + "^{commit}"}});
        if (answer.exit_code == 0) return without_line_end(answer.output);
        if (answer.errors.find("ambiguous") != std::string::npos)
            throw Error(ErrorKind::failed, "cannot resolve '" + text + "': it is ambiguous");
        return std::nullopt;
    }

    CommitInfo info(const std::string& commit) override {
        const std::string text = git_.run(
            {"read the commit '" + commit + "'",
             {"show", "-s", "--no-show-signature", "--format=%T%x00%an%x00%ae%x00%ct%x00%P%x00%B", commit}});
        std::vector<std::string> parts = split_zero(text);
        if (parts.size() < 5)
            throw Error(ErrorKind::failed, "git answered too little about '" + commit + "'");
        parts.resize(6);
        // git ends what it prints with a line end of its own.
        if (parts[5].ends_with("\n\n")) parts[5].pop_back();
        return {commit,   parts[0],       parts[1], parts[2], number<std::int64_t>(parts[3]),
                parts[5], words(parts[4])};
    }

    std::optional<std::string> read(const std::string& commit, const std::string& path) override {
        const std::string listed =
            git_.run({"read '" + path + "'",
                      {"--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", path}});
        for (const TreeFile& file : parse_tree(listed))
            if (file.path == path) return read_blob(file.id);
        return std::nullopt;
    }

    std::string read_blob(const std::string& id) override {
        return git_.run({"read the file '" + id + "'", {"cat-file", "blob", id}});
    }

    std::vector<TreeFile> files(const std::string& commit) override {
        return parse_tree(
            git_.run({"read the tree of '" + commit + "'", {"ls-tree", "-r", "-z", "--full-tree", commit}}));
    }

    std::vector<FileChange> changes(const std::string& from, const std::string& to) override {
        const std::vector<std::string> parts = split_zero(
            git_.run({"compare commits of '" + directory_ + "'",
                      {"diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to}}));
        std::vector<FileChange> found;
        for (std::size_t i = 0; i + 1 < parts.size(); i += 2)
            found.push_back(change_of(parts[i], parts[i + 1]));
        return found;
    }

    std::string text_diff(const std::string& from, const std::string& to,
                          const std::vector<std::string>& paths) override {
        std::vector<std::string> arguments = {
            "--literal-pathspecs", "diff-tree", "-r", "-p", "--no-ext-diff", "--no-textconv", "--no-renames",
            "--no-color",          from,        to,   "--"};
        arguments.insert(arguments.end(), paths.begin(), paths.end());
        return git_.run({"compare commits of '" + directory_ + "'", arguments});
    }

    std::vector<CommitNode> walk(const std::string& to, const std::string& not_from) override {
        return walk_by_program(git_, to, not_from);
    }

    std::vector<std::pair<std::string, std::string>> references(const std::string& prefix) override {
        const std::string listed = git_.run(
            {"list the references of '" + directory_ + "'",
             {"for-each-ref", "--sort=refname", "--format=%(objectname) %(refname) %(symref)", prefix}});
        std::vector<std::pair<std::string, std::string>> found;
        for (const std::string& line : text::split_lines(listed)) {
            const auto parts = words(line);
            if (parts.size() == 2) found.emplace_back(parts[1], parts[0]);
        }
        return found;
    }

    std::vector<AnnotatedTag> tags(const std::function<bool(std::string_view)>& wanted) override {
        const std::vector<std::string> parts = split_zero(
            git_.run({"list the tags of '" + directory_ + "'",
                      {"for-each-ref", "--sort=refname",
                       "--format=%(refname:strip=2)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
                       "%00%(taggername)%00%(taggeremail)%00%(taggerdate:unix)%00%(contents)%00",
                       std::string(tags_at)}}));
        constexpr std::size_t fields = 8;
        std::vector<AnnotatedTag> found;
        for (std::size_t at = 0; at + fields <= parts.size(); at += fields) {
            // git ends each answer with a line end, which then stands before the next.
            const std::string name = parts[at].substr(parts[at].starts_with('\n') ? 1 : 0);
            if (parts[at + 2] != "commit" || !wanted(name)) continue;
            found.push_back({name, parts[at + 1], parts[at + 3], parts[at + 4], without_angles(parts[at + 5]),
                             number<std::int64_t>(parts[at + 6]), parts[at + 7]});
        }
        return found;
    }

    bool shallow() override {
        return without_line_end(git_.run({"look at the repository of '" + directory_ + "'",
                                          {"rev-parse", "--is-shallow-repository"}})) == "true";
    }

    void check_out(const std::string& commit, const std::string& directory) override {
        check_out_by_program(files_, directory_, commit, directory, scratch_);
    }

  private:
    // "<mode> <type> <id>\t<path>"; what is no file or submodule is left out.
    static std::vector<TreeFile> parse_tree(const std::string& listed) {
        std::vector<TreeFile> found;
        for (const std::string& line : split_zero(listed)) {
            const std::size_t tab = line.find('\t');
            const auto parts = words(line.substr(0, tab));
            if (tab == line.npos || parts.size() != 3 || parts[1] == "tree") continue;
            found.push_back({line.substr(tab + 1), parts[2], number<std::uint32_t>(parts[0], 8)});
        }
        return found;
    }

    FileSystem& files_;
    std::string directory_, scratch_;
    GitProgram git_;
};

}  // namespace

std::vector<CommitNode> walk_by_program(const GitProgram& git, const std::string& to,
                                        const std::string& not_from) {
    std::vector<std::string> arguments = {"rev-list", "--topo-order", "--parents", to};
    if (!not_from.empty()) arguments.push_back("^" + not_from);
    std::vector<CommitNode> nodes;
    for (const std::string& line : text::split_lines(git.run({"walk from '" + to + "'", arguments}))) {
        auto ids = words(line);
        if (ids.empty()) continue;
        nodes.push_back({ids.front(), {ids.begin() + 1, ids.end()}});
    }
    return nodes;
}

std::unique_ptr<CommitSource> program_commits(FileSystem& files, const std::string& directory,
                                              const std::string& scratch) {
    return std::make_unique<ProgramCommits>(files, directory, scratch);
}

void check_out_by_program(FileSystem& files, const std::string& repository, const std::string& commit,
                          const std::string& directory, const std::string& scratch) {
    const ScratchFile index(files, scratch, "index-");
    GitProgram(repository)
        .run({"check out '" + commit + "' into '" + directory + "'",
              {"-c", "core.sparseCheckout=false", "-c", "core.splitIndex=false", "-c", "core.bare=false",
               "--work-tree=" + directory, "read-tree", "-m", "-u", commit},
              {"GIT_INDEX_FILE=" + index.path()}});
}

}  // namespace mlpipe::git
