#include "mlpipe/report/vega.hpp"

#ifdef MLPIPE_HAS_VEGA
extern "C" const char mlpipe_vega_begin[];
extern "C" const char mlpipe_vega_end[];
#endif

namespace mlpipe {

std::optional<std::string_view> vega_script() {
#ifdef MLPIPE_HAS_VEGA
    return std::string_view(mlpipe_vega_begin, static_cast<std::size_t>(mlpipe_vega_end - mlpipe_vega_begin));
#else
    return std::nullopt;
#endif
}

}  // namespace mlpipe
