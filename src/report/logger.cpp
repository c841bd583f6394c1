#include "mlpipe/report/logger.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <mutex>
#include <string>
#include <utility>

#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

class CallbackSink : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit CallbackSink(TextSink text_sink) : text_sink_(std::move(text_sink)) {}

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        text_sink_(std::string_view(line.data(), line.size()));
    }
    void flush_() override {}

    TextSink text_sink_;
};

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            break;
    }
    return spdlog::level::err;
}

class SpdlogLogger : public Logger {
  public:
    SpdlogLogger(TextSink sink, LogLevel least)
        : logger_("mlpipe", std::make_shared<CallbackSink>(std::move(sink))) {
        logger_.set_level(level_of(least));
        logger_.set_pattern("%l: %v");
        // spdlog's own answer to a failing sink is to write to stderr, which a library must not.
        logger_.set_error_handler([](const std::string&) {});
    }

    void log(LogLevel level, std::string_view message) override {
        if (!wants(level)) return;
        const std::string text = printable_text(message);
        logger_.log(level_of(level), spdlog::string_view_t(text.data(), text.size()));
    }

    bool wants(LogLevel level) const override { return logger_.should_log(level_of(level)); }

  private:
    spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Logger> make_logger(TextSink sink, LogLevel least) {
    return std::make_unique<SpdlogLogger>(std::move(sink), least);
}

}  // namespace mlpipe
