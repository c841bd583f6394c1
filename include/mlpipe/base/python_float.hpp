// A float as Python prints it. Pure.
#pragma once
#include <string>

namespace mlpipe {

// repr(float): the shortest digits that read back as the same; an exponent below -4 or from 16 on. "inf", "nan".
std::string python_float(double number);

}  // namespace mlpipe
