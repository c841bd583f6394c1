// Reads the keys of one stage, of `defaults` and of the top-level `env`. Each stage starts as a copy of the
// defaults.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/load/load.hpp"
#include "path_rules.hpp"
#include "problems.hpp"

namespace mlpipe::load {

class StageReader {
  public:
    StageReader(Problems& problems, PathRules& paths, Dialect dialect)
        : problems_(problems), paths_(paths), dialect_(dialect) {}

    void read_common_environment(const Node& node);  // top-level `env`
    void read_defaults(const Node& node);
    Stage read(const Node::Entry& entry);
    // Whether a stage of pipeline.yaml has that key and one of DVC's does not.
    static bool is_ours(std::string_view key);

  private:
    using Handler = void (StageReader::*)(const Node&);
    struct Key {
        std::string_view name;
        Handler handler;
        bool ours;  // not DVC's: under meta.mlpipe in a dvc.yaml
        bool in_defaults;
    };
    static const std::array<Key, 24> keys;

    static const Key* find_key(std::string_view name);
    std::vector<std::string> known_keys(bool only_ours) const;
    void start_level();
    void read_entry(const Node::Entry& entry, bool in_meta);
    void check_name(const Node::Entry& entry);
    void finish(Position position);

    void read_cmd(const Node& node);
    void read_dvc_cmd(const Node& node);
    void read_nothing(const Node&) {}  // wdir, which is read first
    void read_working_directory(const Node& stage);
    void read_desc(const Node& node);
    void read_meta(const Node& node);
    void read_kind(const Node& node);
    void read_shell(const Node& node);
    void read_frozen(const Node& node);
    void read_always_changed(const Node& node);
    void read_side_effects(const Node& node);
    void read_needs(const Node& node);
    void read_when(const Node& node);
    void read_refresh(const Node& node);
    void read_timeout(const Node& node);
    void read_retries(const Node& node);
    void read_resources(const Node& node);
    void read_gates(const Node& node);
    void read_checks(const Node& node);

    // stage_environment.cpp
    void read_env(const Node& node);
    void read_secrets(const Node& node);
    bool claim_variable(const std::string& name, Position position);

    // stage_files.cpp
    void read_deps(const Node& node);
    void read_params(const Node& node);
    void read_outs(const Node& node) { read_outputs(node, "outs", OutputRole::out); }
    void read_metrics(const Node& node) { read_outputs(node, "metrics", OutputRole::metric); }
    void read_plots(const Node& node) { read_outputs(node, "plots", OutputRole::plot); }
    void read_parameter_file(const Node::Entry& entry);
    void add_parameter(const std::string& written_file, std::optional<std::string> key, Position position);
    void read_outputs(const Node& node, std::string_view key, OutputRole role);
    void add_output(Output output, const std::optional<std::string>& written);
    void read_output_flags(const Node& flags, Output& output);
    bool read_output_flag(const Node::Entry& flag, Output& output);
    bool read_plot_setting(const Node::Entry& setting, Output& output);
    std::optional<std::string> path(const Node& node, std::string_view key);
    std::optional<std::string> checked_path(const std::string& written, Position position);

    Problems& problems_;
    PathRules& paths_;
    Dialect dialect_;
    Stage defaults_;

    Stage stage_;                          // the one being read, or the defaults
    std::set<std::string> seen_;           // keys of this stage, of ours the ones under meta too
    std::set<std::string> own_variables_;  // declared at this level, not inherited
    std::optional<bool> side_effects_;
    bool has_cmd_ = false;
    std::vector<std::string> command_;
    bool command_is_list_ = false;
};

}  // namespace mlpipe::load
