// As much of tar (POSIX ustar) as a file of plain members needs: no links, no owners, no extensions but the
// base-256 size that GNU tar writes for what is larger than 8 GiB. Nothing that is read is trusted.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

class TarWriter {
  public:
    explicit TarWriter(FileWriter& file) : file_(file) {}
    // The bytes follow by write(), `size` of them in all. A name is at most 100 bytes long, or has a '/' that
    // parts it into 155 and 100.
    void begin(const std::string& name, std::uint64_t size);
    void write(std::span<const std::byte> data);
    void end();  // of the member
    void finish();
    void add(const std::string& name, std::string_view content);

  private:
    void pad();
    FileWriter& file_;
    std::uint64_t left_ = 0, written_ = 0;
};

class TarReader {
  public:
    // `shown`: the file, for messages.
    TarReader(FileReader& file, std::string shown) : file_(file), shown_(std::move(shown)) {}

    struct Member {
        std::string name;
        std::uint64_t size = 0;
    };
    // Past what is left of the last one; nullopt at the end. Throws Error(damaged) for what is no tar, breaks
    // off, or holds anything but plain files.
    std::optional<Member> next();
    // Of the member; 0 at its end.
    std::size_t read(std::span<std::byte> buffer);

  private:
    [[noreturn]] void damaged(const std::string& why) const;
    void fill(std::span<std::byte> buffer);
    void skip(std::uint64_t count);

    FileReader& file_;
    std::string shown_;
    std::uint64_t left_ = 0, padding_ = 0;
};

}  // namespace mlpipe
