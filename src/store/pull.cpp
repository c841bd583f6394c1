#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/store/transfer.hpp"
#include "transfer_batches.hpp"

namespace mlpipe {
namespace {

// Items with their sizes where the remote has them; the others go to `absent`.
std::vector<Remote::Sized> found_at(Remote& remote, const std::vector<Digest>& objects,
                                    std::vector<Digest>& absent) {
    std::vector<StoreItem> asked;
    for (const Digest& object : objects) asked.push_back({std::nullopt, object});
    const auto sizes = remote.has(asked);
    std::vector<Remote::Sized> found;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (sizes[i])
            found.push_back({asked[i], *sizes[i]});
        else
            absent.push_back(objects[i]);
    }
    return found;
}

enum class Arrived { kept, absent, damaged };

// One batch into the store.
class StoreReceiver final : public Remote::Receiver {
  public:
    StoreReceiver(Store& store, TransferMeter& meter, const std::vector<Remote::Sized>& batch)
        : store_(store), meter_(meter), batch_(batch) {}

    void take(std::size_t index, std::span<const std::byte> data) override {
        begin(index).write(data);
        meter_.bytes(data.size());
    }
    void whole(std::size_t index) override {
        ends[index] = begin(index).keep() ? Arrived::kept : Arrived::damaged;
        arrivals_.erase(index);
        if (ends[index] == Arrived::kept) meter_.item_done();
    }
    void absent(std::size_t index) override { ends[index] = Arrived::absent; }

    std::map<std::size_t, Arrived> ends;

  private:
    Arrival& begin(std::size_t index) {
        auto& arrival = arrivals_[index];
        if (!arrival) arrival = store_.receive(batch_[index].item.id);
        return *arrival;
    }
    Store& store_;
    TransferMeter& meter_;
    const std::vector<Remote::Sized>& batch_;
    std::map<std::size_t, std::unique_ptr<Arrival>> arrivals_;
};

// Small things into memory.
class MemoryReceiver final : public Remote::Receiver {
  public:
    explicit MemoryReceiver(std::size_t count) : texts(count) {}
    void take(std::size_t index, std::span<const std::byte> data) override {
        if (!texts[index]) texts[index].emplace();
        texts[index]->append(reinterpret_cast<const char*>(data.data()), data.size());
    }
    void whole(std::size_t index) override {
        if (!texts[index]) texts[index].emplace();
    }
    void absent(std::size_t index) override { texts[index].reset(); }
    std::vector<std::optional<std::string>> texts;
};

class Puller {
  public:
    Puller(Store& store, Remote& remote, const std::vector<Reference>& references,
           const TransferOptions& options)
        : store_(store), remote_(remote), references_(references), options_(options), meter_(options) {}

    TransferResult pull() {
        std::vector<Digest> files;
        read_manifests(files);
        std::vector<Digest> absent;
        const std::vector<Remote::Sized> found = found_at(remote_, files, absent);
        for (const Digest& object : absent) places_.report(object, false, result_.problems);
        meter_.expect(found);
        for_each_batch(found, options_.jobs, [this](std::vector<Remote::Sized> batch) { receive(batch); });
        keep_manifests();
        store_.sync();
        sort_problems(result_.problems);
        return std::move(result_);
    }

  private:
    // The files that are wanted and not here. Manifests that came from the remote wait for theirs.
    void read_manifests(std::vector<Digest>& files) {
        std::vector<std::size_t> abroad;
        for (std::size_t i = 0; i < references_.size(); ++i) {
            const Reference& reference = references_[i];
            if (store_.has_all(reference)) continue;
            if (reference.type != ReferenceType::directory) {
                if (places_.add(reference.digest, i, "")) files.push_back(reference.digest);
            } else if (const auto manifest = own_manifest(reference.digest)) {
                want_files(*manifest, i, files);
            } else {
                abroad.push_back(i);
            }
        }
        std::vector<Digest> wanted;
        for (const std::size_t i : abroad)
            if (places_.add(references_[i].digest, i, "")) wanted.push_back(references_[i].digest);
        fetch_manifests(wanted);
        for (const std::size_t i : abroad) {
            const auto found = manifests_.find(references_[i].digest);
            if (found != manifests_.end()) want_files(parse_manifest(found->second), i, files);
        }
    }

    std::optional<Manifest> own_manifest(const Digest& digest) {
        if (!store_.has(digest)) return std::nullopt;
        try {
            return store_.read_manifest(digest);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::damaged) throw;
            return std::nullopt;  // set aside; the remote's takes its place
        }
    }

    void want_files(const Manifest& manifest, std::size_t content, std::vector<Digest>& files) {
        for (const ManifestEntry& entry : manifest.entries) {
            if (entry.type != ManifestEntry::Type::file) continue;
            if (store_.has_all({ReferenceType::file, entry.digest, entry.size, false})) continue;
            if (places_.add(entry.digest, content, entry.path)) files.push_back(entry.digest);
        }
    }

    void fetch_manifests(const std::vector<Digest>& wanted) {
        std::vector<Digest> absent;
        const std::vector<Remote::Sized> found = found_at(remote_, wanted, absent);
        for (const Digest& object : absent) places_.report(object, false, result_.problems);
        for_each_batch(found, options_.jobs, [this](std::vector<Remote::Sized> batch) {
            MemoryReceiver receiver(batch.size());
            remote_.get(batch, receiver);
            const std::lock_guard lock(mutex_);
            for (std::size_t i = 0; i < batch.size(); ++i)
                take_manifest(batch[i].item.id, std::move(receiver.texts[i]));
        });
    }

    void take_manifest(const Digest& digest, std::optional<std::string> text) {
        if (!text) return places_.report(digest, false, result_.problems);
        try {
            if (sha256(*text) == digest) {
                parse_manifest(*text);
                manifests_.emplace(digest, std::move(*text));
                return;
            }
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::damaged) throw;
        }
        places_.report(digest, true, result_.problems);
    }

    void receive(const std::vector<Remote::Sized>& batch) {
        StoreReceiver receiver(store_, meter_, batch);
        remote_.get(batch, receiver);
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const auto end = receiver.ends.find(i);
            if (end != receiver.ends.end() && end->second == Arrived::kept) {
                ++result_.objects;
                result_.bytes += batch[i].size;
                continue;
            }
            const bool damaged = end != receiver.ends.end() && end->second == Arrived::damaged;
            places_.report(batch[i].item.id, damaged, result_.problems);
        }
    }

    // A manifest promises its files.
    void keep_manifests() {
        for (const auto& [digest, text] : manifests_) {
            const bool whole = std::none_of(
                result_.problems.begin(), result_.problems.end(),
                [&, id = digest](const auto& problem) { return references_[problem.content].digest == id; });
            if (!whole) continue;
            store_.put_bytes(text);
            ++result_.objects;
            result_.bytes += text.size();
        }
    }

    Store& store_;
    Remote& remote_;
    const std::vector<Reference>& references_;
    const TransferOptions& options_;
    TransferMeter meter_;
    WantedPlaces places_;
    std::map<Digest, std::string> manifests_;
    std::mutex mutex_;
    TransferResult result_;
};

}  // namespace

TransferResult pull_contents(Store& store, Remote& remote, const std::vector<Reference>& contents,
                             const TransferOptions& options) {
    return Puller(store, remote, contents, options).pull();
}

std::vector<RecordText> fetch_records(Remote& remote, const std::vector<Digest>& keys) {
    const std::vector<Remote::Sized> items = remote.list(keys);
    std::vector<RecordText> records;
    if (items.empty()) return records;
    MemoryReceiver receiver(items.size());
    remote.get(items, receiver);
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto& text = receiver.texts[i];
        if (text && sha256(*text) == items[i].item.id)
            records.push_back({*items[i].item.key, std::move(*text)});
    }
    return records;
}

}  // namespace mlpipe
