#include "gzip_source.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <utility>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

constexpr int gzip_alone = 16 + MAX_WBITS;

class GzipSource : public TableSource {
  public:
    GzipSource(std::unique_ptr<FileReader> reader, std::string path)
        : reader_(std::move(reader)), path_(std::move(path)) {
        if (inflateInit2(&stream_, gzip_alone) != Z_OK) fail("no memory is left for it");
    }
    ~GzipSource() override { inflateEnd(&stream_); }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    std::size_t read(std::span<char> buffer) override {
        stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(buffer.size(), 1u << 30));
        const uInt room = stream_.avail_out;
        while (stream_.avail_out == room && more_input()) {
            if (member_over_ && inflateReset(&stream_) != Z_OK) fail("its next part cannot be begun");
            member_over_ = false;
            const int outcome = inflate(&stream_, Z_NO_FLUSH);
            if (outcome == Z_STREAM_END) {
                member_over_ = true;
            } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
                fail(stream_.msg != nullptr ? stream_.msg : "it is damaged");
            }
        }
        return room - stream_.avail_out;
    }

  private:
    bool more_input() {
        if (stream_.avail_in > 0) return true;
        const std::size_t count = reader_->read(std::as_writable_bytes(std::span(input_)));
        stream_.next_in = input_.data();
        stream_.avail_in = static_cast<uInt>(count);
        if (count > 0) return true;
        if (!member_over_) fail("it ends too soon");
        return false;
    }
    [[noreturn]] void fail(const std::string& why) const {
        throw Error(ErrorKind::failed, "cannot unpack '" + path_ + "' as gzip: " + why);
    }

    std::unique_ptr<FileReader> reader_;
    std::string path_;
    std::array<Bytef, 1 << 16> input_{};
    z_stream stream_{};
    bool member_over_ = false;
};

}  // namespace

std::unique_ptr<TableSource> gzip_source(std::unique_ptr<FileReader> reader, const std::string& path) {
    return std::make_unique<GzipSource>(std::move(reader), path);
}

}  // namespace mlpipe
