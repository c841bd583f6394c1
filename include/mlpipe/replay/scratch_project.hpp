// A project's place elsewhere: a directory of its own outside of the working tree, empty at first and readable by its
// owner alone. It is gone when the object is, unless it is kept.
#pragma once
#include <string>

#include "mlpipe/run/project.hpp"

namespace mlpipe {

class ScratchProject {
  public:
    // Made below `parent`, with the name of the original's folder, after which a pipeline may be called. `tree_root`
    // (absolute) is what the directory stands for: the folder of the original that holds the project and whatever it
    // needs beside it.
    ScratchProject(FileSystem& files, const Project& original, const std::string& tree_root,
                   const std::string& parent);
    ~ScratchProject();
    ScratchProject(const ScratchProject&) = delete;
    ScratchProject& operator=(const ScratchProject&) = delete;

    const std::string& path() const { return path_; }
    // The settings of the original one, but a store, a lineage and outputs of its own.
    const Project& project() const { return project_; }
    Project& project() { return project_; }
    void keep() { kept_ = true; }
    // Where something of the original lies here; what is outside of `tree_root` stays where it is.
    std::string here(const std::string& original) const;

  private:
    FileSystem& files_;
    std::string tree_root_, enclosing_, path_;
    Project project_;
    bool kept_ = false;
};

}  // namespace mlpipe
