// A store on a file system in memory, and what the tests of its parts ask again and again.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "mlpipe/store/hasher.hpp"
#include "mlpipe/store/store.hpp"
#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

struct StoreFixture {
    static constexpr std::int64_t second = 1'000'000'000;

    MemoryFileSystem files;
    mlpipe::ThreadPool pool{2};
    mlpipe::StatCache cache{":memory:"};
    mlpipe::Store store{files, "/p/.mlpipe", &cache, pool};

    StoreFixture() {
        files.create_directories("/p");
        files.sync_file_system("/p");
    }

    static std::string place(const mlpipe::Digest& digest) {
        return "/p/.mlpipe/objects/" + digest.hex().substr(0, 2) + "/" + digest.hex().substr(2);
    }
    std::vector<std::string> names(const std::string& path) const {
        std::vector<std::string> found;
        if (!files.stat(path)) return found;
        for (const auto& entry : files.list(path)) found.push_back(entry.name);
        std::sort(found.begin(), found.end());
        return found;
    }
    mlpipe::Manifest manifest(const std::string& path) {
        return mlpipe::Hasher(files, nullptr, pool).manifest(path, {});
    }
    // Replaces an object's content, as a failing disk would.
    void damage(const mlpipe::Digest& digest, const std::string& content) {
        files.put(place(digest), content);
    }

    static mlpipe::ErrorKind kind_of(const std::function<void()>& action) {
        try {
            action();
        } catch (const mlpipe::Error& error) {
            return error.kind();
        }
        FAIL("nothing was thrown");
        return mlpipe::ErrorKind::usage;
    }
};
