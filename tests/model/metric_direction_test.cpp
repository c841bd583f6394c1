#include "mlpipe/model/metric_direction.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("a metric's name tells whether higher or lower is better") {
    for (const char* name : {"eval.json:auc", "roc_auc", "m.json:val.F1-score", "Accuracy", "m.json:auc.mean",
                             "top5.accuracy", "r2"}) {
        INFO(name);
        CHECK(metric_direction(name) == MetricDirection::higher);
    }
    for (const char* name : {"m.json:loss", "train.val_loss", "m.json:loss.train", "rmse", "error-rate",
                             "accuracy_loss", "m.json:auc.error"}) {
        INFO(name);
        CHECK(metric_direction(name) == MetricDirection::lower);
    }
}

TEST_CASE("a name that says nothing has no direction, and the file says nothing") {
    for (const char* name :
         {"", "rows", "loss.json:rows", "accuracy/eval.json:n", "closs", "recalled", ":"}) {
        INFO(name);
        CHECK(metric_direction(name) == MetricDirection::unknown);
    }
}
