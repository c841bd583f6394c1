#include "mlpipe/document/node.hpp"
#include "mlpipe/document/writing.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("values are written as a person writes YAML") {
    const Value value =
        Value::Map{{"cmd", "python train.py --lr 0.1"},
                   {"deps", Value::List{"a.csv", Value::Map{{"b", Value::Map{{"cache", false}}}}}},
                   {"script", "one\ntwo\n"},
                   {"none", Value()},
                   {"empty", Value::List{}},
                   {"map", Value::Map{}}};
    CHECK(yaml_text(value) ==
          "cmd: python train.py --lr 0.1\ndeps:\n  - a.csv\n  - b:\n      cache: false\nscript: |\n  one\n  "
          "two\n"
          "none: null\nempty: []\nmap: {}\n");
}

TEST_CASE("what is written as YAML reads back as the same") {
    Value::List texts;
    for (const char* text :
         {"",      "1",     "1.0", "1e3",      "0x1",  "true", "No",     "null",   "~",   "2020-01-01",
          "12:30", "1_000", "- a", "a: b",     "a #b", "#",    "*a",     "&a",     "!x",  "%",
          "@",     "`",     "'",   "\"",       "{",    "[",    "]",      ",",      "|",   ">",
          "?",     "a\nb",  "a\n", "\na",      " a",   "a ",   "\ta",    "a\tb\n", "é",   "---",
          "...",   "=",     "<<",  "a\n\n\nb", "${x}", "a\\b", "  a\nb", "a: |",   ".inf"})
        texts.push_back(text);
    const Value value =
        Value::Map{{"texts", texts},
                   {"1", 1},
                   {"true", true},
                   {"x", 1.0},
                   {"big", *Integer::parse("123456789012345678901234567890")},
                   {"nested", Value::List{Value::List{1, Value::List{}}, Value::Map{{"a", texts}}}}};
    CHECK(parse_yaml(yaml_text(value), "x.yaml").root.to_value() == value);
    for (const Value& text : texts) {
        INFO(*text.as_string());
        CHECK(parse_yaml(yaml_text(text), "x.yaml").root.to_value() == text);
    }
}
