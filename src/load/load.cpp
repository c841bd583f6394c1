#include "mlpipe/load/load.hpp"

#include "dvc_schema.hpp"
#include "mlpipe/base/path.hpp"
#include "problems.hpp"
#include "template_world.hpp"

namespace mlpipe {
namespace {

[[noreturn]] void fail(const std::string& shown, std::string message) {
    throw PipelineError({{shown, {}, std::move(message)}});
}

std::string read_text(const FileSystem& files, const std::string& file, const std::string& shown) {
    const std::optional<FileStat> stat = files.stat(file);
    if (!stat) {
        const bool is_pipeline = shown.ends_with(".yaml") || shown.ends_with(".yml");
        fail(shown,
             is_pipeline
                 ? "there is no such file"
                 : "there is no such file; expected a pipeline file, such as pipeline.yaml (to run a stage "
                   "in any case is --force)");
    }
    if (stat->type == FileType::directory) fail(shown, "this is a directory; expected a pipeline file");
    std::optional<std::string> text = read_file_if_present(files, file);
    if (!text) fail(shown, "there is no such file");
    return std::move(*text);
}

}  // namespace

Dialect dialect_of(std::string_view file) {
    return path::name(file) == "dvc.yaml" ? Dialect::dvc : Dialect::mlpipe;
}

Pipeline load_pipeline(const FileSystem& files, const std::string& file, const std::string& shown,
                       const std::string& project_root) {
    return build_pipeline(files, parse_yaml(read_text(files, file, shown), shown), file, project_root);
}

Value resolved_stages(const FileSystem& files, const std::string& file, const std::string& shown,
                      const std::string& project_root) {
    const Document document = parse_yaml(read_text(files, file, shown), shown);
    load::Problems problems(shown);
    Value::Map stages;
    if (dialect_of(file) == Dialect::dvc) load::check_dvc_schema(document.root, problems);
    problems.throw_if_any();
    Template source(document, load::template_world(files, file, project_root),
                    [&](Diagnostic diagnostic) { problems.add(std::move(diagnostic)); });
    for (const Node::Entry& entry : document.root.entries()) {
        if (entry.key != "vars" && entry.key != "stages") static_cast<void>(source.section(entry));
    }
    source.for_each_stage(
        [&](const Node::Entry& stage) { stages.emplace_back(stage.key, stage.value.to_value()); });
    problems.throw_if_any();
    return stages;
}

}  // namespace mlpipe
