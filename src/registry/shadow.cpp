#include "mlpipe/registry/shadow.hpp"

#include <chrono>

#include "answers.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exec/connected_program.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_named = 5;
constexpr std::size_t most_quoted = 200;

struct Request {
    std::uint64_t line = 0;  // from 1
    std::string text;        // one line, without its end
};

std::vector<Request> read_requests(const FileSystem& files, const std::string& file) {
    const auto text = read_file_if_present(files, file);
    if (!text)
        throw Error(ErrorKind::usage, "there is no file of requests at '" + path::printable(file) + "'");
    std::vector<Request> requests;
    std::uint64_t number = 0;
    for (std::string& line : text::split_lines(*text)) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.find_first_not_of(" \t") == line.npos) continue;
        parse_json(line, path::printable(file) + ", line " + std::to_string(number));
        requests.push_back({number, std::move(line)});
    }
    if (requests.empty())
        throw Error(ErrorKind::usage,
                    "'" + path::printable(file) + "' holds no request: one JSON document a line");
    return requests;
}

// A program that answers line by line, and how long it took.
class AnsweringProgram {
  public:
    AnsweringProgram(const ShadowRequest& request, const std::string& directory, const Answerer& answerer)
        : name_(answerer.name),
          program_({"/bin/sh", "-e", "-c", request.answer},
                   {directory, answerer.environment, request.patience_s}) {}

    Value ask(const Request& request) {
        const auto start = std::chrono::steady_clock::now();
        const std::string line = exchange(request);
        seconds_.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        try {
            return parse_json(line, "the answer");
        } catch (const Error&) {
            fail(request, "answered with what is no JSON document: '" +
                              path::printable(line.substr(0, most_quoted)) + "'");
        }
    }

    void forget_times() { seconds_.clear(); }
    AnswerTimes times() const { return registry::answer_times(seconds_); }
    void kill() { program_.kill(); }

  private:
    std::string exchange(const Request& request) {
        bool listens = true;
        std::size_t end = std::string::npos;
        try {
            listens = send(request.text + "\n");
            while ((end = received_.find('\n')) == received_.npos && receive()) {
            }
        } catch (const ConnectedProgram::TimedOut&) {
            fail(request, "did not answer in time");
        }
        if (!listens || end == received_.npos) fail(request, "ended without an answer");
        const std::string answer = received_.substr(0, end);
        received_.erase(0, end + 1);
        return answer;
    }

    // False when the program does not listen any more: what it has said on its way out is still to be read.
    bool send(const std::string& line) try {
        program_.write(std::as_bytes(std::span(line)));
        return true;
    } catch (const ConnectedProgram::TimedOut&) {
        throw;
    } catch (const Error&) {
        return false;
    }

    bool receive() {
        char buffer[1 << 16];
        const std::size_t count = program_.read(std::as_writable_bytes(std::span(buffer)));
        received_.append(buffer, count);
        return count > 0;
    }

    [[noreturn]] void fail(const Request& request, const std::string& what) {
        std::string message =
            name_ + " " + what + ", at line " + std::to_string(request.line) + " of the requests";
        for (const std::string& line : text::split_lines(program_.errors())) message += "\n    " + line;
        throw Error(ErrorKind::failed, message);
    }

    std::string name_;
    ConnectedProgram program_;
    std::string received_;
    std::vector<double> seconds_;
};

// Ends both programs when somebody asks to stop.
class EndsPrograms {
  public:
    EndsPrograms(Interrupt& interrupt, AnsweringProgram& one, AnsweringProgram& other)
        : interrupt_(interrupt) {
        interrupt_.on_request([&](int) {
            one.kill();
            other.kill();
        });
    }
    EndsPrograms(const EndsPrograms&) = delete;
    EndsPrograms& operator=(const EndsPrograms&) = delete;
    ~EndsPrograms() {
        interrupt_.on_request([](int) {});
    }

  private:
    Interrupt& interrupt_;
};

void ask_both(const std::vector<Request>& requests, double tolerance, AnsweringProgram& candidate,
              AnsweringProgram& production, ShadowReport& report) {
    candidate.ask(requests.front());
    production.ask(requests.front());
    candidate.forget_times();
    production.forget_times();
    for (const Request& request : requests) {
        const Value ours = candidate.ask(request), theirs = production.ask(request);
        ++report.requests;
        if (registry::same_answer(ours, theirs, tolerance)) continue;
        ++report.different;
        if (report.first_different.size() < most_named) report.first_different.push_back(request.line);
    }
}

}  // namespace

ShadowReport compare_answers(const FileSystem& files, const ShadowRequest& request,
                             const std::string& working_directory, const Answerer& candidate,
                             const Answerer& production, Interrupt& interrupt) {
    const std::vector<Request> requests = read_requests(files, request.requests);
    const StopPoint stop(&interrupt, 1);
    stop.pass();
    ShadowReport report;
    AnsweringProgram one(request, working_directory, candidate);
    AnsweringProgram other(request, working_directory, production);
    try {
        const EndsPrograms ends(interrupt, one, other);
        ask_both(requests, request.tolerance, one, other, report);
    } catch (const Error&) {
        stop.pass();
        throw;
    }
    stop.pass();
    report.candidate = one.times();
    report.production = other.times();
    report.failed = registry::beyond_limits(report, request.limits);
    return report;
}

}  // namespace mlpipe
