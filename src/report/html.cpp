#include "mlpipe/report/html.hpp"

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view common_style = R"(
:root { color-scheme: light dark; --ground: #fff; --ink: #1c1e21; --faint: #5c6570; --line: #d8dde3; --accent: #2563a8; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181c; --ink: #e6e8eb; --faint: #9aa3ad; --line: #33383f; --accent: #7db4ee; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--ground); color: var(--ink);
       font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.note { color: var(--faint); }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
)";

std::string digest_source(std::string_view script) {
    const Digest digest = sha256(script);
    const std::string bytes(digest.bytes.begin(), digest.bytes.end());
    return "'sha256-" + text::base64(bytes) + "'";
}

std::string policy(const std::vector<std::string_view>& scripts) {
    std::string sources;
    for (const std::string_view script : scripts) sources += " " + digest_source(script);
    return "default-src 'none'; script-src" + (sources.empty() ? " 'none'" : sources) +
           "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
}

}  // namespace

std::string marked_up(std::string_view printable) {
    std::string text;
    for (const char letter : printable) {
        switch (letter) {
            case '&':
                text += "&amp;";
                break;
            case '<':
                text += "&lt;";
                break;
            case '>':
                text += "&gt;";
                break;
            case '"':
                text += "&quot;";
                break;
            case '\'':
                text += "&#39;";
                break;
            default:
                text += letter;
        }
    }
    return text;
}

std::string html_text(std::string_view bytes) {
    return marked_up(printable(bytes));
}

std::string html_text_lines(std::string_view bytes) {
    return marked_up(printable_text(bytes));
}

std::string html_json(const Value& value) {
    std::string text;
    for (const char letter : canonical_json(value)) {
        switch (letter) {
            case '<':
                text += "\\u003c";
                break;
            case '>':
                text += "\\u003e";
                break;
            case '&':
                text += "\\u0026";
                break;
            default:
                text += letter;
        }
    }
    return text;
}

std::string data_uri(std::string_view media_type, std::string_view bytes) {
    return "data:" + std::string(media_type) + ";base64," + text::base64(bytes);
}

std::string html_page(const HtmlPage& page) {
    std::string html = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    html += "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy(page.scripts) + "\">\n";
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    html += "<meta name=\"referrer\" content=\"no-referrer\">\n";
    html += "<link rel=\"icon\" href=\"data:,\">\n";
    html += "<title>" + html_text(page.title) + "</title>\n<style>";
    html.append(common_style).append(page.style);
    html += "</style>\n</head>\n<body>\n" + page.body;
    for (const std::string_view script : page.scripts)
        html.append("<script>").append(script).append("</script>\n");
    return html + "</body>\n</html>\n";
}

}  // namespace mlpipe
