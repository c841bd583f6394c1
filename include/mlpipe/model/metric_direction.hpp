// Whether a metric is better when it is higher or when it is lower, as its name tells. docs/commands.md lists
// the words.
#pragma once
#include <string_view>

namespace mlpipe {

enum class MetricDirection { unknown, higher, lower };
const char* to_string(MetricDirection direction);  // "unknown", "higher", "lower"

// `name`: "file:a.b". The last part that holds a known word decides ("auc.mean" is an auc, "loss.train" a
// loss); in one part a word for lower goes before one for higher ("accuracy_loss"). The file does not count.
MetricDirection metric_direction(std::string_view name);

}  // namespace mlpipe
