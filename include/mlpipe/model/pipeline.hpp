// A pipeline as plain values, complete enough that an export needs nothing else. Never touches the disk.
// Every path is normalised and relative to the folder of the pipeline file (`wdir` already applied); a path that
// leaves that folder starts with "..", an absolute one stays absolute.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/value.hpp"
#include "mlpipe/model/data_check.hpp"
#include "mlpipe/model/gate.hpp"
#include "mlpipe/model/monitor_settings.hpp"

namespace mlpipe {

enum class StageKind { none, ingest, prepare, train, evaluate, deploy, monitor };
enum class OutputRole { out, metric, plot };

const char* to_string(StageKind kind);
const char* to_string(OutputRole role);
std::optional<StageKind> parse_stage_kind(std::string_view text);
std::optional<OutputRole> parse_output_role(std::string_view text);

struct Command {
    // How the parts become processes: one script for one shell, or each part a shell of its own in turn.
    std::vector<std::string> parts;
    // Empty: `/bin/sh -e -c PART` (pipeline.yaml), or `$SHELL -c PART` where `user_shell` (dvc.yaml).
    std::string shell;  // a program and its arguments, split at blanks; the part is appended
    bool user_shell = false;
    bool operator==(const Command&) const = default;
};

struct Dependency {
    std::string path;
    Position position;
};

struct ParameterUse {
    std::string file;               // "params.yaml" unless named
    std::vector<std::string> keys;  // dotted; none: the whole file
    Position position;
};

struct Output {
    std::string path;
    OutputRole role = OutputRole::out;
    bool cache = true;     // false: git keeps it; stored by mlpipe only when small
    bool persist = false;  // not cleared before the stage runs
    std::string description;
    Value settings;  // of a plot: x, y, title ...; null otherwise
    Position position;
};

struct Resources {
    std::optional<double> cpu;  // absent: admission counts 1 and no thread variables are set
    std::uint64_t memory = 0;   // bytes
    unsigned gpu = 0;
    std::map<std::string, unsigned> tokens;  // named, of the config's `resources:`
    std::vector<std::string> mutexes;
    Position position;
    bool declares_nothing() const {
        return !cpu && memory == 0 && gpu == 0 && tokens.empty() && mutexes.empty();
    }
};

struct Retries {
    unsigned attempts = 1;  // in all
    double delay_s = 0;
    double backoff = 1;  // factor on the delay after each attempt
};

struct When {
    bool manual = false;                // held back unless named
    std::vector<std::string> branches;  // held back elsewhere, unless named
};

struct Refresh {
    bool always = false;
    double age_s = 0;
};

// What of a stage's environment counts as its identity.
struct StageEnvironment {
    std::map<std::string, std::string> values;
    std::vector<std::string> pass;     // names taken from the caller
    std::vector<std::string> secrets;  // the same, never stored, masked in output
};

struct Stage {
    // One of another file starts with it: `sub/dvc.yaml:train`.
    std::string name;
    std::string file;  // relative to the pipeline file's folder; empty: the pipeline file itself
    StageKind kind = StageKind::none;
    Command command;
    std::string working_directory = ".";
    std::vector<Dependency> dependencies;
    std::vector<ParameterUse> parameters;
    std::vector<Output> outputs;
    std::vector<std::string> needs;
    StageEnvironment environment;
    Resources resources;
    Retries retries;
    std::optional<double> timeout_s;  // of one attempt
    std::optional<When> when;
    std::optional<Refresh> refresh;
    std::vector<Gate> gates;
    std::vector<DataCheck> checks;
    bool side_effects = false;
    bool frozen = false;
    bool always_changed = false;
    std::string description;
    Value meta;
    Position position;
};

// A plot that is declared beside the stages: of files that they make, or of any others.
struct PlotDefinition {
    struct Series {
        std::string file;
        std::vector<std::string> y;  // columns; none: the last one
        std::string x_file;          // empty: the same
        std::string x;               // a column; empty: the rows are counted
    };
    std::string name;  // its id, or the path of its one file
    std::vector<Series> series;
    Value settings;  // of its look: title, template, x_label ...; null: none
    Position position;
};

struct Pipeline {
    std::string file;       // absolute path of the pipeline file
    std::string directory;  // its folder
    std::string name;       // declared, else the folder's name
    std::string setup;      // environment.setup: the command that prepares the environment; may be empty
    std::vector<Dependency> environment_files;  // environment.files: part of every stage's identity
    std::vector<Stage> stages;                  // in the order of the file; those of other files after them
    // What is to be compared beside what stages declare: files, whoever makes them.
    std::vector<Dependency> metrics, parameters;
    std::vector<PlotDefinition> plots;
    MonitorSettings monitor;  // how it wants to be watched
    std::string description;
};

}  // namespace mlpipe
