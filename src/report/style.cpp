#include "mlpipe/report/style.hpp"

namespace mlpipe {
namespace {

const char* code_of(Tone tone) {
    switch (tone) {
        case Tone::plain:
            break;
        case Tone::strong:
            return "1";
        case Tone::faint:
            return "2";
        case Tone::good:
            return "32";
        case Tone::bad:
            return "1;31";
        case Tone::caution:
            return "33";
        case Tone::accent:
            return "36";
    }
    return "";
}

}  // namespace

std::string toned(std::string_view printable, Tone tone, bool colour) {
    if (!colour || tone == Tone::plain || printable.empty()) return std::string(printable);
    std::string text = "\x1b[";
    text.append(code_of(tone)).append("m").append(printable).append("\x1b[0m");
    return text;
}

}  // namespace mlpipe
