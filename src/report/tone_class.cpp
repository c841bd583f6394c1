#include "tone_class.hpp"

namespace mlpipe {

const char* class_of(Tone tone) {
    switch (tone) {
        case Tone::strong:
            return "strong";
        case Tone::faint:
            return "faint";
        case Tone::good:
            return "good";
        case Tone::bad:
            return "bad";
        case Tone::caution:
            return "caution";
        case Tone::accent:
            return "accent";
        case Tone::plain:
            break;
    }
    return "";
}

}  // namespace mlpipe
