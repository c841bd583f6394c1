// What the messages of the registry's tags say: a line for people, and one of canonical JSON (docs/format.md).
#pragma once
#include <cstdint>
#include <string>

#include "mlpipe/git/tags.hpp"
#include "mlpipe/model/model_version.hpp"
#include "tag_name.hpp"

namespace mlpipe::registry {

// `event` carries who called and when; `version` is what a registration records, and null otherwise.
std::string tag_message(const ModelEvent& event, const ModelVersion* version);

// A tag as an event, and what a registration recorded. What names, dates and signatures say counts; the
// message adds to it, and a tag whose message is another tool's, or damaged, is an event all the same.
struct TaggedEvent {
    ModelEvent event;
    ModelVersion version;  // of a registration
    std::string commit;    // that the tag points to
    std::uint64_t number = 0;
    std::int64_t when_s = 0;  // the tag's date, see date_for_tag
};
// GTO tells the moves of one alias apart by the whole seconds of their tags: the date of the next, where an event
// happened at `when_ns` and the latest tag of its alias is dated `latest_s`. A few seconds late at most.
std::int64_t date_for_tag(std::int64_t when_ns, std::int64_t latest_s);
TaggedEvent event_of(const TagName& name, const AnnotatedTag& tag);

}  // namespace mlpipe::registry
