#include "program_database.hpp"

#include <charconv>
#include <cstdio>
#include <string_view>
#include <utility>

#include "filtered_files.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "scratch_file.hpp"
#include "settings.hpp"
#include "tag_text.hpp"

namespace mlpipe::git {

namespace {

constexpr std::uint32_t stage_bits = 0x3000, intent_to_add = 1U << 29, skip_worktree = 1U << 30;

template <typename Number>
Number number(std::string_view text, int base = 10) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

// `git ls-files --stage --debug -z`: "<mode> <id> <stage>\t<path>\0", then lines of "  name: value".
class IndexText {
  public:
    explicit IndexText(std::string_view text) : text_(text) {}
    bool at_end() const { return text_.empty(); }

    IndexEntry next() {
        IndexEntry entry;
        entry.mode = number<std::uint32_t>(until(' '), 8);
        entry.id = until(' ');
        until('\t');
        entry.path = until('\0');
        entry.ctime_ns = time();
        entry.mtime_ns = time();
        until('\t');
        entry.inode = number<std::uint64_t>(value('\n'));
        until('\n');
        entry.size = number<std::uint64_t>(value('\t'));
        const auto flags = number<std::uint32_t>(value('\n'), 16);
        entry.skip_worktree = (flags & skip_worktree) != 0;
        entry.settled = (flags & (stage_bits | intent_to_add)) == 0;
        return entry;
    }

  private:
    std::string_view until(char end) {
        const std::size_t at = text_.find(end);
        const std::string_view found = text_.substr(0, at);
        text_ = at == text_.npos ? std::string_view() : text_.substr(at + 1);
        return found;
    }
    std::string_view value(char end) {
        const std::string_view line = until(end);
        return line.substr(std::min(line.find(": ") + 2, line.size()));
    }
    std::int64_t time() {
        const std::string_view text = value('\n');
        const std::size_t colon = std::min(text.find(':'), text.size() - 1);
        return number<std::int64_t>(text.substr(0, colon)) * 1'000'000'000 +
               number<std::int64_t>(text.substr(colon + 1));
    }

    std::string_view text_;
};

}  // namespace

ProgramDatabase::ProgramDatabase(FileSystem& files, std::string root, std::string scratch)
    : files_(files), root_(std::move(root)), scratch_(std::move(scratch)), git_(root_) {}

std::unique_ptr<ProgramDatabase> ProgramDatabase::open(FileSystem& files, const std::string& directory,
                                                       const std::string& scratch, const std::string& why) {
    std::string root = work_tree_by_program(directory, why);
    if (root.empty()) return nullptr;
    return std::unique_ptr<ProgramDatabase>(new ProgramDatabase(files, std::move(root), scratch));
}

std::optional<std::string> ProgramDatabase::head() {
    const auto answer = git_.ask({"read HEAD of '" + root_ + "'", {"rev-parse", "-q", "--verify", "HEAD"}});
    if (answer.exit_code != 0) return std::nullopt;
    return without_line_end(answer.output);
}

std::string ProgramDatabase::git_path(const std::string& name) const {
    return path::join(
        root_,
        without_line_end(git_.run({"find the files of '" + root_ + "'", {"rev-parse", "--git-path", name}})));
}

IndexState ProgramDatabase::read_index() {
    IndexState state;
    if (const auto status = files_.stat(git_path("index"))) state.mtime_ns = status->mtime_ns;
    const std::string listed =
        git_.run({"read the index of '" + root_ + "'", {"ls-files", "--stage", "--debug", "-z"}});
    for (IndexText text(listed); !text.at_end();) {
        IndexEntry entry = text.next();
        if (state.entries.empty() || state.entries.back().path != entry.path)
            state.entries.push_back(std::move(entry));
        else
            state.entries.back().settled = false;  // another stage of a conflict
    }
    return state;
}

std::string ProgramDatabase::config(const std::string& name, const std::string& type) const {
    const auto answer =
        git_.ask({"read the configuration of '" + root_ + "'", {"config", "--type=" + type, "--get", name}});
    return answer.exit_code == 0 ? without_line_end(answer.output) : "";
}

std::string ProgramDatabase::user_text(const std::string& setting, const std::string& name) const {
    const std::string named = config(setting, "path");
    if (!named.empty()) return text_if_readable(files_, path::join(root_, named));
    std::string home, xdg;
    for (const std::string& variable : environment_for_git()) {
        if (variable.starts_with("HOME=")) home = variable.substr(5);
        if (variable.starts_with("XDG_CONFIG_HOME=")) xdg = variable.substr(16);
    }
    if (xdg.empty() && !home.empty()) xdg = path::join(home, ".config");
    return xdg.empty() ? "" : text_if_readable(files_, path::join(xdg, "git/" + name));
}

TreeSettings ProgramDatabase::settings() {
    TreeSettings settings;
    settings.file_mode = config("core.fileMode", "bool") != "false";
    settings.links = config("core.symlinks", "bool") != "false";
    settings.ignore = {user_text("core.excludesFile", "ignore"),
                       text_if_readable(files_, git_path("info/exclude"))};
    return settings;
}

std::optional<std::string> ProgramDatabase::submodule_head(const std::string& path) {
    const std::string place = path::join(root_, path);
    if (!files_.link_stat(path::join(place, ".git"))) return std::nullopt;
    const auto answer =
        GitProgram(place).ask({"read HEAD of '" + place + "'", {"rev-parse", "-q", "--verify", "HEAD"}});
    if (answer.exit_code != 0) return std::nullopt;
    return without_line_end(answer.output);
}

bool ProgramDatabase::submodule_changed(const std::string& path) {
    const std::string place = path::join(root_, path);
    const auto answer = GitProgram(place).ask({"look at '" + place + "'", {"status", "--porcelain"}});
    return answer.exit_code != 0 || !answer.output.empty();
}

bool ProgramDatabase::all_exist(const std::vector<std::string>& ids) {
    if (ids.empty()) return true;
    std::string lines;
    for (const std::string& id : ids) lines += id + "\n";
    const ScratchFile list(files_, scratch_, "ids-", lines);
    const std::string found =
        git_.run({"look for objects of '" + root_ + "'", {"cat-file", "--batch-check"}, {}, list.path()});
    return found.find(" missing\n") == found.npos;
}

std::vector<std::optional<std::string>> ProgramDatabase::blobs_of_files(const std::vector<std::string>& paths,
                                                                        bool store) {
    return blobs_by_program(files_, root_, paths, store);
}

std::string ProgramDatabase::blob(const std::string& content, bool store) {
    const ScratchFile file(files_, scratch_, "blob-", content);
    std::vector<std::string> arguments = {"hash-object", "--stdin"};
    if (store) arguments.emplace_back("-w");
    return without_line_end(git_.run({"store a file of '" + root_ + "'", arguments, {}, file.path()}));
}

std::string ProgramDatabase::tree(const std::vector<TreeFile>& sorted) {
    const std::string doing = "write a tree of '" + root_ + "'";
    const ScratchFile index(files_, scratch_, "index-");
    const std::vector<std::string> variables = {"GIT_INDEX_FILE=" + index.path()};
    std::string lines;
    for (const TreeFile& file : sorted) {
        char mode[16];
        std::snprintf(mode, sizeof mode, "%o ", file.mode);
        lines += mode + file.id + "\t" + file.path;
        lines += '\0';
    }
    const ScratchFile list(files_, scratch_, "entries-", lines);
    git_.run({doing,
              {"-c", "core.splitIndex=false", "update-index", "-z", "--index-info"},
              variables,
              list.path()});
    return without_line_end(git_.run({doing, {"write-tree", "--missing-ok"}, variables}));
}

std::string ProgramDatabase::commit(const std::string& tree, const std::optional<std::string>& parent,
                                    const std::string& message, std::int64_t when_s) {
    const Identity by = identity();
    const std::string date = "@" + std::to_string(when_s) + " +0000";
    const ScratchFile text(files_, scratch_, "message-", message.ends_with('\n') ? message : message + "\n");
    std::vector<std::string> arguments = {"commit-tree", tree, "-F", text.path()};
    if (parent) arguments.insert(arguments.end(), {"-p", *parent});
    return without_line_end(git_.run({"commit a run in '" + root_ + "'",
                                      arguments,
                                      {"GIT_AUTHOR_NAME=" + by.name, "GIT_AUTHOR_EMAIL=" + by.email,
                                       "GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_NAME=" + by.name,
                                       "GIT_COMMITTER_EMAIL=" + by.email, "GIT_COMMITTER_DATE=" + date}}));
}

std::string ProgramDatabase::tag(const NewTag& tag) {
    const Identity by = identity();
    const ScratchFile text(files_, scratch_, "tag-", tag_text(tag, by));
    return without_line_end(git_.run({"write the tag '" + tag.name + "'", {"mktag"}, {}, text.path()}));
}

Identity ProgramDatabase::identity() {
    return identity_of([&](const char* name) {
        std::string value = config(name, "path");
        return value.empty() ? std::nullopt : std::optional(std::move(value));
    });
}

std::vector<std::pair<std::string, std::string>> ProgramDatabase::remote_settings() {
    const auto answer = git_.ask(
        {"read the configuration of '" + root_ + "'", {"config", "-z", "--get-regexp", "^remote\\."}});
    std::vector<std::pair<std::string, std::string>> found;
    for (const std::string& entry : split_zero(answer.output)) {
        const std::size_t end = std::min(entry.find('\n'), entry.size());
        found.emplace_back(entry.substr(0, end), end < entry.size() ? entry.substr(end + 1) : "");
    }
    return found;
}

void ProgramDatabase::create_reference(const std::string& name, const std::string& id) {
    git_.run({"create '" + name + "'", {"update-ref", name, id, ""}});
}

void ProgramDatabase::remove_reference(const std::string& name) {
    const std::string doing = "remove '" + name + "'";
    if (git_.ask({doing, {"show-ref", "-q", "--verify", name}}).exit_code != 0) return;
    git_.run({doing, {"update-ref", "-d", name}});
}

}  // namespace mlpipe::git
