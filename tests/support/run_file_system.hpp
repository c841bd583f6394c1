// The real file system, whose clock a test can move, whose n-th change can be made to fail as a full disk
// does, and which counts its changes. Syncing is left out: nothing here survives a power cut. Thread-safe.
#pragma once
#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"

class CountingFileSystem final : public mlpipe::FileSystem {
  public:
    void move_clock(double seconds) { offset_ns_ += static_cast<std::int64_t>(seconds * 1e9); }
    // The n-th change from now, counted from 1, and each one after it throws; 0: none.
    void fail_from_change(std::uint64_t n) { fail_from_ = n == 0 ? UINT64_MAX : changes_ + n; }
    // So does each change of a path that contains this; empty: none. Not while a run is going on.
    void fail_named(const std::string& part) { fail_named_ = part; }
    std::uint64_t changes() const { return changes_; }
    // As on a file system that can share blocks.
    void pretend_to_clone() { clones_ = true; }
    // Called with the path of each file that is opened for reading. Not while a run is going on.
    void on_open(std::function<void(const std::string&)> hook) { on_open_ = std::move(hook); }
    std::uint64_t reads() const { return reads_; }  // files opened

    std::optional<mlpipe::FileStat> stat(const std::string& path) const override { return real().stat(path); }
    std::optional<mlpipe::FileStat> link_stat(const std::string& path) const override {
        return real().link_stat(path);
    }
    std::unique_ptr<mlpipe::FileReader> open_read(const std::string& path) const override {
        if (on_open_) on_open_(path);
        ++reads_;
        return real().open_read(path);
    }
    std::vector<mlpipe::DirectoryEntry> list(const std::string& path) const override {
        return real().list(path);
    }
    std::string read_link(const std::string& path) const override { return real().read_link(path); }
    std::optional<std::string> real_path(const std::string& path) const override {
        return real().real_path(path);
    }
    std::int64_t now_ns() const override { return real().now_ns() + offset_ns_; }

    std::unique_ptr<mlpipe::FileWriter> create(const std::string& path, std::uint32_t mode) override {
        change("create", path);
        return std::make_unique<Writer>(*this, path, real().create(path, mode));
    }
    void create_directories(const std::string& path) override {
        if (!stat(path)) change("create the directory", path);
        real().create_directories(path);
    }
    void create_link(const std::string& target, const std::string& path) override {
        change("create the link", path);
        real().create_link(target, path);
    }
    void create_hard_link(const std::string& existing, const std::string& path) override {
        change("create the hard link", path);
        real().create_hard_link(existing, path);
    }
    bool clone_file(const std::string& from, const std::string& to, std::uint32_t mode) override {
        change("clone", to);
        if (!clones_) return real().clone_file(from, to, mode);
        mlpipe::copy_file(real(), from, to, mode, {});
        return true;
    }
    bool rename(const std::string& from, const std::string& to) override {
        change("rename to", to);
        return real().rename(from, to);
    }
    void set_mode(const std::string& path, std::uint32_t mode) override {
        change("change the permissions of", path);
        real().set_mode(path, mode);
    }
    void remove_file(const std::string& path) override {
        if (link_stat(path)) change("remove", path);
        real().remove_file(path);
    }
    void remove_tree(const std::string& path) override {
        if (link_stat(path)) change("remove", path);
        real().remove_tree(path);
    }
    void sync_file(const std::string&) override {}
    void sync_directory(const std::string&) override {}
    void sync_file_system(const std::string&) override {}

  private:
    class Writer final : public mlpipe::FileWriter {
      public:
        Writer(CountingFileSystem& files, std::string path, std::unique_ptr<mlpipe::FileWriter> real_writer)
            : files_(files), path_(std::move(path)), real_(std::move(real_writer)) {}
        // A disk that fills up takes the first half.
        void write(std::span<const std::byte> data) override {
            try {
                files_.change("write to", path_);
            } catch (const mlpipe::Error&) {
                real_->write(data.first(data.size() / 2));
                throw;
            }
            real_->write(data);
        }
        void sync() override {}
        void close() override { real_->close(); }

      private:
        CountingFileSystem& files_;
        std::string path_;
        std::unique_ptr<mlpipe::FileWriter> real_;
    };

    static mlpipe::FileSystem& real() { return mlpipe::posix_file_system(); }

    void change(const char* doing, const std::string& path) {
        const bool full = ++changes_ >= fail_from_;
        if (full || (!fail_named_.empty() && path.find(fail_named_) != std::string::npos))
            mlpipe::throw_system_error(doing, path, ENOSPC);
    }

    std::atomic<std::uint64_t> changes_{0}, fail_from_{UINT64_MAX};
    mutable std::atomic<std::uint64_t> reads_{0};
    std::atomic<std::int64_t> offset_ns_{0};
    std::string fail_named_;
    bool clones_ = false;
    std::function<void(const std::string&)> on_open_;
};
