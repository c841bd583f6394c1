#include "mlpipe/exchange/dvc_lock_writing.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "dvc_yaml.hpp"
#include "mlpipe/exchange/dvc_lock.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view first_parameter_file = "params.yaml";

Node string_node(const std::string& text) {
    return Node::make_scalar(text, text, true, {});
}

Node number_node(std::uint64_t number) {
    return Node::make_scalar(static_cast<std::int64_t>(number), std::to_string(number), false, {});
}

Node artifact_node(const DvcArtifact& artifact) {
    Node node = Node::make_map({});
    node.add("path", {}, string_node(artifact.path));
    if (artifact.hash) {
        if (!artifact.hash->legacy) node.add("hash", {}, string_node("md5"));
        node.add("md5", {}, string_node(artifact.hash->text()));
    }
    if (artifact.size) node.add("size", {}, number_node(*artifact.size));
    if (artifact.nfiles) node.add("nfiles", {}, number_node(*artifact.nfiles));
    if (artifact.executable) node.add("isexec", {}, Node::make_scalar(true, "true", false, {}));
    return node;
}

Node artifacts_node(std::vector<DvcArtifact> artifacts) {
    std::sort(artifacts.begin(), artifacts.end(),
              [](const DvcArtifact& left, const DvcArtifact& right) { return left.path < right.path; });
    Node list = Node::make_list({});
    for (const DvcArtifact& artifact : artifacts) list.add(artifact_node(artifact));
    return list;
}

// params.yaml comes first, the others by name; the keys of each by name, but not what lies below.
Node parameters_node(Node files) {
    const auto by_key = [](const Node::Entry& left, const Node::Entry& right) {
        return left.key < right.key;
    };
    for (Node::Entry& file : files.entries())
        std::sort(file.value.entries().begin(), file.value.entries().end(), by_key);
    std::sort(files.entries().begin(), files.entries().end(),
              [&](const Node::Entry& left, const Node::Entry& right) {
                  const bool is_first = left.key == first_parameter_file;
                  return is_first != (right.key == first_parameter_file) ? is_first : by_key(left, right);
              });
    return files;
}

Node stage_node(const DvcStageState& state) {
    Node node = Node::make_map({});
    node.add("cmd", {}, state.command);
    if (!state.dependencies.empty()) node.add("deps", {}, artifacts_node(state.dependencies));
    if (!state.parameters.entries().empty()) node.add("params", {}, parameters_node(state.parameters));
    if (!state.outputs.empty()) node.add("outs", {}, artifacts_node(state.outputs));
    return node;
}

Node under(const std::string& key, Node value) {
    Node map = Node::make_map({});
    map.add(key, {}, std::move(value));
    return map;
}

// The lines of one stage, as they stand in the file.
std::string block_of(const std::string& stage, Node content) {
    const std::string text = dvc_yaml(under("stages", under(stage, std::move(content))));
    return text.substr(text.find('\n') + 1);
}

// Whether each entry of the map begins a line, this far to the right.
bool begins_lines(const Node& map, std::uint32_t column) {
    return !map.entries().empty() &&
           std::all_of(map.entries().begin(), map.entries().end(),
                       [&](const Node::Entry& entry) { return entry.key_position.column == column; });
}

// dvc.lock's text where it is laid out as DVC does it: root keys at the left, those of the stages two further.
class DvcLockText {
  public:
    DvcLockText(std::string_view text, const Node& root) : text_(text) {
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
            lines_.push_back(at);
            if (text.find('\n', at) == text.npos) break;
        }
        for (std::size_t i = 0; i < root.entries().size(); ++i) {
            const Node::Entry& entry = root.entries()[i];
            if (entry.key != "stages") continue;
            for (const Node::Entry& stage : entry.value.entries())
                begins_.push_back(line(stage.key_position.line));
            const bool is_last = i + 1 == root.entries().size();
            begins_.push_back(is_last ? text.size() : line(root.entries()[i + 1].key_position.line));
        }
    }

    // `blocks`: in the place of which stage, by its number, which lines; those of new stages at the end.
    std::string with(const std::map<std::size_t, std::string>& blocks, const std::string& added) const {
        std::string result(text_.substr(0, begins_.front()));
        for (std::size_t i = 0; i + 1 < begins_.size(); ++i) {
            const auto block = blocks.find(i);
            result +=
                block != blocks.end() ? block->second : text_.substr(begins_[i], begins_[i + 1] - begins_[i]);
            if (!result.ends_with('\n')) result += '\n';
        }
        return result + added + std::string(text_.substr(begins_.back()));
    }

  private:
    std::size_t line(std::uint32_t number) const { return lines_[number - 1]; }

    const std::string_view text_;
    std::vector<std::size_t> lines_;   // where each begins
    std::vector<std::size_t> begins_;  // of the stages; last, what follows them
};

}  // namespace

std::string format_dvc_lock(std::string_view text, const std::string& file,
                            const std::vector<DvcStageState>& states) {
    parse_dvc_lock(text, file);  // what is no dvc.lock is not written over
    Node root = parse_yaml(text, file).root;
    if (root.is_null()) root = under("schema", string_node("2.0"));
    const Node* written = root.find("stages");
    Node stages = written && written->is_map() ? *written : Node::make_map({});
    const bool as_usual = begins_lines(root, 1) && begins_lines(stages, 3);
    std::unordered_map<std::string, std::size_t> places;
    for (const Node::Entry& stage : stages.entries()) places.emplace(stage.key, places.size());
    std::map<std::size_t, std::string> blocks;
    std::string added;
    bool changed = false;
    for (const DvcStageState& state : states) {
        Node content = stage_node(state);
        const auto [place, is_new] = places.emplace(state.stage, places.size());
        if (!is_new && stages.entries()[place->second].value.to_value() == content.to_value()) continue;
        changed = true;
        if (as_usual) (is_new ? added : blocks[place->second]) += block_of(state.stage, content);
        if (is_new)
            stages.add(state.stage, {}, std::move(content));
        else
            stages.entries()[place->second].value = std::move(content);
    }
    if (!changed) return std::string(text);
    if (as_usual) return DvcLockText(text, root).with(blocks, added);
    Node whole = Node::make_map({});
    for (Node::Entry& entry : root.entries())
        if (entry.key != "stages") whole.add(entry.key, {}, std::move(entry.value));
    whole.add("stages", {}, std::move(stages));
    return dvc_yaml(whole);
}

}  // namespace mlpipe
