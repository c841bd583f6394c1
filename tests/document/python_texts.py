"""Python made at random: statements and literals of all kinds, in layouts that people do not choose."""
NAMES = ["a", "b", "lr", "model", "Train", "self", "x1", "_y", "set", "match", "type", "__init__"]
WORDS = ["", "text", "it's", 'a "quote"', "a = 1", "# no comment", "{braces}", "caf\u00e9", "two\nlines", "tab\t", "\\"]


class Texts:
    def __init__(self, random):
        self.random = random

    def module(self):
        return self.block(0, self.random.randint(1, 8), "")

    def spoilt(self):
        """One that Python may not be able to read."""
        text = self.module()
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randrange(len(text) + 1)
            kind = self.random.randrange(3)
            if kind == 0:
                text = text[:at] + text[at + 1:]
            elif kind == 1:
                text = text[:at] + self.random.choice("()[]{}'\":;=,.\\\n \t#f\"0_-+") + text[at:]
            else:
                end = min(len(text), at + self.random.randint(1, 12))
                text = text[:at] + text[end:]
        return text

    def one(self, *choices):
        return self.random.choice(choices)()

    def name(self):
        return self.random.choice(NAMES)

    def space(self):
        return self.random.choice(["", " ", " ", "  ", "\t", " \\\n "])

    def inner_space(self):
        """Between brackets a line may end, too."""
        return self.random.choice(["", "", " ", "\n", "\n  ", " # note, 'x' = (\n"])

    def block(self, depth, statements, indent):
        return "".join(self.statement(depth, indent) for _ in range(statements))

    def deeper(self, depth, indent):
        inner = indent + self.random.choice([" ", "  ", "    ", "\t"])
        return self.block(depth + 1, self.random.randint(1, 3), inner)

    def statement(self, depth, indent):
        kinds = [self.simple] * 8 + [self.comment]
        if depth < 3:
            kinds += [self.class_, self.class_, self.init, self.function, self.compound, self.inline]
        return self.random.choice(kinds)(depth, indent)

    def comment(self, _, indent):
        return self.random.choice(["\n", "   \n", indent + "# x = 1\n", "# y = 2\n", indent + "'''z\n= 3'''\n"])

    def simple(self, _, indent):
        statements = [self.assignment() for _ in range(self.random.choice([1, 1, 1, 2, 3]))]
        end = self.random.choice(["", "", ";", " # note: x = 1"])
        return indent + self.random.choice(["; ", ";"]).join(statements) + end + "\n"

    def class_(self, depth, indent):
        bases = self.random.choice(["", "()", "(Base)", "(Base, k={'a': 1})", "(\nBase)"])
        return f"{indent}class {self.name()}{bases}:\n" + self.deeper(depth, indent)

    def init(self, depth, indent):
        arguments = self.random.choice(["self", "self, a=1", "self, b: int = {1: 2}[1], *c, **d", "self, f=lambda: 1"])
        returns = self.random.choice(["", " -> None"])
        return f"{indent}def __init__({arguments}){returns}:\n" + self.deeper(depth, indent)

    def function(self, depth, indent):
        start = self.random.choice(["def", "async def"])
        return f"{indent}{start} {self.name()}({self.random.choice(['', 'x=1', 'a, b=2'])}):\n" + self.deeper(depth, indent)

    def compound(self, depth, indent):
        head = self.random.choice(["if x", "while x == 1", "for i in y", "with open(f) as g", "with (a, b)"])
        text = f"{indent}{head}:\n" + self.deeper(depth, indent)
        if head == "if x" and self.random.random() < 0.5:
            text += f"{indent}else:\n" + self.deeper(depth, indent)
        return text

    def inline(self, _, indent):
        head = self.random.choice(["if x", "class A", "def __init__(self)", "def f()", "for i in y", "while z"])
        return f"{indent}{head}: {self.assignment()}; {self.assignment()}\n"

    def assignment(self):
        target = self.one(self.name, self.name, lambda: "self." + self.name(), self.odd_target)
        # Python takes no annotation of `(self).x`.
        annotation = "" if target.startswith("(self)") else self.random.choice(["", "", "", ": int", ": dict[str, int]", ": 'x = 1'", ": (lambda a=1: a)"])
        value = self.one(self.literal, self.literal, self.literal, self.tuple_inside, self.expression)
        if self.random.random() < 0.1:
            return self.random.choice([f"{target} += 1", f"import {self.name()}", "pass", f"{target} = y = {value}", "f(x = 1)"])
        return f"{target}{annotation}{self.space()}={self.space()}{value}"

    def odd_target(self):
        name = self.name()
        return self.random.choice([f"({name})", f"(self).{name}", f"self.{name}.x", f"other.{name}", f"{name}[0]"])

    def expression(self):
        literal = self.literal()
        return self.random.choice([f"f({literal})", f"{literal} if x else 1", f"[{literal}, y]", f"x + {literal}",
                                   f"{literal} == 1", f"lambda a=1: {literal}", f"({literal}).real", f"f'{{x}}' {literal!r}",
                                   f"not {literal}", f"-{literal}", f"{literal} + 2j", f"{literal}, *x"])

    def literal(self, depth=0):
        kinds = [self.number, self.number, self.string, self.string, self.word]
        if depth < 4:
            kinds += [lambda: self.list_(depth), lambda: self.tuple_(depth), lambda: self.dict_(depth),
                      lambda: self.set_(depth), lambda: f"({self.inner_space()}{self.literal(depth + 1)}{self.inner_space()})"]
        return self.one(*kinds)

    def word(self):
        return self.random.choice(["True", "False", "None", "...", "set()"])

    def number(self):
        digits = self.random.choice(["0", "1", "7", "12", "1_000", "99999999999999999999", "0x1F", "0XaB_c", "0o17", "0b101",
                                     "1.5", ".5", "2.", "1e3", "1E-3", "1_0.2_5e+1", "3j", "00", "1e400"])
        return self.random.choice(["", "", "", "-", "+", "- "]) + digits

    def string(self):
        prefixes = self.random.choice([["", "r", "u", "R", "f"], ["", "", "r"], ["", "", "r"], ["b"]])
        return " ".join(self.one_string(prefixes) for _ in range(self.random.choice([1, 1, 1, 2])))

    def one_string(self, prefixes):
        word = self.random.choice(WORDS) + self.random.choice(WORDS)
        quote = self.random.choice(["'", '"', "'''", '"""'])
        prefix = self.random.choice(prefixes)
        if prefix in ("r", "R"):
            word = word.replace("\\", "\\d").replace(quote[0], "") + self.random.choice(["", "\\'x", '\\"x'])
            return prefix + quote + (word if len(quote) == 3 else word.replace("\n", "")) + quote
        body = word.replace("\\", "\\\\").replace(quote[0], "\\" + quote[0])
        if len(quote) == 1:
            body = body.replace("\n", self.random.choice(["\\n", "\\\n"]))
        if prefix == "b":
            body = body.replace("\u00e9", "\\xe9")
        body += self.random.choice(["", "", "\\x41", "\\101", "\\0", "\\q", "\\u00e9", "\\U0001f600"])
        if prefix == "f":
            body = body.replace("{", "{{").replace("}", "}}") + self.random.choice(["", "{x}", "{x!r:>{w}}", "{a[1:2]}", "{x:}}}"])
        return prefix + quote + body + quote

    def items(self, make, least=0):
        count = self.random.randint(least, 3)
        separated = [self.inner_space() + make() + self.inner_space() for _ in range(count)]
        return ",".join(separated) + ("," if count and self.random.random() < 0.2 else "")

    def list_(self, depth):
        return "[" + self.items(lambda: self.literal(depth + 1)) + "]"

    def tuple_(self, depth):
        inside = self.items(lambda: self.literal(depth + 1))
        return "(" + inside + ")"

    def tuple_inside(self):
        return self.literal(1) + self.random.choice([",", ", " + self.literal(1), ", " + self.literal(1) + ","])

    def key(self, depth):
        return self.one(self.string, self.string, self.number, self.word, lambda: f"({self.number()}, {self.string()})")

    def dict_(self, depth):
        return "{" + self.items(lambda: f"{self.key(depth)}{self.inner_space()}:{self.inner_space()}{self.literal(depth + 1)}") + "}"

    def set_(self, depth):
        return "{" + self.items(lambda: self.key(depth), 1) + "}"
