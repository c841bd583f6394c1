#include "mlpipe/store/steady_read.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {

ReadBuffer::ReadBuffer(std::uint64_t file_size)
    // One byte more than the file has: its end shows in the first reading.
    : size_(static_cast<std::size_t>(std::clamp<std::uint64_t>(file_size + 1, 512, 1 << 20))),
      bytes_(std::make_unique_for_overwrite<std::byte[]>(size_)) {}

void throw_changing(const std::string& path) {
    throw Error(ErrorKind::failed,
                "cannot read '" + path::printable(path) +
                    "': it changes while it is being read; try again when nothing writes to it");
}

SteadyContent read_steadily(const FileSystem& files, const std::string& path, Sha256& sha256, ReadSink* sink,
                            const StopPoint& stop) {
    for (int attempt = 0; attempt < most_read_attempts; ++attempt) {
        SteadyContent content;
        content.started_ns = files.now_ns();
        const auto reader = files.open_read(path);
        content.stat = reader->stat();
        if (content.stat.type != FileType::file)
            throw Error(ErrorKind::failed,
                        "cannot read '" + path::printable(path) + "': it is not a regular file");
        if (sink) sink->begin(content.stat);
        ReadBuffer buffer(content.stat.size);
        std::uint64_t total = 0;
        while (true) {
            stop.pass();
            const std::size_t count = reader->read(buffer.span());
            if (count == 0) break;
            const auto data = buffer.span().first(count);
            sha256.update(data);
            if (sink) sink->take(data);
            total += count;
            // A short reading up to the size is the end. A file that grows as fast as it is read would have
            // none.
            if (total > content.stat.size || (total == content.stat.size && count < buffer.span().size()))
                break;
        }
        content.digest = sha256.finish();
        if (total == content.stat.size && reader->stat() == content.stat) return content;
    }
    throw_changing(path);
}

}  // namespace mlpipe
