// What a stage's inputs and outputs are right now: the facts behind a decision. `observe` reads files and may
// run on any thread; it writes nothing and decides nothing.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/load/parameters.hpp"
#include "mlpipe/model/stage_record.hpp"
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/run/project.hpp"
#include "mlpipe/store/hasher.hpp"

namespace mlpipe {

struct ObservedFile {
    std::string path;  // as in the pipeline
    HashOptions options;
    std::optional<HashedPath> hashed;  // nullopt: not there
};

struct Observation {
    StageInputs inputs;  // of the key; complete unless something is missing
    StageKey key;
    std::vector<ObservedFile> dependencies;          // with the environment files
    std::vector<std::optional<HashedPath>> outputs;  // parallel to inputs.outputs
    std::vector<std::string> unreadable_outputs;  // something is there, but nothing that could be an output
    std::vector<std::string> missing;             // dependencies that are not there, and not expected either
    std::vector<std::string> expected;            // taken as they will be, or as the lock has them
    std::vector<std::pair<std::string, std::optional<FileStat>>>
        parameter_files;  // as seen before they were read
};

// Contents that are not in the workspace but count as if they were: outputs that a restore would bring, or,
// with
// --allow-missing, what the lock says. By path.
using ExpectedContents = std::map<std::string, Reference>;

// The caller's environment by name.
class CallerEnvironment {
  public:
    explicit CallerEnvironment(const std::vector<std::string>& entries);
    std::optional<std::string> find(const std::string& name) const;
    const std::map<std::string, std::string>& all() const { return values_; }

  private:
    std::map<std::string, std::string> values_;
};

class Observer {
  public:
    // Everything must outlive the observer.
    Observer(const FileSystem& files, const Project& project, const Pipeline& pipeline, const Graph& graph,
             const Hasher& hasher, const CallerEnvironment& environment);

    // nullopt only with `without_reading`: some content is not known without reading it. Throws PipelineError
    // for parameters that are not there.
    std::optional<Observation> observe(StageId stage, const ExpectedContents& expected,
                                       bool without_reading) const;
    // The inputs alone; of what is missing nothing is among them.
    StageInputs observe_inputs(StageId stage, const ExpectedContents& expected) const;
    // As observe(), reading no directory, and no file of more than `most_read` bytes.
    std::optional<Observation> observe_up_to(StageId stage, const ExpectedContents& expected,
                                             std::uint64_t most_read) const;

    // How a dependency of this path is hashed: ignored files left out, unless a stage makes it.
    HashOptions dependency_options(const std::string& path) const;

    // The inputs that are no longer what was observed: paths, and parameters as "file:key". `stop_at`: as of
    // HashOptions.
    std::vector<std::string> changed_inputs(StageId stage, const Observation& observation,
                                            int stop_at = 1) const;

  private:
    std::optional<HashedPath> hash(const std::string& path, const HashOptions& options,
                                   std::uint64_t most_read, bool& unknown) const;
    void observe_parameters(StageId stage, Observation& observation) const;
    std::vector<std::string> changed_parameters(StageId stage, const Observation& observation) const;
    bool observe_dependencies(StageId stage, const ExpectedContents& expected, std::uint64_t most_read,
                              Observation& observation) const;
    void observe_environment(const Stage& stage, StageInputs& inputs) const;

    const FileSystem& files_;
    const Project& project_;
    const Pipeline& pipeline_;
    const Graph& graph_;
    const Hasher& hasher_;
    const CallerEnvironment& environment_;
    std::string shown_;
    // Parameter files are read once, and again when their stat says that somebody wrote them.
    mutable std::mutex mutex_;
    mutable std::shared_ptr<ParameterFiles> parameters_;
    mutable std::map<std::string, std::optional<FileStat>> read_at_;
};

}  // namespace mlpipe
