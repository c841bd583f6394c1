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

// Declared plots with their settings, where they have any.
using Declared = std::map<std::string, Value>;

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
            for (const Stage& stage : pipeline->stages) {
                for (const Output& output : stage.outputs) {
                    if (output.role != OutputRole::plot) continue;
                    Value& settings = declared[output.path];
                    if (settings.is_null()) settings = output.settings;
                }
            }
        }
    } catch (const PipelineError&) {
        // The records of its stages know the paths.
    }
    for (const auto& [stage, record] : state.stages) {
        for (const OutputSpec& output : record.inputs.outputs)
            if (output.role == OutputRole::plot) declared.emplace(output.path, Value());
    }
}

class PlotReader {
  public:
    PlotReader(Revisions& revisions, Plot& plot, const PlotSettings& settings)
        : revisions_(revisions), plot_(plot), settings_(settings) {}

    // False when the state has nothing there.
    bool read(const Revision& state) {
        std::vector<std::string> files = revisions_.list(state, plot_.path);
        std::sort(files.begin(), files.end());
        bool any = false;
        for (const std::string& file : files) any = read_file(state, file) || any;
        return any;
    }

  private:
    void note(const Revision& state, const std::string& file, const std::string& what) {
        plot_.notes.push_back(file + " of " + state.label + ": " + what);
    }

    bool read_file(const Revision& state, const std::string& file) {
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
            add_series(parse_table(*content, file, settings_.header), settings_, state.label, plot_);
        } catch (const PipelineError& error) {
            note(state, file, error.diagnostics().front().text());
        } catch (const Error& error) {
            note(state, file, error.what());
        }
        return true;
    }

    Revisions& revisions_;
    Plot& plot_;
    const PlotSettings& settings_;
};

}  // namespace

PlotSet read_plots(Revisions& revisions, const std::vector<Revision>& states,
                   const std::vector<std::string>& targets) {
    PlotSet set;
    Declared declared;
    for (const Revision& state : states) {
        set.revisions.push_back(state.label);
        add_declared(revisions, state, declared);
    }
    std::map<std::string, bool> wanted;  // whether it was asked for by its very path
    for (const auto& [path, settings] : declared) {
        if (targets.empty()) wanted.emplace(path, false);
        for (const std::string& target : targets)
            if (path::contains(target, path)) wanted[path] = false;
    }
    for (const std::string& target : targets) {
        const bool found = std::any_of(wanted.begin(), wanted.end(),
                                       [&](const auto& one) { return path::contains(target, one.first); });
        if (!found) wanted[target] = true;
    }
    for (const auto& [path, asked] : wanted) {
        Plot plot;
        plot.path = path;
        const PlotSettings settings = plot_settings(declared[path], plot);
        if (!plot.template_name.empty() && !is_plot_template(plot.template_name)) {
            plot.notes.push_back("there is no template '" + plot.template_name + "'; drawn as linear");
            plot.template_name.clear();
        }
        PlotReader reader(revisions, plot, settings);
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
