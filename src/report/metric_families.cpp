#include "mlpipe/report/metric_families.hpp"

#include <cmath>

#include "mlpipe/base/text.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

std::string escaped_label(std::string_view bytes) {
    std::string text;
    // Control characters and what is not UTF-8 are text after this, with backslashes of their own.
    for (const char letter : printable(bytes)) {
        if (letter == '\\' || letter == '"') text += '\\';
        text += letter;
    }
    return text;
}

std::string labels_text(const MetricLabels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        text += text.empty() ? "{" : ",";
        text += std::string(name) + "=\"" + escaped_label(value) + "\"";
    }
    return text.empty() ? text : text + "}";
}

std::string value_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return text::format_number(value);
}

}  // namespace

void MetricFamilies::add(std::string_view name, std::string_view help, const MetricLabels& labels,
                         double value) {
    const auto [place, is_new] = places_.try_emplace(std::string(name), families_.size());
    if (is_new) families_.push_back({std::string(name), std::string(help), {}, {}});
    Family& family = families_[place->second];
    std::string written = labels_text(labels);
    if (!family.known.insert(written).second) return;
    family.samples.emplace_back(std::move(written), value);
}

std::string MetricFamilies::text() const {
    std::string text;
    for (const Family& family : families_) {
        text += "# HELP " + family.name + " " + family.help + "\n# TYPE " + family.name + " gauge\n";
        for (const auto& [labels, value] : family.samples)
            text += family.name + labels + " " + value_text(value) + "\n";
    }
    return text;
}

}  // namespace mlpipe
