#include <algorithm>
#include <charconv>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/store/remote.hpp"

namespace mlpipe {
namespace {

[[noreturn]] void refuse(const std::string& url, const std::string& why) {
    throw Error(ErrorKind::usage, "'" + path::printable(url) + "' is no place for a remote: " + why);
}

// What may stand in the name of a host or user: nothing that a shell, or ssh's own configuration with its
// `%h`, could take for more than a name.
bool is_name(std::string_view text) {
    return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '_' || c == '-' || c == '+' || c == ':';
    });
}

std::string decoded(const std::string& url, std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        unsigned byte = 0;
        const char* begin = text.data() + i + 1;
        const bool enough = text.size() - i > 2;
        if (!enough || std::from_chars(begin, begin + 2, byte, 16).ptr != begin + 2 || byte == 0)
            refuse(url, "a '%' must be followed by two hexadecimal digits ('%25' stands for itself)");
        plain += static_cast<char>(byte);
        i += 2;
    }
    return plain;
}

unsigned port_of(const std::string& url, std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535)
        refuse(url, "the port must be a number from 1 to 65535");
    return port;
}

// [user@]host[:port]
void read_authority(const std::string& url, std::string_view text, RemoteLocation& location) {
    if (const std::size_t at = text.rfind('@'); at != text.npos) {
        location.user = text.substr(0, at);
        text.remove_prefix(at + 1);
        if (location.user.find(':') != std::string::npos) {
            refuse("ssh://…@" + std::string(text),
                   "a password has no business in it; ssh takes a key, or an agent's");
        }
        if (!is_name(location.user)) refuse(url, "the user's name is not one that ssh can be given");
    }
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == text.npos) refuse(url, "']' is missing after the address");
        location.host = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (text.starts_with(':')) {
            location.port = port_of(url, text.substr(1));
        } else if (!text.empty()) {
            refuse(url, "after ']' comes a port, or the path");
        }
    } else {
        const std::size_t colon = text.find(':');
        location.host = text.substr(0, colon);
        if (colon != text.npos) location.port = port_of(url, text.substr(colon + 1));
    }
    if (!is_name(location.host))
        refuse(url, "the host's name is not one that ssh can be given (an IPv6 address stands in '[...]')");
}

RemoteLocation read_ssh(const std::string& url, std::string_view rest) {
    RemoteLocation location;
    location.kind = RemoteLocation::Kind::ssh;
    location.url = url;
    const std::size_t slash = rest.find('/');
    read_authority(url, rest.substr(0, slash), location);
    if (slash == rest.npos || slash + 1 == rest.size()) refuse(url, "the directory on that host is missing");
    const std::string path = decoded(url, rest.substr(slash));
    location.path = path.starts_with("/~/") ? path::normalise(path.substr(3)) : path::normalise(path);
    if (location.path == "." || location.path == "/") refuse(url, "it needs a directory of its own");
    return location;
}

}  // namespace

RemoteLocation parse_remote_url(const std::string& url, const std::string& base) {
    if (url.empty()) refuse(url, "it is empty");
    if (url.find('\0') != std::string::npos || url.find('\n') != std::string::npos)
        refuse(url, "it must be one line of text");
    const std::string_view text = url;
    if (text.starts_with("ssh://")) return read_ssh(url, text.substr(6));
    RemoteLocation location;
    if (text.starts_with("file://")) {
        const std::string_view rest = text.substr(7);
        if (!rest.starts_with('/')) refuse(url, "file:// is followed by an absolute path: file:///srv/store");
        location.path = path::normalise(decoded(url, rest));
    } else {
        const std::size_t colon = text.find(':');
        if (text.find("://") != text.npos)
            refuse(url, "a directory or an ssh:// address is wanted; others are not supported");
        if (colon != text.npos && text.find('/') > colon)
            refuse(url, "for another machine write ssh://host/path, for a directory ./" + url);
        location.path = path::normalise(path::join(base, url));
    }
    location.url = location.path;
    return location;
}

}  // namespace mlpipe
