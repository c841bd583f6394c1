#include "sftp_remote.hpp"

#include "mlpipe/base/path.hpp"
#include "remote_items.hpp"

namespace mlpipe {

using sftp::PacketReader;
using sftp::PacketWriter;
using sftp::Reply;

std::vector<std::string> ssh_command(const RemoteLocation& location) {
    std::vector<std::string> command{"ssh", "-x", "-a", "-T"};
    for (const char* option :
         {"BatchMode=yes", "ConnectTimeout=30", "ServerAliveInterval=15", "ServerAliveCountMax=4",
          "ClearAllForwardings=yes", "PermitLocalCommand=no", "RequestTTY=no"}) {
        command.insert(command.end(), {"-o", option});
    }
    if (location.port) command.insert(command.end(), {"-p", std::to_string(*location.port)});
    if (!location.user.empty()) command.insert(command.end(), {"-l", location.user});
    command.insert(command.end(), {"-s", "--", location.host, "sftp"});
    return command;
}

SftpRemote::SftpRemote(const std::vector<std::string>& command, std::string directory, std::string shown)
    : directory_(std::move(directory)), session_(command, std::move(shown)) {}

std::vector<std::optional<std::uint64_t>> SftpRemote::has(const std::vector<StoreItem>& items) {
    std::vector<std::optional<std::uint64_t>> sizes(items.size());
    session_.pipeline(
        items.size(),
        [&](std::size_t i) { return session_.send(sftp::stat, PacketWriter().text(place(items[i])).take()); },
        [&](std::size_t i, const Reply& reply) {
            if (reply.code() == sftp::no_such_file) return;
            if (reply.type != sftp::attributes) session_.fail("examine", place(items[i]), reply);
            PacketReader packet(reply.body);
            const sftp::Attributes attributes = sftp::read_attributes(packet);
            if (attributes.is_file()) sizes[i] = attributes.size.value_or(0);
        });
    return sizes;
}

void SftpRemote::read_entries(const std::string& directory, Reply reply, std::vector<Entry>& into,
                              bool& more) const {
    if (reply.code() == sftp::end_of_file) {
        more = false;
        return;
    }
    if (reply.type != sftp::name) session_.fail("list", directory, reply);
    PacketReader packet(reply.body);
    for (std::uint32_t left = packet.number(); left > 0; --left) {
        Entry entry;
        entry.name = packet.text();
        packet.text();  // as `ls -l` would print it
        entry.attributes = sftp::read_attributes(packet);
        into.push_back(std::move(entry));
    }
}

std::vector<std::vector<SftpRemote::Entry>> SftpRemote::list_directories(
    const std::vector<std::string>& directories) {
    std::vector<std::vector<Entry>> found(directories.size());
    std::vector<std::string> handles(directories.size());
    std::vector<std::size_t> open;
    session_.pipeline(
        directories.size(),
        [&](std::size_t i) {
            return session_.send(sftp::open_directory, PacketWriter().text(directories[i]).take());
        },
        [&](std::size_t i, const Reply& reply) {
            if (reply.code() == sftp::no_such_file) return;
            if (reply.type != sftp::handle) session_.fail("list", directories[i], reply);
            handles[i] = PacketReader(reply.body).text();
            open.push_back(i);
        });
    for (std::vector<std::size_t> rest = open; !rest.empty();) {
        std::vector<std::size_t> unfinished;
        session_.pipeline(
            rest.size(),
            [&](std::size_t i) {
                return session_.send(sftp::read_directory, PacketWriter().text(handles[rest[i]]).take());
            },
            [&](std::size_t i, Reply reply) {
                bool more = true;
                read_entries(directories[rest[i]], std::move(reply), found[rest[i]], more);
                if (more) unfinished.push_back(rest[i]);
            });
        rest = std::move(unfinished);
    }
    session_.pipeline(
        open.size(),
        [&](std::size_t i) {
            return session_.send(sftp::close, PacketWriter().text(handles[open[i]]).take());
        },
        [](std::size_t, const Reply&) {});
    return found;
}

std::vector<Remote::Sized> SftpRemote::list(const std::vector<Digest>& keys) {
    std::vector<std::string> directories;
    for (const Digest& key : keys) directories.push_back(directory_ + "/" + record_directory_of(key));
    const auto listed = list_directories(directories);
    std::vector<Sized> found;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        for (const Entry& entry : listed[i]) {
            if (const auto item = record_item(keys[i], entry.name))
                found.push_back({*item, entry.attributes.size.value_or(0)});
        }
    }
    return found;
}

void SftpRemote::tidy() {
    const std::string scratch = directory_ + "/tmp";
    const std::int64_t now_s = posix_file_system().now_ns() / 1'000'000'000;
    std::vector<std::string> abandoned;
    const std::vector<Entry> entries = std::move(list_directories({scratch}).front());
    for (const Entry& entry : entries) {
        if (!entry.name.starts_with("put-") || entry.name.find('/') != std::string::npos) continue;
        const std::int64_t written_s = entry.attributes.mtime_s.value_or(0);
        if (now_s - written_s > abandoned_after_ns / 1'000'000'000)
            abandoned.push_back(scratch + "/" + entry.name);
    }
    // One that cannot be removed is in nobody's way.
    session_.pipeline(
        abandoned.size(),
        [&](std::size_t i) { return session_.send(sftp::remove, PacketWriter().text(abandoned[i]).take()); },
        [](std::size_t, const Reply&) {});
}

}  // namespace mlpipe
