#include "mlpipe/replay/scratch_project.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {

ScratchProject::ScratchProject(FileSystem& files, const Project& original, const std::string& tree_root,
                               const std::string& parent)
    : files_(files),
      tree_root_(tree_root),
      enclosing_(path::join(parent, unique_name("mlpipe-clean-"))),
      path_(path::join(enclosing_, tree_root == "/" ? "root" : path::name(tree_root))),
      project_(original) {
    project_.root = here(original.root);
    project_.pipeline_file = here(original.pipeline_file);
    if (original.dvc_root) project_.dvc_root = here(*original.dvc_root);
    project_.in_git = false;
    project_.config.store_path.reset();
    project_.config.materialise = Materialise::copy;
    project_.config.inputs_store = Config::InputsStore::never;
    if (!path::contains(path_, project_.root) || !path::contains(path_, project_.pipeline_file))
        throw Error(ErrorKind::failed, "'" + path::printable(original.pipeline_file) + "' does not lie in '" +
                                           path::printable(tree_root) + "', and cannot be run elsewhere");
    files_.create_directories(enclosing_);
    try {
        files_.set_mode(enclosing_, 0700);
        files_.create_directories(path_);
    } catch (...) {
        files_.remove_tree(enclosing_);
        throw;
    }
}

ScratchProject::~ScratchProject() {
    if (kept_) return;
    try {
        files_.remove_tree(enclosing_);
    } catch (const Error&) {
        // What a stage made unremovable stays behind; nothing refers to it.
    }
}

std::string ScratchProject::here(const std::string& original) const {
    if (path::contains(tree_root_, original)) return path::join(path_, path::relative(original, tree_root_));
    // Whoever called may have come through a link.
    const auto folder = files_.real_path(std::string(path::parent(original)));
    const std::string real = path::join(folder.value_or("/"), path::name(original));
    if (folder && path::contains(tree_root_, real))
        return path::join(path_, path::relative(real, tree_root_));
    if (files_.real_path(original) == tree_root_) return path_;
    return original;
}

}  // namespace mlpipe
