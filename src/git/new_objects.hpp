// Objects on their way into a repository, as git itself stages those that it receives: they are written into a
// directory of their own among the objects, unsynced, and moved to their places once all are on the disk. So
// many objects cost little more than one, nobody sees one that a power cut could still empty, and a killed
// process leaves a directory that git's garbage collection knows and removes. Many become one pack.
#pragma once
#include <string>
#include <vector>

#include "handles.hpp"

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

class NewObjects {
  public:
    NewObjects(FileSystem& files, git_repository* repository);
    ~NewObjects();
    NewObjects(const NewObjects&) = delete;
    NewObjects& operator=(const NewObjects&) = delete;

    git_odb* database() const { return database_.get(); }
    // Known objects are not written again, but kept from garbage collection as if they were.
    git_oid write(const void* data, std::size_t size, git_object_t type);
    // For writing through database() by other means than write().
    void begin();
    void publish();

  private:
    void move_to_place(const std::vector<std::string>& names);
    void pack(const std::vector<std::string>& names);

    FileSystem& files_;
    git_repository* repository_;
    Database database_;
    std::string objects_, staging_;
    bool staged_ = false;  // the directory exists
};

}  // namespace mlpipe::git
