// A store somewhere else: the same objects and records under the same names, to be asked about, fetched and
// added to. Knows digests and keys, never why one is wanted; never removes what it was given. All calls are
// batched, so that a distant remote costs a round trip for many things and not for each. Safe for several
// threads.
//
// What a remote cannot do throws Error(failed): not reachable, no permission, no space. What it stored before
// stays stored.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

// An object, or a record of a stage key. Either is named by the SHA-256 of its bytes.
struct StoreItem {
    std::optional<Digest> key;  // of a record
    Digest id;
    // Below a store: objects/ab/cdef…, records/ab/cdef…/<id>.json
    std::string path() const;
    auto operator<=>(const StoreItem&) const = default;
};

// Fills the buffer from the front and says how far; 0 at the end. May throw.
using ByteSource = std::function<std::size_t(std::span<std::byte>)>;

class Remote {
  public:
    virtual ~Remote() = default;
    virtual const std::string& shown() const = 0;  // the place, for messages

    // The sizes in bytes, parallel to `items`; nullopt: not there.
    virtual std::vector<std::optional<std::uint64_t>> has(const std::vector<StoreItem>& items) = 0;
    // All records of these keys, with their sizes.
    struct Sized {
        StoreItem item;
        std::uint64_t size = 0;
    };
    virtual std::vector<Sized> list(const std::vector<Digest>& keys) = 0;

    // Told on the calling thread, item by item; `index` counts in the list that was asked for. The bytes are
    // what the remote holds: whether they are what their name promises is for the receiver to find out.
    class Receiver {
      public:
        virtual ~Receiver() = default;
        virtual void take(std::size_t index, std::span<const std::byte> data) = 0;
        virtual void whole(std::size_t index) = 0;
        virtual void absent(std::size_t index) = 0;
    };
    virtual void get(const std::vector<Sized>& items, Receiver& receiver) = 0;

    // Each is read to its end, to be on the remote's disk, whole and under its name, when `stored` is told.
    // What a source throws ends the call; that item is not stored.
    struct Offered {
        Sized what;
        std::function<ByteSource()> open;
    };
    virtual void put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) = 0;

    // Removes what transfers that were broken off left behind more than a day ago.
    virtual void tidy() = 0;
};

struct RemoteLocation {
    enum class Kind { directory, ssh } kind = Kind::directory;
    std::string url;         // as messages show it
    std::string path;        // absolute; on another machine it may be relative to the user's home
    std::string user, host;  // user: may be empty
    std::optional<unsigned> port;
};

// `ssh://[user@]host[:port]/path` (`/~/path`: below the home directory), `file:///path`, or a directory,
// relative ones counted from `base`. Throws Error(usage): a password, another scheme, a name that ssh could
// take for an option.
RemoteLocation parse_remote_url(const std::string& url, const std::string& base);

// Reaches ssh at once, so that what is wrong with it is said before anything is done; a directory need not be
// there yet. `files` must outlive the remote.
std::unique_ptr<Remote> open_remote(FileSystem& files, const RemoteLocation& location);

}  // namespace mlpipe
