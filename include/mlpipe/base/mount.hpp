// The file system that a path lies on: what it is called, what room it has, whether it may lead to another
// machine.
#pragma once
#include <cstdint>
#include <string>

namespace mlpipe {

struct Mount {
    std::string type;  // "ext4", "nfs"; a hexadecimal number where the name is not known
    // Locks and shared memory may not reach all who use it. FUSE and 9p count, for they may lead anywhere.
    bool network = false;
    bool read_only = false;
    std::uint64_t free_bytes = 0;  // to this user
    std::uint64_t free_files = 0;  // 0 with files == 0: without a limit
    std::uint64_t files = 0;
};

// Throws Error(failed) for a path that does not exist.
Mount mount_of(const std::string& path);

// `type` and `network` alone, by the number that the kernel gives the file system (statfs's f_type).
Mount mount_of_type(std::uint32_t number);

}  // namespace mlpipe
