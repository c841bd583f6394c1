// The runner of GitHub Actions, as far as it reads the log of a step: which lines it obeys, and what it takes for text.
#pragma once
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/text.hpp"

namespace mlpipe::testing {

struct GithubRunner {
    std::vector<std::string> commands;  // whole lines that it obeys, but for fences
    std::vector<std::string> text;
    std::vector<std::string> tokens;  // of the fences, each at its first use
    std::string token;                // of the fence that is up
    std::vector<std::string> log;     // titles of groups, and the lines within, indented

    explicit GithubRunner(std::string_view output) {
        for (const std::string& line : text::split_lines(output)) read(line);
    }

  private:
    void read(const std::string& line) {
        const std::string name = command_in(line);
        if (!token.empty()) {
            if (name == token) return token.clear();
        } else if (name == "stop-commands") {
            token = line.substr(line.rfind(':') + 1);
            return tokens.push_back(token);
        } else if (is_known(name)) {
            if (name == "group") log.push_back(line.substr(9));
            in_group_ = name == "group";
            return commands.push_back(line);
        }
        text.push_back(line);
        log.push_back(in_group_ ? "  " + line : line);
    }

    // "error" of " ::error file=x::…" at the beginning, and of "##[error file=x]…" anywhere.
    static std::string command_in(std::string_view line) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        std::string_view inside;
        if (line.starts_with("::") && line.find("::", 2) != std::string_view::npos) {
            inside = line.substr(2, line.find("::", 2) - 2);
        } else if (const auto begin = line.find("##["); begin != std::string_view::npos) {
            inside = line.substr(begin + 3, line.find(']', begin) - begin - 3);
        }
        return std::string(inside.substr(0, inside.find(' ')));
    }

    static bool is_known(const std::string& name) {
        static const std::set<std::string> known{
            "add-mask", "add-matcher", "add-path",   "debug",   "echo",       "endgroup", "error",
            "group",    "notice",      "save-state", "set-env", "set-output", "warning"};
        return known.contains(name);
    }

    bool in_group_ = false;
};

}  // namespace mlpipe::testing
