#include "dvc_stage_reader.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/model/stage_file.hpp"

namespace mlpipe {

namespace {

std::string dvc_file(const Stage& stage, const Project& project) {
    return stage.file.empty() ? project.pipeline_file : project.absolute(stage.file);
}

}  // namespace

std::string dvc_folder(const Stage& stage, const Project& project) {
    return std::string(path::parent(dvc_file(stage, project)));
}

DvcStageReader::DvcStageReader(const FileSystem& files, const Project& project, DvcDigests& digests)
    : files_(files), project_(project), digests_(digests) {}

const DvcStageDeclaration* DvcStageReader::declaration(const Stage& stage) {
    const auto [file, is_new] = declarations_.try_emplace(stage.file);
    if (is_new) {
        const std::string absolute = dvc_file(stage, project_);
        const Value stages = resolved_stages(files_, absolute, project_.shown(absolute), project_.root);
        for (const auto& [name, declared] : *stages.as_map())
            file->second.emplace(name, read_dvc_stage(declared));
    }
    const auto declared = file->second.find(name_in_file(stage));
    return declared == file->second.end() ? nullptr : &declared->second;
}

const Node& DvcStageReader::parameter_file(const std::string& path) {
    const auto known = parameter_files_.find(path);
    if (known != parameter_files_.end()) return known->second;
    const auto text = read_file_if_present(files_, path);
    return parameter_files_.emplace(path, parse_document(text.value_or(""), project_.shown(path)).root)
        .first->second;
}

std::optional<DvcArtifact> DvcStageReader::artifact(const std::string& folder, const std::string& path,
                                                    DvcContent* content) {
    auto found = digests_.content(path::join(folder, path), false);
    if (!found) return std::nullopt;
    DvcArtifact artifact;
    artifact.path = path;
    artifact.hash = found->hash;
    artifact.size = found->size;
    if (found->hash.directory) artifact.nfiles = found->files.size();
    artifact.executable = found->executable;
    if (content) *content = std::move(*found);
    return artifact;
}

std::optional<DvcStageReader::Found> DvcStageReader::read(const Stage& stage) {
    const DvcStageDeclaration* declared = declaration(stage);
    if (!declared) return std::nullopt;
    const std::string folder = path::join(dvc_folder(stage, project_), declared->working_directory);
    Found found;
    found.state.stage = name_in_file(stage);
    found.state.command = declared->command;
    for (const std::string& path : declared->dependencies) {
        auto dependency = artifact(folder, path, nullptr);
        if (!dependency) return std::nullopt;
        found.state.dependencies.push_back(std::move(*dependency));
    }
    for (const DvcStageDeclaration::Output& output : declared->outputs) {
        DvcContent content;
        auto made = artifact(folder, output.path, &content);
        if (!made) return std::nullopt;
        found.state.outputs.push_back(std::move(*made));
        if (output.cached) found.cached.emplace_back(path::join(folder, output.path), std::move(content));
    }
    found.state.parameters = dvc_parameters(*declared, [&](const std::string& file) -> const Node& {
        return parameter_file(path::join(folder, file));
    });
    return found;
}

}  // namespace mlpipe
