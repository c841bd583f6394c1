#include "output_index.hpp"

#include <algorithm>

namespace mlpipe {
namespace {

unsigned rank(char c) {
    return c == '/' ? 0u : static_cast<unsigned char>(c) + 1u;
}

OutputIndex::const_iterator first_at(const OutputIndex& index, std::string_view path) {
    return std::lower_bound(
        index.begin(), index.end(), path,
        [](const auto& output, std::string_view wanted) { return path_before(output.first, wanted); });
}

}  // namespace

bool path_before(std::string_view left, std::string_view right) {
    const auto [a, b] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    if (a == left.end() || b == right.end()) return b != right.end();
    return rank(*a) < rank(*b);
}

bool is_within(std::string_view path, std::string_view directory) {
    if (!path.starts_with(directory)) return false;
    return path.size() == directory.size() || directory == "/" || path[directory.size()] == '/';
}

std::vector<std::size_t> overlapping(const OutputIndex& index, std::string_view path) {
    std::vector<std::size_t> found;
    const auto position = [&](OutputIndex::const_iterator at) {
        return static_cast<std::size_t>(at - index.begin());
    };
    for (std::size_t slash = path.find('/', 1); slash != std::string_view::npos;
         slash = path.find('/', slash + 1)) {
        const std::string_view directory = path.substr(0, slash);
        for (auto at = first_at(index, directory); at != index.end() && at->first == directory; ++at)
            found.push_back(position(at));
    }
    for (auto at = first_at(index, path); at != index.end() && is_within(at->first, path); ++at)
        found.push_back(position(at));
    return found;
}

}  // namespace mlpipe
