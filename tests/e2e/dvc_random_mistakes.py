"""One mistake in a project that is good otherwise; each in one of the places where it can be made."""

UNREADABLE = ["${a.}", "${}", "${.a}", "${a[}", "${a..b}", "${a[0}", "${a[]}", "${[0]}", "${a]}", "${a[0]b}",
              "${a.[0]}"]
WRONG_STAGES = [{"cmd": 3}, {"cmd": "x", "dep": []}, {"cmd": "x", "deps": "y"}, {"cmd": "x", "frozen": "yes"},
                {"cmd": None}, {"cmd": "x", "outs": [1]}, {"outs": ["y"]}, {"cmd": "x", "outs": [{"y": {"cache": 1}}]},
                {"cmd": "x", "wdir": 3}, {"cmd": "x", "desc": ["y"]}, {"cmd": "x", "meta": {}, "matrix": {"m": 3}},
                {"foreach": [1]}, {}]
# No variable of a random project is called so.
NEW = "planted"


class Planter:
    def __init__(self, random, document, tree, files):
        self.random, self.document, self.tree, self.files = random, document, tree, files

    def add_stage(self, stage, name="victim"):
        stages = list(self.document["stages"].items())
        stages.insert(self.random.randint(0, len(stages)), (name, stage))
        self.document["stages"] = dict(stages)

    def add_vars(self, *entries):
        self.document["vars"] = [*self.document.get("vars", []), *entries]

    def generating(self, body):
        """A stage, or a template of stages."""
        return self.random.choice([body, {"foreach": ["one", 2], "do": body}, {"matrix": {"m": [1, "b"]}, **body}])

    def with_text(self, text):
        """A stage that has a text somewhere."""
        return self.generating(self.random.choice([
            {"cmd": text}, {"cmd": ["x", text]}, {"cmd": "x", "deps": ["y", text]}, {"desc": text, "cmd": "x"},
            {"cmd": "x", "meta": {"a": [1, {"b": text}]}}, {"cmd": "x", "meta": {text: 1}}, {"cmd": "x", "wdir": text},
            {"cmd": "x", "outs": [{text: {"cache": False}}]}, {"cmd": "x", "params": [{"p.yaml": [text]}]}]))

    def around(self, reference):
        return self.random.choice(["{}", "x {}", "{}.csv", "$HOME {} y"]).format(reference)

    def missing(self):
        known = self.random.choice(list(self.tree) or ["gone"])
        self.add_stage(self.with_text(self.around(self.random.choice(
            ["${gone}", "${%s.gone_too}" % known, "${%s[99]}" % known, "${ Gone }"]))))

    def unreadable(self):
        self.add_stage(self.with_text(self.around(self.random.choice(UNREADABLE))))

    def container(self):
        self.add_vars({NEW: [1, 2]})
        self.add_stage(self.with_text(self.random.choice(["x ${planted}", "${planted}y"])))

    def nested(self):
        self.add_vars({NEW: {"k": {"l": [1, self.random.choice([[2], {"m": 2}])]}}})
        self.add_stage(self.generating({"cmd": self.random.choice(["run ${planted}", "run ${planted.k}"])}))

    def load(self):
        self.files["list.yaml"], self.files["map.yaml"] = "- 1\n", "a: 1\n"
        entry = self.random.choice(["gone.yaml", "gone.yaml:a", "list.yaml", "map.yaml:b", "map.yaml:a,b", ""])
        if self.random.random() < 0.5:
            self.add_vars(entry)
        else:
            self.add_stage(self.generating({"cmd": "x", "vars": [entry]}))

    def redefined(self):
        first, second = self.random.choice([(1, 2), (1, 1), ({"a": {"b": 1}}, {"a": {"b": 2}}), ({"a": 1}, 3),
                                            ([1], [2]), (None, None), (1, {"a": 1})])
        self.add_vars({NEW: first})
        if self.random.random() < 0.5:
            self.add_vars({NEW: second})
        else:
            self.add_stage(self.generating({"vars": [{NEW: second}], "cmd": "x"}))

    def loaded(self):
        self.files["twice.yaml"] = "planted: 1\nanother: 2\n"
        first, second = self.random.choice([("", ":planted"), (":planted", ""), (":planted", ":another,planted")])
        self.add_vars("twice.yaml" + first)
        if self.random.random() < 0.5:
            self.add_vars("./twice.yaml" + second)
        else:
            self.add_stage(self.generating({"vars": ["twice.yaml" + second], "cmd": "x"}))

    def reserved(self):
        body = {"cmd": "x", "vars": [{"item": 1}]}
        self.add_stage(self.random.choice([{"foreach": ["a"], "do": body}, {"matrix": {"m": [1]}, **body},
                                           {"foreach": {"a": 1}, "do": {"cmd": "x", "vars": [{"key": 1}]}}]))

    def forbidden(self):
        entry = self.random.choice([{NEW: "${a}"}, "${a}.yaml", {NEW: [{"b": "x ${a}"}]}])
        if self.random.random() < 0.5:
            self.add_vars(entry)
        else:
            self.add_stage(self.generating({"vars": [entry], "cmd": "x"}))

    def schema(self):
        if self.random.random() < 0.2:
            self.document[self.random.choice(["stage", "name", "do"])] = {}
        else:
            self.add_stage(dict(self.random.choice(WRONG_STAGES)))

    def iterated(self):
        self.add_vars({NEW: self.random.choice([3, "abc", None, True, 0.5])})
        self.add_stage({"foreach": self.random.choice(["${planted}", "abc", "x${planted}"]), "do": {"cmd": "x"}})

    def name(self):
        self.add_stage({"cmd": "x"}, self.random.choice(["a@b", "a@", "@"]))

    def yaml(self):
        """Nothing here: the file gets a key twice when it is written."""


MISTAKES = ["missing", "missing", "unreadable", "unreadable", "container", "nested", "load", "redefined", "loaded",
            "reserved", "forbidden", "schema", "schema", "iterated", "name", "yaml"]


def plant(random, document, tree, files):
    """The name of the mistake that is in the document now."""
    mistake = random.choice(MISTAKES)
    getattr(Planter(random, document, tree, files), mistake)()
    return mistake
