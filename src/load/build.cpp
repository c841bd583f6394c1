// From a document to a Pipeline: the top level of the file.
#include "build.hpp"

#include "dvc_schema.hpp"
#include "mlpipe/base/path.hpp"
#include "monitor_reader.hpp"
#include "plot_reader.hpp"
#include "stage_reader.hpp"
#include "template_world.hpp"

namespace mlpipe {
namespace {

using load::PathRules;
using load::Problems;
using load::StageReader;

class PipelineReader {
  public:
    PipelineReader(const FileSystem& files, const Document& document, const std::string& file,
                   const std::string& project_root, const std::string& pipeline_file)
        : root_(document.root),
          dialect_(dialect_of(file)),
          problems_(document.file),
          template_(document, load::template_world(files, file, project_root),
                    [this](Diagnostic diagnostic) { problems_.add(std::move(diagnostic)); }),
          paths_(file, project_root, pipeline_file),
          stages_(problems_, paths_, dialect_) {
        pipeline_.file = path::normalise(pipeline_file);
        pipeline_.directory = paths_.directory();
        pipeline_.name = path::name(paths_.directory());
    }

    Pipeline read() {
        if (root_.is_map()) {
            if (dialect_ == Dialect::dvc) {
                load::check_dvc_schema(root_, problems_);
                problems_.throw_if_any();
            }
            for (const Node::Entry& entry : root_.entries()) read_section(entry);
            read_stages();
        } else if (dialect_ == Dialect::dvc && is_empty()) {
            // For DVC a file without stages as any other.
        } else if (root_.is_null()) {
            problems_.add({1, 1}, "the file is empty; expected a map with 'stages'");
        } else {
            problems_.add(root_.position(),
                          "a pipeline file expects a map with 'stages', not " + root_.describe());
        }
        problems_.throw_if_any();
        return std::move(pipeline_);
    }

  private:
    bool is_empty() const { return root_.is_null() || (root_.is_list() && root_.items().empty()); }

    void read_section(const Node::Entry& entry) {
        if (entry.key == "stages" || entry.key == "vars") return;
        std::optional<Node> resolved = template_.section(entry);
        if (!resolved) return;
        read_key(entry, *resolved);
        if (entry.key == "env")
            environment_ = std::move(resolved);
        else if (entry.key == "defaults")
            defaults_ = std::move(resolved);
    }

    void read_key(const Node::Entry& entry, const Node& value) {
        const std::string& key = entry.key;
        if (key == "name") {
            if (const auto name = problems_.text(value, key)) pipeline_.name = *name;
        } else if (key == "desc") {
            if (const auto text = problems_.text(value, key)) pipeline_.description = *text;
        } else if (key == "environment") {
            read_environment(value);
        } else if (key == "monitor") {
            pipeline_.monitor = load::read_monitor(value, problems_);
        } else if (key == "params") {
            read_files(value, key, pipeline_.parameters);
        } else if (key == "metrics") {
            read_files(value, key, pipeline_.metrics);
        } else if (key == "plots") {
            pipeline_.plots = load::read_plots(value, problems_, paths_);
        } else if (key == "artifacts") {
            check_artifacts(value);
        } else if (dialect_ == Dialect::mlpipe && key != "env" && key != "defaults") {
            std::vector<std::string> known{"stages",  "vars",  "desc",     "params",
                                           "metrics", "plots", "artifacts"};
            known.insert(known.begin(), load::our_sections.begin(), load::our_sections.end());
            problems_.unknown_key(entry, "the pipeline file", known);
        }
    }

    void read_files(const Node& node, const std::string& key, std::vector<Dependency>& found) {
        for (const Node* item : problems_.texts(node, key))
            found.push_back({paths_.resolve(paths_.home(), item->raw()), item->position()});
    }

    void read_environment(const Node& node) {
        if (!node.is_map()) {
            problems_.wrong(node, "environment", "a map of setup and files");
            return;
        }
        for (const Node::Entry& entry : node.entries()) {
            if (entry.key == "setup") {
                if (const auto setup = problems_.text(entry.value, "environment: setup"))
                    pipeline_.setup = *setup;
            } else if (entry.key == "files") {
                for (const Node* item : problems_.texts(entry.value, "environment: files")) {
                    pipeline_.environment_files.push_back(
                        {paths_.resolve(paths_.home(), item->raw()), item->position()});
                }
            } else {
                problems_.unknown_key(entry, "'environment'", std::vector<std::string>{"setup", "files"});
            }
        }
    }

    void check_artifacts(const Node& node) {
        if (!node.is_map()) return problems_.wrong(node, "artifacts", "a map of names to {path: FILE}");
        for (const Node::Entry& entry : node.entries()) {
            const Node* file = entry.value.find("path");
            if (!file) {
                problems_.add(entry.key_position,
                              "the artifact '" + path::printable(entry.key) + "' has no 'path'");
            } else {
                static_cast<void>(problems_.text(*file, "path"));
            }
        }
    }

    // What is common comes first, wherever it stands in the file.
    void read_stages() {
        if (environment_) stages_.read_common_environment(*environment_);
        if (defaults_) stages_.read_defaults(*defaults_);
        const Node* stages = root_.find("stages");
        if (!stages) {
            if (dialect_ == Dialect::mlpipe)
                problems_.add(root_.position(), "the pipeline file has no 'stages'");
            return;
        }
        if (dialect_ == Dialect::dvc && stages->entries().empty()) return;
        if (!stages->is_map() || stages->entries().empty()) {
            problems_.wrong(*stages, "stages",
                            stages->is_map() ? "at least one stage" : "a map of names to stages");
            return;
        }
        template_.for_each_stage(
            [this](const Node::Entry& entry) { pipeline_.stages.push_back(stages_.read(entry)); });
    }

    const Node& root_;
    Dialect dialect_;
    Problems problems_;
    Template template_;
    PathRules paths_;
    StageReader stages_;
    std::optional<Node> environment_, defaults_;  // resolved
    Pipeline pipeline_;
};

}  // namespace

namespace load {

Pipeline build_part(const FileSystem& files, const Document& document, const std::string& file,
                    const std::string& project_root, const std::string& pipeline_file) {
    return PipelineReader(files, document, file, project_root, pipeline_file).read();
}

}  // namespace load

Pipeline build_pipeline(const FileSystem& files, const Document& document, const std::string& file,
                        const std::string& project_root) {
    return load::build_part(files, document, file, project_root, file);
}

}  // namespace mlpipe
