// Reading the whole store against its names.
#include <algorithm>
#include <mutex>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/store/steady_read.hpp"
#include "store_state.hpp"
#include "walk.hpp"

namespace mlpipe {
namespace {

using Finding = Store::Finding;

class Verification {
  public:
    Verification(const Store::State& store, const std::function<void(std::uint64_t)>& progress)
        : store_(store), progress_(progress) {}

    std::vector<Finding> run() {
        for (const DirectoryEntry& prefix : list("objects"))
            for (const DirectoryEntry& entry : list_below("objects", prefix)) add_object(prefix.name, entry);
        for (const DirectoryEntry& prefix : list("records"))
            for (const DirectoryEntry& key : list_below("records", prefix)) add_records(prefix.name, key);
        for_each_part(store_.pool, files_.size(), [this](std::size_t begin, std::size_t end) {
            Sha256 sha256;
            for (std::size_t i = begin; i < end; ++i) check(files_[i], sha256);
        });
        std::sort(findings_.begin(), findings_.end(),
                  [](const Finding& left, const Finding& right) { return left.path < right.path; });
        return std::move(findings_);
    }

  private:
    struct File {
        std::string path;
        Digest digest;
    };

    std::vector<DirectoryEntry> list(const std::string& path) const {
        return list_if_present(store_.files, store_.directory + "/" + path);
    }

    std::vector<DirectoryEntry> list_below(const std::string& space, const DirectoryEntry& prefix) {
        const std::string path = space + "/" + prefix.name;
        if (prefix.type == FileType::directory) return list(path);
        report(path, space == "objects" ? "not an object" : "not the records of a key");
        return {};
    }

    void add_object(const std::string& prefix, const DirectoryEntry& entry) {
        const std::string path = "objects/" + prefix + "/" + entry.name;
        const auto digest = split_digest(prefix, entry.name);
        if (digest && prefix.size() == 2 && entry.type == FileType::file)
            files_.push_back({path, *digest});
        else
            report(path, "not an object");
    }

    void add_records(const std::string& prefix, const DirectoryEntry& key) {
        const std::string directory = "records/" + prefix + "/" + key.name;
        if (prefix.size() != 2 || !split_digest(prefix, key.name) || key.type != FileType::directory) {
            report(directory, "not the records of a key");
            return;
        }
        for (const DirectoryEntry& entry : list(directory)) {
            const std::string path = directory + "/" + entry.name;
            const std::string_view name = entry.name;
            const auto digest =
                name.ends_with(".json") ? Digest::parse(name.substr(0, name.size() - 5)) : std::nullopt;
            if (digest && entry.type == FileType::file)
                files_.push_back({path, *digest});
            else
                report(path, "not a record");
        }
    }

    void check(const File& file, Sha256& sha256) {
        std::string problem;
        std::uint64_t size = 0;
        try {
            const SteadyContent content =
                read_steadily(store_.files, store_.directory + "/" + file.path, sha256, nullptr, {});
            size = content.stat.size;
            if (content.digest != file.digest) problem = "content does not match the name";
        } catch (const Error& error) {
            sha256.finish();  // what was fed before the failure
            if (!store_.files.link_stat(store_.directory + "/" + file.path)) return;  // removed meanwhile
            problem = error.what();
        }
        const std::lock_guard lock(mutex_);
        total_ += size;
        if (!problem.empty()) findings_.push_back({file.path, problem});
        if (progress_) progress_(total_);
    }

    void report(std::string path, std::string problem) {
        findings_.push_back({std::move(path), std::move(problem)});
    }

    const Store::State& store_;
    const std::function<void(std::uint64_t)>& progress_;
    std::vector<File> files_;
    std::mutex mutex_;
    std::vector<Finding> findings_;
    std::uint64_t total_ = 0;
};

}  // namespace

std::vector<Store::Finding> Store::verify(const std::function<void(std::uint64_t)>& progress) const {
    return Verification(*state_, progress).run();
}

}  // namespace mlpipe
