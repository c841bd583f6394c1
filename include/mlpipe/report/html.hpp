// Self-contained pages: one file that works offline, asks nothing of any network, and whose content cannot
// become code. Whatever comes from files and names goes through html_text or html_json.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// Printable text, for an element or for a quoted attribute.
std::string html_text(std::string_view bytes);
// The same for text of several lines, whose ends stay.
std::string html_text_lines(std::string_view bytes);
// Text that is printable already, with what HTML and XML take for markup written out.
std::string marked_up(std::string_view printable);
// JSON that may stand in a script element: no '<', '>' or '&' is left in it.
std::string html_json(const Value& value);
// "data:image/png;base64,..."
std::string data_uri(std::string_view media_type, std::string_view bytes);

struct HtmlPage {
    std::string title;  // bytes of any kind
    std::string style;  // CSS, after the common one
    std::string body;   // HTML
    // In this order at the end of the body. Only these run: the page's Content-Security-Policy names their
    // digests. Not one of them may hold "</script".
    std::vector<std::string_view> scripts;
};

// The whole document, dark or light as the reader's system is, fit for a phone.
std::string html_page(const HtmlPage& page);

}  // namespace mlpipe
