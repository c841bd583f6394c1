#include "filtered_files.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "settings.hpp"

namespace mlpipe::git {

namespace {

using FilterList = std::unique_ptr<git_filter_list, Deleter<git_filter_list_free>>;

struct CloseStream {
    void operator()(git_odb_stream* stream) const { git_odb_stream_free(stream); }
};
using ObjectStream = std::unique_ptr<git_odb_stream, CloseStream>;

constexpr std::uint64_t large = 16 << 20;         // bytes that are not worth holding in memory at once
constexpr std::size_t most_arguments = 64 << 10;  // bytes of names in one command

}  // namespace

FilteredFiles::FilteredFiles(FileSystem& files, git_repository* repository, std::string root,
                             NewObjects& objects)
    : files_(files), repository_(repository), root_(std::move(root)), objects_(objects) {}

std::vector<std::optional<std::string>> FilteredFiles::blobs(const std::vector<std::string>& paths,
                                                             bool store) {
    std::vector<std::optional<std::string>> found(paths.size());
    std::vector<std::string> left;
    std::vector<std::size_t> left_at;
    const Config config = open_config(repository_);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (!needs_program(config.get(), paths[i])) {
            found[i] = blob(paths[i], store);
            continue;
        }
        left.push_back(paths[i]);
        left_at.push_back(i);
    }
    if (left.empty()) return found;
    const auto answers = blobs_by_program(files_, root_, left, store);
    for (std::size_t i = 0; i < left.size(); ++i) found[left_at[i]] = answers[i];
    return found;
}

bool FilteredFiles::needs_program(git_config* config, const std::string& path) const {
    std::array<const char*, 2> names = {"filter", "working-tree-encoding"};
    std::array<const char*, 2> values{};
    if (git_attr_get_many(values.data(), repository_, GIT_ATTR_CHECK_FILE_THEN_INDEX, path.c_str(),
                          names.size(), names.data()) < 0)
        throw_git_error("read the attributes of", path);
    if (GIT_ATTR_HAS_VALUE(values[1])) return true;
    if (!GIT_ATTR_HAS_VALUE(values[0])) return false;
    const std::string driver = std::string("filter.") + values[0];
    return config_text(config, driver + ".clean") || config_text(config, driver + ".process");
}

std::optional<std::string> FilteredFiles::blob(const std::string& path, bool store) {
    git_filter_list* loaded = nullptr;
    if (git_filter_list_load(&loaded, repository_, nullptr, path.c_str(), GIT_FILTER_TO_ODB,
                             GIT_FILTER_ALLOW_UNSAFE) < 0)
        throw_git_error("find the filters of", path);
    const FilterList filters(loaded);
    const std::string full = path::join(root_, path);
    const auto status = files_.link_stat(full);
    if (!status || status->type != FileType::file) return std::nullopt;
    try {
        if (!filters && status->size > large) return large_blob(full, status->size, store);
        return small_blob(full, filters.get(), store);
    } catch (const Error&) {
        // Gone or closed to us meanwhile is an answer; whatever else failed is not.
        try {
            if (!files_.open_read(full)) return std::nullopt;
        } catch (const Error&) {
            return std::nullopt;
        }
        throw;
    }
}

std::string FilteredFiles::small_blob(const std::string& full, git_filter_list* filters, bool store) {
    std::string content = read_file(files_, full);
    Buffer filtered;
    if (filters != nullptr) {
        if (git_filter_list_apply_to_buffer(filtered.get(), filters, content.data(), content.size()) < 0)
            throw_git_error("filter", full);
        content = filtered.text();
    }
    if (store) return hex(objects_.write(content.data(), content.size(), GIT_OBJECT_BLOB));
    git_oid id;
    if (git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB) < 0) throw_git_error("hash", full);
    return hex(id);
}

std::string FilteredFiles::large_blob(const std::string& full, std::uint64_t size, bool store) {
    git_oid id;
    if (git_odb_hashfile(&id, full.c_str(), GIT_OBJECT_BLOB) < 0) throw_git_error("hash", full);
    if (!store || git_odb_exists(objects_.database(), &id) != 0) return hex(id);
    objects_.begin();
    git_odb_stream* opened = nullptr;
    if (git_odb_open_wstream(&opened, objects_.database(), static_cast<git_object_size_t>(size),
                             GIT_OBJECT_BLOB) < 0)
        throw_git_error("store", full);
    const ObjectStream stream(opened);
    const auto reader = files_.open_read(full);
    std::vector<std::byte> piece(1 << 20);
    while (const std::size_t got = reader->read(piece))
        if (git_odb_stream_write(stream.get(), reinterpret_cast<const char*>(piece.data()), got) < 0)
            throw_git_error("store", full);
    if (git_odb_stream_finalize_write(&id, stream.get()) < 0) throw_git_error("store", full);
    return hex(id);
}

std::vector<std::optional<std::string>> blobs_by_program(const FileSystem& files, const std::string& root,
                                                         const std::vector<std::string>& paths, bool store) {
    std::vector<std::optional<std::string>> found(paths.size());
    const GitProgram git(root);
    for (std::size_t next = 0; next < paths.size();) {
        std::vector<std::string> arguments = {"hash-object"};
        if (store) arguments.emplace_back("-w");
        arguments.emplace_back("--");
        std::vector<std::size_t> asked;
        for (std::size_t bytes = 0; next < paths.size() && bytes < most_arguments; ++next) {
            bytes += paths[next].size() + 1;
            const auto status = files.link_stat(path::join(root, paths[next]));
            if (!status || status->type != FileType::file) continue;
            arguments.push_back(paths[next]);
            asked.push_back(next);
        }
        if (asked.empty()) continue;
        const auto ids = text::split_lines(git.run({"store files of '" + root + "'", arguments}));
        if (ids.size() < asked.size())
            throw Error(ErrorKind::failed, "cannot store files of '" + root + "': git answered too little");
        for (std::size_t i = 0; i < asked.size(); ++i) found[asked[i]] = ids[i];
    }
    return found;
}

}  // namespace mlpipe::git
