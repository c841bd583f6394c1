#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/run_record.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("the name of each kind, role and status reads back") {
    for (const StageKind kind : {StageKind::none, StageKind::ingest, StageKind::prepare, StageKind::train,
                                 StageKind::evaluate, StageKind::deploy, StageKind::monitor})
        CHECK(parse_stage_kind(to_string(kind)) == kind);
    for (const OutputRole role : {OutputRole::out, OutputRole::metric, OutputRole::plot})
        CHECK(parse_output_role(to_string(role)) == role);
    for (const ExecutionStatus status :
         {ExecutionStatus::running, ExecutionStatus::ran, ExecutionStatus::restored, ExecutionStatus::skipped,
          ExecutionStatus::failed, ExecutionStatus::blocked, ExecutionStatus::held,
          ExecutionStatus::interrupted})
        CHECK(parse_execution_status(to_string(status)) == status);
    for (const RunStatus status :
         {RunStatus::running, RunStatus::succeeded, RunStatus::failed, RunStatus::interrupted})
        CHECK(parse_run_status(to_string(status)) == status);
}

TEST_CASE("other words are no names") {
    for (const char* word : {"", "Train", "trained", "out "}) {
        CHECK_FALSE(parse_stage_kind(word));
        CHECK_FALSE(parse_output_role(word));
        CHECK_FALSE(parse_execution_status(word));
        CHECK_FALSE(parse_run_status(word));
    }
}

TEST_CASE("decisions are named as status --json promises") {
    CHECK(std::string(to_string(DecisionKind::skip)) == "skip");
    CHECK(std::string(to_string(DecisionKind::restore)) == "restore");
    CHECK(std::string(to_string(DecisionKind::run)) == "run");
    CHECK(std::string(to_string(DecisionKind::blocked)) == "blocked");
    CHECK(std::string(to_string(DecisionKind::held)) == "held");
    CHECK(std::string(to_string(DecisionKind::absent)) == "absent");
    CHECK(std::string(to_string(DecisionKind::unknown)) == "unknown");
}
