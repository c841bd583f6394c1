// The nodes behind MemoryFileSystem: what is there now, what a power cut would leave, and the way from path
// to node.
#pragma once
#include <errno.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"

struct MemoryNode;
using MemoryNodePtr = std::shared_ptr<MemoryNode>;

struct MemoryNode {
    mlpipe::FileType type = mlpipe::FileType::file;
    std::uint64_t device = 0, inode = 0;
    std::uint32_t mode = 0644;
    std::int64_t mtime_ns = 0, ctime_ns = 0;
    std::string data;  // of a file its bytes, of a link its target
    std::map<std::string, MemoryNodePtr, std::less<>> children;

    // On the disk, as far as anybody made sure.
    std::string durable_data;
    std::map<std::string, MemoryNodePtr, std::less<>> durable_children;

    bool is(mlpipe::FileType wanted) const { return type == wanted; }
    void make_durable() {
        durable_data = data;
        durable_children = children;
    }
    void make_tree_durable() {
        make_durable();
        for (const auto& [name, child] : children) child->make_tree_durable();
    }
    void fall_back() {
        data = durable_data;
        children = durable_children;
        for (const auto& [name, child] : children) child->fall_back();
    }
    mlpipe::FileStat stat() const {
        mlpipe::FileStat result;
        result.type = type;
        result.device = device;
        result.inode = inode;
        result.size = is(mlpipe::FileType::directory) ? 4096 : data.size();
        result.mtime_ns = mtime_ns;
        result.ctime_ns = ctime_ns;
        result.executable = (mode & 0100) != 0;
        result.mode = mode;
        return result;
    }
};

// Where a path leads. `error` is 0, or why there is no node; `parent` is null if even the directory is
// missing.
struct MemoryPlace {
    MemoryNodePtr parent, node;
    std::string name, path;
    int error = 0;
};

inline MemoryPlace find_place(const MemoryNodePtr& root, const std::string& path, bool follow_last,
                              int hops = 0) {
    if (hops > 40) return {nullptr, nullptr, "", path, ELOOP};
    const std::string way = mlpipe::path::join("/", mlpipe::path::normalise(path));
    MemoryPlace place{nullptr, root, "", "/", 0};
    for (std::size_t begin = 1; begin < way.size();) {
        const std::size_t end = std::min(way.find('/', begin), way.size());
        const bool last = end == way.size();
        if (!place.node->is(mlpipe::FileType::directory)) return {nullptr, nullptr, "", way, ENOTDIR};
        const std::string name = way.substr(begin, end - begin), here = place.path;
        const auto child = place.node->children.find(name);
        place = {place.node, nullptr, name, mlpipe::path::join(here, name), ENOENT};
        if (child == place.parent->children.end())
            return last ? place : MemoryPlace{nullptr, nullptr, "", way, ENOENT};
        place.node = child->second;
        place.error = 0;
        if (place.node->is(mlpipe::FileType::link) && (!last || follow_last)) {
            const std::string target = mlpipe::path::join(here, place.node->data);
            return find_place(root, target + way.substr(end), follow_last, hops + 1);
        }
        begin = end + 1;
    }
    return place;
}
