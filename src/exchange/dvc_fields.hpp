// The fields of DVC's files, with what is wrong collected as it is found.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/document/node.hpp"
#include "mlpipe/exchange/dvc_file.hpp"

namespace mlpipe {

class DvcFields {
  public:
    explicit DvcFields(std::string file) : file_(std::move(file)) {}

    void add(Position position, std::string message);
    // The map or list under `key`, null where it is absent or empty; anything else is a problem.
    const Node* map(const Node& parent, const char* key);
    const Node* list(const Node& parent, const char* key);
    // "" where it is absent.
    std::string text(const Node& parent, const char* key);
    // The list of artifacts under `key`.
    std::vector<DvcArtifact> artifacts(const Node& parent, const char* key);
    void throw_if_any();

  private:
    const Node* typed(const Node& parent, const char* key, Node::Kind kind, const char* expected);
    DvcArtifact artifact(const Node& node);
    std::optional<std::uint64_t> count(const Node& parent, const char* key);

    std::string file_;
    std::vector<Diagnostic> problems_;
};

}  // namespace mlpipe
