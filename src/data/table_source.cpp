#include "mlpipe/data/table_source.hpp"

#include "gzip_source.hpp"
#include "parquet_source.hpp"

namespace mlpipe {
namespace {

class PlainSource : public TableSource {
  public:
    explicit PlainSource(std::unique_ptr<FileReader> reader) : reader_(std::move(reader)) {}
    std::size_t read(std::span<char> buffer) override {
        return reader_->read(std::as_writable_bytes(buffer));
    }

  private:
    std::unique_ptr<FileReader> reader_;
};

}  // namespace

std::unique_ptr<TableSource> open_table(const FileSystem& files, const TableFile& file,
                                        const std::string& python) {
    std::unique_ptr<FileReader> reader = files.open_read(file.path);
    if (file.format == TableFormat::parquet) return parquet_source(file.path, python);
    if (file.gzip) return gzip_source(std::move(reader), file.path);
    return std::make_unique<PlainSource>(std::move(reader));
}

}  // namespace mlpipe
