// The disk under MemoryFileSystem: its nodes, its clock, its failures, and files that are open on it.
#pragma once
#include <algorithm>
#include <functional>
#include <mutex>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "support/memory_tree.hpp"

class MemoryDisk {
  public:
    MemoryDisk() : root_(make_node(mlpipe::FileType::directory, 0755)) { root_->device = 1; }

    // Of the clock.
    void set_step(std::int64_t ns) { step_ = ns; }
    void set_grain(std::int64_t ns) { grain_ = ns; }  // stamps are cut down to a multiple of it
    void advance(std::int64_t ns) { now_ += ns; }

    // Of failures. The n-th state change from now, counted from 1, throws as a full disk does; 0: none.
    void fail_call(std::uint64_t n) { fail_first_ = fail_last_ = n == 0 ? 0 : calls_ + n; }
    // That one and all that follow: as if the process were dead.
    void fail_from_call(std::uint64_t n) {
        fail_call(n);
        if (n > 0) fail_last_ = UINT64_MAX;
    }
    std::uint64_t calls() const { return calls_; }
    // Loses file data and directory entries that were not synced, and ends fail_call.
    void crash() {
        const std::lock_guard lock(mutex);
        root_->fall_back();
        fail_call(0);
    }

    // The rest is for the file system, under the mutex.
    mutable std::mutex mutex;
    std::function<void(const std::string&)> before_read;

    std::int64_t stamp() const { return now_ - now_ % grain_; }

    // True if this state change is to fail.
    bool count_call() {
        now_ += step_;
        ++calls_;
        return calls_ >= fail_first_ && calls_ <= fail_last_;
    }

    MemoryNodePtr make_node(mlpipe::FileType type, std::uint32_t mode) {
        auto node = std::make_shared<MemoryNode>();
        node->type = type;
        node->mode = mode;
        node->inode = ++inodes_;
        node->mtime_ns = node->ctime_ns = stamp();
        return node;
    }

    MemoryPlace find(const std::string& path, bool follow) const { return find_place(root_, path, follow); }

    MemoryPlace existing(const char* doing, const std::string& path, bool follow) const {
        auto place = find(path, follow);
        if (!place.node) mlpipe::throw_system_error(doing, path, place.error);
        return place;
    }

    MemoryPlace change(const char* doing, const std::string& path, bool follow, bool absent_is_fine = false) {
        auto place = find(path, follow);
        if (!place.node && !(absent_is_fine && place.parent))
            mlpipe::throw_system_error(doing, path, place.error);
        if (count_call()) mlpipe::throw_system_error(doing, path, ENOSPC);
        return place;
    }

    MemoryPlace change_new(const char* doing, const std::string& path) {
        if (find(path, false).node) mlpipe::throw_system_error(doing, path, EEXIST);
        return change(doing, path, false, true);
    }

    MemoryNodePtr add(const MemoryPlace& place, const MemoryNodePtr& node) {
        if (node->device == 0) node->device = place.parent->device;
        place.parent->children[place.name] = node;
        place.parent->mtime_ns = place.parent->ctime_ns = stamp();
        return node;
    }

    MemoryNodePtr add_new(const char* doing, const std::string& path, mlpipe::FileType type,
                          std::uint32_t mode) {
        return add(change_new(doing, path), make_node(type, mode));
    }

    void drop(const MemoryPlace& place) {
        if (!place.parent) mlpipe::throw_system_error("remove", place.path, EBUSY);
        place.parent->children.erase(place.name);
        place.parent->mtime_ns = place.parent->ctime_ns = stamp();
        place.node->ctime_ns = stamp();
    }

    void make_durable() { root_->make_tree_durable(); }

  private:
    std::int64_t now_ = 1'700'000'000'000'000'000, step_ = 1'000'000, grain_ = 1;
    std::uint64_t inodes_ = 0, calls_ = 0, fail_first_ = UINT64_MAX, fail_last_ = 0;
    MemoryNodePtr root_;
};

class MemoryReader final : public mlpipe::FileReader {
  public:
    MemoryReader(const MemoryDisk& disk, MemoryNodePtr node, std::string path)
        : disk_(disk), node_(std::move(node)), path_(std::move(path)) {}
    std::size_t read(std::span<std::byte> buffer) override {
        if (disk_.before_read) disk_.before_read(path_);
        const std::lock_guard lock(disk_.mutex);
        const std::size_t begin = std::min(at_, node_->data.size());
        const std::size_t count = std::min(buffer.size(), node_->data.size() - begin);
        std::copy_n(reinterpret_cast<const std::byte*>(node_->data.data()) + begin, count, buffer.begin());
        at_ = begin + count;
        return count;
    }
    mlpipe::FileStat stat() const override {
        const std::lock_guard lock(disk_.mutex);
        return node_->stat();
    }

  private:
    const MemoryDisk& disk_;
    MemoryNodePtr node_;
    std::string path_;
    std::size_t at_ = 0;
};

class MemoryWriter final : public mlpipe::FileWriter {
  public:
    MemoryWriter(MemoryDisk& disk, MemoryNodePtr node, std::string path)
        : disk_(disk), node_(std::move(node)), path_(std::move(path)) {}
    // A disk that fills up takes the first half.
    void write(std::span<const std::byte> data) override {
        const std::lock_guard lock(disk_.mutex);
        const std::string_view bytes(reinterpret_cast<const char*>(data.data()), data.size());
        const bool whole = !disk_.count_call();
        node_->data += bytes.substr(0, whole ? bytes.size() : bytes.size() / 2);
        node_->mtime_ns = node_->ctime_ns = disk_.stamp();
        if (!whole) mlpipe::throw_system_error("write to", path_, ENOSPC);
    }
    void sync() override {
        const std::lock_guard lock(disk_.mutex);
        if (disk_.count_call()) mlpipe::throw_system_error("sync", path_, ENOSPC);
        node_->make_durable();
    }
    void close() override {
        const std::lock_guard lock(disk_.mutex);
        if (disk_.count_call()) mlpipe::throw_system_error("close", path_, ENOSPC);
    }

  private:
    MemoryDisk& disk_;
    MemoryNodePtr node_;
    std::string path_;
};
