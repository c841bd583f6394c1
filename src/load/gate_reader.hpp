// Reads `gates:` of a stage.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "mlpipe/model/pipeline.hpp"
#include "path_rules.hpp"
#include "problems.hpp"

namespace mlpipe::load {

class GateReader {
  public:
    // `directory`: the stage's working directory, which its paths are relative to.
    GateReader(Problems& problems, const PathRules& paths, std::string directory)
        : problems_(problems), paths_(paths), directory_(std::move(directory)) {}

    std::vector<Gate> read(const Node& node);

  private:
    void read_gate(const Node& node);
    bool read_limit(const Node::Entry& entry);
    bool read_word(const Node::Entry& entry);
    void read_tolerance(const Node& node);
    void read_direction(const Node& node);
    void read_data(const Node& node);
    void read_confidence(const Node& node);
    void read_scores(const Node& node);
    void check(const Node& node, const std::set<std::string>& seen);
    void check_comparison(const Node& node, bool compares);

    Problems& problems_;
    const PathRules& paths_;
    std::string directory_;
    Gate gate_;
    std::vector<Gate> gates_;
};

// What a gate needs of the other keys of its stage.
void check_gates(Problems& problems, const Stage& stage);

}  // namespace mlpipe::load
