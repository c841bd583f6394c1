// Models, their versions and the aliases that point to them. The truth is in annotated git tags in GTO's form,
// whose messages say everything (docs/format.md); lineage.db holds an index of them, made anew when they
// change. Events are never rewritten: an alias moves by another event. Knows nothing of pipelines, gates or
// deployments, and takes no lock: it may be asked and written to while a run goes on, also from a stage.
//
// One object serves one thread; several, in several processes too, are independent. Times are nanoseconds
// since 1970 UTC. Throws Error(usage) for what cannot be asked for, Error(failed) for what cannot be done.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/git/tags.hpp"
#include "mlpipe/model/model_version.hpp"

namespace mlpipe {

class Clock;
class FileSystem;

struct NewVersion {
    enum class Part { major, minor, patch };
    std::string model;
    ArtifactAt artifact;        // relative to the folder of `pipeline_file`, or to the root without one
    std::string pipeline_file;  // relative to the project's root; where "", a run that made it says which
    std::string version;        // "": the next one
    Part part = Part::patch;    // that is counted up for the next one
    std::string why;
};

// What the registry needs of its project and its caller.
struct RegistryPlace {
    FileSystem& files;
    const Clock& clock;
    std::string root;             // of the project, absolute
    std::string state_directory;  // its .mlpipe
    std::string lineage_file;     // the index; it need not exist
    std::string run, stage;       // that the caller belongs to: MLPIPE_RUN_ID and MLPIPE_STAGE
    bool replay = false;          // MLPIPE_REPLAY: all that writes throws Error(usage)
    std::map<std::string, unsigned> approvals = {};  // how many a move of the alias needs
};

class Registry {
  public:
    // Reads the tags, once. Creates nothing; a project without any repository has no models.
    static Registry open(const RegistryPlace& place);
    Registry(Registry&&) noexcept;
    Registry& operator=(Registry&&) noexcept;
    ~Registry();

    std::vector<std::string> models() const;                             // sorted
    std::vector<ModelVersion> versions(const std::string& model) const;  // the newest last, by number
    // By version, alias or the beginning of the digest (hex, four digits at least); "": the latest that is not
    // deprecated. An ambiguous digest throws Error(usage).
    std::optional<ModelVersion> find(const std::string& model, const std::string& which) const;
    // The same, where there must be one: throws Error(usage) with what there is.
    ModelVersion known(const std::string& model, const std::string& which) const;
    // What an alias points to, or pointed to at a time.
    std::optional<ModelVersion> alias(const std::string& model, const std::string& alias,
                                      std::optional<std::int64_t> at_ns = std::nullopt) const;
    // Every alias that points somewhere, and where to.
    std::map<std::string, ModelVersion> aliases(const std::string& model,
                                                std::optional<std::int64_t> at_ns = std::nullopt) const;
    std::vector<ModelEvent> history(const std::string& model) const;  // oldest first
    // The event that brought an alias where it is now.
    std::optional<ModelEvent> last_move(const std::string& model, const std::string& alias,
                                        std::optional<std::int64_t> at_ns = std::nullopt) const;
    std::optional<ModelEvent> event_with_tag(const std::string& tag) const;
    // Of all models, oldest first: what was called from a run, and the registrations of what it has made.
    std::vector<ModelEvent> events_of_run(const std::string& run) const;
    // Of all versions, deprecated ones too: what must not be garbage.
    std::vector<Reference> contents() const;
    // Throws Error(usage) where there is no such model.
    void check_model(const std::string& model) const;
    // Only "there is none" depends on it: what is here is here.
    TagCompleteness completeness() const;

    // Brings the index in lineage.db, where that is there, up to what the tags say. What follows leaves it to the
    // caller: an event has happened when its tag is there, whatever becomes of the index.
    void update_index() const;

    // Throws Error(usage) where what follows would, whatever is asked for: in a replay, or for a name that is none.
    void check_writable(const std::string& model) const;
    // A content that is registered already is not registered again: its version comes back.
    struct Registered {
        ModelVersion version;
        bool created = true;
    };
    Registered register_version(const NewVersion& version);
    // nullopt: the alias is there already. Throws Error(failed) where approvals are missing.
    std::optional<ModelEvent> assign(const std::string& model, const std::string& alias,
                                     const std::string& version, const std::string& why);
    // Throws as assign() would, and does nothing.
    void check_assign(const std::string& model, const std::string& alias, const std::string& version) const;
    // nullopt: it is deprecated already. Throws Error(usage) while an alias points to it.
    std::optional<ModelEvent> deprecate(const std::string& model, const std::string& version,
                                        const std::string& why);
    // `remote`, or git's default one for "". Throws Error(usage) where there is none.
    std::string remote_to_push_to(const std::string& remote) const;
    // The events' tags, to that remote. Where somebody was faster they are taken back here, the remote's come
    // instead, and Error(failed) says what is there now. After any other failure they stay, to be pushed later.
    void push(const std::string& remote, const std::vector<std::string>& tags);

  private:
    struct State;
    explicit Registry(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Letters, digits, '-', '_' and '/' within; the form that GTO knows.
bool is_model_name(std::string_view name);

}  // namespace mlpipe
