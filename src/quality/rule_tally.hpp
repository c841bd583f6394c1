// How many rows a rule was asked about, and which of them failed.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

struct RuleTally {
    static constexpr std::size_t most_lines = 10;

    std::uint64_t judged = 0, failed = 0;
    std::vector<std::uint64_t> lines;  // of the first that failed
    std::vector<std::string> values;   // of these lines, or empty

    void fail(std::uint64_t line, std::string_view value, bool keep_value) {
        ++failed;
        if (lines.size() >= most_lines) return;
        lines.push_back(line);
        if (keep_value) values.emplace_back(value);
    }

    // What follows in the table.
    void add(const RuleTally& later) {
        judged += later.judged;
        failed += later.failed;
        for (std::size_t i = 0; i < later.lines.size() && lines.size() < most_lines; ++i) {
            lines.push_back(later.lines[i]);
            if (i < later.values.size()) values.push_back(later.values[i]);
        }
    }
};

}  // namespace mlpipe
