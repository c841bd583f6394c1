#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

const char* to_string(StageKind kind) {
    switch (kind) {
        case StageKind::none:
            return "none";
        case StageKind::ingest:
            return "ingest";
        case StageKind::prepare:
            return "prepare";
        case StageKind::train:
            return "train";
        case StageKind::evaluate:
            return "evaluate";
        case StageKind::deploy:
            return "deploy";
        case StageKind::monitor:
            return "monitor";
    }
    return "none";
}

const char* to_string(OutputRole role) {
    switch (role) {
        case OutputRole::out:
            return "out";
        case OutputRole::metric:
            return "metric";
        case OutputRole::plot:
            return "plot";
    }
    return "out";
}

std::optional<StageKind> parse_stage_kind(std::string_view text) {
    for (const StageKind kind : {StageKind::none, StageKind::ingest, StageKind::prepare, StageKind::train,
                                 StageKind::evaluate, StageKind::deploy, StageKind::monitor})
        if (text == to_string(kind)) return kind;
    return std::nullopt;
}

std::optional<OutputRole> parse_output_role(std::string_view text) {
    for (const OutputRole role : {OutputRole::out, OutputRole::metric, OutputRole::plot})
        if (text == to_string(role)) return role;
    return std::nullopt;
}

}  // namespace mlpipe
