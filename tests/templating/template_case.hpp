// What a dvc.yaml stands for, as JSON, beside files that are in memory.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "mlpipe/base/json.hpp"
#include "mlpipe/templating/template.hpp"
#include "support/memory_file_system.hpp"

namespace template_case {

struct Resolved {
    std::vector<std::string> names;  // of the stages, in order
    std::string stages;              // {"name": {...}}, keys sorted
    std::string errors;              // one a line
};

inline Resolved resolve(const std::string& text, const std::map<std::string, std::string>& others = {},
                        mlpipe::ArgumentStyle style = {}) {
    MemoryFileSystem files;
    for (const auto& [name, content] : others) files.put("/p/" + name, content);
    const mlpipe::Document document = mlpipe::parse_yaml(text, "dvc.yaml");
    Resolved resolved;
    mlpipe::Value::Map stages;
    mlpipe::Template source(document, {files, "/p", style}, [&](const mlpipe::Diagnostic& diagnostic) {
        resolved.errors += diagnostic.text() + "\n";
    });
    source.for_each_stage([&](const mlpipe::Node::Entry& stage) {
        resolved.names.push_back(stage.key);
        stages.emplace_back(stage.key, stage.value.to_value());
    });
    resolved.stages = mlpipe::canonical_json(mlpipe::Value(std::move(stages)));
    return resolved;
}

// The `cmd` of one stage for these variables, or what is wrong.
inline std::string command(const std::string& cmd, const std::string& vars,
                           mlpipe::ArgumentStyle style = {}) {
    const Resolved resolved =
        resolve("vars: [" + vars + "]\nstages:\n  s:\n    cmd: " + cmd + "\n", {}, style);
    if (!resolved.errors.empty()) return resolved.errors;
    const std::string before = "{\"s\":{\"cmd\":";
    return resolved.stages.substr(before.size(), resolved.stages.size() - before.size() - 2);
}

}  // namespace template_case
