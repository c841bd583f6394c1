// What every remote must do, alike for all.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/base/error.hpp"
#include "mlpipe/store/remote.hpp"
#include "support/catch.hpp"

class TextReceiver : public mlpipe::Remote::Receiver {
  public:
    void take(std::size_t index, std::span<const std::byte> data) override {
        texts[index].append(reinterpret_cast<const char*>(data.data()), data.size());
    }
    void whole(std::size_t index) override { ends[index] = "whole"; }
    void absent(std::size_t index) override { ends[index] = "absent"; }
    std::map<std::size_t, std::string> texts, ends;
};

inline mlpipe::Remote::Offered offer(const mlpipe::StoreItem& item, const std::string& content) {
    return {{item, content.size()}, [content] {
                return [content, at = std::size_t{0}](std::span<std::byte> buffer) mutable {
                    const std::size_t count = std::min(buffer.size(), content.size() - at);
                    std::copy_n(reinterpret_cast<const std::byte*>(content.data()) + at, count,
                                buffer.begin());
                    at += count;
                    return count;
                };
            }};
}

inline mlpipe::StoreItem object_item(const std::string& content) {
    return {std::nullopt, mlpipe::sha256(content)};
}

inline void check_remote(mlpipe::Remote& remote) {
    using namespace mlpipe;
    const std::string large(1'000'000, 'l'), empty, small = "small";
    const Digest key = sha256("a key");
    const StoreItem record{key, sha256("{}")};

    CHECK(remote.has({object_item(small), record}) ==
          std::vector<std::optional<std::uint64_t>>{std::nullopt, std::nullopt});
    CHECK(remote.list({key}).empty());
    remote.tidy();

    std::vector<Remote::Offered> offered{offer(object_item(small), small), offer(object_item(large), large),
                                         offer(object_item(empty), empty), offer(record, "{}")};
    for (int i = 0; i < 200; ++i) {
        const std::string text = "file " + std::to_string(i);
        offered.push_back(offer(object_item(text), text));
    }
    std::size_t stored = 0;
    remote.put(offered, [&](std::size_t) { ++stored; });
    CHECK(stored == offered.size());
    CHECK(remote.has({object_item(small), object_item("none"), object_item(large), record}) ==
          std::vector<std::optional<std::uint64_t>>{5, std::nullopt, 1'000'000, 2});
    const auto listed = remote.list({sha256("another"), key});
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].item == record);
    CHECK(listed[0].size == 2);

    TextReceiver receiver;
    remote.get({{object_item(small), 5},
                {object_item(large), 1'000'000},
                {object_item("none"), 7},
                {object_item(empty), 0},
                {record, 2}},
               receiver);
    CHECK(receiver.texts[0] == small);
    CHECK(receiver.texts[1] == large);
    CHECK(receiver.texts[4] == "{}");
    CHECK(receiver.ends == std::map<std::size_t, std::string>{
                               {0, "whole"}, {1, "whole"}, {2, "absent"}, {3, "whole"}, {4, "whole"}});

    // Once more is fine, and so is what somebody left shorter.
    remote.put({offer(object_item(small), small)}, [](std::size_t) {});

    // A source that fails stores nothing, and spoils nothing for later.
    Remote::Offered bad = offer(object_item("bad"), "bad");
    bad.open = []() -> ByteSource {
        return [](std::span<std::byte>) -> std::size_t { throw Error(ErrorKind::damaged, "no good"); };
    };
    CHECK_THROWS_WITH(remote.put({bad}, [](std::size_t) {}), "no good");
    CHECK(remote.has({object_item("bad")}).front() == std::nullopt);
    remote.put({offer(object_item("good"), "good")}, [](std::size_t) {});
    CHECK(remote.has({object_item("good")}).front() == 4u);
}
