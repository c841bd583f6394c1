// What GTO's tag names say: `model@v1.2.0`, `model#production#3`, with a `!` what takes either back, and
// `model@deprecated`.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/model/model_version.hpp"

namespace mlpipe::registry {

struct TagName {
    ModelEvent::Kind kind = ModelEvent::Kind::registered;
    std::string model;
    std::string version;       // of registered and deprecated; "": the model as a whole
    std::string alias;         // of assigned and unassigned
    std::uint64_t number = 0;  // the last part; 0: there is none

    static std::optional<TagName> parse(std::string_view tag);
    std::string text() const;
};

bool is_alias_name(std::string_view name);

}  // namespace mlpipe::registry
