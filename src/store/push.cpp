#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/store/transfer.hpp"
#include "transfer_batches.hpp"

namespace mlpipe {
namespace {

// Only what the remote does not have in that size.
std::vector<Remote::Sized> lacking(Remote& remote, const std::vector<Remote::Sized>& items) {
    std::vector<StoreItem> asked;
    asked.reserve(items.size());
    for (const Remote::Sized& sized : items) asked.push_back(sized.item);
    const auto there = remote.has(asked);
    std::vector<Remote::Sized> missing;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (there[i] != items[i].size) missing.push_back(items[i]);
    return missing;
}

// Puts batches from sources that are checked while they are read.
class Sender {
  public:
    using Open = std::function<ByteSource(const StoreItem&)>;
    Sender(Remote& remote, TransferMeter& meter, Open open)
        : remote_(remote), meter_(meter), open_(std::move(open)) {}

    // The items that are not what their name promises. One does not keep the others from being sent.
    std::vector<StoreItem> send(std::vector<Remote::Sized> batch) {
        std::vector<StoreItem> damaged;
        while (!batch.empty()) {
            std::optional<std::size_t> bad;
            std::vector<bool> stored(batch.size());
            try {
                remote_.put(offer(batch, bad), [&](std::size_t i) {
                    stored[i] = true;
                    count(batch[i]);
                });
                break;
            } catch (const Error&) {
                if (!bad) throw;
            }
            damaged.push_back(batch[*bad].item);
            std::vector<Remote::Sized> rest;
            for (std::size_t i = 0; i < batch.size(); ++i)
                if (!stored[i] && i != *bad) rest.push_back(batch[i]);
            batch = std::move(rest);
        }
        return damaged;
    }

    std::uint64_t sent() const { return sent_; }
    std::uint64_t sent_bytes() const { return bytes_; }

  private:
    std::vector<Remote::Offered> offer(const std::vector<Remote::Sized>& batch,
                                       std::optional<std::size_t>& bad) {
        std::vector<Remote::Offered> offered;
        for (std::size_t i = 0; i < batch.size(); ++i)
            offered.push_back({batch[i], [this, &batch, &bad, i] { return checked(batch[i].item, i, bad); }});
        return offered;
    }

    ByteSource checked(const StoreItem& item, std::size_t index, std::optional<std::size_t>& bad) {
        const auto sha256 = std::make_shared<Sha256>();
        return [this, source = open_(item), sha256, id = item.id, index, &bad](std::span<std::byte> buffer) {
            const std::size_t count = source(buffer);
            sha256->update(buffer.first(count));
            if (count == 0 && sha256->finish() != id) {
                bad = index;
                throw Error(ErrorKind::damaged, "the object " + id.hex() + " is damaged");
            }
            meter_.bytes(count);
            return count;
        };
    }

    void count(const Remote::Sized& sized) {
        ++sent_;
        bytes_ += sized.size;
        meter_.item_done();
    }

    Remote& remote_;
    TransferMeter& meter_;
    Open open_;
    std::atomic<std::uint64_t> sent_ = 0, bytes_ = 0;
};

ByteSource source_of(std::string bytes) {
    return [bytes = std::move(bytes), at = std::size_t{0}](std::span<std::byte> buffer) mutable {
        const std::size_t count = std::min(buffer.size(), bytes.size() - at);
        if (count > 0) std::memcpy(buffer.data(), bytes.data() + at, count);
        at += count;
        return count;
    };
}

// What a push of contents is made of: files, and the manifests that name them.
struct Contents {
    std::vector<Remote::Sized> files, manifests;
    std::vector<Digest> absent;  // here
    std::vector<Digest> damaged;
    WantedPlaces places;
};

std::optional<std::uint64_t> size_of(const Store& store, const Digest& object) {
    const auto reader = store.open(object);
    return reader ? std::optional(reader->stat().size) : std::nullopt;
}

void want(const Store& store, const Digest& object, std::size_t content, const std::string& inside,
          std::vector<Remote::Sized>& into, Contents& contents) {
    if (!contents.places.add(object, content, inside)) return;
    if (const auto size = size_of(store, object))
        into.push_back({{std::nullopt, object}, *size});
    else
        contents.absent.push_back(object);
}

Contents gather(const Store& store, const std::vector<Reference>& references) {
    Contents contents;
    for (std::size_t i = 0; i < references.size(); ++i) {
        const Reference& reference = references[i];
        if (reference.type != ReferenceType::directory) {
            want(store, reference.digest, i, "", contents.files, contents);
            continue;
        }
        want(store, reference.digest, i, "", contents.manifests, contents);
        if (!store.has(reference.digest)) continue;
        try {
            for (const ManifestEntry& entry : store.read_manifest(reference.digest).entries) {
                if (entry.type == ManifestEntry::Type::file)
                    want(store, entry.digest, i, entry.path, contents.files, contents);
            }
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::damaged) throw;
            contents.damaged.push_back(reference.digest);
        }
    }
    std::erase_if(contents.manifests, [&](const Remote::Sized& sized) {
        const auto& damaged = contents.damaged;
        return std::find(damaged.begin(), damaged.end(), sized.item.id) != damaged.end();
    });
    return contents;
}

// Those that the remote has are nothing to worry about.
void report_absent(Remote& remote, const Contents& contents, TransferResult& result) {
    std::vector<StoreItem> asked;
    for (const Digest& object : contents.absent) asked.push_back({std::nullopt, object});
    const auto there = remote.has(asked);
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (!there[i]) contents.places.report(asked[i].id, false, result.problems);
}

}  // namespace

TransferResult push_contents(const Store& store, Remote& remote, const std::vector<Reference>& references,
                             const TransferOptions& options) {
    TransferResult result;
    const Contents contents = gather(store, references);
    const std::vector<Remote::Sized> files = lacking(remote, contents.files);
    const std::vector<Remote::Sized> manifests = lacking(remote, contents.manifests);
    report_absent(remote, contents, result);
    for (const Digest& object : contents.damaged) contents.places.report(object, true, result.problems);

    TransferMeter meter(options);
    meter.expect(files);
    meter.expect(manifests);
    Sender sender(remote, meter, [&](const StoreItem& item) -> ByteSource {
        std::shared_ptr<FileReader> reader = store.open(item.id);
        if (!reader) return source_of("");  // gone meanwhile: not what it promises to be
        return [reader](std::span<std::byte> buffer) { return reader->read(buffer); };
    });
    std::mutex mutex;
    const auto send = [&](std::vector<Remote::Sized> batch) {
        const std::vector<StoreItem> damaged = sender.send(std::move(batch));
        const std::lock_guard lock(mutex);
        for (const StoreItem& item : damaged) contents.places.report(item.id, true, result.problems);
    };
    for_each_batch(files, options.jobs, send);
    // A manifest promises its files.
    std::vector<Remote::Sized> kept;
    for (const Remote::Sized& manifest : manifests) {
        const bool whole =
            std::none_of(result.problems.begin(), result.problems.end(), [&](const TransferProblem& problem) {
                return references[problem.content].digest == manifest.item.id;
            });
        if (whole) kept.push_back(manifest);
    }
    for_each_batch(kept, options.jobs, send);
    result.objects = sender.sent();
    result.bytes = sender.sent_bytes();
    sort_problems(result.problems);
    return result;
}

TransferResult push_records(Remote& remote, const std::vector<RecordText>& records,
                            const TransferOptions& options) {
    std::map<StoreItem, const std::string*> texts;
    std::vector<Remote::Sized> items;
    for (const RecordText& record : records) {
        const StoreItem item{record.key, sha256(record.json)};
        if (texts.emplace(item, &record.json).second) items.push_back({item, record.json.size()});
    }
    const std::vector<Remote::Sized> missing = lacking(remote, items);
    TransferMeter meter(options);
    meter.expect(missing);
    Sender sender(remote, meter, [&](const StoreItem& item) { return source_of(*texts.at(item)); });
    for_each_batch(missing, options.jobs, [&](std::vector<Remote::Sized> batch) { sender.send(batch); });
    TransferResult result;
    result.records = sender.sent();
    result.bytes = sender.sent_bytes();
    return result;
}

}  // namespace mlpipe
