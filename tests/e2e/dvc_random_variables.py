"""Random variables and the files and entries of `vars` that give them, for dvc_random.py."""
import random

from dvc_random_text import Yaml, file_text

WORDS = ["data", "model", "rate", "depth", "seed", "names", "train", "test", "lr", "size", "kind", "path", "tree", "a",
         "b", "x1", "n_jobs", "epochs", "split", "out"]
TEXTS = ["one", "two words", "data/raw.csv", "it's", 'say "x"', "größe", "3", "true", "null", "1e3", "a=b", "$HOME",
         "*", "-x", "a:b", "{c}", "tail\\", "# no comment", "${kept}", "\\${kept}", "two\nlines", "."]
NUMBERS = [0, 1, 7, -3, 42, 1000, 123456789, 10**18, 0.5, 1.0, 1e-05, -0.25, 1e16, 3.14159, 1e3, 0.1, 100.0, 2.5e-7,
           1234.5]


class Variables:
    """A tree of values with what a reference may say of it."""

    def __init__(self, tree):
        self.tree = tree
        self.found = list(self.walk((), tree)) if tree else []

    def walk(self, path, value):
        if path:
            yield path, value
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, one in inner:
            yield from self.walk((*path, key), one)

    def those(self, wanted):
        return [(path, value) for path, value in self.found if wanted(value)]


def is_single(value):
    return not isinstance(value, (dict, list))


def are_single(value):
    return isinstance(value, list) and value and all(map(is_single, value))


def is_nameable(value):
    """Whether a generated stage can be found by the name it gets from this item."""
    return not isinstance(value, str) or (value != "" and "@" not in value)


def are_options(value):
    return isinstance(value, dict) and all(
        are_options(one) if isinstance(one, dict) else is_single(one) or all(map(is_single, one))
        for one in value.values())


def merged(into, tree):
    for key, value in tree.items():
        into[key] = merged(dict(into[key]), value) if isinstance(into.get(key), dict) else value
    return into


class VariableWriter:
    """Makes variables; what files they need is added to `files`."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.files = {}

    def chance(self, share):
        return self.random.random() < share

    def some(self, make, least, most):
        return [make() for _ in range(self.random.randint(least, most))]

    def words(self, least, most):
        return self.random.sample(WORDS, self.random.randint(least, most))

    def single(self):
        return self.random.choice([self.random.choice(TEXTS + WORDS), self.random.choice(TEXTS + WORDS),
                                   self.random.choice(NUMBERS), self.random.choice([True, False]), None])

    def value(self, depth=0):
        kind = self.random.random()
        if kind < 0.6 or depth > 2:
            return self.single()
        if kind < 0.7:
            return self.some(self.single, 0, 4)
        if kind < 0.8:
            return self.some(lambda: self.value(depth + 1), 1, 3)
        return {word: self.value(depth + 1) for word in self.words(0 if depth else 1, 4)}

    def split(self, tree):
        """Two trees that make this one again where they are merged."""
        first, second = {}, {}
        for key, value in tree.items():
            if isinstance(value, dict) and len(value) > 1 and self.chance(0.4):
                first[key], second[key] = self.split(value)
            elif isinstance(value, dict) and value == {}:
                first[key] = value
            else:
                self.random.choice([first, second])[key] = value
        return first, second

    def file(self, tree, folder):
        """An entry of vars for a file that has the tree, and perhaps more; what of the tree it has."""
        name = f"{self.random.choice(['', 'conf/', './'])}v{len(self.files)}." + self.random.choice(
            ["yaml", "yaml", "yml", "json", "toml", "py"])
        tree = without_null(tree) if name.endswith(".toml") else tree
        more = {"not_asked_for": 1} if tree and self.chance(0.3) else {}
        self.files[folder + name.removeprefix("./")] = file_text(name, {**tree, **more}, self.random)
        return name + (":" + ",".join(tree) if more else ""), tree

    def sources(self, tree, before, folder=""):
        """Entries of vars that together give the tree, and what there is then, with what was there before."""
        entries, reached = [], dict(before)
        for part in self.split(tree) if self.chance(0.5) else [tree]:
            if self.chance(0.5):
                entry, part = self.file(part, folder)
                entries.append(entry)
            elif part:
                entries.append(written(part))
            reached = merged(reached, part)
        return entries, reached

    def variables(self):
        """Those of a project, and its entries of vars."""
        tree = {word: self.value() for word in self.words(1, 8)}
        if self.chance(0.3):
            entries, reached = self.sources(tree, {})
            return Variables(reached), entries
        first, second = self.split(tree)
        self.files["params.yaml"] = Yaml(self.random).document(first)
        entries, reached = self.sources(second, first)
        return Variables(reached), entries + ["params.yaml"] * self.chance(0.1)


def written(value):
    """As it has to be written where references are resolved or forbidden."""
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, list):
        return [written(one) for one in value]
    return value.replace("${", "\\${") if isinstance(value, str) else value


def without_null(value):
    if isinstance(value, dict):
        return {key: without_null(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_null(one) for one in value]
    return "none" if value is None else value
