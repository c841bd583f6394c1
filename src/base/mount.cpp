#include "mlpipe/base/mount.hpp"

#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

struct Kind {
    std::uint32_t magic;
    const char* name;
    bool network;
};

// Numbers from statfs(2) and the kernel's magic.h.
constexpr std::array kinds = {
    Kind{0xEF53, "ext4", false},      Kind{0x58465342, "xfs", false},     Kind{0x9123683E, "btrfs", false},
    Kind{0xF2F52010, "f2fs", false},  Kind{0x2FC12FC1, "zfs", false},     Kind{0xCA451A4E, "bcachefs", false},
    Kind{0x01021994, "tmpfs", false}, Kind{0x794C7630, "overlay", false}, Kind{0x7366746E, "ntfs3", false},
    Kind{0x2011BAB0, "exfat", false}, Kind{0x4D44, "vfat", false},        Kind{0x6969, "nfs", true},
    Kind{0x517B, "smb", true},        Kind{0xFF534D42, "cifs", true},     Kind{0xFE534D42, "smb2", true},
    Kind{0x65735546, "fuse", true},   Kind{0x01021997, "9p", true},       Kind{0x5346414F, "afs", true},
    Kind{0x6B414653, "kafs", true},   Kind{0x00C36400, "ceph", true},     Kind{0x0BD00BD0, "lustre", true},
    Kind{0x47504653, "gpfs", true},   Kind{0x19830326, "beegfs", true},   Kind{0x7461636F, "ocfs2", true},
    Kind{0x786F4256, "vboxsf", true},
};

std::string hexadecimal(std::uint32_t number) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%x", static_cast<unsigned>(number));
    return text.data();
}

}  // namespace

Mount mount_of_type(std::uint32_t number) {
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.magic == number; });
    Mount mount;
    mount.type = kind == kinds.end() ? hexadecimal(number) : kind->name;
    mount.network = kind != kinds.end() && kind->network;
    return mount;
}

Mount mount_of(const std::string& path) {
    struct statfs status {};
    if (::statfs(path.c_str(), &status) != 0) throw_system_error("examine the file system of", path, errno);
    Mount mount = mount_of_type(static_cast<std::uint32_t>(status.f_type));
    mount.read_only = (static_cast<unsigned long>(status.f_flags) & ST_RDONLY) != 0;
    mount.free_bytes =
        static_cast<std::uint64_t>(status.f_bavail) * static_cast<std::uint64_t>(status.f_bsize);
    mount.free_files = status.f_ffree;
    mount.files = status.f_files;
    return mount;
}

}  // namespace mlpipe
