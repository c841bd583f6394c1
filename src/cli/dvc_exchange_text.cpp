#include "dvc_exchange_text.hpp"

#include <algorithm>
#include <utility>

#include "json_text.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe::cli {
namespace {

constexpr std::size_t most_named = 8;

Value names_value(const std::vector<std::string>& names) {
    Value::List list;
    for (const std::string& name : names) list.push_back(json_text(name));
    return list;
}

// The stages of each key, in the order in which the keys are first met.
std::vector<std::pair<std::string, std::vector<std::string>>> stages_by_key(const DvcExchange& exchange,
                                                                            bool dropped) {
    std::vector<std::pair<std::string, std::vector<std::string>>> keys;
    for (const DvcTranslation::Note& note : exchange.notes) {
        if (note.dropped != dropped) continue;
        auto known =
            std::find_if(keys.begin(), keys.end(), [&](const auto& one) { return one.first == note.key; });
        if (known == keys.end()) known = keys.insert(keys.end(), {note.key, {}});
        if (!note.stage.empty()) known->second.push_back(note.stage);
    }
    return keys;
}

}  // namespace

std::string names_text(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most_named; ++i)
        text += (i == 0 ? "" : ", ") + printable(names[i]);
    if (names.size() > most_named) text += " and " + std::to_string(names.size() - most_named) + " more";
    return text;
}

std::string notes_text(const DvcExchange& exchange, const std::string& kept, const std::string& dropped) {
    std::string text;
    for (const bool is_dropped : {false, true}) {
        std::string line;
        for (const auto& [key, stages] : stages_by_key(exchange, is_dropped))
            line += (line.empty() ? "" : ", ") + printable(key) +
                    (stages.empty() ? "" : " (" + names_text(stages) + ")");
        if (!line.empty()) text += (is_dropped ? dropped : kept) + line + "\n";
    }
    return text;
}

Value as_value(const DvcExchange& exchange, const Project& project) {
    Value::List notes;
    for (const DvcTranslation::Note& note : exchange.notes)
        notes.emplace_back(Value::Map{{"stage", note.stage.empty() ? Value() : json_text(note.stage)},
                                      {"key", json_text(note.key)},
                                      {"dropped", note.dropped}});
    return Value::Map{{"file", json_text(project.shown(exchange.file))},
                      {"comments_lost", exchange.comments_lost},
                      {"up_to_date", names_value(exchange.up_to_date)},
                      {"out_of_date", names_value(exchange.out_of_date)},
                      {"notes", std::move(notes)}};
}

}  // namespace mlpipe::cli
