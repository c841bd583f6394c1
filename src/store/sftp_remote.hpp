// A remote on another machine, reached by the system's `ssh` and the sftp server that comes with it. Paths go
// as bytes in packets and never through a shell. One connection serves all threads.
#pragma once
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "mlpipe/store/remote.hpp"
#include "sftp_session.hpp"

namespace mlpipe {

// `ssh` as it is called: it asks for nothing, forwards nothing, and notices a dead connection.
std::vector<std::string> ssh_command(const RemoteLocation& location);

class SftpRemote : public Remote {
  public:
    // `command` leads to an sftp server, `directory` lies there.
    SftpRemote(const std::vector<std::string>& command, std::string directory, std::string shown);

    const std::string& shown() const override { return session_.shown(); }
    std::vector<std::optional<std::uint64_t>> has(const std::vector<StoreItem>& items) override;
    std::vector<Sized> list(const std::vector<Digest>& keys) override;
    void get(const std::vector<Sized>& items, Receiver& receiver) override;
    void put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) override;
    void tidy() override;

  private:
    struct Upload {
        std::string temporary, handle;
    };
    struct Entry {
        std::string name;
        sftp::Attributes attributes;
    };
    std::string place(const StoreItem& item) const { return directory_ + "/" + item.path(); }
    // Parallel to the directories; none where there is no such directory.
    std::vector<std::vector<Entry>> list_directories(const std::vector<std::string>& directories);
    void read_entries(const std::string& directory, sftp::Reply reply, std::vector<Entry>& into,
                      bool& more) const;
    void make_directories(const std::vector<Offered>& items);
    void open_uploads(const std::vector<Offered>& items, std::vector<Upload>& uploads);
    void write_uploads(const std::vector<Offered>& items, const std::vector<Upload>& uploads);
    void place_uploads(const std::vector<Offered>& items, std::vector<Upload>& uploads);
    void discard(const std::vector<Upload>& uploads) noexcept;
    std::vector<std::string> open_all(const std::vector<Sized>& items, Receiver& receiver);

    std::string directory_;
    sftp::Session session_;
    std::mutex mutex_;
    std::set<std::string> made_;  // directories that are known to be there
};

}  // namespace mlpipe
