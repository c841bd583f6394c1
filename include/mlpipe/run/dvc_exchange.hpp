// Going to DVC and coming from it: a pipeline's file as the other tool has it, and which of its stages are up to date.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/exchange/dvc_translation.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct DvcExchangeOptions {
    bool force = false;  // replace the file that is there
    double wait_s = 0;   // for the project lock
    std::vector<std::string> arguments;
    std::string shell;  // coming from DVC: what runs commands here, as `shell:` has it
};

struct DvcExchange {
    std::string file;            // written, absolute
    bool comments_lost = false;  // it could not be written as an edit of the other file
    std::vector<DvcTranslation::Note> notes;
    std::vector<std::string> up_to_date;   // stages that the other tool is told to be up to date
    std::vector<std::string> out_of_date;  // the others
    std::string busy;         // going to DVC: which DVC is at work, so that dvc.lock was not written
    std::string ignore_file;  // coming from DVC: the .mlpipeignore that was written, absolute; empty: none
};

// Writes dvc.yaml beside a pipeline.yaml, dvc.lock for the stages that are up to date, and puts their outputs into DVC's
// cache. Throws Error(usage) where there is a dvc.yaml, no `.dvc`, or a cache outside of the project, and PipelineError for
// what DVC cannot have.
DvcExchange export_to_dvc(const Project& project, const DvcExchangeOptions& options, World& world,
                          Interrupt& interrupt);

// Writes pipeline.yaml beside a dvc.yaml, and records what dvc.lock and our own lock of the dvc.yaml call up to date as
// accepted. Writes nothing of DVC's. Throws Error(usage) where there is a pipeline.yaml.
DvcExchange import_from_dvc(const Project& project, const DvcExchangeOptions& options, World& world,
                            Interrupt& interrupt);

}  // namespace mlpipe
