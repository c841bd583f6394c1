#include "mlpipe/store/remote.hpp"

#include "directory_remote.hpp"
#include "remote_items.hpp"
#include "sftp_remote.hpp"

namespace mlpipe {

std::string record_directory_of(const Digest& key) {
    const std::string hex = key.hex();
    return "records/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::optional<StoreItem> record_item(const Digest& key, std::string_view name) {
    constexpr std::string_view ending = ".json";
    if (!name.ends_with(ending)) return std::nullopt;
    name.remove_suffix(ending.size());
    const auto id = Digest::parse(name);
    return id ? std::optional(StoreItem{key, *id}) : std::nullopt;
}

std::string StoreItem::path() const {
    const std::string hex = id.hex();
    if (key) return record_directory_of(*key) + "/" + hex + ".json";
    return "objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::unique_ptr<Remote> open_remote(FileSystem& files, const RemoteLocation& location) {
    if (location.kind == RemoteLocation::Kind::directory)
        return std::make_unique<DirectoryRemote>(files, location.path);
    return std::make_unique<SftpRemote>(ssh_command(location), location.path, location.url);
}

}  // namespace mlpipe
