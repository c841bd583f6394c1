#include "tag_text.hpp"

namespace mlpipe::git {

std::string tag_text(const NewTag& tag, const Identity& by) {
    return "object " + tag.commit + "\ntype commit\ntag " + tag.name + "\ntagger " + by.name + " <" +
           by.email + "> " + std::to_string(tag.when_s) + " +0000\n\n" +
           (tag.message.ends_with('\n') ? tag.message : tag.message + "\n");
}

}  // namespace mlpipe::git
