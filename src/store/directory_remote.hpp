// A remote that is a directory, on a disk or on a network file system: it needs neither hard links nor locks.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "mlpipe/store/remote.hpp"

namespace mlpipe {

class DirectoryRemote : public Remote {
  public:
    DirectoryRemote(FileSystem& files, std::string directory);

    const std::string& shown() const override { return directory_; }
    std::vector<std::optional<std::uint64_t>> has(const std::vector<StoreItem>& items) override;
    std::vector<Sized> list(const std::vector<Digest>& keys) override;
    void get(const std::vector<Sized>& items, Receiver& receiver) override;
    void put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) override;
    void tidy() override;

  private:
    std::string place(const StoreItem& item) const { return directory_ + "/" + item.path(); }

    FileSystem& files_;
    std::string directory_;
};

}  // namespace mlpipe
