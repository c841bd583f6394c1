// The report as a document.
#include "mlpipe/base/path.hpp"
#include "mlpipe/replay/reproduce.hpp"

namespace mlpipe {
namespace {

Value text_value(const std::string& text) {
    return path::is_utf8(text) ? text : path::printable(text);
}

Value reference_value(const std::optional<Reference>& reference) {
    return reference ? to_value(*reference) : Value();
}

Value changes_value(const std::vector<Change>& changes) {
    Value::List list;
    for (const Change& change : changes)
        list.push_back(Value::Map{{"field", text_value(change.field)},
                                  {"name", text_value(change.name)},
                                  {"before", text_value(change.before)},
                                  {"after", text_value(change.after)}});
    return list;
}

Value texts_value(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.push_back(text_value(text));
    return list;
}

}  // namespace

Value to_value(const ReproductionReport& report) {
    Value::List outputs, inputs, absent;
    for (const OutputComparison& output : report.outputs) {
        Value::Map map{{"path", text_value(output.path)},
                       {"stage", text_value(output.stage)},
                       {"verdict", to_string(output.verdict)},
                       {"recorded", reference_value(output.recorded)},
                       {"reproduced", reference_value(output.reproduced)}};
        if (!output.where.empty()) map.emplace_back("where", texts_value(output.where));
        outputs.push_back(std::move(map));
    }
    for (const auto& [stage, changes] : report.inputs)
        inputs.push_back(Value::Map{{"stage", text_value(stage)}, {"changes", changes_value(changes)}});
    for (const AbsentInput& input : report.absent) {
        Value artifact = to_value(input.artifact);
        artifact.set("stage", text_value(input.stage));
        absent.push_back(std::move(artifact));
    }
    const auto or_null = [](const std::string& text) { return text.empty() ? Value() : Value(text); };
    Value::Map map{
        {"verdict", to_string(report.verdict)},
        {"commit", report.commit},
        {"original", or_null(report.original)},
        {"run", or_null(report.run)},
        {"outputs", std::move(outputs)},
        {"environment",
         Value::Map{{"known", report.environment_known}, {"differences", changes_value(report.environment)}}},
        {"first_divergence", report.first_divergence ? text_value(*report.first_divergence) : Value()}};
    if (!inputs.empty()) map.emplace_back("inputs", std::move(inputs));
    if (!absent.empty()) map.emplace_back("absent", std::move(absent));
    if (!report.problems.empty()) map.emplace_back("problems", texts_value(report.problems));
    if (!report.directory.empty()) map.emplace_back("directory", text_value(report.directory));
    return map;
}

}  // namespace mlpipe
