"""Random projects with templates, from a grammar of DVC's rules, for dvc_oracle_test.py.

A project is good, or has one mistake (dvc_random_mistakes.py). Which it is is known here; what becomes of it, only DVC
says.
"""
from dvc_random_mistakes import plant
from dvc_random_text import Yaml
from dvc_random_variables import (WORDS, VariableWriter, Variables, are_options, are_single, is_nameable, is_single,
                                  written)

LEFT_OPEN = ["${open", "$", "\\", "${a\nb}", "{", "$ {a}"]


class Writer(VariableWriter):
    """Makes what refers to variables: texts, stages, a whole project."""

    def expression(self, path):
        said = ""
        for key in path:
            if said and (isinstance(key, int) or self.chance(0.1)):
                said += f"[{key}]" if self.chance(0.8) else f".{key}"
            else:
                said += f".{key}" if said else key
        return f" {said} " if self.chance(0.1) else said

    def reference(self, scope, wanted=is_single):
        found = scope.those(wanted)
        return "${" + self.expression(self.random.choice(found)[0]) + "}" if found else None

    def text(self, scope):
        """A text with references, or one that is a reference alone."""
        if self.chance(0.2):
            return self.reference(scope) or "word"
        parts = []
        for _ in range(self.random.randint(1, 4)):
            part = self.random.choice(WORDS)
            if self.chance(0.5):
                part = self.reference(scope) or part
                part = self.random.choice(["", "", "\\", "$", "p_"]) + part + self.random.choice(["", "", ".csv", "}"])
            parts.append(part)
        if self.chance(0.1):
            parts.append(self.random.choice(LEFT_OPEN))
        return " ".join(parts)

    def path(self, scope):
        return self.text(scope) if self.chance(0.5) else self.random.choice(WORDS) + ".csv"

    def command(self, scope):
        if self.chance(0.2):
            options = self.reference(scope, are_options)
            if options:
                return f"run {options}" if self.chance(0.9) else options
        return self.text(scope)

    def output(self, scope):
        if self.chance(0.7):
            return self.path(scope)
        settings = {"cache": self.chance(0.5), "desc": self.text(scope), "persist": self.chance(0.5)}
        return {self.path(scope): dict(self.random.sample(list(settings.items()), self.random.randint(0, 3)))}

    def with_more(self, scope, more):
        return self.random.choice([self.path(scope), {self.path(scope): more}])

    def meta(self, scope, depth=0):
        if depth > 1 or self.chance(0.4):
            return self.random.choice([self.text(scope), self.single_without_reference()])
        if self.chance(0.4):
            return self.some(lambda: self.meta(scope, depth + 1), 0, 3)
        return {self.text(scope) if self.chance(0.3) else word: self.meta(scope, depth + 1)
                for word in self.words(0, 3)}

    def single_without_reference(self):
        return self.random.choice([1, 0.5, True, None, "text", "1"])

    def body(self, scope, wdir):
        """The keys of a stage, in any order; a working directory of None may be chosen."""
        found = {"cmd": self.command(scope) if self.chance(0.8) else self.some(lambda: self.command(scope), 1, 3)}
        if wdir:
            found["wdir"] = wdir
        elif wdir is None and self.chance(0.1):
            found["wdir"] = self.text(scope)
        makers = {
            "deps": lambda: self.some(lambda: self.path(scope), 0, 3),
            "outs": lambda: self.some(lambda: self.output(scope), 0, 3),
            "metrics": lambda: self.some(lambda: self.output(scope), 0, 2),
            "params": lambda: self.some(lambda: self.with_more(scope, ["k"]), 0, 2),
            "plots": lambda: self.some(lambda: self.with_more(scope, {"x": self.text(scope)}), 0, 2),
            "desc": lambda: self.text(scope), "meta": lambda: self.meta(scope),
            "frozen": lambda: self.chance(0.5), "always_changed": lambda: self.chance(0.5),
        }
        for key in self.random.sample(list(makers), self.random.randint(0, 5)):
            found[key] = makers[key]()
        return found

    def local(self, scope):
        """Variables of a stage and the entries that give them; files are relative to the working directory."""
        free = [word for word in WORDS if word not in scope.tree]
        if not free or self.chance(0.7):
            return scope, None, None
        wdir = self.random.choice(["", "", "work", "in/work"])
        tree = {self.random.choice(free): self.value()}
        maps = [key for key, value in scope.tree.items() if isinstance(value, dict) and key not in ("item", "key")]
        if maps and self.chance(0.3):
            key = self.random.choice(maps)
            tree[key] = {"only_here": self.single()}
        entries, reached = self.sources(tree, scope.tree, wdir + "/" if wdir else "")
        return Variables(reached), entries, wdir

    def plain(self, scope):
        scope, entries, wdir = self.local(scope)
        body = self.body(scope, wdir)
        return self.shuffled({**body, **({"vars": entries} if entries else {})})

    def foreach(self, scope):
        lists = scope.those(lambda one: isinstance(one, list) and one and (
            not are_single(one) or all(map(is_nameable, one))))
        maps = scope.those(lambda one: isinstance(one, dict) and one)
        if (lists or maps) and self.chance(0.4):
            path, items = self.random.choice(lists + maps)
            data = "${" + self.expression(path) + "}"
        elif self.chance(0.4):
            items = {word: self.single() for word in self.words(1, 4)}
            data = items
        elif self.chance(0.3):
            shape = self.words(1, 3)
            data = items = self.some(lambda: {word: self.single() for word in shape}, 1, 3)
        else:
            items = [one for one in self.some(self.single, 1, 4) if is_nameable(one)] or ["only"]
            data = items
        data = written(data) if not isinstance(data, str) else data
        scope = Variables({**scope.tree, **self.inserted(items)})
        do = self.plain(scope)
        stage = {"foreach": data, "do": do}
        return self.shuffled(stage) if self.chance(0.2) else stage

    @staticmethod
    def inserted(items):
        """What can be said of each item."""
        values = list(items.values()) if isinstance(items, dict) else items
        found = {"key": "k"} if isinstance(items, dict) else {}
        if all(map(is_single, values)):
            found["item"] = values[0]
        elif all(isinstance(one, dict) for one in values):
            shared = set.intersection(*(set(one) for one in values))
            found["item"] = {key: values[0][key] for key in values[0]
                             if key in shared and all(is_single(one[key]) for one in values)}
            if not all(map(are_options, values)):
                # So that it is not taken for options as a whole.
                found["item"]["-"] = [[]]
        return found

    def matrix(self, scope):
        lists = scope.those(are_single)
        data, item = {}, {}
        for name in self.words(1, 3):
            if lists and self.chance(0.3):
                path, values = self.random.choice(lists)
                if all(map(is_nameable, values)):
                    data[name], item[name] = "${" + self.expression(path) + "}", values[0]
                    continue
            values = [one for one in self.some(self.single, 1, 3) if is_nameable(one)] or ["only"]
            data[name], item[name] = written(values), values[0]
            if self.chance(0.2):
                data[name].append({"in": "a map"})
                del item[name]
        stage = self.plain(Variables({**scope.tree, "key": "k", "item": item}))
        return self.shuffled({"matrix": data, **stage})

    def shuffled(self, stage):
        pairs = list(stage.items())
        self.random.shuffle(pairs)
        return dict(pairs)

    def project(self):
        scope, entries = self.variables()
        stages = {}
        for number in range(self.random.randint(1, 12)):
            make = self.random.choice([self.plain, self.plain, self.foreach, self.matrix])
            stages[f"{self.random.choice(['s', 'stage_', 'stage-'])}{number}"] = make(scope)
        document = {"vars": entries, "stages": stages} if entries else {"stages": stages}
        if self.chance(0.1):
            document["metrics"] = self.some(lambda: self.path(scope), 1, 2)
        return document, scope


def case(seed):
    writer = Writer(seed)
    document, scope = writer.project()
    mistake = plant(writer.random, document, scope.tree, writer.files) if writer.chance(1 / 3) else None
    files = writer.files
    text = Yaml(writer.random).document(document)
    if mistake == "yaml":
        text += "stages: {}\n"
    files["dvc.yaml"] = text
    if writer.chance(0.2):
        files[".dvc/config"] = "[parsing]\n    bool = {}\n    list = {}\n".format(
            writer.random.choice(["store_true", "boolean_optional"]), writer.random.choice(["nargs", "append"]))
    found = {"expect": "bad" if mistake else "good"}
    folder = "sub/" if writer.chance(0.15) else ""
    found["file"] = folder + "dvc.yaml"
    for name, one in files.items():
        found[name if name.startswith(".dvc") else folder + name] = one
    return found


def cases(first, count):
    """By name, as dvc_oracle.py reads them."""
    return {f"seed {seed}": case(seed) for seed in range(first, first + count)}
