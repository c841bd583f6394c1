// What push and pull have in common: their options and what they say at the end.
#pragma once
#include <memory>
#include <string>

#include "context.hpp"
#include "mlpipe/history/moving.hpp"
#include "selection_options.hpp"

namespace mlpipe::cli {

struct MovingFlags {
    std::shared_ptr<ChosenStages> chosen;
    std::string run, remote;
    unsigned jobs = 4;
    double wait_s = 0;
    bool no_git = false, json = false;
};

void add_moving_options(CLI::App& command, MovingFlags& flags);
// What both ask `history` for; `transfer.progress` is the caller's.
MoveOptions move_options(const MovingFlags& flags, const Context& context);
Project project_of(const MovingFlags& flags, const Context& context);

// With `verb` "push" or "pull".
Value as_value(const Moved& moved);
std::string as_text(const Moved& moved, const std::string& verb);
std::string problems_text(const Moved& moved, const std::string& verb);

}  // namespace mlpipe::cli
