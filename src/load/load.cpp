#include "mlpipe/load/load.hpp"

#include <iterator>
#include <map>

#include "build.hpp"
#include "dvc_schema.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exchange/dvc_settings.hpp"
#include "mlpipe/load/dvc_files.hpp"
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

struct PipelineFiles {
    bool own = true;                  // the pipeline file itself is one; it need not be there
    std::vector<std::string> others;  // absolute
};

// Of the pipeline whose file is, or would be, `file`.
PipelineFiles files_of(const FileSystem& files, const std::string& file, const std::string& project_root) {
    PipelineFiles found;
    const std::string folder(path::parent(file));
    if (dialect_of(file) != Dialect::dvc || find_dvc_root(files, folder, folder) != folder) return found;
    found.others = find_dvc_files(files, folder, project_root);
    found.own = std::erase(found.others, file) > 0 || found.others.empty();
    return found;
}

template <typename T>
void append(std::vector<T>& all, std::vector<T>& more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Adds the stages of another file, under names that say which.
void take_in(Pipeline& pipeline, Pipeline part, const std::string& file) {
    const std::string prefix = file + ":";
    for (Stage& stage : part.stages) {
        stage.file = file;
        stage.name.insert(0, prefix);
        for (std::string& need : stage.needs) need.insert(0, prefix);
    }
    append(pipeline.stages, part.stages);
    append(pipeline.metrics, part.metrics);
    append(pipeline.parameters, part.parameters);
    append(pipeline.plots, part.plots);
}

// Plots of several files that are called alike get the name of their file too. `files`: of each plot.
void tell_plots_apart(std::vector<PlotDefinition>& plots, const std::vector<std::string>& files) {
    std::map<std::string, std::size_t> count;
    for (const PlotDefinition& plot : plots) ++count[plot.name];
    for (std::size_t i = 0; i < plots.size(); ++i)
        if (count[plots[i].name] > 1) plots[i].name = files[i] + "::" + plots[i].name;
}

}  // namespace

Dialect dialect_of(std::string_view file) {
    return path::name(file) == "dvc.yaml" ? Dialect::dvc : Dialect::mlpipe;
}

bool has_pipeline(const FileSystem& files, const std::string& file, const std::string& project_root) {
    return files.stat(file) || !files_of(files, path::normalise(file), project_root).others.empty();
}

Pipeline load_pipeline(const FileSystem& files, const std::string& written_file, const std::string& shown,
                       const std::string& project_root) {
    const std::string file = path::normalise(written_file);
    const PipelineFiles parts = files_of(files, file, project_root);
    std::vector<Diagnostic> problems;
    const auto build = [&](const std::string& text, const std::string& part, const std::string& shown_part) {
        try {
            return load::build_part(files, parse_yaml(text, shown_part), part, project_root, file);
        } catch (const PipelineError& error) {
            problems.insert(problems.end(), error.diagnostics().begin(), error.diagnostics().end());
            return Pipeline();
        }
    };
    Pipeline pipeline = build(parts.own ? read_text(files, file, shown) : "stages: {}", file, shown);
    std::vector<std::string> plot_files(pipeline.plots.size(), std::string(path::name(file)));
    for (const std::string& other : parts.others) {
        const std::string name = path::relative(other, path::parent(file));
        const std::string shown_other = path::join(path::parent(shown), name);
        take_in(pipeline, build(read_text(files, other, shown_other), other, shown_other), name);
        plot_files.resize(pipeline.plots.size(), name);
    }
    tell_plots_apart(pipeline.plots, plot_files);
    if (!problems.empty()) throw PipelineError(std::move(problems));
    return pipeline;
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
