// What the subcommands of `model` have in common: how a version is named, which registry is meant, and what each
// event is given and followed by. Each subcommand has a file of its own; `model` alone is `model list`.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/registry/registry.hpp"

namespace CLI {
class Option;
}

namespace mlpipe::cli {

void add_model_at(CLI::App& model, Context& context, const Choose& choose);
void add_model_deploy(CLI::App& model, Context& context, const Choose& choose);
void add_model_deprecate(CLI::App& model, Context& context, const Choose& choose);
void add_model_diff(CLI::App& model, Context& context, const Choose& choose);
void add_model_history(CLI::App& model, Context& context, const Choose& choose);
void add_model_list(CLI::App& model, Context& context, const Choose& choose);
void add_model_promote(CLI::App& model, Context& context, const Choose& choose);
void add_model_register(CLI::App& model, Context& context, const Choose& choose);
void add_model_rollback(CLI::App& model, Context& context, const Choose& choose);
void add_model_show(CLI::App& model, Context& context, const Choose& choose);

int list_models(const Context& context);

// NAME, NAME@WHICH, or GTO's NAME#ALIAS. WHICH: a version, an alias, or the beginning of a digest.
struct ModelWord {
    std::string model;
    std::string which;  // "": the latest that is not deprecated
};
ModelWord parse_model_word(const std::string& word);
// The positional argument of most subcommands.
CLI::Option* add_model_word(CLI::App& command, std::string& word);

// With the index brought up to tags that have come from elsewhere, where that can be.
Registry open_registry(const Project& project, const Context& context);

// What every event may be given.
struct EventFlags {
    std::string why;
    std::string push;  // "": not; "true": to git's default remote; else the remote's name
    bool json = false;

    bool pushes() const { return !push.empty(); }
    std::string remote() const { return push == "true" ? "" : push; }
};
CLI::Option* add_event_options(CLI::App& command, EventFlags& flags);  // the option --why
// Before anything has happened: throws Error(usage) where a push that was asked for has no remote.
void check_push(const Registry& registry, const EventFlags& flags);
// Pushes where that was asked for. The remote; "": none.
std::string push_events(Registry& registry, const EventFlags& flags, const std::vector<std::string>& tags);

// What documents say of a push and of aliases.
Value pushed_value(const std::string& remote);
Value versions_of(const std::map<std::string, ModelVersion>& aliases);

// Brings the index in lineage.db up to date when a command that changes the registry ends, however it ends. What could
// not be indexed is said, and is no failure: an event has happened when its tag is there.
class IndexAtTheEnd {
  public:
    IndexAtTheEnd(const Registry& registry, const Context& context)
        : registry_(registry), context_(context) {}
    IndexAtTheEnd(const IndexAtTheEnd&) = delete;
    IndexAtTheEnd& operator=(const IndexAtTheEnd&) = delete;
    ~IndexAtTheEnd();

  private:
    const Registry& registry_;
    const Context& context_;
};

// What stands at a path, seen from where mlpipe was called, put into the store under a share of it.
ArtifactAt store_artifact_at(const std::string& path, const Project& project, Context& context);

}  // namespace mlpipe::cli
