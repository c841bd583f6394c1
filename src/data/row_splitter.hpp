// Cuts the text of a table at ends of rows. Line ends within quotes are none.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/data/table_reader.hpp"
#include "mlpipe/data/table_source.hpp"

namespace mlpipe {

class RowSplitter {
  public:
    // `separator`: '\0' where quotes have no meaning, as between lines of JSON.
    RowSplitter(std::unique_ptr<TableSource> bytes, char separator, std::string name);

    // The first row that is not empty, with its end; "" at the end.
    TableReader::RawRows first();
    std::optional<TableReader::RawRows> next();

  private:
    bool read_more();  // false at the end
    // Behind the last end of a row in what was read, or the first one; 0 where none was found yet.
    std::size_t find_end(bool first);
    TableReader::RawRows take(std::size_t size);
    [[noreturn]] void fail_open_quote() const;

    std::unique_ptr<TableSource> bytes_;
    char separator_;
    std::string name_;
    std::vector<char> text_;  // read and not yet handed out
    std::uint64_t line_ = 1;  // of its first byte
    bool started_ = false, ended_ = false;
    // What is known of text_: up to where it was looked at, and in which state.
    enum class Place : std::uint8_t { field_start, within_field, quoted, quote_closed };
    std::size_t looked_ = 0, last_end_ = 0, quote_at_ = 0;
    Place place_ = Place::field_start;
};

}  // namespace mlpipe
