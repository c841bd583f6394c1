// From dvc.yaml to pipeline.yaml.
#include <algorithm>

#include "dvc_translation.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exchange/dvc_translation.hpp"

namespace mlpipe {
namespace {

// DVC gives each line of a string a shell of its own.
Node as_our_command(const Node& command) {
    if (!command.is_string()) return command;
    Node list = Node::make_list({});
    for (const std::string& line : text::split_lines(command.raw()))
        if (!text::trimmed(line).empty()) list.add(text_node(line));
    return list.items().size() > 1 ? list : command;
}

class FromDvc {
  public:
    FromDvc(const Node& dvc, const std::string& shell) : dvc_(dvc), shell_(shell) {}

    DvcTranslation translate() {
        Node document = Node::make_map({});
        for (const Node::Entry& entry : dvc_.entries()) {
            if (entry.key == "stages")
                document.add(entry.key, {}, stages(entry.value));
            else if (entry.key == "datasets")
                translation_.notes.push_back({"", entry.key, true});
            else
                document.add(entry.key, {}, entry.value);
        }
        Node defaults = Node::make_map({});
        defaults.add("shell", {}, text_node(shell_));
        document.add("defaults", {}, std::move(defaults));
        translation_.document = std::move(document);
        return std::move(translation_);
    }

  private:
    Node stages(const Node& stages) {
        return change_stages(stages, [&](const std::string& name, Node& stage) { change(name, stage); });
    }

    void change(const std::string& name, Node& stage) {
        if (const Node* command = stage.find("cmd")) put(stage, "cmd", as_our_command(*command));
        for (const char* key : {"outs", "metrics", "plots"})
            for (Node::Entry& entry : stage.entries())
                if (entry.key == key) change_outputs(name, entry.value);
        const Node* meta = stage.find("meta");
        const Node* ours = meta && meta->is_map() ? meta->find("mlpipe") : nullptr;
        if (!ours || !ours->is_map()) return;
        const Node known = *ours;
        Node rest = *meta;
        drop(rest, "mlpipe");
        if (rest.entries().empty())
            drop(stage, "meta");
        else
            put(stage, "meta", std::move(rest));
        for (const Node::Entry& entry : known.entries()) put(stage, entry.key, entry.value);
    }

    // Which remote an output goes to is said of remotes, and for all that a run made.
    void change_outputs(const std::string& stage, Node& outputs) {
        if (!outputs.is_list()) return;
        for (Node& output : outputs.items()) {
            if (!output.is_map()) continue;
            for (Node::Entry& entry : output.entries()) {
                if (!entry.value.is_map()) continue;
                for (const char* flag : {"remote", "push"}) {
                    if (!entry.value.find(flag)) continue;
                    drop(entry.value, flag);
                    const DvcTranslation::Note note{stage, flag, true};
                    auto& notes = translation_.notes;
                    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
                }
            }
        }
    }

    const Node& dvc_;
    const std::string shell_;
    DvcTranslation translation_;
};

}  // namespace

DvcTranslation translate_from_dvc(const Node& dvc, const std::string& shell) {
    return FromDvc(dvc, shell).translate();
}

}  // namespace mlpipe
