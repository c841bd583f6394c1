#include "mlpipe/base/file_system.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t large_buffer = std::size_t{1} << 20;

// A link is written through, where it leads anywhere: replacing it would part it from what it names.
std::string written_path(const FileSystem& files, const std::string& path) {
    const auto stat = files.link_stat(path);
    if (!stat || stat->type != FileType::link) return path;
    return files.real_path(path).value_or(path);
}

void fill(FileWriter& writer, std::string_view content, Durability durability) {
    writer.write(std::as_bytes(std::span(content)));
    if (durability == Durability::synced) writer.sync();
    writer.close();
}

// What is left of a failed write is in nobody's way; the first failure is the one to report.
void remove_quietly(FileSystem& files, const std::string& path) {
    try {
        files.remove_file(path);
    } catch (const Error&) {
    }
}

}  // namespace

std::string read_file(const FileSystem& files, const std::string& path) {
    const auto reader = files.open_read(path);
    // One byte more than the size shows the end without a second round; a growing file still fits.
    std::string content(static_cast<std::size_t>(reader->stat().size) + 1, '\0');
    std::size_t length = 0;
    while (true) {
        const std::size_t count = reader->read(std::as_writable_bytes(std::span(content)).subspan(length));
        if (count == 0) break;
        length += count;
        if (length == content.size()) content.resize(length + std::max(length, std::size_t{4096}));
    }
    content.resize(length);
    return content;
}

std::optional<std::string> read_file_if_present(const FileSystem& files, const std::string& path) {
    if (!files.stat(path)) return std::nullopt;
    try {
        return read_file(files, path);
    } catch (const Error&) {
        if (!files.stat(path)) return std::nullopt;
        throw;
    }
}

void write_file_atomically(FileSystem& files, const std::string& path, std::string_view content,
                           Durability durability, std::uint32_t mode, const std::string& scratch) {
    const std::string target = written_path(files, path);
    const std::string directory(path::parent(target));
    const auto replace_by_way_of = [&](const std::string& place) {
        const std::string temporary = path::join(place, unique_name(".mlpipe-tmp-"));
        const auto writer = files.create(temporary, mode);
        bool moved = false;
        try {
            fill(*writer, content, durability);
            moved = files.rename(temporary, target);
        } catch (...) {
            remove_quietly(files, temporary);
            throw;
        }
        if (!moved) remove_quietly(files, temporary);
        return moved;
    };
    if ((scratch.empty() || !replace_by_way_of(scratch)) && !replace_by_way_of(directory))
        throw Error(ErrorKind::failed,
                    "cannot replace '" + path::printable(target) + "': its directory spans devices");
    if (durability == Durability::synced) files.sync_directory(directory);
}

void copy_file(FileSystem& files, const std::string& from, const std::string& to, std::uint32_t mode,
               const StopPoint& stop) {
    const auto reader = files.open_read(from);
    const std::uint64_t size = reader->stat().size;
    std::vector<std::byte> buffer(
        static_cast<std::size_t>(std::clamp<std::uint64_t>(size + 1, 4096, large_buffer)));
    const auto writer = files.create(to, mode);
    try {
        while (const std::size_t count = reader->read(buffer)) {
            writer->write(std::span(buffer).first(count));
            stop.pass();
        }
        writer->close();
    } catch (...) {
        remove_quietly(files, to);
        throw;
    }
}

bool clone_or_copy_file(FileSystem& files, const std::string& from, const std::string& to, std::uint32_t mode,
                        const StopPoint& stop) {
    if (files.clone_file(from, to, mode)) return true;
    copy_file(files, from, to, mode, stop);
    return false;
}

std::string unique_name(std::string_view prefix) {
    static std::atomic<std::uint64_t> counter{0};
    std::array<unsigned char, 6> random{};
    // Six bytes come whole or, before the kernel has any, not at all; process and counter still differ then.
    [[maybe_unused]] const auto got = getrandom(random.data(), random.size(), GRND_NONBLOCK);
    std::string name = std::string(prefix) + std::to_string(getpid()) + "-" + std::to_string(++counter) + "-";
    constexpr std::string_view digits = "0123456789abcdef";
    for (const unsigned char byte : random) {
        name += digits[byte >> 4];
        name += digits[byte & 15];
    }
    return name;
}

}  // namespace mlpipe
