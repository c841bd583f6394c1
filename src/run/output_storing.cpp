#include "output_storing.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// Above this size an output with `cache: false` is recorded by its digest alone.
constexpr std::uint64_t small_output = 1 << 20;

}  // namespace

Reference store_output(Store& store, const Hasher& hasher, const std::string& absolute,
                       const OutputSpec& output) {
    if (!output.cache) {
        HashOptions options;
        options.stop_at = 2;  // as for what is put
        const auto hashed = hasher.hash(absolute, options);
        if (hashed && hashed->reference.size > small_output) return hashed->reference;
    }
    const Reference reference = store.put(absolute);
    if (reference.type == ReferenceType::link) {
        throw Error(ErrorKind::failed, "the output " + path::printable(output.path) +
                                           " is a symbolic link; a stage must write the file itself");
    }
    return reference;
}

}  // namespace mlpipe
