// What a text may look like: where it goes, how wide it may be, and a handful of tones. The escape codes that
// this room writes come from `toned` and from the live area of the terminal reporter, and from nowhere else.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace mlpipe {

// Takes text as it is to be written. Called on the thread that calls the reporter.
using TextSink = std::function<void(std::string_view)>;

struct TextStyle {
    std::size_t width = 0;  // columns; 0: as wide as it comes
    bool colour = false;
};

enum class Tone { plain, strong, faint, good, bad, caution, accent };

// `printable` with the colour around it; as it is when `colour` is false, the tone is plain or there is no
// text.
std::string toned(std::string_view printable, Tone tone, bool colour);

}  // namespace mlpipe
