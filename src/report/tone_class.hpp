// What a tone is called in the style sheets of pages.
#pragma once
#include "mlpipe/report/style.hpp"

namespace mlpipe {

const char* class_of(Tone tone);  // "" for the plain one

}  // namespace mlpipe
