#include "mlpipe/report/html.hpp"

#include <limits>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/plots_page.hpp"
#include "mlpipe/report/vega_lite.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

constexpr const char* hostile = "</script><script>alert(1)</script>\"'<!--&\x1b[31m\xff";

Plot curve(const std::string& path, const std::string& revision) {
    Plot plot;
    plot.path = path;
    plot.x_label = "x";
    plot.y_label = "y";
    plot.series.push_back({revision, "y", {{0, 1.5}, {1, 2.5}}});
    return plot;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("text in a page is text") {
    CHECK(html_text("a<b>&\"'c") == "a&lt;b&gt;&amp;&quot;&#39;c");
    CHECK(html_text("\x1b\xff\n") == "\\x1b\\xff\\n");
    CHECK(html_json(Value::Map{{"a", "</script>&"}}) == "{\"a\":\"\\u003c/script\\u003e\\u0026\"}");
    CHECK(data_uri("image/png", "abc") == "data:image/png;base64,YWJj");
}

TEST_CASE("a page lets run its own scripts alone, and asks nothing of any network") {
    const std::string page = html_page({"t", "", "<p>x</p>", {"let a = 1;"}});
    const Digest digest = sha256("let a = 1;");
    const std::string source = text::base64(std::string(digest.bytes.begin(), digest.bytes.end()));
    CHECK_THAT(page, ContainsSubstring("default-src 'none'; script-src 'sha256-" + source + "';"));
    CHECK_THAT(page, !ContainsSubstring("unsafe-eval"));
    CHECK_THAT(page, !ContainsSubstring("http:"));
    CHECK_THAT(html_page({"t", "", "", {}}), ContainsSubstring("script-src 'none'"));
}

TEST_CASE("nothing that a file or a name holds leaves its place in a page of plots") {
    PlotSet set;
    set.revisions = {hostile, "main"};
    Plot plot = curve(hostile, hostile);
    plot.title = hostile;
    plot.x_label = hostile;
    plot.series[0].field = hostile;
    plot.series[0].points.emplace_back(hostile, hostile);
    plot.images.push_back({hostile, hostile, "image/svg+xml", "<svg><script>alert(1)</script></svg>"});
    plot.notes.push_back(hostile);
    set.plots = {plot};
    const std::string page = plots_page(set, hostile, "let vega = 1;");
    // Vega, what draws, and the data: as many begin as end.
    CHECK(count(page, "<script") == 3);
    CHECK(count(page, "</script") == 3);
    CHECK_THAT(page, !ContainsSubstring("alert(1)</"));
    CHECK_THAT(page, !ContainsSubstring("<svg"));
    CHECK_THAT(page, !ContainsSubstring("<!--"));
    CHECK_THAT(page, !ContainsSubstring("\x1b"));
}

TEST_CASE("a page names its plots, hides revisions and describes images") {
    PlotSet set;
    set.revisions = {"main", "workspace"};
    set.plots = {curve("loss.csv", "main")};
    set.plots[0].images.push_back({"main", "a.png", "image/png", "x"});
    const std::string page = plots_page(set, "Plots", "");
    CHECK_THAT(page, ContainsSubstring("data-revision=\"workspace\""));
    CHECK_THAT(page, ContainsSubstring("alt=\"a.png of main\""));
    CHECK_THAT(page, ContainsSubstring("<h2>loss.csv</h2>"));
    set.revisions.pop_back();
    CHECK_THAT(plots_page(set, "Plots", ""), !ContainsSubstring("fieldset"));
    CHECK_THAT(plots_page({}, "Plots", ""), ContainsSubstring("There are no plots."));
}

TEST_CASE("each template is a specification of its own") {
    Plot plot = curve("p.csv", "main");
    plot.series.push_back({"main", "z", {{0, 2}}});
    const auto mark = [&](const char* name) {
        plot.template_name = name;
        REQUIRE((*name == '\0' || is_plot_template(name)));
        return vega_lite(plot, {"main"});
    };
    CHECK(*mark("").find_path("mark.type") == Value("line"));
    CHECK(mark("linear").find("params") != nullptr);
    CHECK(mark("simple").find("params") == nullptr);
    CHECK(mark("").find_path("encoding.strokeDash") != nullptr);
    CHECK(*mark("scatter").find_path("mark.type") == Value("point"));
    CHECK(*mark("smooth").find_path("transform.0.loess") == Value("y"));
    CHECK(*mark("bar_horizontal_sorted").find_path("encoding.y.sort") == Value("-x"));
    CHECK(*mark("confusion").find_path("spec.layer.0.mark") == Value("rect"));
    CHECK(mark("confusion_normalized").find_path("transform.2.calculate") != nullptr);
    CHECK_FALSE(is_plot_template("pie"));
    CHECK(vega_lite(Plot{}, {"main"}).is_null());
}

TEST_CASE("texts are drawn as categories, and what is no number is no point") {
    Plot plot = curve("p.csv", "main");
    plot.series[0].points = {{"b", std::numeric_limits<double>::quiet_NaN()}, {"a", 1.0}};
    const Value spec = vega_lite(plot, {"main", "other"});
    CHECK(*spec.find_path("encoding.x.type") == Value("nominal"));
    CHECK(spec.find_path("encoding.x.sort")->is_null());
    CHECK(spec.find_path("data.values.0.y")->is_null());
    CHECK(spec.find("params") == nullptr);
    CHECK(*spec.find_path("encoding.color.scale.domain.1") == Value("other"));
}
