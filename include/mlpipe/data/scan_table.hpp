// Goes through a whole table with several threads.
#pragma once
#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <utility>
#include <variant>

#include "mlpipe/base/mailbox.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/data/table_reader.hpp"

namespace mlpipe {

// `work(RowBlock)` is called for each block, on any thread of the pool, many at once; what it returns is handed to
// `take` on this thread, in the order of the rows. No more blocks than twice the threads are held. Rethrows the first
// exception, after all that had begun is over.
template <typename Work, typename Take>
void scan_table(TableReader& reader, std::size_t threads, Work work, Take take) {
    using Result = decltype(work(std::declval<RowBlock>()));
    using Outcome = std::variant<std::exception_ptr, Result>;
    Mailbox<std::pair<std::size_t, Outcome>> done;
    std::map<std::size_t, Outcome> early;  // results that wait for those before them
    std::size_t begun = 0, taken = 0, received = 0;
    std::exception_ptr failure;
    ThreadPool pool(threads);  // after what its tasks use

    const auto receive = [&] {
        auto [index, outcome] = done.receive();
        ++received;
        early.emplace(index, std::move(outcome));
        while (!failure && !early.empty() && early.begin()->first == taken) {
            Outcome next = std::move(early.begin()->second);
            early.erase(early.begin());
            ++taken;
            if (const auto* thrown = std::get_if<std::exception_ptr>(&next))
                failure = *thrown;
            else
                take(std::move(std::get<Result>(next)));
        }
    };
    const auto submit = [&](TableReader::RawRows rows) {
        const auto shared = std::make_shared<TableReader::RawRows>(std::move(rows));
        pool.submit([&reader, &work, &done, shared, index = begun] {
            Outcome outcome;
            try {
                outcome.template emplace<Result>(work(reader.parse(std::move(*shared))));
            } catch (...) {
                outcome.template emplace<std::exception_ptr>(std::current_exception());
            }
            done.send({index, std::move(outcome)});
        });
        ++begun;
    };

    try {
        while (!failure) {
            auto rows = reader.next();
            if (!rows) break;
            submit(std::move(*rows));
            while (!failure && begun - taken >= 2 * threads) receive();
        }
    } catch (...) {
        failure = std::current_exception();
    }
    while (received < begun) {
        try {
            receive();
        } catch (...) {
            failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace mlpipe
