#include "check_reader.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "rule_reader.hpp"

namespace mlpipe::load {
namespace {

constexpr const char* shape = "{data: data/train.csv, schema: schema.yaml}";

const std::vector<std::string> keys{"data", "schema", "leakage", "severity", "desc"};

}  // namespace

CheckReader::CheckReader(Problems& problems, const PathRules& paths, std::string directory)
    : problems_(problems), paths_(paths), directory_(std::move(directory)) {}

std::vector<DataCheck> CheckReader::read(const Node& node) {
    if (!node.is_list()) {
        problems_.wrong(node, "checks", std::string("a list such as [") + shape + "]");
        return {};
    }
    for (const Node& item : node.items()) read_check(item);
    return std::move(checks_);
}

std::optional<std::string> CheckReader::path(const Node& node, const std::string& key) {
    const auto written = problems_.text(node, "checks: " + key);
    return written ? std::optional(paths_.resolve(directory_, *written)) : std::nullopt;
}

void CheckReader::read_check(const Node& node) {
    if (!node.is_map()) return problems_.wrong(node, "checks", std::string("maps such as ") + shape);
    DataCheck check;
    check.position = node.position();
    SchemaReader reader(problems_,
                        [&](const std::string& written) { return paths_.resolve(directory_, written); });
    const Node* schema = node.find("schema");
    if (schema && schema->is_map()) check.schema = reader.read(*schema);
    for (const Node::Entry& entry : node.entries()) {
        if (entry.key == "data")
            check.data = path(entry.value, "data").value_or("");
        else if (entry.key == "schema" && !entry.value.is_map())
            check.schema_file = path(entry.value, "schema").value_or("");
        else if (entry.key == "leakage")
            reader.read_leakage(entry.value, check.schema);
        else if (entry.key == "severity")
            check.severity =
                RuleReader(problems_).severity(entry.value, "checks: severity").value_or(GateSeverity::error);
        else if (entry.key == "desc")
            static_cast<void>(problems_.text(entry.value, "checks: desc"));
        else if (entry.key != "schema")
            problems_.unknown_key(entry, "a check", keys);
    }
    if (!node.find("data")) problems_.add(node.position(), "a check has no 'data'");
    if (!schema && !node.find("leakage"))
        problems_.add(node.position(), "a check has neither 'schema' nor 'leakage'");
    checks_.push_back(std::move(check));
}

void check_checks(Problems& problems, const Stage& stage) {
    const std::string shown = "stage '" + path::printable(stage.name) + "'";
    const auto is_here = [&](const std::string& file) {
        const auto holds = [&](const auto& each) { return path::contains(each.path, file); };
        return std::any_of(stage.outputs.begin(), stage.outputs.end(), holds) ||
               std::any_of(stage.dependencies.begin(), stage.dependencies.end(), holds);
    };
    for (const DataCheck& check : stage.checks) {
        // Else it could be read while another stage writes it.
        for (const std::string& file : {check.data, check.schema.against}) {
            if (!file.empty() && !is_here(file))
                problems.add(check.position, "'" + path::printable(file) +
                                                 "' of a check is neither a dependency nor an output of " +
                                                 shown);
        }
    }
}

}  // namespace mlpipe::load
