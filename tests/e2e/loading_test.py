"""Pipeline files that are wrong: each is refused with its place and what was expected, and nothing is begun."""
import os
import unittest

from project import Project, main

STAGE = "{cmd: x, outs: [out]}"

# What the file holds, and what is said of it.
WRONG = {
    "empty": ("", r"wrong\.yaml:1:1: .*stages"),
    "only a comment": ("# nothing\n", r"wrong\.yaml:\d+:1: .*stages"),
    "a list": ("- a\n", r"wrong\.yaml:1:1: "),
    "not UTF-8": (b"stages:\n  a: {cmd: caf\xe9}\n", r"wrong\.yaml:2:.*UTF-8"),
    "truncated": ("stages:\n  a: {cmd: x, outs: [", r"wrong\.yaml:2:"),
    "duplicate key": ("stages:\n  a: {cmd: x}\n  b: {cmd: x}\n  a: {cmd: y}\n", r"wrong\.yaml:4:3: .*'a'.*2"),
    "cyclic alias": ("stages: &all\n  a: {cmd: x, meta: *all}\n", r"wrong\.yaml:2:21: .*alias.*cycle"),
    "alias bomb": ("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]\n" for i in range(1, 9)), r"wrong\.yaml:\d+:\d+: .*million|1[ ,']?000[ ,']?000"),
    "deep": ("stages: " + "[" * 200 + "]" * 200 + "\n", r"wrong\.yaml:1:\d+: .*100"),
    "unknown key": ("stages:\n  a: {cmd: x, dep: [y]}\n", r"wrong\.yaml:2:15: .*'dep'.*'deps'"),
    "unknown top key": ("stage:\n  a: {cmd: x}\n", r"wrong\.yaml:1:1: .*'stage'.*'stages'"),
    "without cmd": ("stages:\n  a: {outs: [a]}\n", r"wrong\.yaml:2:\d+: .*'a'.*cmd"),
    "wrong type": ("stages:\n  a: {cmd: x, deps: 3}\n", r"wrong\.yaml:2:\d+: .*deps.*list"),
    "same output": ("stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [./o]}\n", r"wrong\.yaml:3:\d+: .*'?o'?.*a"),
    "overlapping outputs": ("stages:\n  a: {cmd: x, outs: [d]}\n  b: {cmd: x, outs: [d/o]}\n", r"wrong\.yaml:3:\d+: .*d/o"),
    "cycle": ("stages:\n  a: {cmd: x, deps: [f3], outs: [f1]}\n  b: {cmd: x, deps: [f1], outs: [f2]}\n"
              "  c: {cmd: x, deps: [f2], outs: [f3]}\n", r"wrong\.yaml:\d+:\d+: .*a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c"),
    "self": ("stages:\n  a: {cmd: x, deps: [d/f], outs: [d]}\n", r"wrong\.yaml:2:22: .*'a'.*'d/f'.*its own output 'd'"),
    "needs itself": ("stages:\n  a: {cmd: x, needs: [a]}\n", r"wrong\.yaml:2:\d+: .*itself"),
    "outside": ("stages:\n  a: {cmd: x, outs: [../out]}\n", r"wrong\.yaml:2:\d+: .*\.\./out"),
    "absolute outside": ("stages:\n  a: {cmd: x, outs: [/etc/passwd]}\n", r"wrong\.yaml:2:\d+: .*/etc/passwd"),
    "on .mlpipe": ("stages:\n  a: {cmd: x, outs: [.mlpipe/x]}\n", r"wrong\.yaml:2:\d+: .*\.mlpipe"),
    "on .git": ("stages:\n  a: {cmd: x, outs: [.git]}\n", r"wrong\.yaml:2:\d+: .*\.git"),
    "on the pipeline": ("stages:\n  a: {cmd: x, outs: [wrong.yaml]}\n", r"wrong\.yaml:2:\d+: .*pipeline file"),
    "on the lock": ("stages:\n  a: {cmd: x, outs: [wrong.yaml.lock]}\n", r"wrong\.yaml:2:\d+: .*lock"),
    "on everything": ("stages:\n  a: {cmd: x, outs: [.]}\n", r"wrong\.yaml:2:\d+: "),
    "on the parameters": ("stages:\n  a: {cmd: x, params: [p.yaml: [q]], outs: [p.yaml]}\n", r"wrong\.yaml:2:\d+: .*p\.yaml"),
    "missing source": ("stages:\n  a: {cmd: x, deps: [gone]}\n", r"wrong\.yaml:2:\d+: .*'a'.*'gone'"),
    "unknown need": ("stages:\n  train: {cmd: x}\n  b: {cmd: x, needs: [trian]}\n", r"wrong\.yaml:3:\d+: .*'trian'.*'train'"),
    "missing parameter": ("stages:\n  a: {cmd: x, params: [lrr]}\n", r"wrong\.yaml:2:24: .*'lrr'.*params\.yaml.*'lr'"),
    "bad duration": (f"stages:\n  a: {STAGE[:-1]}, timeout: soon}}\n", r"wrong\.yaml:2:\d+: .*timeout.*soon"),
    "bad name": ("stages:\n  a/b: {cmd: x}\n", r"wrong\.yaml:2:3: .*a/b"),
    "templating": ("stages:\n  a: {cmd: 'echo ${item}'}\n", r"wrong\.yaml:2:\d+: .*\$\{"),
}


class Wrong(unittest.TestCase):
    maxDiff = None

    def test_each_is_refused_with_its_place(self):
        project = Project(self)
        project.write("params.yaml", "lr: 1\n")
        for name, (text, said) in WRONG.items():
            with self.subTest(name):
                project.write("wrong.yaml", text)
                result = project.call("run", "wrong.yaml", code=2)
                self.assertRegex(result.err, said)
                self.assertEqual(result.out, "")
        self.assertEqual([name for name in os.listdir(project.path) if name.endswith(".lock")], [])

    def test_files_that_cannot_be_read(self):
        project = Project(self)
        os.mkdir(project.at("folder.yaml"))
        self.assertIn("folder.yaml", project.call("run", "folder.yaml", code=2).err)
        self.assertIn("none.yaml", project.call("run", "none.yaml", code=2).err)
        self.assertEqual(os.listdir(project.path), ["folder.yaml"])

    def test_all_errors_at_once(self):
        project = Project(self)
        project.pipeline("""\
            nmae: x
            stages:
              a: {cmd: [], outs: [o]}
              b: {cmd: x, outs: [p], timeout: -1}
              c: {cmd: x, frozen: maybe}
            """)
        said = project.call("validate", code=2).err
        self.assertEqual([line.split(":")[1] for line in said.split("\n") if line.startswith("pipeline.yaml:")],
                         ["1", "3", "4", "5"])


class Right(unittest.TestCase):
    def test_scalars_are_those_of_yaml_1_2(self):
        project = Project(self)
        project.write("params.yaml", "yes: no\noct: 0o17\nten: 010\nexp: 1e-4\nbig: 123456789012345678901234567890\n"
                                     "none: ~\non: [on, off, y]\ndate: 2020-01-01\nhex: 0xFF\n")
        project.pipeline("""\
            stages:
              a:
                cmd: echo $VALUE > a
                env: {VALUE: yes}
                params: ['yes', oct, ten, exp, big, none, 'on', date, hex]
                outs: [a]
            """)
        record = project.run()
        values = {one["key"]: one["value"] for one in record["executions"][0]["record"]["inputs"]["parameters"]}
        self.assertEqual(values, {"yes": "no", "oct": 15, "ten": 10, "exp": 0.0001, "hex": 255, "none": None,
                                  "big": 123456789012345678901234567890, "on": ["on", "off", "y"],
                                  "date": "2020-01-01"})
        self.assertEqual(project.lines("a"), ["yes"])


if __name__ == "__main__":
    main()
