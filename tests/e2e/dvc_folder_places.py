"""Projects of several dvc.yaml files whose stages read and write beside, above and outside of their folders, for
dvc_files_test.py. What each stage traces is its name.
"""
from dvc_walks import Edit, Walk, append, both, edit, remove, write

PARAMETERS = Walk("parameters of each folder", {
    "dvc.yaml": """\
        stages:
          top:
            cmd: echo top >> $TRACE; echo ${scale.by} > top.txt
            params: [scale]
            outs: [top.txt]
        """,
    "part/dvc.yaml": """\
        vars: [ "../shared.yaml:names,options" ]
        stages:
          own:
            cmd: echo own >> $TRACE; echo ${scale.by} ${names.first} > own.txt
            params: [scale.by]
            outs: [own.txt]
          above:
            cmd: echo above >> $TRACE; cat ../params.yaml conf/more.toml > above.txt
            params:
              - ../params.yaml: [scale.by]
              - conf/more.toml: [depth]
            outs: [above.txt]
          elsewhere:
            wdir: conf
            cmd: echo elsewhere >> $TRACE; echo ${scale.by} > elsewhere.txt
            params: [scale.by]
            outs: [elsewhere.txt]
          unpacked:
            wdir: ..
            cmd: echo unpacked >> $TRACE; echo ${options} > part/unpacked.txt
            outs: [part/unpacked.txt]
        """,
    ".dvc/config": "[parsing]\n    bool = boolean_optional\n    list = append\n",
    "params.yaml": "scale: {by: 1}\n", "part/params.yaml": "scale: {by: 2}\n",
    "part/conf/params.yaml": "scale: {by: 3}\n", "part/conf/more.toml": "depth = 4\nwidth = 5\n",
    "shared.yaml": "names: {first: anna, second: bert}\nscale: {by: 9}\noptions: {fast: false, layers: [7, 8]}\n",
}, [
    Edit("the first run", None, "top own above elsewhere unpacked", targets=["-P"]),
    Edit("at the top", edit("params.yaml", "1", "10"), "top above", targets=["-P"]),
    Edit("in the folder", edit("part/params.yaml", "2", "20"), "own elsewhere", targets=["-P"]),
    Edit("in the working directory", edit("part/conf/params.yaml", "3", "30"), "elsewhere", targets=["-P"]),
    Edit("in a file beside that", edit("part/conf/more.toml", "depth = 4", "depth = 40"), "above", targets=["-P"]),
    Edit("what a template alone reads", edit("shared.yaml", "anna", "anne"), "own", targets=["-P"]),
    Edit("of a map that is unpacked", edit("shared.yaml", "[7, 8]", "[7, 8, 9]"), "unpacked", targets=["-P"]),
    Edit("how it is unpacked", edit(".dvc/config", "append", "nargs"), "unpacked", targets=["-P"]),
    Edit("what nothing reads", edit("shared.yaml", "bert", "berta"), targets=["-P"]),
    Edit("one that is not there", edit("params.yaml", "by", "times"), fails=True,
         says=["scale.by"]),
])

WORKING_DIRECTORIES = Walk("working directories that leave the folder", {
    "dvc.yaml": """\
        stages:
          sum:
            cmd: echo sum >> $TRACE; cat pipes/here.txt above.txt beside/beside.txt > sum.txt
            deps: [pipes/here.txt, above.txt, beside/beside.txt]
            outs: [sum.txt]
        """,
    "pipes/dvc.yaml": """\
        vars:
          - place: beside
        stages:
          here:
            cmd: echo here >> $TRACE; cat in.txt > here.txt
            deps: [in.txt]
            outs: [here.txt]
          above:
            wdir: ..
            cmd: echo above >> $TRACE; cat in.txt pipes/here.txt > above.txt
            deps: [in.txt, pipes/here.txt]
            outs: [above.txt]
          beside:
            wdir: ../${place}
            cmd: echo beside >> $TRACE; cat in.txt ../above.txt > beside.txt
            deps: [in.txt, ../above.txt]
            outs: [beside.txt]
        """,
    "in.txt": "top\n", "pipes/in.txt": "pipes\n", "beside/in.txt": "beside\n", "other/in.txt": "other\n",
}, [
    Edit("the first run", None, "here above beside sum"),
    Edit("nothing"),
    Edit("what lies at the top", edit("in.txt", "top", "TOP"), "above beside sum"),
    Edit("what lies beside", edit("beside/in.txt", "beside", "BESIDE"), "beside sum"),
    Edit("outputs deleted: restored", remove("pipes/here.txt", "above.txt", "beside/beside.txt")),
    Edit("one stage by its file's path", append("pipes/in.txt", "more\n"), "here above",
         targets=["pipes/dvc.yaml:above"]),
    Edit("another working directory", both(edit("pipes/dvc.yaml", "place: beside", "place: other"),
                                           edit("dvc.yaml", "beside/beside.txt", "other/beside.txt")), "beside sum"),
])

OUTPUTS = Walk("outputs above and beside the folder", {
    "dvc.yaml": """\
        stages:
          pack:
            cmd: echo pack >> $TRACE; cat built/*.txt > packed.txt
            deps: [built/a.txt, built/b.txt]
            outs: [packed.txt]
        """,
    "make/dvc.yaml": """\
        stages:
          both:
            cmd: echo both >> $TRACE; cp a.in ../built/a.txt; cp a.in ../more/b.in
            deps: [a.in]
            outs:
              - ../built/a.txt
              - ../more/b.in
        """,
    "more/dvc.yaml": """\
        stages:
          on:
            cmd: echo on >> $TRACE; tr a-z A-Z < b.in > ../built/b.txt
            deps: [b.in]
            outs: [../built/b.txt]
        """,
    "make/a.in": "a\n", "built/.gitkeep": "", "more/.gitkeep": "",
}, [
    Edit("the first run", None, "both on pack"),
    Edit("changed", append("make/a.in", "b\n"), "both on pack"),
    Edit("deleted, and edited by hand: restored", both(remove("built/a.txt", "packed.txt"), write("more/b.in", "x\n"))),
    Edit("back: the run cache has it", write("make/a.in", "a\n")),
    Edit("by the path of an output", append("make/a.in", "c\n"), "both on", targets=["more/dvc.yaml"]),
    Edit("the rest", None, "pack"),
])

DIRECTORIES = Walk("a directory that another file's stages read", {
    "dvc.yaml": """\
        stages:
          count:
            cmd: echo count >> $TRACE; find data/parts -type f | wc -l > count.txt
            deps: [data/parts]
            outs: [count.txt]
        """,
    "data/dvc.yaml": """\
        stages:
          cut:
            cmd: echo cut >> $TRACE; python3 cut.py
            deps: [cut.py, all.txt]
            outs: [parts]
        """,
    "data/cut.py": """\
        import pathlib
        for line in open("all.txt"):
            name, value = line.split()
            target = pathlib.Path("parts", name + ".txt")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(value + "\\n")
        """,
    "one/dvc.yaml": """\
        stages:
          use:
            cmd: echo use >> $TRACE; cat ../data/parts/a.txt ../data/parts/deep/b.txt > used.txt
            deps: [../data/parts/a.txt, ../data/parts/deep]
            outs: [used.txt]
        """,
    "data/all.txt": "a 1\ndeep/b 2\nc 3\n",
}, [
    Edit("the first run", None, "cut count use", targets=["-P"]),
    Edit("one more file: not for who reads others", append("data/all.txt", "d 4\n"), "cut count", targets=["-P"]),
    Edit("a file that one reads", edit("data/all.txt", "a 1", "a 7"), "cut use", targets=["one/dvc.yaml"]),
    Edit("a folder that one reads", append("data/all.txt", "deep/e 5\n"), "cut use", targets=["one/dvc.yaml:use"]),
    Edit("the rest", None, "count"),
    Edit("files in it deleted: restored", remove("data/parts/a.txt", "data/parts/deep"), targets=["-P"]),
    Edit("less than is read", edit("data/all.txt", "a 7\n", ""), "cut", targets=["one/dvc.yaml"], fails=True,
         says=["parts/a.txt"], differing=["one/used.txt"], because="outputs of a stage that cannot start stay"),
])

FILLED = Walk("a folder that several files fill, read as one", {
    "dvc.yaml": """\
        stages:
          pack:
            cmd: echo pack >> $TRACE; cat built/*.txt built/deep/*.txt > packed.txt
            deps: [built]
            outs: [packed.txt]
        """,
    "one/dvc.yaml": """\
        stages:
          one:
            cmd: echo one >> $TRACE; cp ../in.txt ../built/one.txt
            deps: [../in.txt]
            outs: [../built/one.txt]
        """,
    "two/dvc.yaml": """\
        stages:
          two:
            cmd: echo two >> $TRACE; wc -l < ../in.txt > ../built/deep/two.txt
            deps: [../in.txt]
            outs: [../built/deep/two.txt]
        """,
    "built/by-hand.txt": "0\n", "built/deep/by-hand.txt": "0\n", "in.txt": "1\n",
}, [
    Edit("the first run", None, "one two pack"),
    Edit("nothing"),
    Edit("what both read", write("in.txt", "2\n"), "one two pack"),
    Edit("what nobody makes", append("built/deep/by-hand.txt", "1\n"), "pack"),
    Edit("one of the files alone", append("in.txt", "3\n"), "two", targets=["two/dvc.yaml"]),
    Edit("the rest", None, "one pack"),
    Edit("outputs deleted: restored", remove("built/one.txt", "built/deep/two.txt", "packed.txt")),
])

INNER = Walk("a project in a folder of its repository", {
    "ml/.dvc/config": "", "ml/.dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    "ml/dvc.yaml": """\
        stages:
          report:
            cmd:
              - echo report >> $TRACE; cat model/model.txt > report.txt
              - test "$DVC_ROOT" -ef . && echo root >> report.txt
            deps: [model/model.txt]
            outs: [report.txt]
        """,
    "ml/model/dvc.yaml": """\
        stages:
          train:
            cmd: echo train >> $TRACE; sort ../../raw.txt ../data/raw.csv > model.txt
            deps: [../../raw.txt, ../data/raw.csv]
            outs: [model.txt]
        """,
    "ml/data/raw.csv": "2\n1\n",
    # The digest is that of `printf '2\n1\n'`.
    "ml/data/raw.csv.dvc": "outs:\n- md5: cb0e93933b5e2202825f38da7587cf07\n  size: 4\n  hash: md5\n  path: raw.csv\n",
    "ml/data/.gitignore": "/raw.csv\n",
    "raw.txt": "3\n", "other/dvc.yaml": "stages: [\n",
}, [
    Edit("the first run, without a project around it", remove(".dvc", ".dvcignore"), "train report", within="ml"),
    Edit("from a folder of it", append("ml/data/raw.csv", "0\n"), "train", within="ml/model"),
    Edit("the rest", None, "report", within="ml", targets=["-P"]),
    Edit("what lies outside of it", append("raw.txt", "4\n"), "train report", within="ml", targets=["-R", "."]),
])

WALKS = [PARAMETERS, WORKING_DIRECTORIES, OUTPUTS, DIRECTORIES, FILLED, INNER]
