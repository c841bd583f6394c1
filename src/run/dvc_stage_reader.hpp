// What dvc.lock should say of a stage, from the files as they are: its declaration as DVC reads it, its parameters, and
// the contents of what it reads and makes. Reads; main thread.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dvc_digests.hpp"
#include "mlpipe/exchange/dvc_lock_writing.hpp"
#include "mlpipe/exchange/dvc_stage.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

constexpr const char* dvc_lock_name = "dvc.lock";

// The folder of the dvc.yaml that a stage stands in, absolute.
std::string dvc_folder(const Stage& stage, const Project& project);

class DvcStageReader {
  public:
    // Everything must outlive it.
    DvcStageReader(const FileSystem& files, const Project& project, DvcDigests& digests);

    struct Found {
        DvcStageState state;
        std::vector<std::pair<std::string, DvcContent>>
            cached;  // outputs that DVC caches: absolute path, content
    };
    // nullopt where a file of the stage is not there, or is something that DVC has no name for. Throws PipelineError for
    // a dvc.yaml or a parameter file that cannot be read.
    std::optional<Found> read(const Stage& stage);

  private:
    const DvcStageDeclaration* declaration(const Stage& stage);
    const Node& parameter_file(const std::string& path);
    std::optional<DvcArtifact> artifact(const std::string& folder, const std::string& path,
                                        DvcContent* content);

    const FileSystem& files_;
    const Project& project_;
    DvcDigests& digests_;
    std::map<std::string, std::map<std::string, DvcStageDeclaration>> declarations_;  // by file and stage
    std::map<std::string, Node> parameter_files_;                                     // by absolute path
};

}  // namespace mlpipe
