#include "mlpipe/run/init.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view settings =
    R"(# Settings of this project, for everybody who works on it. Commit this file. What is true of one machine only goes into
# config.local.yaml beside it, which git ignores. All keys, with what holds without them:

# store:
#   path: /data/mlpipe      # a store that several projects share; without it .mlpipe
#   materialise: copy       # copy (by reflink where possible), hardlink or symlink
# git:
#   ignore_outputs: true    # add the outputs that mlpipe keeps to .gitignore
# snapshot:                 # of the code, committed with each run
#   limit: 10MiB            # larger files that git does not track are named and left out
#   exclude: ["*.tmp"]      # such files are left out silently
# inputs:
#   store: auto             # keep inputs that git does not: auto (reflinked, or below 100 MiB), always, never or a size
# run:
#   jobs: 4                 # stages at a time; without it the number of cores
#   grace: 5s               # between TERM and KILL when a stage must end
# resources:                # what the stages' `resources:` draw on; cpu, gpu and memory are found without it
#   memory: 16GiB
#   licences: 2             # a token of your own
# registry:
#   approvals:              # by others, committed, before an alias of a model moves
#     production: 1
)";

constexpr std::string_view first_pipeline =
    R"(# A pipeline to begin with: replace the commands by your own programs.
stages:
  prepare:
    cmd: seq 1 100 > data/numbers.txt
    outs: [data/numbers.txt]
  evaluate:
    cmd: |
      awk '{ sum += $1 } END { printf "{\"mean\": %s}\n", sum / NR }' data/numbers.txt > metrics.json
    deps: [data/numbers.txt]
    metrics: [{metrics.json: {cache: false}}]
)";

bool exists(const FileSystem& files, const std::string& path) {
    return files.link_stat(path).has_value();
}

// What running a template in place leaves behind.
bool is_left_over(const DirectoryEntry& entry, bool at_top) {
    constexpr std::array anywhere = {"__pycache__", ".venv", ".mlpipe", ".git"};
    constexpr std::array on_top = {"data", "models", "deploy", "metrics", "plots"};
    if (entry.type == FileType::file && std::string_view(entry.name).ends_with(".lock")) return true;
    if (std::find(anywhere.begin(), anywhere.end(), entry.name) != anywhere.end()) return true;
    return at_top && entry.type == FileType::directory &&
           std::find(on_top.begin(), on_top.end(), entry.name) != on_top.end();
}

class Initialiser {
  public:
    Initialiser(FileSystem& files, std::string directory) : files_(files), directory_(std::move(directory)) {}

    Initialised run(const PipelineTemplate* from) {
        files_.create_directories(directory_);
        Project project;
        project.root = directory_;
        if (!exists(files_, project.state_directory() + "/.gitignore")) {
            create_state_directory(files_, project);
            result_.created.emplace_back(".mlpipe/.gitignore");
        }
        // Settings are the user's from the first moment: another content is no surprise.
        if (!exists(files_, project.state_directory() + "/config.yaml"))
            add(".mlpipe/config.yaml", settings, false);
        if (from != nullptr) {
            copy_below(from->directory, "");
        } else if (!exists(files_, directory_ + "/pipeline.yaml") &&
                   !exists(files_, directory_ + "/dvc.yaml")) {
            add("pipeline.yaml", first_pipeline, false);
        }
        std::sort(result_.created.begin(), result_.created.end());
        std::sort(result_.kept.begin(), result_.kept.end());
        return std::move(result_);
    }

  private:
    void add(const std::string& path, std::string_view content, bool executable) {
        const std::string target = directory_ + "/" + path;
        if (exists(files_, target)) {
            const auto stat = files_.stat(target);
            const bool same = stat && stat->type == FileType::file && read_file(files_, target) == content;
            if (!same) result_.kept.push_back(path);
            return;
        }
        write_file_atomically(files_, target, content, Durability::lazy, executable ? 0755 : 0644);
        result_.created.push_back(path);
    }

    void copy_below(const std::string& source, const std::string& prefix) {
        for (const DirectoryEntry& entry : files_.list(source)) {
            if (is_left_over(entry, prefix.empty())) continue;
            const std::string from = source + "/" + entry.name, path = prefix + entry.name;
            const auto stat = files_.stat(from);
            if (!stat) continue;
            if (stat->type == FileType::file) {
                add(path, read_file(files_, from), stat->executable);
            } else if (stat->type == FileType::directory && entry.type == FileType::directory) {
                copy_directory(from, path);
            }
        }
    }

    void copy_directory(const std::string& from, const std::string& path) {
        const auto present = files_.stat(directory_ + "/" + path);
        if (present && present->type != FileType::directory) {
            result_.kept.push_back(path);
            return;
        }
        files_.create_directories(directory_ + "/" + path);
        copy_below(from, path + "/");
    }

    FileSystem& files_;
    std::string directory_;
    Initialised result_;
};

std::string summary_of(const std::string& pipeline) {
    const auto lines = text::split_lines(pipeline);
    if (lines.empty() || !lines.front().starts_with('#')) return "";
    const std::size_t begin = lines.front().find_first_not_of("# ");
    return begin == std::string::npos ? "" : lines.front().substr(begin);
}

}  // namespace

std::vector<PipelineTemplate> list_templates(const FileSystem& files, const std::string& directory) {
    std::vector<PipelineTemplate> all;
    for (const DirectoryEntry& entry : files.list(directory)) {
        const std::string place = path::join(directory, entry.name);
        if (const auto pipeline = read_file_if_present(files, place + "/pipeline.yaml")) {
            all.push_back({entry.name, place, summary_of(*pipeline)});
        }
    }
    std::sort(all.begin(), all.end(), [](const PipelineTemplate& left, const PipelineTemplate& right) {
        return left.name < right.name;
    });
    return all;
}

Initialised init_project(FileSystem& files, const std::string& directory, const PipelineTemplate* from) {
    return Initialiser(files, directory).run(from);
}

}  // namespace mlpipe
