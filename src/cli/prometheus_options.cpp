#include "prometheus_options.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exec/program.hpp"

namespace mlpipe::cli {
namespace {

constexpr double push_patience_s = 60;

// Arguments of a program are seen by everybody on the machine.
std::string is_web_address(const std::string& url) {
    const std::size_t scheme = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
    if (scheme == 0) return "'" + path::printable(url) + "' is no http:// or https:// address";
    const std::string host = url.substr(scheme, url.find('/', scheme) - scheme);
    return host.find('@') == host.npos ? ""
                                       : "a password in an address can be seen: ~/.netrc is the place for it";
}

// The gateway keeps what is pushed by its grouping key; without one in the address it is this program's name.
std::string group_address(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url.find("/metrics/job") == url.npos ? url + "/metrics/job/mlpipe" : url;
}

std::string last_line(const std::string& text) {
    const std::vector<std::string> lines = text::split_lines(text);
    return lines.empty() ? "" : path::printable(lines.back());
}

// curl has the user's proxies, certificates and passwords.
void push(const std::string& url, const std::string& text, const Context& context) {
    // POST replaces the metrics of the same names alone: others of the group are another command's.
    const std::vector<std::string> command = {"curl",
                                              "--silent",
                                              "--show-error",
                                              "--globoff",
                                              "--netrc-optional",
                                              "--proto",
                                              "=http,https",
                                              "--max-time",
                                              "15",
                                              "--retry",
                                              "2",
                                              "--request",
                                              "POST",
                                              "--header",
                                              "Content-Type: text/plain; version=0.0.4",
                                              "--data-binary",
                                              "@-",
                                              "--write-out",
                                              "\n%{http_code}",
                                              "--url",
                                              group_address(url)};
    const auto answer =
        run_program(command, context.directory, push_patience_s, context.environment, 1 << 20, text);
    if (!answer) throw Error(ErrorKind::failed, "--push needs the program curl, which is not installed");
    if (answer->timed_out) throw Error(ErrorKind::failed, "no answer within a minute");
    if (answer->exit_code != 0)
        throw Error(ErrorKind::failed, answer->errors.empty()
                                           ? "curl ended with " + std::to_string(answer->exit_code)
                                           : last_line(answer->errors));
    const std::size_t end = answer->output.rfind('\n');
    const std::string code = answer->output.substr(end + 1);
    if (!code.starts_with('2'))
        throw Error(ErrorKind::failed,
                    "answered " + path::printable(code) + ": " + last_line(answer->output.substr(0, end)));
}

template <typename Deliver>
bool try_to(const std::string& what, const Context& context, Deliver deliver) {
    try {
        deliver();
        return true;
    } catch (const Error& error) {
        context.tell("mlpipe: cannot " + what + ": " + error.what() + "\n");
        return false;
    }
}

}  // namespace

void add_prometheus_options(CLI::App& command, PrometheusOptions& options) {
    command.add_option("--prometheus", options.file,
                       "Write what was measured into this file, for the textfile collector of Prometheus");
    command.add_option("--push", options.url, "Send it to the Prometheus Pushgateway at this address")
        ->check(is_web_address);
}

bool deliver(const PrometheusOptions& options, const std::function<MetricFamilies()>& measure,
             const Context& context) {
    if (!options.is_asked()) return true;
    const std::string text = measure().text();
    bool delivered = true;
    if (!options.file.empty()) {
        const std::string file = path::join(context.directory, options.file);
        delivered = try_to("write '" + path::printable(options.file) + "'", context, [&] {
            FileSystem& files = posix_file_system();
            files.create_directories(std::string(path::parent(file)));
            write_file_atomically(files, file, text, Durability::lazy);
        });
    }
    if (!options.url.empty())
        delivered &= try_to("push to '" + path::printable(options.url) + "'", context,
                            [&] { push(options.url, text, context); });
    return delivered;
}

}  // namespace mlpipe::cli
