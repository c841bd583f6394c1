// A remote in memory that notes what it is asked, in which order, and that can break off.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "mlpipe/store/remote.hpp"

class MemoryRemote : public mlpipe::Remote {
  public:
    using StoreItem = mlpipe::StoreItem;

    const std::string& shown() const override { return shown_; }

    std::vector<std::optional<std::uint64_t>> has(const std::vector<StoreItem>& items) override {
        const std::lock_guard lock(mutex);
        ++questions;
        std::vector<std::optional<std::uint64_t>> sizes;
        for (const StoreItem& item : items) {
            const auto found = held.find(item);
            sizes.push_back(found == held.end() ? std::nullopt : std::optional(found->second.size()));
        }
        return sizes;
    }

    std::vector<Sized> list(const std::vector<mlpipe::Digest>& keys) override {
        const std::lock_guard lock(mutex);
        ++questions;
        std::vector<Sized> found;
        for (const mlpipe::Digest& key : keys)
            for (const auto& [item, content] : held)
                if (item.key == key) found.push_back({item, content.size()});
        return found;
    }

    void get(const std::vector<Sized>& items, Receiver& receiver) override {
        for (std::size_t i = 0; i < items.size(); ++i) {
            std::optional<std::string> content;
            {
                const std::lock_guard lock(mutex);
                spend();
                if (const auto found = held.find(items[i].item); found != held.end()) content = found->second;
                if (content) fetched.push_back(items[i].item);
            }
            if (!content) {
                receiver.absent(i);
                continue;
            }
            // In two pieces.
            const std::string_view text = *content;
            receiver.take(i, std::as_bytes(std::span(text.substr(0, text.size() / 2))));
            receiver.take(i, std::as_bytes(std::span(text.substr(text.size() / 2))));
            receiver.whole(i);
        }
    }

    void put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) override {
        for (std::size_t i = 0; i < items.size(); ++i) {
            std::string content;
            std::byte buffer[7];
            const mlpipe::ByteSource source = items[i].open();
            while (const std::size_t count = source(buffer))
                content.append(reinterpret_cast<const char*>(buffer), count);
            const std::lock_guard lock(mutex);
            spend();
            held[items[i].what.item] = content;
            received.push_back(items[i].what.item);
            stored(i);
        }
    }

    void tidy() override {}

    std::mutex mutex;
    std::map<StoreItem, std::string> held;
    std::vector<StoreItem> received, fetched;  // in this order
    unsigned questions = 0;
    std::size_t breaks_after = SIZE_MAX;  // so many gets and puts

  private:
    void spend() {
        if (breaks_after-- == 0) {
            breaks_after = 0;
            throw mlpipe::Error(mlpipe::ErrorKind::failed, "the line is dead");
        }
    }
    std::string shown_ = "memory";
};
