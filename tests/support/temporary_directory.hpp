// A directory for one test, under TMPDIR or /tmp, that removes itself. Reads and writes by plain streams, so
// that the file system under test is not what the test is built on.
#pragma once
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        const char* base = std::getenv("TMPDIR");
        std::string pattern = std::string(base && *base ? base : "/tmp") + "/mlpipe-test-XXXXXX";
        if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot create '" + pattern + "'");
        path_ = std::filesystem::canonical(pattern).string();
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        for (std::filesystem::recursive_directory_iterator entry(path_, ignored), end;
             !ignored && entry != end; entry.increment(ignored)) {
            if (entry->is_symlink(ignored) || !entry->is_directory(ignored)) continue;
            std::filesystem::permissions(entry->path(), std::filesystem::perms::owner_all,
                                         std::filesystem::perm_options::add, ignored);
        }
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::string& path() const { return path_; }

    // Creates parents; returns the absolute path.
    std::string write(std::string_view name, std::string_view content) const {
        const std::string full = path_ + "/" + std::string(name);
        std::filesystem::create_directories(std::filesystem::path(full).parent_path());
        std::ofstream stream(full, std::ios::binary | std::ios::trunc);
        stream.write(content.data(), static_cast<std::streamsize>(content.size()));
        stream.close();
        if (!stream) throw std::runtime_error("cannot write '" + full + "'");
        return full;
    }

    std::string read(std::string_view name) const {
        const std::string full = path_ + "/" + std::string(name);
        std::ifstream stream(full, std::ios::binary);
        if (!stream) throw std::runtime_error("cannot read '" + full + "'");
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

  private:
    std::string path_;
};
