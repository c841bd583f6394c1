#include "mlpipe/model/address.hpp"

#include <unordered_map>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// "a.b" of "file:a.b"; empty for a whole file.
std::string_view key_of(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
}

bool ends_in(std::string_view name, std::string_view address) {
    if (!name.ends_with(address) || name.size() == address.size()) return false;
    return std::string_view("./:").find(name[name.size() - address.size() - 1]) != std::string_view::npos;
}

template <typename Fits>
std::vector<std::size_t> places_where(const std::vector<std::string>& names, const Fits& fits) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (fits(std::string_view(names[i]))) places.push_back(i);
    }
    return places;
}

}  // namespace

std::optional<std::size_t> find_address(const std::vector<std::string>& names, std::string_view address,
                                        std::string_view what) {
    if (address.empty()) return std::nullopt;
    auto found = places_where(names, [&](std::string_view name) { return name == address; });
    if (found.empty())
        found = places_where(names, [&](std::string_view name) { return key_of(name) == address; });
    if (found.empty())
        found = places_where(names, [&](std::string_view name) { return ends_in(name, address); });
    if (found.empty()) return std::nullopt;
    if (found.size() == 1) return found.front();
    std::string message =
        "'" + path::printable(address) + "' may be more than one " + std::string(what) + ":";
    constexpr std::size_t most_named = 5;
    for (std::size_t i = 0; i < found.size() && i < most_named; ++i)
        message += (i == 0 ? " " : ", ") + path::printable(names[found[i]]);
    throw Error(ErrorKind::usage, message + (found.size() > most_named ? ", ..." : ""));
}

std::vector<std::string> short_addresses(const std::vector<std::string>& names) {
    std::unordered_map<std::string_view, std::size_t> count;
    for (const std::string& name : names) ++count[key_of(name)];
    std::vector<std::string> shorts;
    shorts.reserve(names.size());
    for (const std::string& name : names) {
        const std::string_view key = key_of(name);
        shorts.emplace_back(!key.empty() && count[key] == 1 ? key : std::string_view(name));
    }
    return shorts;
}

}  // namespace mlpipe
