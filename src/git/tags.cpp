#include "mlpipe/git/tags.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "commit_source.hpp"
#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "place.hpp"
#include "tag_completeness.hpp"

namespace mlpipe {

namespace {

using git::tags_at;

std::string reference_of(const std::string& name) {
    return std::string(tags_at) + name;
}

std::string refspec_of(const std::string& name) {
    return reference_of(name) + ":" + reference_of(name);
}

void check_remote(const std::string& remote) {
    if (remote.empty() || remote.starts_with('-'))
        throw Error(ErrorKind::usage, "'" + remote + "' is no remote of git");
}

}  // namespace

struct Tags::State {
    git::Place place;
    std::unique_ptr<git::CommitSource> source;

    std::string directory() const { return place.own() ? place.repository : place.tree_root; }

    // Name and id of the remote's tags that start so.
    std::map<std::string, std::string> there(const std::string& remote, const std::string& prefix) const {
        check_remote(remote);
        const std::string listed =
            git::GitProgram(directory())
                .run({"list the tags of '" + remote + "'",
                      {"ls-remote", "--refs", "--", remote, reference_of(prefix) + "*"}});
        std::map<std::string, std::string> found;
        for (const std::string& line : text::split_lines(listed)) {
            const std::size_t tab = line.find('\t');
            // git's pattern may begin at any part of a name.
            if (tab != line.npos && line.compare(tab + 1, tags_at.size(), tags_at) == 0)
                found.emplace(line.substr(tab + 1 + tags_at.size()), line.substr(0, tab));
        }
        return found;
    }

    std::map<std::string, std::string> here() const {
        std::map<std::string, std::string> found;
        for (const auto& [reference, id] : source->references(std::string(tags_at)))
            found.emplace(reference.substr(tags_at.size()), id);
        return found;
    }
};

Tags::Tags(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tags::Tags(Tags&&) noexcept = default;
Tags& Tags::operator=(Tags&&) noexcept = default;
Tags::~Tags() = default;

std::optional<Tags> Tags::open(FileSystem& files, const std::string& root, const std::string& own_directory,
                               bool create) {
    auto place = git::find_place(files, root, own_directory, create);
    if (!place) return std::nullopt;
    const std::string scratch = path::join(own_directory, "tmp");
    const std::string directory = place->own() ? place->repository : place->tree_root;
    auto source = place->by_program ? git::program_commits(files, directory, scratch)
                                    : git::library_commits(files, directory, scratch);
    return Tags(std::unique_ptr<State>(new State{std::move(*place), std::move(source)}));
}

bool Tags::own() const {
    return state_->place.own();
}

std::string Tags::user_name() const {
    return state_->place.database->identity().name;
}

std::string Tags::user_email() const {
    return state_->place.database->identity().email;
}

std::vector<std::pair<std::string, std::string>> Tags::names() const {
    const auto found = state_->here();
    return {found.begin(), found.end()};
}

std::vector<AnnotatedTag> Tags::list(const std::function<bool(std::string_view)>& wanted) const {
    return state_->source->tags(wanted);
}

std::string Tags::create(const NewTag& tag) {
    git::ObjectDatabase& database = *state_->place.database;
    const std::string id = database.tag(tag);
    database.publish();
    database.create_reference(reference_of(tag.name), id);
    return id;
}

bool Tags::taken(const std::string& name) const {
    return state_->here().contains(name);
}

void Tags::remove(const std::string& name) {
    state_->place.database->remove_reference(reference_of(name));
}

std::string Tags::commit_for_tag(const std::optional<std::string>& parent, const std::string& message,
                                 std::int64_t when_s) {
    git::ObjectDatabase& database = *state_->place.database;
    const std::string tree = parent ? state_->source->info(*parent).tree : database.tree({});
    const std::string commit = database.commit(tree, parent, message, when_s);
    database.publish();
    return commit;
}

std::optional<std::string> Tags::head() const {
    return state_->place.database->head();
}

std::optional<std::string> Tags::run_commit(const std::string& run) const {
    // The name may come from a tag, and must not become an expression of git's.
    const auto plain = [](unsigned char letter) { return std::isalnum(letter) != 0 || letter == '-'; };
    if (run.empty() || !std::all_of(run.begin(), run.end(), plain)) return std::nullopt;
    return state_->source->resolve("refs/mlpipe/runs/" + run);
}

TagCompleteness Tags::completeness() const {
    if (own()) return {};
    return git::tag_completeness(state_->place.database->remote_settings(), state_->source->shallow());
}

std::vector<std::string> Tags::push(const std::string& remote, const std::vector<std::string>& names) {
    check_remote(remote);
    if (names.empty()) return {};
    std::vector<std::string> arguments = {"push", "-q",  "--atomic", "--no-verify", "--recurse-submodules=no",
                                          "--",   remote};
    for (const std::string& name : names) arguments.push_back(refspec_of(name));
    const std::string doing = "push tags to '" + remote + "'";
    const auto answer = git::GitProgram(state_->directory()).ask({doing, arguments});
    if (answer.exit_code == 0) return {};
    // Why, git says in many ways, by version and by who was faster when; what is there now is plain.
    const auto here = state_->here();
    std::vector<std::string> taken;
    for (const std::string& name : names) {
        const auto there = state_->there(remote, name);
        const auto found = there.find(name);
        if (found != there.end() && found->second != here.at(name)) taken.push_back(name);
    }
    if (taken.empty())
        throw Error(ErrorKind::failed, "cannot " + doing + ": " + git::without_line_end(answer.errors));
    std::sort(taken.begin(), taken.end());
    return taken;
}

void Tags::fetch(const std::string& remote, const std::string& prefix) {
    const auto here = state_->here();
    std::vector<std::string> arguments = {"fetch",
                                          "-q",
                                          "--no-tags",
                                          "--no-write-fetch-head",
                                          "--recurse-submodules=no",
                                          "--no-auto-maintenance",
                                          "--",
                                          remote};
    const std::size_t without = arguments.size();
    for (const auto& [name, id] : state_->there(remote, prefix))
        if (!here.contains(name)) arguments.push_back(refspec_of(name));
    if (arguments.size() == without) return;
    git::GitProgram(state_->directory()).run({"fetch tags from '" + remote + "'", arguments});
}

}  // namespace mlpipe
