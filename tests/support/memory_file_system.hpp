// A file system in memory for tests. Its clock stands still but for a step a state change; any state change
// can be made to fail; crash() forgets what was not synced. Permissions are kept and not enforced. Paths are
// absolute.
//
// A state change is a create, each write, close or sync, each link, rename, change of mode, and each entry
// made or removed: what a process that is killed may be killed between.
#pragma once
#include "support/memory_disk.hpp"

class MemoryFileSystem final : public mlpipe::FileSystem, public MemoryDisk {
  public:
    using FileType = mlpipe::FileType;

    std::int64_t now_ns() const override {
        const std::lock_guard lock(mutex);
        return stamp();
    }

    void set_clones(bool able) { clones_ = able; }
    std::uint64_t opens() const { return opens_; }  // for reading
    // Runs before each read of an open file, with its path: a chance to change it meanwhile.
    void set_before_read(std::function<void(const std::string&)> hook) { before_read = std::move(hook); }
    // The directory, and what is made below it from now on, gets a device of its own.
    void mount(const std::string& path) {
        create_directories(path);
        const std::lock_guard lock(mutex);
        existing("mount", path, true).node->device = ++devices_;
    }
    void set_mtime(const std::string& path, std::int64_t ns) {
        const std::lock_guard lock(mutex);
        const auto place = change("touch", path, true);
        place.node->mtime_ns = ns;
        place.node->ctime_ns = stamp();
    }
    // Creates parents and replaces the file in place, as an editor or a stage does.
    void put(const std::string& path, std::string_view content) {
        create_directories(std::string(mlpipe::path::parent(path)));
        const std::lock_guard lock(mutex);
        auto place = change("write", path, true, true);
        if (!place.node) place.node = add(place, make_node(FileType::file, 0644));
        place.node->data = content;
        place.node->mtime_ns = place.node->ctime_ns = stamp();
    }
    std::string get(const std::string& path) const { return mlpipe::read_file(*this, path); }

    std::optional<mlpipe::FileStat> stat(const std::string& path) const override {
        return examine(path, true);
    }
    std::optional<mlpipe::FileStat> link_stat(const std::string& path) const override {
        return examine(path, false);
    }

    std::unique_ptr<mlpipe::FileReader> open_read(const std::string& path) const override {
        const std::lock_guard lock(mutex);
        const auto place = existing("open", path, true);
        if (place.node->is(FileType::directory)) mlpipe::throw_system_error("open", path, EISDIR);
        ++opens_;
        return std::make_unique<MemoryReader>(*this, place.node, path);
    }
    std::vector<mlpipe::DirectoryEntry> list(const std::string& path) const override {
        const std::lock_guard lock(mutex);
        const auto place = existing("list", path, true);
        if (!place.node->is(FileType::directory)) mlpipe::throw_system_error("list", path, ENOTDIR);
        std::vector<mlpipe::DirectoryEntry> entries;
        for (const auto& [name, child] : place.node->children) entries.push_back({name, child->type});
        return entries;
    }
    std::string read_link(const std::string& path) const override {
        const std::lock_guard lock(mutex);
        const auto place = existing("read the link", path, false);
        if (!place.node->is(FileType::link)) mlpipe::throw_system_error("read the link", path, EINVAL);
        return place.node->data;
    }
    std::optional<std::string> real_path(const std::string& path) const override {
        const std::lock_guard lock(mutex);
        const auto place = find(path, true);
        if (place.node) return place.path;
        return std::nullopt;
    }

    std::unique_ptr<mlpipe::FileWriter> create(const std::string& path, std::uint32_t mode) override {
        const std::lock_guard lock(mutex);
        return std::make_unique<MemoryWriter>(*this, add_new("create", path, FileType::file, mode), path);
    }
    void create_directories(const std::string& path) override {
        const std::lock_guard lock(mutex);
        make_directories(path);
    }
    void create_link(const std::string& target, const std::string& path) override {
        const std::lock_guard lock(mutex);
        const auto node = add_new("create the link", path, FileType::link, 0777);
        node->data = node->durable_data = target;
    }
    void create_hard_link(const std::string& present, const std::string& path) override {
        const std::lock_guard lock(mutex);
        const auto from = existing("create the hard link", present, false);
        const auto to = change_new("create the hard link", path);
        if (to.parent->device != from.node->device)
            mlpipe::throw_system_error("create the hard link", path, EXDEV);
        add(to, from.node)->ctime_ns = stamp();
    }
    bool clone_file(const std::string& from, const std::string& to, std::uint32_t mode) override {
        const std::lock_guard lock(mutex);
        const auto source = existing("open", from, true);
        const auto place = change_new("create", to);
        if (!clones_ || place.parent->device != source.node->device) return false;
        add(place, make_node(FileType::file, mode))->data = source.node->data;
        return true;
    }
    bool rename(const std::string& from, const std::string& to) override {
        const std::lock_guard lock(mutex);
        const auto source = change("rename", from, false);
        const auto target = find(to, false);
        if (!target.parent) mlpipe::throw_system_error("rename to", to, target.error);
        if (target.parent->device != source.node->device) return false;
        if (target.node == source.node) return true;
        if (const int error = replace_error(source, target))
            mlpipe::throw_system_error("rename to", to, error);
        drop(source);
        add(target, source.node)->ctime_ns = stamp();
        return true;
    }
    void set_mode(const std::string& path, std::uint32_t mode) override {
        const std::lock_guard lock(mutex);
        const auto place = change("change the permissions of", path, true);
        place.node->mode = mode;
        place.node->ctime_ns = stamp();
    }
    void remove_file(const std::string& path) override {
        const std::lock_guard lock(mutex);
        if (!find(path, false).node) return;
        const auto place = change("remove", path, false);
        if (!place.node->children.empty()) mlpipe::throw_system_error("remove", path, ENOTEMPTY);
        drop(place);
    }
    void remove_tree(const std::string& path) override {
        const std::lock_guard lock(mutex);
        remove_below(path);
    }
    void sync_file(const std::string& path) override { sync(path); }
    void sync_directory(const std::string& path) override { sync(path); }
    void sync_file_system(const std::string& path) override {
        const std::lock_guard lock(mutex);
        change("sync the file system of", path, true);
        make_durable();
    }

  private:
    std::optional<mlpipe::FileStat> examine(const std::string& path, bool follow) const {
        const std::lock_guard lock(mutex);
        const auto place = find(path, follow);
        if (place.node) return place.node->stat();
        if (place.error != ENOENT && place.error != ENOTDIR)
            mlpipe::throw_system_error("examine", path, place.error);
        return std::nullopt;
    }

    static int replace_error(const MemoryPlace& source, const MemoryPlace& target) {
        const bool directory = source.node->is(FileType::directory);
        if (directory && mlpipe::path::contains(source.path, target.path)) return EINVAL;
        if (!target.node) return 0;
        if (!directory) return target.node->is(FileType::directory) ? EISDIR : 0;
        if (!target.node->is(FileType::directory)) return ENOTDIR;
        return target.node->children.empty() ? 0 : ENOTEMPTY;
    }

    void make_directories(const std::string& path) {
        const auto place = find(path, true);
        if (place.node && place.node->is(FileType::directory)) return;
        if (place.node) mlpipe::throw_system_error("create the directory", path, EEXIST);
        if (!place.parent) make_directories(std::string(mlpipe::path::parent(mlpipe::path::normalise(path))));
        add_new("create the directory", path, FileType::directory, 0755);
    }

    void remove_below(const std::string& path) {
        const auto place = find(path, false);
        if (!place.node) return;
        while (!place.node->children.empty())
            remove_below(mlpipe::path::join(place.path, place.node->children.begin()->first));
        drop(change("remove", path, false));
    }

    void sync(const std::string& path) {
        const std::lock_guard lock(mutex);
        change("sync", path, true).node->make_durable();
    }

    bool clones_ = false;
    std::uint64_t devices_ = 1;
    mutable std::uint64_t opens_ = 0;
};
