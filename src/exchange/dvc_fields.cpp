#include "dvc_fields.hpp"

#include <utility>

namespace mlpipe {

void DvcFields::add(Position position, std::string message) {
    problems_.push_back({file_, position, std::move(message)});
}

void DvcFields::throw_if_any() {
    if (!problems_.empty()) throw PipelineError(std::move(problems_));
}

const Node* DvcFields::typed(const Node& parent, const char* key, Node::Kind kind, const char* expected) {
    const Node* node = parent.is_map() ? parent.find(key) : nullptr;
    if (!node || node->is_null()) return nullptr;
    if (node->kind() == kind) return node;
    add(node->position(), std::string("'") + key + "' is " + node->describe() + "; expected " + expected);
    return nullptr;
}

const Node* DvcFields::map(const Node& parent, const char* key) {
    return typed(parent, key, Node::Kind::map, "a map");
}

const Node* DvcFields::list(const Node& parent, const char* key) {
    return typed(parent, key, Node::Kind::list, "a list");
}

std::string DvcFields::text(const Node& parent, const char* key) {
    const Node* node = typed(parent, key, Node::Kind::string, "a string");
    return node ? node->raw() : "";
}

std::optional<std::uint64_t> DvcFields::count(const Node& parent, const char* key) {
    const Node* node = typed(parent, key, Node::Kind::integer, "a number");
    if (!node) return std::nullopt;
    const auto number = node->scalar().as_integer()->to_int64();
    if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
    add(node->position(),
        std::string("'") + key + "' is " + node->describe() + "; expected a number from 0 on");
    return std::nullopt;
}

DvcArtifact DvcFields::artifact(const Node& node) {
    DvcArtifact artifact;
    artifact.position = node.position();
    if (!node.is_map()) {
        add(node.position(), "here is " + node.describe() + "; expected a map with a 'path'");
        return artifact;
    }
    artifact.path = text(node, "path");
    if (artifact.path.empty() && !node.find("path")) add(node.position(), "expected a 'path'");
    artifact.size = count(node, "size");
    artifact.nfiles = count(node, "nfiles");
    if (const Node* flag = typed(node, "isexec", Node::Kind::boolean, "true or false"))
        artifact.executable = *flag->scalar().as_bool();
    const std::string kind = text(node, "hash");
    // An MD5 of digits alone is a number to YAML, and still an MD5.
    const Node* md5 = node.find("md5");
    if (!md5 || !md5->is_scalar() || md5->raw().empty() || (!kind.empty() && kind != "md5")) return artifact;
    artifact.hash = DvcHash::parse(md5->raw(), kind.empty());
    if (!artifact.hash)
        add(md5->position(), "'md5' is " + md5->describe() +
                                 "; expected 32 hexadecimal digits, with '.dir' after them for a directory");
    return artifact;
}

std::vector<DvcArtifact> DvcFields::artifacts(const Node& parent, const char* key) {
    std::vector<DvcArtifact> artifacts;
    if (const Node* items = list(parent, key))
        for (const Node& item : items->items()) artifacts.push_back(artifact(item));
    return artifacts;
}

}  // namespace mlpipe
