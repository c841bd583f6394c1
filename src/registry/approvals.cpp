#include "approvals.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/git/commits.hpp"

namespace mlpipe::registry {

namespace {

constexpr const char* directory = "approvals";

// An address names a person, however it is written.
std::string person(const CommitInfo& commit) {
    return text::lower(commit.author_email);
}

// The commit from which on the file has been as it is at `commit`.
CommitInfo last_change(const Commits& commits, std::string commit, const std::string& path,
                       const std::string& content) {
    while (true) {
        const CommitInfo info = commits.info(commit);
        const auto same =
            std::find_if(info.parents.begin(), info.parents.end(),
                         [&](const std::string& parent) { return commits.read(parent, path) == content; });
        if (same == info.parents.end()) return info;
        commit = *same;
    }
}

std::string text_of(const Value& document, const char* name) {
    const Value* value = document.find(name);
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : "";
}

// The authors of the run that made the model, and of the commit that its tag points to.
std::vector<std::string> authors_of(const Commits& commits, const ModelVersion& version) {
    std::vector<std::string> authors;
    for (const std::string& name : {version.tag, version.commit})
        if (const auto commit = commits.resolve(name)) authors.push_back(person(commits.info(*commit)));
    return authors;
}

}  // namespace

Approvals find_approvals(const RegistryPlace& place, const ModelVersion& version) {
    Approvals found;
    const auto commits = Commits::open(place.files, place.root, place.state_directory);
    const auto head = commits && !commits->own() ? commits->resolve("HEAD") : std::nullopt;
    const auto folder = head ? commits->path_in_tree(path::join(place.root, directory)) : std::nullopt;
    if (!folder) return found;
    const std::string prefix = *folder + "/" + version.artifact.reference.digest.hex();
    const std::vector<std::string> authors = authors_of(*commits, version);
    std::vector<std::string> people;
    for (const TreeFile& file : commits->files(*head)) {
        if (!file.path.starts_with(prefix) || !file.path.ends_with(".yaml")) continue;
        const std::string shown = std::string(directory) + "/" + std::string(path::name(file.path));
        const std::string content = commits->read_blob(file.id);
        const CommitInfo made = last_change(*commits, *head, file.path, content);
        const std::string by = made.author_name + " <" + made.author_email + ">";
        const Value document = parse_yaml(content, shown).root.to_value();
        if (std::find(authors.begin(), authors.end(), person(made)) != authors.end()) {
            found.others.push_back(shown + " is by " + by + ", the author of the model's commit");
        } else if (text_of(document, "by").empty() || text_of(document, "why").empty()) {
            found.others.push_back(shown + " does not say 'by' and 'why'");
        } else if (std::find(people.begin(), people.end(), person(made)) != people.end()) {
            found.others.push_back(shown + " is by " + by + ", who has approved it already");
        } else {
            people.push_back(person(made));
            found.counted.push_back({shown, by, made.id, text_of(document, "why")});
        }
    }
    return found;
}

std::vector<std::string> require_approvals(const RegistryPlace& place, const ModelVersion& version,
                                           const std::string& alias, unsigned needed) {
    if (needed == 0) return {};
    if (!version.known_artifact())
        throw Error(ErrorKind::failed, "cannot move '" + alias + "' to " + version.model + " " +
                                           version.version + ": it needs " +
                                           text::plural(needed, "approval") +
                                           ", and its tag names no digest that could be approved");
    const Approvals found = find_approvals(place, version);
    std::vector<std::string> people;
    for (const Approval& approval : found.counted) people.push_back(approval.by);
    if (people.size() >= needed) return people;
    std::string message = "cannot move '" + alias + "' to " + version.model + " " + version.version +
                          ": it needs " + text::plural(needed, "approval") +
                          " (registry.approvals), and has " + std::to_string(found.counted.size());
    for (const std::string& other : found.others) message += "; " + other;
    message += ". Somebody else than the author of the model's commit commits " + std::string(directory) +
               "/" + version.artifact.reference.digest.hex() + ".yaml with 'by: NAME' and 'why: REASON'";
    throw Error(ErrorKind::failed, message);
}

}  // namespace mlpipe::registry
