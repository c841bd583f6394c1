#include "mlpipe/quality/bootstrap.hpp"

#include <cmath>

#include "gate_case.hpp"
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using gate_case::near;

TEST_CASE("the area under the curve counts pairs, ties half") {
    CHECK(area_under_curve({false, false, true, true}, {0.1, 0.4, 0.35, 0.8}) == 0.75);
    CHECK(area_under_curve({false, true}, {0.5, 0.5}) == 0.5);
    CHECK(area_under_curve({true, false}, {0, 1}) == 0);
    CHECK(std::isnan(area_under_curve({true, true}, {0, 1})));
}

TEST_CASE("a difference that is the same for all has an interval of no width") {
    const GateInterval interval = drop_interval(PairedValues{{1, 2, 3}, {1.5, 2.5, 3.5}}, 0.95);
    CHECK(near(interval.low, 0.5));
    CHECK(near(interval.high, 0.5));
    CHECK(interval.confidence == 0.95);
}

// The mean of n differences that are 0 or 1 with equal chance has the standard error 0.5 / sqrt(n).
TEST_CASE("the interval of a mean is as wide as theory has it") {
    PairedValues values;
    for (int i = 0; i < 400; ++i) {
        values.baseline.push_back(i % 2);
        values.candidate.push_back(0);
    }
    const GateInterval interval = drop_interval(values, 0.95);
    CHECK(near(interval.low, 0.5 - 1.96 * 0.025, 0.006));
    CHECK(near(interval.high, 0.5 + 1.96 * 0.025, 0.006));
    const GateInterval narrower = drop_interval(values, 0.6);
    CHECK(narrower.low > interval.low);
    CHECK(narrower.high < interval.high);
}

TEST_CASE("the same numbers give the same interval") {
    const PairedValues values{{0.1, 0.9, 0.4, 0.3}, {0.2, 0.8, 0.6, 0.5}};
    CHECK(drop_interval(values, 0.9) == drop_interval(values, 0.9));
}

TEST_CASE("pairing takes out what both have in common") {
    PairedScores scores;
    for (int i = 0; i < 60; ++i) {
        scores.positive.push_back(i % 3 == 0);
        const double score = (i * 37 % 60) / 60.0 + (i % 3 == 0 ? 0.3 : 0);
        scores.candidate.push_back(score);
        scores.baseline.push_back(2 * score + 1);  // the same order
    }
    const GateInterval interval = drop_interval(scores, 0.95);
    CHECK(interval.low == 0);
    CHECK(interval.high == 0);
}

TEST_CASE("a worse ranking is told from chance, a slightly different one is not") {
    PairedScores worse, similar;
    for (int i = 0; i < 200; ++i) {
        const bool positive = i % 2 == 0;
        const double noise = (i * 7919 % 200) / 200.0;
        for (PairedScores* scores : {&worse, &similar}) {
            scores->positive.push_back(positive);
            scores->baseline.push_back(noise + (positive ? 0.5 : 0));
        }
        worse.candidate.push_back(noise);
        similar.candidate.push_back(noise + (positive ? 0.5 : 0) + (i % 11 == 0 ? 0.05 : 0));
    }
    CHECK(drop_interval(worse, 0.95).low > 0.1);
    const GateInterval interval = drop_interval(similar, 0.95);
    CHECK(interval.low < 0.01);
    CHECK(interval.high > -0.01);
}

TEST_CASE("one class alone has no curve, and a wish to stop is heard") {
    CHECK_THROWS_AS(drop_interval(PairedScores{{true, true}, {1, 2}, {1, 2}}, 0.95), Error);
    Interrupt interrupt;
    interrupt.request();
    CHECK_THROWS_AS(drop_interval(PairedValues{{1, 2}, {2, 3}}, 0.95, StopPoint(&interrupt, 1)), Error);
}
