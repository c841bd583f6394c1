// Contents put into DVC's cache, as DVC puts them: files of their own, read-only, under the MD5 that they were verified
// to have. What the cache has already is left as it is. Nothing has its name there before it is on the disk.
#pragma once
#include <map>
#include <mutex>
#include <string>

#include "dvc_digests.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/thread_pool.hpp"

namespace mlpipe {

class DvcCacheWriter {
  public:
    // `cache`: the cache's folder, absolute; created when something is written. `scratch`: an existing folder for what is
    // not finished, used where it is on the same device.
    DvcCacheWriter(FileSystem& files, ThreadPool& pool, std::string cache, const std::string& scratch,
                   StopPoint stop);
    ~DvcCacheWriter();  // what was not committed is removed
    DvcCacheWriter(const DvcCacheWriter&) = delete;
    DvcCacheWriter& operator=(const DvcCacheWriter&) = delete;

    // Copies what stands at `path` and is said to be `content`. False where it is not, any more.
    bool add(const std::string& path, const DvcContent& content);
    bool empty() const { return added_.empty(); }  // nothing waits to be committed
    // Syncs what was added, and gives it its names.
    void commit();

  private:
    bool add_file(const std::string& path, const DvcHash& hash);
    std::string claim(const std::string& object);
    void forget(const std::string& object);

    FileSystem& files_;
    ThreadPool& pool_;
    const std::string cache_, scratch_;
    const StopPoint stop_;
    std::string folder_;  // of the copies; empty: there are none yet
    std::size_t copies_ = 0;
    std::mutex mutex_;
    std::map<std::string, std::string> added_;  // the finished copy, by the object it becomes
};

}  // namespace mlpipe
