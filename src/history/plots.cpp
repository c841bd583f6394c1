#include "mlpipe/history/plots.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/vega_lite.hpp"
#include "plot_series.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_image_bytes = 32 << 20;

struct Declaration {
    Value settings;
    std::vector<PlotDefinition::Series> series;  // none: of the file, or the files, at its name
};

using Declared = std::map<std::string, Declaration>;

const char* media_type(const std::string& path) {
    static constexpr std::pair<std::string_view, const char*> types[] = {
        {".png", "image/png"}, {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},
        {".gif", "image/gif"}, {".webp", "image/webp"}, {".svg", "image/svg+xml"}};
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return nullptr;
}

void add_declared(Revisions& revisions, const Revision& state, Declared& declared) {
    try {
        if (const auto pipeline = revisions.pipeline(state)) {
            // What is said of a plot beside the stages says more than the stage that makes it.
            for (const PlotDefinition& plot : pipeline->plots)
                declared.try_emplace(plot.name, Declaration{plot.settings, plot.series});
            for (const Stage& stage : pipeline->stages) {
                for (const Output& output : stage.outputs) {
                    if (output.role != OutputRole::plot) continue;
                    Declaration& declaration = declared[output.path];
                    if (declaration.settings.is_null() && declaration.series.empty())
                        declaration.settings = output.settings;
                }
            }
        }
    } catch (const PipelineError&) {
        // The records of its stages know the paths.
    }
    for (const auto& [stage, record] : state.stages) {
        for (const OutputSpec& output : record.inputs.outputs)
            if (output.role == OutputRole::plot) declared.try_emplace(output.path);
    }
}

// Of a folder each file is a plot of its own, with the settings of all.
void take_folders_apart(Revisions& revisions, const std::vector<Revision>& states, Declared& declared) {
    Declared parts;
    std::vector<std::string> folders;
    for (const auto& [name, declaration] : declared) {
        const auto& series = declaration.series;
        if (series.size() > 1 || (!series.empty() && series.front().file != name)) continue;
        std::set<std::string> files;
        for (const Revision& state : states)
            for (std::string& file : revisions.list(state, name)) files.insert(std::move(file));
        if (files.empty() || files.contains(name)) continue;
        folders.push_back(name);
        for (const std::string& file : files) {
            Declaration part = declaration;
            if (!part.series.empty()) part.series.front().file = file;
            parts.try_emplace(file, std::move(part));
        }
    }
    for (const std::string& folder : folders) declared.erase(folder);
    declared.merge(parts);
}

class PlotReader {
  public:
    PlotReader(Revisions& revisions, Plot& plot, const Declaration& declaration)
        : revisions_(revisions),
          plot_(plot),
          settings_(plot_settings(declaration.settings, plot)),
          series_(declaration.series) {}

    // False when the state has nothing there.
    bool read(const Revision& state) {
        if (series_.empty()) return read_files(state, plot_.path, settings_, "");
        bool any = false;
        for (const PlotDefinition::Series& series : series_) {
            PlotSettings settings = settings_;
            settings.y = series.y;
            if (!series.x.empty()) settings.x = series.x;
            settings.names_file = series_.size() > 1;
            any = read_files(state, series.file, settings, series.x_file) || any;
        }
        return any;
    }

  private:
    void note(const Revision& state, const std::string& file, const std::string& what) {
        plot_.notes.push_back(file + " of " + state.label + ": " + what);
    }

    bool read_files(const Revision& state, const std::string& path, const PlotSettings& settings,
                    const std::string& x_file) {
        std::vector<std::string> files = revisions_.list(state, path);
        std::sort(files.begin(), files.end());
        bool any = false;
        for (const std::string& file : files) any = read_file(state, file, settings, x_file) || any;
        return any;
    }

    bool read_file(const Revision& state, const std::string& file, const PlotSettings& settings,
                   const std::string& x_file) {
        const auto content = revisions_.read(state, file);
        if (!content) return false;
        if (const char* type = media_type(file)) {
            if (content->size() > most_image_bytes) {
                note(state, file, "an image of " + text::format_bytes(content->size()) + " is not taken in");
            } else {
                plot_.images.push_back({state.label, file, type, *content});
            }
            return true;
        }
        try {
            DataTable table = parse_table(*content, file, settings.header);
            if (!x_file.empty() && !take_x(state, file, settings, x_file, table)) return true;
            add_series(table, settings, state.label, file, plot_);
        } catch (const PipelineError& error) {
            note(state, file, error.diagnostics().front().text());
        } catch (const Error& error) {
            note(state, file, error.what());
        }
        return true;
    }

    // The column of another file becomes one of the table's, row by row.
    bool take_x(const Revision& state, const std::string& file, const PlotSettings& settings,
                const std::string& x_file, DataTable& table) {
        const auto content = revisions_.read(state, x_file);
        const DataTable other = parse_table(content.value_or(""), x_file, settings.header);
        const auto column = std::find(other.columns.begin(), other.columns.end(), *settings.x);
        if (!content || column == other.columns.end() || other.rows.size() != table.rows.size()) {
            note(state, file,
                 "it cannot be drawn over '" + *settings.x + "' of " + x_file + ", which has " +
                     (!content                        ? "no content"
                      : column == other.columns.end() ? "no such column"
                                                      : "another number of rows"));
            return false;
        }
        const std::size_t at = static_cast<std::size_t>(column - other.columns.begin());
        // In front, so that it is the one that is found, and the last column stays the last.
        table.columns.insert(table.columns.begin(), *settings.x);
        for (std::size_t row = 0; row < table.rows.size(); ++row)
            table.rows[row].insert(table.rows[row].begin(), other.rows[row][at]);
        return true;
    }

    Revisions& revisions_;
    Plot& plot_;
    const PlotSettings settings_;
    const std::vector<PlotDefinition::Series>& series_;
};

// Whether one of the targets is around the plot, or one of its files.
bool is_meant(const std::string& name, const Declaration& declaration, const std::string& target) {
    const auto in_target = [&](const PlotDefinition::Series& series) {
        return path::contains(target, series.file);
    };
    return path::contains(target, name) ||
           std::any_of(declaration.series.begin(), declaration.series.end(), in_target);
}

}  // namespace

PlotSet read_plots(Revisions& revisions, const std::vector<Revision>& states,
                   const std::vector<std::string>& targets) {
    PlotSet set;
    Declared declared;
    for (const Revision& state : states) {
        set.revisions.push_back(state.label);
        add_declared(revisions, state, declared);
    }
    take_folders_apart(revisions, states, declared);
    std::map<std::string, bool> wanted;  // whether it was asked for by its very path
    for (const auto& [path, declaration] : declared) {
        if (targets.empty()) wanted.emplace(path, false);
        for (const std::string& target : targets)
            if (is_meant(path, declaration, target)) wanted[path] = false;
    }
    for (const std::string& target : targets) {
        const bool found = std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
            return is_meant(one.first, declared[one.first], target);
        });
        if (!found) wanted[target] = true;
    }
    for (const auto& [path, asked] : wanted) {
        Plot plot;
        plot.path = path;
        PlotReader reader(revisions, plot, declared[path]);
        if (!plot.template_name.empty() && !is_plot_template(plot.template_name)) {
            plot.notes.push_back("there is no template '" + plot.template_name + "'; drawn as linear");
            plot.template_name.clear();
        }
        bool any = false;
        for (const Revision& state : states) {
            const bool found = reader.read(state);
            if (!found)
                plot.notes.push_back(path + " of " + state.label + " is not there, or not stored any more");
            any = any || found;
        }
        if (!any && asked) throw Error(ErrorKind::usage, "there is no plot '" + path::printable(path) + "'");
        set.plots.push_back(std::move(plot));
    }
    return set;
}

}  // namespace mlpipe
