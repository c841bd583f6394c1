#include "dvc_schema.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "mlpipe/base/path.hpp"
#include "stage_reader.hpp"

namespace mlpipe::load {
namespace {

using Words = std::vector<std::string>;

class DvcSchema {
  public:
    explicit DvcSchema(Problems& problems) : problems_(problems) {}

    void check(const Node& root) {
        if (root.is_null()) return;
        if (!root.is_map())
            return problems_.add(root.position(), "a dvc.yaml expects a map, not " + root.describe());
        for (const Node::Entry& entry : root.entries()) check_section(entry);
    }

  private:
    void check_section(const Node::Entry& entry) {
        const Node& value = entry.value;
        if (entry.key == "stages") {
            check_stages(value);
        } else if (entry.key == "vars") {
            check_vars(value);
        } else if (entry.key == "params" || entry.key == "metrics") {
            strings(value, entry.key);
        } else if (entry.key == "plots") {
            for (const Node* plot : items(value, entry.key)) check_top_plot(*plot);
        } else if (entry.key == "artifacts") {
            check_artifacts(value);
        } else if (std::find(our_sections.begin(), our_sections.end(), entry.key) != our_sections.end()) {
            problems_.add(entry.key_position,
                          "'" + entry.key + "' belongs to a pipeline.yaml; DVC refuses it in a dvc.yaml");
        } else if (entry.key == "datasets") {
            items(value, entry.key);
        } else {
            problems_.unknown_key(
                entry, "a dvc.yaml",
                Words{"stages", "vars", "params", "metrics", "plots", "artifacts", "datasets"});
        }
    }

    void check_stages(const Node& stages) {
        if (!stages.is_map()) return problems_.wrong(stages, "stages", "a map of names to stages");
        for (const Node::Entry& stage : stages.entries()) {
            const std::string before = problems_.set_subject("stage '" + path::printable(stage.key) + "'");
            check_text_key(stage, "the name of a stage");
            check_stage(stage);
            problems_.set_subject(before);
        }
    }

    void check_stage(const Node::Entry& stage) {
        const Node& value = stage.value;
        if (!value.is_map())
            return problems_.add(stage.key_position, "stage '" + path::printable(stage.key) +
                                                         "' expects a map with 'cmd', not " +
                                                         value.describe());
        if (!value.find("foreach") && !value.find("do")) {
            if (!value.find("matrix") && stage.key.find('@') != std::string::npos)
                problems_.add(stage.key_position,
                              "the stage name '" + path::printable(stage.key) +
                                  "' holds '@', by which DVC finds what foreach and matrix make");
            return check_definition(value, stage.key_position);
        }
        for (const Node::Entry& entry : value.entries()) {
            if (entry.key == "foreach") {
                if (entry.value.is_scalar() && !entry.value.is_string())
                    problems_.wrong(entry.value, "foreach", "a list, a map or ${...}");
            } else if (entry.key == "do") {
                if (entry.value.is_map())
                    check_definition(entry.value, entry.key_position);
                else
                    problems_.wrong(entry.value, "do", "a map with 'cmd'");
            } else {
                problems_.unknown_key(entry, "a stage with 'foreach'", Words{"foreach", "do"});
            }
        }
        for (const std::string_view key : {"foreach", "do"}) {
            if (!value.find(key))
                problems_.add(stage.key_position,
                              "stage '" + path::printable(stage.key) + "' has no '" + std::string(key) + "'");
        }
    }

    void check_definition(const Node& stage, Position position) {
        for (const Node::Entry& entry : stage.entries()) check_key(entry);
        if (!stage.find("cmd")) problems_.add(position, "the stage has no 'cmd'");
    }

    void check_key(const Node::Entry& entry) {
        const std::string& key = entry.key;
        const Node& value = entry.value;
        if (key == "cmd") {
            if (!value.is_list() && !value.is_string()) problems_.wrong(value, key, "a string or a list");
        } else if (key == "wdir" || key == "desc") {
            string(value, key);
        } else if (key == "deps") {
            strings(value, key);
        } else if (key == "params") {
            for (const Node* item : items(value, key)) {
                if (!item->is_string() && !item->is_map())
                    problems_.wrong(*item, key, "keys and {file: [keys]}");
            }
        } else if (key == "vars") {
            check_vars(value);
        } else if (key == "frozen" || key == "always_changed") {
            flag(value, key);
        } else if (key == "outs" || key == "metrics" || key == "plots") {
            for (const Node* item : items(value, key)) check_output(*item, key);
        } else if (key == "matrix") {
            check_matrix(value);
        } else if (StageReader::is_ours(key)) {
            problems_.add(entry.key_position,
                          "'" + key + "' is not DVC's; in a dvc.yaml it stands under 'meta: {mlpipe: {" +
                              key + ": ...}}'");
        } else if (key != "meta") {
            problems_.unknown_key(
                entry, "a stage",
                Words{"cmd", "wdir", "deps", "params", "vars", "outs", "metrics", "plots", "frozen",
                      "always_changed", "desc", "meta", "foreach", "do", "matrix"});
        }
    }

    void check_matrix(const Node& matrix) {
        if (!matrix.is_map()) return problems_.wrong(matrix, "matrix", "a map of names to lists");
        for (const Node::Entry& axis : matrix.entries()) {
            check_text_key(axis, "the name of a list of 'matrix'");
            if (!axis.value.is_list() && !axis.value.is_string())
                problems_.wrong(axis.value, "matrix: " + axis.key, "a list or ${...}");
        }
    }

    void check_output(const Node& item, const std::string& key) {
        if (item.is_string()) return;
        if (!item.is_map())
            return problems_.wrong(item, key, "paths, each alone or as {path: {flag: value}}");
        const bool is_plot = key == "plots";
        for (const Node::Entry& output : item.entries()) {
            check_text_key(output, "the path of an output");
            if (output.value.is_map()) {
                for (const Node::Entry& flag : output.value.entries()) check_output_flag(flag, is_plot);
            } else if (is_plot && output.value.is_list()) {
                for (const Node& settings : output.value.items()) {
                    if (!settings.is_map()) problems_.wrong(settings, key, "maps of settings");
                    for (const Node::Entry& flag : settings.entries()) check_output_flag(flag, true);
                }
            } else {
                problems_.wrong(output.value, "flags of an output", "a map such as {cache: false}");
            }
        }
    }

    void check_output_flag(const Node::Entry& entry, bool is_plot) {
        const std::string& key = entry.key;
        if (key == "cache" || key == "persist" || key == "checkpoint" || key == "push" ||
            (is_plot && key == "header")) {
            flag(entry.value, key);
        } else if (key == "remote" || (is_plot && (key == "template" || key == "x" || key == "y" ||
                                                   key == "x_label" || key == "y_label" || key == "title"))) {
            string(entry.value, key);
        } else if (!check_annotation(entry)) {
            Words known{"cache", "persist", "remote", "push", "desc", "type", "labels", "meta"};
            if (is_plot)
                known.insert(known.end(), {"x", "y", "title", "template", "x_label", "y_label", "header"});
            problems_.unknown_key(entry, "the flags of an output", known);
        }
    }

    bool check_annotation(const Node::Entry& entry) {
        if (entry.key == "desc" || entry.key == "type")
            string(entry.value, entry.key);
        else if (entry.key == "labels")
            strings(entry.value, entry.key);
        else
            return entry.key == "meta";
        return true;
    }

    void check_top_plot(const Node& plot) {
        if (plot.is_string()) return;
        if (!plot.is_map() || plot.entries().empty())
            return problems_.wrong(plot, "plots", "paths and maps of names to settings");
        for (const Node::Entry& entry : plot.entries()) {
            if (entry.value.is_null()) continue;
            if (!entry.value.is_map()) {
                problems_.wrong(entry.value, "plots: " + entry.key, "a map of settings");
                continue;
            }
            for (const Node::Entry& setting : entry.value.entries()) check_plot_setting(setting);
        }
    }

    void check_plot_setting(const Node::Entry& setting) {
        const std::string& key = setting.key;
        if (key == "x" || key == "y") {
            check_plot_axis(setting.value, key, key == "y");
        } else if (key == "x_label" || key == "y_label" || key == "title" || key == "template") {
            string(setting.value, key);
        } else {
            problems_.unknown_key(setting, "the settings of a plot",
                                  Words{"x", "y", "x_label", "y_label", "title", "template"});
        }
    }

    void check_plot_axis(const Node& node, const std::string& key, bool takes_list) {
        if (node.is_string()) return;
        if (takes_list && node.is_list()) return strings(node, key);
        if (!node.is_map()) return problems_.wrong(node, key, "a column, or a map of files to columns");
        for (const Node::Entry& file : node.entries()) {
            if (takes_list && file.value.is_list())
                strings(file.value, key);
            else
                string(file.value, key);
        }
    }

    void check_artifacts(const Node& artifacts) {
        if (!artifacts.is_map())
            return problems_.wrong(artifacts, "artifacts", "a map of names to {path: FILE}");
        for (const Node::Entry& artifact : artifacts.entries()) {
            check_text_key(artifact, "the name of an artifact");
            if (!artifact.value.is_map()) {
                problems_.wrong(artifact.value, "artifacts: " + artifact.key, "a map such as {path: FILE}");
                continue;
            }
            if (!artifact.value.find("path"))
                problems_.add(artifact.key_position,
                              "the artifact '" + path::printable(artifact.key) + "' has no 'path'");
            for (const Node::Entry& entry : artifact.value.entries()) {
                if (entry.key == "path")
                    string(entry.value, entry.key);
                else if (!check_annotation(entry))
                    problems_.unknown_key(entry, "an artifact",
                                          Words{"path", "desc", "type", "labels", "meta"});
            }
        }
    }

    void check_vars(const Node& vars) {
        for (const Node* item : items(vars, "vars")) {
            if (!item->is_string() && !item->is_map()) problems_.wrong(*item, "vars", "files and maps");
        }
    }

    void check_text_key(const Node::Entry& entry, const std::string& what) {
        if (!key_value(entry).as_string())
            problems_.add(entry.key_position, what + " expects a string (put it in quotes)");
    }

    void string(const Node& node, std::string_view key) {
        if (!node.is_string()) problems_.wrong(node, key, "a string");
    }

    void flag(const Node& node, std::string_view key) {
        if (!node.scalar().as_bool()) problems_.wrong(node, key, "true or false");
    }

    void strings(const Node& node, std::string_view key) {
        for (const Node* item : items(node, key)) string(*item, key);
    }

    // Of a list; none where it is something else, which is told.
    std::vector<const Node*> items(const Node& node, std::string_view key) {
        std::vector<const Node*> result;
        if (!node.is_list()) problems_.wrong(node, key, "a list");
        for (const Node& item : node.items()) result.push_back(&item);
        return result;
    }

    Problems& problems_;
};

}  // namespace

void check_dvc_schema(const Node& root, Problems& problems) {
    DvcSchema(problems).check(root);
}

}  // namespace mlpipe::load
