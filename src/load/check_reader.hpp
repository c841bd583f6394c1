// Reads `checks:` of a stage.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/pipeline.hpp"
#include "path_rules.hpp"
#include "problems.hpp"
#include "schema_reader.hpp"

namespace mlpipe::load {

class CheckReader {
  public:
    // `directory`: the stage's working directory, which its paths are relative to.
    CheckReader(Problems& problems, const PathRules& paths, std::string directory);

    std::vector<DataCheck> read(const Node& node);

  private:
    void read_check(const Node& node);
    std::optional<std::string> path(const Node& node, const std::string& key);

    Problems& problems_;
    const PathRules& paths_;
    std::string directory_;
    std::vector<DataCheck> checks_;
};

// What a check needs of the other keys of its stage.
void check_checks(Problems& problems, const Stage& stage);

}  // namespace mlpipe::load
