#include "mlpipe/replay/stand_ins.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/plan/graph.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_sources_named = 8;

std::string quoted(const std::string& path) {
    return "'" + path::printable(path) + "'";
}

class Search {
  public:
    Search(const Pipeline& pipeline, const std::string& shown, const std::string& folder)
        : pipeline_(pipeline), shown_(shown), folder_(folder) {
        const Graph graph(pipeline, shown);
        for (const Graph::Source& source : graph.sources())
            sources_.insert(pipeline.stages[source.stage].dependencies[source.dependency].path);
    }

    StandIns find(const std::vector<std::string>& files) {
        for (const std::string& file : files) {
            if (!is_output(file) && !is_read(file)) refuse(file);
        }
        for (const auto& [stage, outputs] : found_.given) check(stage);
        if (!problems_.empty()) throw PipelineError(std::move(problems_));
        return std::move(found_);
    }

  private:
    bool is_output(const std::string& file) {
        for (const Stage& stage : pipeline_.stages) {
            for (const Output& output : stage.outputs) {
                if (!path::contains(output.path, file)) continue;
                if (found_.paths.insert(output.path).second) found_.given[stage.name].push_back(output.path);
                return true;
            }
        }
        return false;
    }

    bool is_read(const std::string& file) {
        bool read = false;
        const auto look_at = [&](const std::vector<Dependency>& dependencies) {
            for (const Dependency& dependency : dependencies) {
                if (!path::contains(dependency.path, file)) continue;
                found_.paths.insert(dependency.path);
                read = true;
            }
        };
        for (const Stage& stage : pipeline_.stages) look_at(stage.dependencies);
        look_at(pipeline_.environment_files);
        return read;
    }

    void refuse(const std::string& file) {
        std::vector<std::string> known(sources_.begin(), sources_.end());
        std::string list;
        for (std::size_t i = 0; i < known.size() && i < most_sources_named; ++i)
            list += (i == 0 ? "" : ", ") + path::printable(known[i]);
        if (known.size() > most_sources_named)
            list += " and " + std::to_string(known.size() - most_sources_named) + " more";
        for (const Stage& stage : pipeline_.stages)
            for (const Output& output : stage.outputs) known.push_back(output.path);
        problems_.push_back({path::join(folder_, file),
                             {},
                             "stands in for nothing: no stage reads or makes " + quoted(file) +
                                 text::did_you_mean(file, known) + "; " +
                                 (list.empty() ? "there are no sources" : "the sources are " + list)});
    }

    // The stage does not run: what is read of it must have been given.
    void check(const std::string& name) {
        for (const Stage& stage : pipeline_.stages) {
            if (stage.name != name) continue;
            for (const Output& output : stage.outputs) {
                if (found_.paths.contains(output.path)) continue;
                if (const Stage* reader = reader_of(output.path)) add_missing(stage, output, *reader);
            }
        }
    }

    const Stage* reader_of(const std::string& output) const {
        for (const Stage& stage : pipeline_.stages) {
            if (found_.given.contains(stage.name) || stage.frozen) continue;
            const bool reads = std::any_of(
                stage.dependencies.begin(), stage.dependencies.end(),
                [&](const Dependency& dependency) { return path::overlap(dependency.path, output); });
            if (reads) return &stage;
        }
        return nullptr;
    }

    void add_missing(const Stage& stage, const Output& output, const Stage& reader) {
        const std::string& given = found_.given.at(stage.name).front();
        problems_.push_back({shown_, output.position,
                             quoted(path::join(folder_, given)) + " is there, so that stage " +
                                 quoted(stage.name) + " is not run; then stage " + quoted(reader.name) +
                                 " needs " + quoted(path::join(folder_, output.path)) + " too"});
    }

    const Pipeline& pipeline_;
    const std::string& shown_;
    const std::string& folder_;
    std::set<std::string> sources_;
    StandIns found_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

StandIns find_stand_ins(const Pipeline& pipeline, const std::string& shown, const std::string& folder,
                        const std::vector<std::string>& files) {
    return Search(pipeline, shown, folder).find(files);
}

}  // namespace mlpipe
