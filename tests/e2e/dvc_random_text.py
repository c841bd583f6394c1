"""Python's values as the text of a YAML, JSON, TOML or Python file, in one of the many ways to write each of them."""
import json
import re

PLAIN = re.compile(r"[A-Za-z_$/\\][\w$/\\{}\[\].<>|=+-]*( [\w$/\\{}\[\].<>|=+-]+)*")
PLAIN_IN_FLOW = re.compile(r"[A-Za-z_$/\\][\w$/\\.<>|=+-]*( [\w$/\\.<>|=+-]+)*")
OTHER_TYPES = ("true", "false", "null")


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Yaml:
    """Writes blocks and flows, plain and quoted, as the random numbers have it."""

    def __init__(self, random):
        self.random = random

    def document(self, value):
        return "\n".join(self.block(value, "")) + "\n" if value else ""

    def text(self, value, in_flow):
        can_be_plain = (PLAIN_IN_FLOW if in_flow else PLAIN).fullmatch(value) and value.lower() not in OTHER_TYPES
        ways = ["double"] + ["plain", "plain"] * bool(can_be_plain) + ["single"] * value.isprintable()
        way = self.random.choice(ways)
        if way == "plain":
            return value
        return quoted(value) if way == "double" else "'" + value.replace("'", "''") + "'"

    def number(self, value):
        if isinstance(value, int):
            ways = [str(value)] * 3 + [f"{value:_}"] + ([hex(value), oct(value), f"+{value}"] if value >= 0 else [])
        else:
            ways = [repr(value)] * 3 + [f"{value:.17e}", f"{value:_.3f}" if value == round(value, 3) else repr(value)]
        return self.random.choice(ways)

    def scalar(self, value, in_flow=False):
        if value is None:
            return self.random.choice(["null", "~", "Null", "null"])
        if isinstance(value, bool):
            word = str(value)
            return self.random.choice([word, word.lower(), word.lower(), word.upper()])
        return self.text(value, in_flow) if isinstance(value, str) else self.number(value)

    def flow(self, value):
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.scalar(key, True)}: {self.flow(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        return self.scalar(value, True)

    def literal(self, value, indent):
        """A text as a block of lines; None where it cannot be one."""
        lines = value.split("\n")
        keep = lines[-1] == "" and len(lines) > 1
        lines = lines[:-1] if keep else lines
        if not all(line.isprintable() and line.strip() == line != "" for line in lines):
            return None
        return ["|" if keep else "|-"] + [indent + "  " + line for line in lines]

    def after(self, head, value, indent):
        """A key or a dash with what follows it."""
        if value and isinstance(value, (dict, list)) and self.random.random() < 0.7:
            return [head, *self.block(value, indent + "  ")]
        if isinstance(value, str) and self.random.random() < 0.15:
            lines = self.literal(value, indent)
            if lines:
                return [f"{head} {lines[0]}", *lines[1:]]
        return [f"{head} {self.flow(value) if isinstance(value, (dict, list)) else self.scalar(value)}"]

    def block(self, value, indent):
        lines = []
        if isinstance(value, dict):
            for key, one in value.items():
                lines += self.after(f"{indent}{self.scalar(key)}:", one, indent)
        else:
            for one in value:
                lines += self.after(f"{indent}-", one, indent)
        return lines


def python(value):
    """A module that sets what a map has; the names must be some of Python's."""
    return "".join(f"{name} = {one!r}\n" for name, one in value.items())


def toml(value):
    """Each value in one line; the map must be free of null."""
    def inline(one):
        if isinstance(one, dict):
            return "{" + ", ".join(f"{quoted(key)} = {inline(inner)}" for key, inner in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(map(inline, one)) + "]"
        return json.dumps(one, ensure_ascii=False)
    return "".join(f"{quoted(name)} = {inline(one)}\n" for name, one in value.items())


def file_text(name, value, random):
    if name.endswith(".json"):
        return json.dumps(value, ensure_ascii=False, indent=random.choice([None, 2]))
    if name.endswith(".toml"):
        return toml(value)
    return python(value) if name.endswith(".py") else Yaml(random).document(value)
