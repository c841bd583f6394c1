// A file for one question to git, with a name of its own, gone afterwards.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::git {

class ScratchFile {
  public:
    ScratchFile(FileSystem& files, const std::string& directory, std::string_view prefix)
        : files_(files), path_(path::join(directory, unique_name(prefix))) {
        files_.create_directories(directory);
    }
    ScratchFile(FileSystem& files, const std::string& directory, std::string_view prefix,
                std::string_view content)
        : ScratchFile(files, directory, prefix) {
        write_file_atomically(files_, path_, content, Durability::lazy);
    }
    ~ScratchFile() {
        for (const char* ending : {"", ".lock"}) {
            try {
                files_.remove_file(path_ + ending);
            } catch (const Error&) {
                // Scratch files are swept with their directory.
            }
        }
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    const std::string& path() const { return path_; }

  private:
    FileSystem& files_;
    std::string path_;
};

}  // namespace mlpipe::git
