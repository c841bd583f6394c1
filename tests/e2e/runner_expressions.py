"""The part of GitHub's expression language that action.yml uses: names, strings, comparisons and status functions."""
import re

TOKEN = re.compile(r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>&&|\|\||==|!=|!|\(|\)))")
STATUS = {"success", "failure", "always", "cancelled"}


def evaluate(text, contexts, outcome="success"):
    tokens = tokens_of(text)
    value = Parser(tokens, contexts, outcome).either()
    assert not tokens, f"cannot read the rest of the expression {text!r}: {tokens}"
    return value


def interpolate(text, contexts):
    """The text with each ${{ expression }} replaced; what is put in is not read again."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: as_text(evaluate(found[1], contexts)), str(text))


def is_met(condition, contexts, outcome):
    """Whether a step's `if` holds. Without a status function in it, the job must have succeeded until now."""
    condition = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", str(condition))
    named = {value for kind, value in tokens_of(condition) if kind == "name"}
    met = is_true(evaluate(condition, contexts, outcome))
    return met and (outcome == "success" or bool(named & STATUS))


def tokens_of(text):
    tokens, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        assert found, f"cannot read {text[at:]!r} in the expression {text!r}"
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


class Parser:
    def __init__(self, tokens, contexts, outcome):
        self.tokens, self.contexts, self.outcome = tokens, contexts, outcome

    def takes(self, *signs):
        if self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def either(self):
        value = self.both()
        while self.takes("||"):
            other = self.both()
            value = value if is_true(value) else other
        return value

    def both(self):
        value = self.comparison()
        while self.takes("&&"):
            other = self.comparison()
            value = other if is_true(value) else value
        return value

    def comparison(self):
        value = self.one()
        while sign := self.takes("==", "!="):
            # Strings are the same whatever their case.
            value = (as_text(value).lower() == as_text(self.one()).lower()) == (sign == "==")
        return value

    def one(self):
        if self.takes("!"):
            return not is_true(self.one())
        if self.takes("("):
            value = self.either()
            assert self.takes(")"), self.tokens
            return value
        kind, text = self.tokens.pop(0)
        if kind == "string":
            return text[1:-1].replace("''", "'")
        assert kind == "name", text
        if self.takes("("):
            assert self.takes(")") and text in STATUS, text
            return text == "always" or text == self.outcome
        return self.look_up(text)

    def look_up(self, name):
        """What is not there is empty, as on GitHub; a context that the model does not have is an error."""
        first, *rest = name.split(".")
        value = self.contexts[first]
        for part in rest:
            value = value.get(part, "") if isinstance(value, dict) else ""
        return value


def is_true(value):
    return value not in ("", False, None)


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
