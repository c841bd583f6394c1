// `vars`, `foreach`, `matrix` and ${...} of a pipeline file: from a document with templates to the stages and sections that
// it stands for. The rules are those of DVC 3.67 (dvc.parsing), to the byte, for dvc.yaml and pipeline.yaml alike: what
// DVC resolves, resolves to the same here, in the same order. Knows no schema beyond `vars`, `stages`, `foreach`, `do`,
// `matrix`, `wdir` and `cmd`. Reads parameter files, runs nothing. One thread at a time.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe {

// How a map that stands in a command becomes arguments: `parsing` in .dvc/config.
struct ArgumentStyle {
    bool negates_flags = false;  // bool = boolean_optional: false is --no-NAME, else nothing
    bool repeats_lists = false;  // list = append: --NAME before each item, else before the first alone
};

struct TemplateWorld {
    const FileSystem& files;
    std::string directory;  // of the document, absolute: files of variables are sought from here
    ArgumentStyle arguments;
};

class Template {
  public:
    // What is wrong goes to `complain`, of the stages that one foreach or matrix makes only what is wrong with the first
    // bad one. `document` and what `world` refers to outlive the template.
    Template(const Document& document, TemplateWorld world, std::function<void(Diagnostic)> complain);
    ~Template();

    // Each stage that is sound, in the order of the file and of the lists and maps it is made from. What is handed over
    // lives as long as the call.
    void for_each_stage(const std::function<void(const Node::Entry&)>& take);
    // The value of a top-level entry that is neither `vars` nor `stages`; nullopt where something is wrong with it.
    std::optional<Node> section(const Node::Entry& entry);

  private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
