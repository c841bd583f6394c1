#include "mlpipe/base/mailbox.hpp"

#include <memory>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace mlpipe;
using namespace std::chrono_literals;

TEST_CASE("a mailbox hands out what was sent, in order") {
    Mailbox<std::unique_ptr<int>> mailbox;
    REQUIRE_FALSE(mailbox.try_receive());
    REQUIRE_FALSE(mailbox.receive_for(1ms));
    mailbox.send(std::make_unique<int>(1));
    mailbox.send(std::make_unique<int>(2));
    REQUIRE(**mailbox.try_receive() == 1);
    REQUIRE(**mailbox.receive_for(0ns) == 2);
    REQUIRE_FALSE(mailbox.try_receive());
}

TEST_CASE("what is sent quietly keeps its place, and comes at the latest when the waiting is over") {
    Mailbox<int> mailbox;
    mailbox.send_quietly(1);
    mailbox.send(2);
    REQUIRE(mailbox.receive() == 1);
    REQUIRE(mailbox.receive() == 2);
    mailbox.send_quietly(3);
    REQUIRE(mailbox.receive_for(1ms) == 3);
}

TEST_CASE("many senders lose nothing, and each keeps its order") {
    constexpr int senders = 4, letters = 500;
    Mailbox<std::pair<int, int>> mailbox;
    std::vector<std::thread> threads;
    for (int sender = 0; sender < senders; ++sender)
        threads.emplace_back([&, sender] {
            for (int i = 0; i < letters; ++i) mailbox.send({sender, i});
        });
    std::vector<int> next(senders, 0);
    bool in_order = true;
    for (int i = 0; i < senders * letters; ++i) {
        const auto [sender, number] = mailbox.receive();
        in_order = in_order && next[static_cast<std::size_t>(sender)]++ == number;
    }
    for (std::thread& thread : threads) thread.join();
    REQUIRE(in_order);
    REQUIRE_FALSE(mailbox.try_receive());
}
