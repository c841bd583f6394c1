#include "test_overlay.hpp"

#include <algorithm>
#include <set>

#include "mlpipe/base/ignore.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

class Reader {
  public:
    Reader(const FileSystem& files, const Project& project, const Pipeline& pipeline,
           const std::string& tests)
        : files_(files), project_(project), pipeline_(pipeline), tests_(tests) {}

    TestOverlay read() {
        for (const std::string& file : parameter_files()) read_parameters(file);
        overlay_.data_directory = path::join(tests_, "data");
        std::vector<std::string> found;
        if (files_.stat(overlay_.data_directory)) list(overlay_.data_directory, "", found);
        std::sort(found.begin(), found.end());
        try {
            overlay_.data = find_stand_ins(pipeline_, project_.shown(project_.pipeline_file),
                                           project_.shown(overlay_.data_directory), found);
        } catch (const PipelineError& error) {
            add(error);
        }
        if (!problems_.empty()) throw PipelineError(std::move(problems_));
        return std::move(overlay_);
    }

  private:
    std::set<std::string> parameter_files() const {
        std::set<std::string> found{"params.yaml"};
        for (const Stage& stage : pipeline_.stages)
            for (const ParameterUse& use : stage.parameters) found.insert(use.file);
        std::erase_if(
            found, [](const std::string& file) { return path::is_absolute(file) || file.starts_with(".."); });
        return found;
    }

    void read_parameters(const std::string& file) {
        const std::string over = path::join(tests_, file), base = project_.absolute(file);
        const auto text = read_file_if_present(files_, over);
        if (!text) return;
        overlays_.insert(over);
        const auto original = read_file_if_present(files_, base);
        if (!original) {
            problems_.push_back(
                {project_.shown(over),
                 {},
                 "is to be laid over '" + path::printable(project_.shown(base)) + "', which is not there"});
            return;
        }
        try {
            overlay_.parameters.emplace(
                file, overlay_parameters({project_.shown(base), *original}, {project_.shown(over), *text}));
        } catch (const PipelineError& error) {
            add(error);
        }
    }

    // What only speaks to git, or to nobody, stands in for nothing.
    void list(const std::string& folder, const std::string& relative, std::vector<std::string>& found) const {
        for (const DirectoryEntry& entry : files_.list(folder)) {
            const std::string path = path::join(folder, entry.name), shown = relative + entry.name;
            const auto stat = files_.stat(path);
            const bool is_directory = stat && stat->type == FileType::directory;
            if (entry.name.starts_with(".git") || nobodys_.entry_ignored(shown, is_directory)) continue;
            if (is_directory)
                list(path, shown + "/", found);
            else if (!overlays_.contains(path))
                found.push_back(shown);
        }
    }

    void add(const PipelineError& error) {
        problems_.insert(problems_.end(), error.diagnostics().begin(), error.diagnostics().end());
    }

    const FileSystem& files_;
    const Project& project_;
    const Pipeline& pipeline_;
    const std::string& tests_;
    const IgnoreRules nobodys_ = IgnoreRules::built_in();
    std::set<std::string> overlays_;
    TestOverlay overlay_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

TestOverlay read_overlay(const FileSystem& files, const Project& project, const Pipeline& pipeline,
                         const std::string& tests) {
    return Reader(files, project, pipeline, tests).read();
}

}  // namespace mlpipe
