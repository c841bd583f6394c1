// Annotated tags of the repository that a project lies in, or, where it lies in none, of mlpipe's own. Knows
// nothing of what they mean. Lightweight tags, and tags of anything but a commit, are not seen. Nothing else
// of git's is written: no lock is waited for, no hook runs but those of a push.
//
// One thread at a time; several objects on several threads or in several processes are independent: of two
// who make a tag of one name at once, one fails. What cannot be read or written throws Error(failed).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlpipe {

class FileSystem;

struct AnnotatedTag {
    std::string name;    // without refs/tags/
    std::string id;      // hex, of the tag itself
    std::string commit;  // hex, that it points to
    std::string tagger_name, tagger_email;
    std::int64_t when_s = 0;  // since 1970 UTC
    std::string message;
    bool operator==(const AnnotatedTag&) const = default;
};

struct NewTag {
    std::string name, commit, message;
    std::int64_t when_s = 0;
};

// Whether this clone has all the tags that its remote has, as far as its configuration tells.
struct TagCompleteness {
    bool complete = true;
    std::string why;    // it is not: one clause, "this is a shallow clone"
    std::string fetch;  // the command line that brings what is missing
};

class Tags {
  public:
    // As Commits::open; `create`: make mlpipe's own repository where there is none at all.
    static std::optional<Tags> open(FileSystem& files, const std::string& root,
                                    const std::string& own_directory, bool create = false);
    Tags(Tags&&) noexcept;
    Tags& operator=(Tags&&) noexcept;
    ~Tags();

    bool own() const;
    // Who makes tags here: user.name and user.email, or the variables that git honours for them.
    std::string user_name() const;
    std::string user_email() const;

    // Name and id of every reference below refs/tags, sorted by name; costs no look at the tags themselves.
    // Equal answers mean that nothing changed.
    std::vector<std::pair<std::string, std::string>> names() const;
    // Those whose names are `wanted`, sorted by name.
    std::vector<AnnotatedTag> list(const std::function<bool(std::string_view)>& wanted) const;

    // On the disk when this returns. Error(failed) when the name is taken, see taken(). Its id.
    std::string create(const NewTag& tag);
    bool taken(const std::string& name) const;
    void remove(const std::string& name);  // absence is fine
    // A commit for a tag to point to, with the files of `parent`; without one, with none.
    std::string commit_for_tag(const std::optional<std::string>& parent, const std::string& message,
                               std::int64_t when_s);
    std::optional<std::string> head() const;
    // The commit of a run; nullopt where there is none here.
    std::optional<std::string> run_commit(const std::string& run) const;

    TagCompleteness completeness() const;

    // All of them or none. The names that the remote has already with another tag, sorted: then nothing was
    // pushed. Any other failure throws Error(failed) with what git said. Needs the git program.
    std::vector<std::string> push(const std::string& remote, const std::vector<std::string>& names);
    // What the remote has below `prefix`: new tags here, those that are here stay as they are.
    void fetch(const std::string& remote, const std::string& prefix);

  private:
    struct State;
    explicit Tags(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
