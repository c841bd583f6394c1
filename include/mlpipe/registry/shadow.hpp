// Two releases answer the same requests, before either is live. Knows of a release only where it lies; how it
// answers is a program's: it reads one JSON document a line and writes one a line.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/model/shadow.hpp"

namespace mlpipe {

struct ShadowRequest {
    std::string requests;     // the file: one JSON document a line; absolute
    std::string answer;       // the program, for /bin/sh -e
    double patience_s = 60;   // for one answer
    double tolerance = 1e-6;  // numbers differ by more than this, or by more than this share of the larger
    ShadowLimits limits;
};

// Who answers, and with which environment ("NAME=value").
struct Answerer {
    std::string name;  // for messages
    std::vector<std::string> environment;
};

// Both programs run in `working_directory`. The first request is asked once more than counts, so that loading
// the model is not measured. Throws Error(usage) for a file of requests that cannot be read as such, Error(failed)
// when a program ends, does not answer in time, or does not answer with JSON; Error(interrupted).
ShadowReport compare_answers(const FileSystem& files, const ShadowRequest& request,
                             const std::string& working_directory, const Answerer& candidate,
                             const Answerer& production, Interrupt& interrupt);

}  // namespace mlpipe
