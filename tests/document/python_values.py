"""What Python's own `ast` sees in files of parameters: a corpus, and texts made at random, as lines of JSON.

    python_values.py            {"text": ..., "values": {...}} of each; values are null where Python cannot read the text

The values are those that DVC takes: assignments of literals at the top level, in classes, and to self in __init__. Tuples
and sets are lists, what JSON lacks (bytes, complex numbers, `...`) is the text that was written.
"""
import ast
import json
import random
import sys
import warnings

from python_corpus import SNIPPETS
from python_texts import Texts

RANDOM_TEXTS = 1500
SEED = 20260


class NoLiteral(Exception):
    pass


class NoValue(Exception):
    """A literal that Python itself could not make: an unhashable key."""


def number_of(node, kinds):
    if isinstance(node, ast.Constant) and type(node.value) in kinds:
        return node.value
    raise NoLiteral


def signed(node):
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        number = number_of(node.operand, (int, float, complex))
        return -number if isinstance(node.op, ast.USub) else number
    return number_of(node, (int, float, complex))


class Reader:
    def __init__(self, text):
        self.text = text

    def written(self, node):
        return ast.get_source_segment(self.text, node)

    def read(self, node):
        """The value as JSON may say it, and as Python has it, for questions of equality."""
        if isinstance(node, ast.Constant):
            if node.value is None or isinstance(node.value, (bool, int, float, str)):
                return node.value, node.value
            return self.written(node), node.value
        if isinstance(node, (ast.Tuple, ast.List)):
            items = [self.read(item) for item in node.elts]
            values = [value for _, value in items]
            return [shown for shown, _ in items], tuple(values) if isinstance(node, ast.Tuple) else values
        if isinstance(node, ast.Set):
            return self.read_set(node.elts)
        if isinstance(node, ast.Dict):
            return self.read_dict(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "set":
            if not node.args and not node.keywords:
                return [], set()
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            left, right = signed(node.left), number_of(node.right, (complex,))
            if isinstance(left, complex):
                raise NoLiteral
            return self.written(node), left + right
        value = signed(node)
        return (self.written(node) if isinstance(value, complex) else value), value

    def read_set(self, items):
        shown, values = [], set()
        for written, value in [self.read(item) for item in items]:
            try:
                if value not in values:
                    shown.append(written)
                values.add(value)
            except TypeError:
                raise NoValue from None
        return shown, values

    def read_dict(self, node):
        shown, values = {}, {}
        pairs = []
        for key, item in zip(node.keys, node.values):
            if key is None:
                raise NoLiteral
            pairs.append((key, self.read(key), self.read(item)))
        for key, (key_shown, key_value), (item_shown, item_value) in pairs:
            try:
                if key_value not in values:
                    shown[key_value] = [self.key_text(key, key_shown), None]
                shown[key_value][1] = item_shown
                values[key_value] = item_value
            except TypeError:
                raise NoValue from None
        if len({name for name, _ in shown.values()}) < len(shown):
            raise NoValue  # 1 and "1" are two keys to Python
        return dict(shown.values()), values

    def key_text(self, node, shown):
        if isinstance(shown, list):
            return self.written(node)
        return shown if isinstance(shown, str) else str(shown)

    def target(self, node):
        """The name, and whether it is one of self."""
        if isinstance(node, ast.Name):
            return node.id, False
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            return node.attr, True
        raise NoLiteral

    def assignment(self, node, of_self):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
        if len(targets) != 1 or node.value is None:
            raise NoLiteral
        name, is_self = self.target(targets[0])
        if of_self and not is_self:
            raise NoLiteral
        return name, self.read(node.value)[0]

    def statements(self, body, of_self=False):
        values = {}
        for node in body:
            try:
                if isinstance(node, (ast.Assign, ast.AnnAssign)):
                    name, value = self.assignment(node, of_self)
                    values[name] = value
                elif isinstance(node, ast.ClassDef):
                    values[node.name] = self.statements(node.body)
                elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
                    values.update(self.statements(node.body, of_self=True))
            except NoLiteral:
                continue
        return values


def values_of(text):
    try:
        tree = ast.parse(text)
        values = Reader(text).statements(tree.body)
        json.dumps(values).encode()
        for string in strings_in(values):
            string.encode()
        return values
    except (SyntaxError, ValueError, NoValue, RecursionError):
        return None


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings_in(item)


def as_json(value):
    """JSON has no infinity; mlpipe writes such a number as {"$float": "inf"}."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return {"$float": str(value)}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value


def main():
    warnings.simplefilter("ignore")  # of unknown escapes
    texts = Texts(random.Random(SEED))
    for text in SNIPPETS + [texts.module() for _ in range(RANDOM_TEXTS)] + [texts.spoilt() for _ in range(RANDOM_TEXTS)]:
        print(json.dumps({"text": text, "values": as_json(values_of(text))}))


if __name__ == "__main__":
    sys.exit(main())
