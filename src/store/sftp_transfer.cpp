// The bytes of an sftp remote. Each step is taken for all items of a call at once: a round trip then serves
// many small files, and a large one is read and written many pieces ahead.
#include <algorithm>
#include <deque>

#include "mlpipe/base/path.hpp"
#include "sftp_remote.hpp"

namespace mlpipe {

using sftp::PacketReader;
using sftp::PacketWriter;
using sftp::Reply;

namespace {

// What every server takes in one packet.
constexpr std::size_t piece_size = 32768;
constexpr std::size_t most_pieces = 64;

struct Piece {
    std::size_t item = 0;
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
};

std::vector<Piece> pieces_of(const std::vector<Remote::Sized>& items,
                             const std::vector<std::string>& handles) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (handles[i].empty()) continue;
        for (std::uint64_t at = 0; at < items[i].size; at += piece_size)
            pieces.push_back(
                {i, at, static_cast<std::uint32_t>(std::min<std::uint64_t>(piece_size, items[i].size - at))});
    }
    return pieces;
}

std::string read_request(const std::string& handle, std::uint64_t offset, std::uint32_t size) {
    return PacketWriter().text(handle).long_number(offset).number(size).take();
}

}  // namespace

std::vector<std::string> SftpRemote::open_all(const std::vector<Sized>& items, Receiver& receiver) {
    std::vector<std::string> handles(items.size());
    session_.pipeline(
        items.size(),
        [&](std::size_t i) {
            return session_.send(
                sftp::open,
                PacketWriter().text(place(items[i].item)).number(sftp::for_reading).number(0).take());
        },
        [&](std::size_t i, const Reply& reply) {
            if (reply.code() == sftp::no_such_file) return receiver.absent(i);
            if (reply.type != sftp::handle) session_.fail("read", place(items[i].item), reply);
            handles[i] = PacketReader(reply.body).text();
        });
    return handles;
}

void SftpRemote::get(const std::vector<Sized>& items, Receiver& receiver) {
    const std::vector<std::string> handles = open_all(items, receiver);
    const std::vector<Piece> pieces = pieces_of(items, handles);
    std::vector<std::uint64_t> ends(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) ends[i] = items[i].size;
    const auto take = [&](const Piece& piece, Reply reply) {
        const std::string& path = place(items[piece.item].item);
        Piece rest = piece;
        while (rest.size > 0 && rest.offset < ends[piece.item]) {
            if (reply.code() == sftp::end_of_file) {
                ends[piece.item] = rest.offset;  // shorter than it was; its digest will tell
                return;
            }
            if (reply.type != sftp::data) session_.fail("read", path, reply);
            const std::string_view data = PacketReader(reply.body).text();
            if (data.empty() || data.size() > rest.size) session_.fail("read", path, {});
            receiver.take(piece.item, std::as_bytes(std::span(data)));
            rest.offset += data.size();
            rest.size -= static_cast<std::uint32_t>(data.size());
            if (rest.size == 0) return;
            // A server may answer with less than was asked for.
            reply =
                session_.send(sftp::read, read_request(handles[piece.item], rest.offset, rest.size)).get();
        }
    };
    std::size_t finished = 0;
    const auto finish_before = [&](std::size_t item) {
        for (; finished < item; ++finished)
            if (!handles[finished].empty()) receiver.whole(finished);
    };
    session_.pipeline(
        pieces.size(),
        [&](std::size_t i) {
            const Piece& piece = pieces[i];
            return session_.send(sftp::read, read_request(handles[piece.item], piece.offset, piece.size));
        },
        [&](std::size_t i, Reply reply) {
            finish_before(pieces[i].item);
            take(pieces[i], std::move(reply));
        });
    finish_before(items.size());
    std::vector<std::string> open;
    std::copy_if(handles.begin(), handles.end(), std::back_inserter(open),
                 [](const std::string& handle) { return !handle.empty(); });
    session_.pipeline(
        open.size(),
        [&](std::size_t i) { return session_.send(sftp::close, PacketWriter().text(open[i]).take()); },
        [](std::size_t, const Reply&) {});
}

void SftpRemote::make_directories(const std::vector<Offered>& items) {
    // Parents first; what is there already answers with a failure that says nothing.
    std::set<std::string> wanted;
    {
        const std::lock_guard lock(mutex_);
        const auto want = [&](std::string directory) {
            while (directory != "." && directory != "/" && !made_.contains(directory)) {
                if (!wanted.insert(directory).second) return;
                directory = std::string(path::parent(directory));
            }
        };
        want(directory_ + "/tmp");
        for (const Offered& offered : items) want(std::string(path::parent(place(offered.what.item))));
    }
    const std::vector<std::string> ordered(wanted.begin(), wanted.end());
    session_.pipeline(
        ordered.size(),
        [&](std::size_t i) {
            return session_.send(sftp::make_directory, PacketWriter().text(ordered[i]).number(0).take());
        },
        [](std::size_t, const Reply&) {});
    const std::lock_guard lock(mutex_);
    made_.insert(wanted.begin(), wanted.end());
}

void SftpRemote::open_uploads(const std::vector<Offered>& items, std::vector<Upload>& uploads) {
    constexpr std::uint32_t permissions = 4, read_only = 0444;
    for (std::size_t i = 0; i < items.size(); ++i)
        uploads.push_back({directory_ + "/tmp/" + unique_name("put-"), ""});
    session_.pipeline(
        items.size(),
        [&](std::size_t i) {
            return session_.send(sftp::open, PacketWriter()
                                                 .text(uploads[i].temporary)
                                                 .number(sftp::for_writing | sftp::create | sftp::exclusive)
                                                 .number(permissions)
                                                 .number(read_only)
                                                 .take());
        },
        [&](std::size_t i, const Reply& reply) {
            if (reply.type != sftp::handle) session_.fail("write", uploads[i].temporary, reply);
            uploads[i].handle = PacketReader(reply.body).text();
        });
}

void SftpRemote::write_uploads(const std::vector<Offered>& items, const std::vector<Upload>& uploads) {
    struct Written {
        std::size_t item;
        std::future<Reply> reply;
    };
    std::deque<Written> under_way;
    const auto settle_one = [&] {
        Written written = std::move(under_way.front());
        under_way.pop_front();
        session_.expect_ok("write", uploads[written.item].temporary, written.reply.get());
    };
    std::string buffer(piece_size, '\0');
    for (std::size_t i = 0; i < items.size(); ++i) {
        const ByteSource source = items[i].open();
        std::uint64_t offset = 0;
        while (const std::size_t count = source(std::as_writable_bytes(std::span(buffer)))) {
            const std::string_view data(buffer.data(), count);
            under_way.push_back(
                {i, session_.send(
                        sftp::write,
                        PacketWriter().text(uploads[i].handle).long_number(offset).text(data).take())});
            offset += count;
            if (under_way.size() >= most_pieces) settle_one();
        }
    }
    while (!under_way.empty()) settle_one();
}

void SftpRemote::place_uploads(const std::vector<Offered>& items, std::vector<Upload>& uploads) {
    const auto on_handles = [&](const char* doing, const auto& issue) {
        session_.pipeline(
            uploads.size(), [&](std::size_t i) { return issue(uploads[i]); },
            [&](std::size_t i, const Reply& reply) {
                session_.expect_ok(doing, uploads[i].temporary, reply);
            });
    };
    if (session_.offers("fsync@openssh.com")) {
        on_handles("sync", [&](const Upload& upload) {
            return session_.send(sftp::extended,
                                 PacketWriter().text("fsync@openssh.com").text(upload.handle).take());
        });
    }
    on_handles("close", [&](const Upload& upload) {
        return session_.send(sftp::close, PacketWriter().text(upload.handle).take());
    });
    for (Upload& upload : uploads) upload.handle.clear();
    const bool replaces = session_.offers("posix-rename@openssh.com");
    std::vector<std::size_t> refused;
    session_.pipeline(
        uploads.size(),
        [&](std::size_t i) {
            PacketWriter request;
            if (replaces) request.text("posix-rename@openssh.com");
            request.text(uploads[i].temporary).text(place(items[i].what.item));
            return session_.send(replaces ? sftp::extended : sftp::rename, request.take());
        },
        [&](std::size_t i, const Reply& reply) {
            if (replaces || reply.code() == sftp::ok) {
                session_.expect_ok("put into place", place(items[i].what.item), reply);
                uploads[i].temporary.clear();
            } else {
                refused.push_back(i);
            }
        });
    if (refused.empty()) return;
    // An old server does not rename onto what is there: somebody else was faster, or it is damaged.
    std::vector<StoreItem> there;
    for (const std::size_t i : refused) there.push_back(items[i].what.item);
    const auto sizes = has(there);
    for (std::size_t i = 0; i < refused.size(); ++i) {
        if (sizes[i] == items[refused[i]].what.size) continue;
        throw Error(ErrorKind::failed, "cannot put '" + place(there[i]) + "' into place at '" + shown() +
                                           "': something else stands there, and the server replaces nothing");
    }
}

void SftpRemote::discard(const std::vector<Upload>& uploads) noexcept {
    try {
        for (const Upload& upload : uploads) {
            if (!upload.handle.empty())
                session_.send(sftp::close, PacketWriter().text(upload.handle).take()).get();
            if (!upload.temporary.empty())
                session_.send(sftp::remove, PacketWriter().text(upload.temporary).take()).get();
        }
    } catch (const std::exception&) {
        // The connection is gone; tidy() removes them some day.
    }
}

void SftpRemote::put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) {
    std::vector<Upload> uploads;
    try {
        make_directories(items);
        open_uploads(items, uploads);
        write_uploads(items, uploads);
        place_uploads(items, uploads);
    } catch (...) {
        discard(uploads);
        throw;
    }
    discard(uploads);  // those that others had put into place before
    for (std::size_t i = 0; i < items.size(); ++i) stored(i);
}

}  // namespace mlpipe
