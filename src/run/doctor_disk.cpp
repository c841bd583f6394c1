// What `doctor` says of the disk, and of what earlier runs left on it.
#include <sys/sysmacros.h>

#include <algorithm>
#include <cstdio>
#include <span>
#include <sstream>

#include "doctor_checks.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/past_runs.hpp"

namespace mlpipe::doctor {
namespace {

constexpr std::uint64_t mebibyte = 1 << 20;
constexpr std::uint64_t little_space = 1024 * mebibyte, no_space = 16 * mebibyte;
constexpr std::uint64_t few_files = 10'000;
constexpr std::int64_t a_day_ns = std::int64_t{86'400} * 1'000'000'000;

// The directory, or what is there of the way to it.
std::string nearest_present(const FileSystem& files, std::string directory) {
    while (!files.stat(directory) && path::parent(directory) != directory)
        directory = path::parent(directory);
    return directory;
}

struct Amount {
    std::uint64_t files = 0, bytes = 0;
};

std::vector<DirectoryEntry> list(const FileSystem& files, const std::string& directory) {
    try {
        return files.stat(directory) ? files.list(directory) : std::vector<DirectoryEntry>{};
    } catch (const Error&) {
        return {};  // it went meanwhile, or may not be read: what can be counted is counted
    }
}

// Files below a directory that were last changed before `before_ns`.
void count(const FileSystem& files, const std::string& directory, std::int64_t before_ns, Amount& amount) {
    for (const DirectoryEntry& entry : list(files, directory)) {
        const std::string path = directory + "/" + entry.name;
        if (entry.type == FileType::directory) {
            count(files, path, before_ns, amount);
            continue;
        }
        const auto stat = files.link_stat(path);
        if (!stat || stat->mtime_ns >= before_ns) continue;
        ++amount.files;
        amount.bytes += stat->size;
    }
}

// A file of ours for a moment.
class Probe {
  public:
    Probe(FileSystem& files, const std::string& directory)
        : files_(files), path_(directory + "/" + unique_name(".mlpipe-doctor-")) {}
    ~Probe() {
        try {
            files_.remove_file(path_);
        } catch (const Error&) {
            // Where removing fails there is more wrong than a small file.
        }
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    const std::string& path() const { return path_; }

  private:
    FileSystem& files_;
    std::string path_;
};

void examine_sharing(FileSystem& files, const std::string& store, const std::string& root, Checkups& all) {
    const Probe object(files, store), copy(files, root);
    const std::string content(4096, 'x');
    try {
        const auto writer = files.create(object.path(), 0644);
        writer->write(std::as_bytes(std::span(content)));
        writer->close();
        const bool shares = files.clone_file(object.path(), copy.path(), 0644);
        all.push_back({"sharing", Health::good,
                       shares ? "the store and the working tree share blocks (reflink): nothing is kept twice"
                              : "no reflink here: outputs take their space twice, in place and in the store",
                       ""});
    } catch (const Error& error) {
        all.push_back({"sharing", Health::failure, error.what(), "runs must be able to write here"});
    }
}

void examine_space(const std::string& what, const Mount& mount, Checkups& all) {
    const std::string left = text::format_bytes(mount.free_bytes) + " free for " + what;
    if (mount.read_only) {
        all.push_back({"free space", Health::failure, "the file system of " + what + " is read-only",
                       "status, why and show work there; runs do not"});
    } else if (mount.free_bytes < no_space || (mount.files > 0 && mount.free_files == 0)) {
        all.push_back(
            {"free space", Health::failure, left, "make room; 'mlpipe gc' says what it could free"});
    } else if (mount.free_bytes < little_space) {
        all.push_back({"free space", Health::warning, left, "'mlpipe gc' says what it could free"});
    } else if (mount.files > 0 && mount.free_files < few_files) {
        all.push_back({"free space", Health::warning,
                       left + ", but only for " + text::plural(mount.free_files, "more file"),
                       "the file system runs out of inodes; 'mlpipe gc' says what it could free"});
    } else {
        all.push_back({"free space", Health::good, left, ""});
    }
}

// As /proc/locks tells it: taking the lock to find out would get in a run's way.
bool is_locked(const FileSystem& files, const std::string& file) {
    const auto stat = files.stat(file);
    if (!stat) return false;
    std::istringstream locks(read_file_if_present(files, "/proc/locks").value_or(""));
    char place[64];
    std::snprintf(place, sizeof place, "%02x:%02x:%llu", ::gnu_dev_major(stat->device),
                  ::gnu_dev_minor(stat->device), static_cast<unsigned long long>(stat->inode));
    std::string line;
    while (std::getline(locks, line)) {
        std::istringstream words(line);
        std::string word;
        while (words >> word) {
            if (word == place) return true;
        }
    }
    return false;
}

}  // namespace

Checkup examine_file_system(const std::string& what, const Mount& mount) {
    std::string found = mount.type + " under " + what;
    if (!mount.network) return {"file system", Health::good, std::move(found), ""};
    return {"file system", Health::warning, found + ", which may be on another machine",
            "one machine at a time; the database then does without WAL, and everything is slower"};
}

void examine_disk(const Project& project, World& world, Checkups& all) {
    const std::string store = nearest_present(world.files, project.store_directory());
    const std::string root = nearest_present(world.files, project.root);
    const Mount root_mount = mount_of(root), store_mount = mount_of(store);
    for (const auto& [what, mount] :
         {std::pair("the project", root_mount), std::pair("the store", store_mount)}) {
        if (what == std::string("the store") && !project.config.store_path) continue;
        all.push_back(examine_file_system(what, mount));
        examine_space(what, mount, all);
    }
    const bool writable = !root_mount.read_only && !store_mount.read_only;
    const bool has_state = world.files.stat(project.state_directory()).has_value();
    if (writable) examine_sharing(world.files, store, has_state ? project.state_directory() : root, all);

    Amount objects, records;
    const std::int64_t now = world.clock.now_ns();
    count(world.files, project.store_directory() + "/objects", now, objects);
    count(world.files, project.store_directory() + "/records", now, records);
    all.push_back({"store", Health::good,
                   text::plural(objects.files, "object") + ", " + text::format_bytes(objects.bytes) +
                       ", and " + text::plural(records.files, "record") + " in " +
                       path::printable(project.shown(project.store_directory())),
                   ""});
}

void examine_leftovers(const Project& project, World& world, Checkups& all) {
    const bool running = in_progress(project);
    const auto lease = world.files.stat(project.lease_file());
    if (running) {
        all.push_back({"processes", Health::good,
                       "the project is in use by " + FileLock::holder(project.lock_file()), ""});
    } else if (lease && (lease->size > 0 || is_locked(world.files, project.lease_file()))) {
        all.push_back({"processes", Health::warning,
                       "a run was killed, and processes of its stages may be alive",
                       "the next run ends them first"});
    } else {
        all.push_back({"processes", Health::good, "none left of earlier runs", ""});
    }

    Amount stale;
    const std::int64_t before = world.clock.now_ns() - a_day_ns;
    count(world.files, project.store_directory() + "/tmp", before, stale);
    if (stale.files > 0) {
        all.push_back({"working files", Health::warning,
                       text::plural(stale.files, "file") + " of " + text::format_bytes(stale.bytes) +
                           " older than a day in tmp",
                       "'mlpipe gc' removes them"});
    } else {
        all.push_back({"working files", Health::good, "none left of earlier runs", ""});
    }
}

}  // namespace mlpipe::doctor
