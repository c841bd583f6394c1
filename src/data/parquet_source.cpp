#include "parquet_source.hpp"

#include <optional>

#include "mlpipe/base/error.hpp"
#include "mlpipe/exec/connected_program.hpp"

namespace mlpipe {
namespace {

// The last line says that all was written: a program that dies has the same end of its output.
constexpr const char* script = R"PYTHON(
import sys
try:
    import pyarrow, pyarrow.csv, pyarrow.parquet
except ImportError as error:
    sys.exit(f"this interpreter has no pyarrow ({error}); install it there, or name another one with --python")
try:
    file = pyarrow.parquet.ParquetFile(sys.argv[1])
    fields = []
    for field in file.schema_arrow:
        kind = field.type.value_type if pyarrow.types.is_dictionary(field.type) else field.type
        if pyarrow.types.is_nested(kind):
            sys.exit(f"column '{field.name}' holds {kind}, which is no single value")
        if pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind):
            sys.exit(f"column '{field.name}' holds bytes, which are no text")
        fields.append(pyarrow.field(field.name, kind))
    schema = pyarrow.schema(fields)
    with pyarrow.csv.CSVWriter(sys.stdout.buffer, schema) as writer:
        for batch in file.iter_batches():
            writer.write_batch(batch.cast(schema) if batch.schema != schema else batch)
except (OSError, pyarrow.ArrowException) as error:
    sys.exit(str(error))
sys.stdout.flush()
sys.stderr.write("\nall of it\n")
)PYTHON";
constexpr std::string_view all_written = "\nall of it\n";

class ParquetSource : public TableSource {
  public:
    ParquetSource(std::string path, std::string python) : path_(std::move(path)), python_(std::move(python)) {
        try {
            // Isolated: a module of the project may not stand in for one of the interpreter's.
            program_.emplace(std::vector<std::string>{python_, "-I", "-c", script, path_});
        } catch (const Error& error) {
            fail(error.what());
        }
    }

    std::size_t read(std::span<char> buffer) override {
        const std::size_t count = program_->read(std::as_writable_bytes(buffer));
        if (count > 0) return count;
        const std::string errors = program_->errors();
        if (!std::string_view(errors).ends_with(all_written)) fail(last_line(errors));
        return 0;
    }

  private:
    static std::string last_line(std::string text) {
        while (!text.empty() && text.back() == '\n') text.pop_back();
        const std::size_t before = text.rfind('\n');
        return before == std::string::npos ? text : text.substr(before + 1);
    }
    [[noreturn]] void fail(const std::string& why) const {
        throw Error(ErrorKind::failed, "cannot read '" + path_ + "' with pyarrow of '" + python_ +
                                           "': " + (why.empty() ? "it ended" : why));
    }

    std::string path_, python_;
    std::optional<ConnectedProgram> program_;
};

}  // namespace

std::unique_ptr<TableSource> parquet_source(const std::string& path, const std::string& python) {
    return std::make_unique<ParquetSource>(path, python);
}

}  // namespace mlpipe
