// A candidate, a baseline and one gate, as the tests of judging want them.
#pragma once
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/quality/gates.hpp"

namespace gate_case {

inline mlpipe::ArtifactAt artifact(const std::string& path, const std::string& content) {
    return {path, {mlpipe::ReferenceType::file, mlpipe::sha256(content), content.size(), false}};
}

inline mlpipe::Gate gate(const std::string& metric, std::vector<mlpipe::GateLimit> limits,
                         const std::string& baseline = "") {
    mlpipe::Gate gate;
    gate.metric = metric;
    gate.limits = std::move(limits);
    gate.baseline = baseline;
    gate.direction = mlpipe::MetricDirection::higher;
    return gate;
}

inline bool near(double value, double wanted, double margin = 1e-9) {
    return std::abs(value - wanted) <= margin;
}

struct Case {
    mlpipe::Candidate candidate;
    mlpipe::Baseline baseline;
    mlpipe::Evaluation evaluation;
    std::vector<mlpipe::BaselineQuestion> asked;
    std::vector<mlpipe::EvaluationQuestion> evaluated;

    // `now` and `then` of e.json, on the same test data; the models differ.
    Case(const mlpipe::MetricValues& now, const mlpipe::MetricValues& then) {
        candidate.stage = "evaluate";
        candidate.metrics = now;
        candidate.inputs.dependencies = {artifact("eval.py", "code 2"), artifact("m.bin", "new model"),
                                         artifact("test.csv", "test")};
        candidate.outputs = {artifact("e.json", "metrics")};
        candidate.models = {"m.bin"};
        candidate.sources = {"eval.py", "test.csv"};
        baseline.outcome = mlpipe::Baseline::Outcome::found;
        baseline.identity.version = "v1.0.0";
        baseline.metrics = then;
        baseline.model = artifact("m.bin", "old model");
        baseline.data = {artifact("eval.py", "code 1"), artifact("m.bin", "old model"),
                         artifact("test.csv", "test")};
    }

    std::vector<mlpipe::GateResult> judge(const mlpipe::Gate& gate) {
        mlpipe::GateWorld world;
        world.find_baseline = [this](const mlpipe::BaselineQuestion& question) {
            asked.push_back(question);
            return baseline;
        };
        world.evaluate = [this](const mlpipe::EvaluationQuestion& question) {
            evaluated.push_back(question);
            return evaluation;
        };
        return mlpipe::judge_gates({gate}, candidate, world);
    }

    // Of a gate with one limit and one metric: "fail: auc 0.6 < 0.7".
    std::string verdict(const mlpipe::Gate& gate) {
        std::string text;
        for (const mlpipe::GateResult& result : judge(gate))
            text +=
                (text.empty() ? "" : "\n") + std::string(to_string(result.verdict)) + ": " + result.reason;
        return text;
    }
};

}  // namespace gate_case
