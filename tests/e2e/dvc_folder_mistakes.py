"""What is wrong between the dvc.yaml files of a project, or in one of them, for dvc_files_test.py: both tools refuse
before anything runs, and mlpipe names each place.
"""
from dvc_walks import Edit, Walk, both, edit, remove, write

FILES = {
    "dvc.yaml": """\
        stages:
          all:
            cmd: echo all >> $TRACE; cat a/a.txt b/b.txt > all.txt
            deps:
              - a/a.txt
              - b/b.txt
            outs:
              - all.txt
        """,
    "a/dvc.yaml": """\
        stages:
          make:
            cmd: echo make >> $TRACE; cat ../in.txt > a.txt
            deps:
              - ../in.txt
            outs:
              - a.txt
        """,
    "b/dvc.yaml": """\
        stages:
          use:
            cmd: echo use >> $TRACE; rev ../a/a.txt > b.txt
            deps:
              - ../a/a.txt
            outs:
              - b.txt
        """,
    "in.txt": "1\n",
}

READY = Edit("all is up to date", None, "make use all")


def mistake(name, change, *says, **options):
    """What all stages follow from changes as well: whatever runs is noticed."""
    wrong = Edit(name, both(write("in.txt", "2\n"), change), fails=True, says=says, **options)
    return Walk(name, FILES, [READY, wrong])


STAGE = """\
    stages:
      more:
        cmd: echo more >> $TRACE
        outs:
          - {}
    """

# The digest is that of `printf '1\n'`.
TRACKED = "outs:\n- md5: b026324c6904b2a9cb4b88d6d61c81d1\n  size: 2\n  hash: md5\n  path: data.txt\n"

WALKS = [
    mistake("one output of two files", edit("b/dvc.yaml", "- b.txt", "- ../a/a.txt"),
            "b/dvc.yaml:7:9", "a/dvc.yaml:7:9", "a/a.txt"),
    mistake("one output of two files, asked for a third", write("c/dvc.yaml", STAGE.format("../b/b.txt")),
            "c/dvc.yaml:5:9", "b/dvc.yaml:7:9", "b/b.txt", targets=["a/dvc.yaml"]),
    mistake("an output within one of another file", write("a/in/dvc.yaml", STAGE.format("../../b/b.txt/deep")),
            "a/in/dvc.yaml:5:9", "b/dvc.yaml:7:9", "b/b.txt/deep"),
    mistake("an output that holds one of another file",
            both(edit("b/dvc.yaml", "- b.txt", "- sub/b.txt"), write("c/dvc.yaml", STAGE.format("../b/sub"))),
            "c/dvc.yaml:5:9", "b/dvc.yaml:7:9", "b/sub"),
    mistake("an output that holds another file",
            both(remove("b/b.txt"), write("a/out/dvc.yaml", STAGE.format("../../b"))),
            "a/out/dvc.yaml:5:9", "b/dvc.yaml"),
    mistake("a cycle of two files", edit("a/dvc.yaml", "- ../in.txt", "- ../b/b.txt"),
            "a/dvc.yaml:2:3:", "b/dvc.yaml:5:9", "a/dvc.yaml:make", "b/dvc.yaml:use"),
    mistake("a cycle of three files", both(edit("a/dvc.yaml", "- ../in.txt", "- ../all.txt"),
                                             edit("dvc.yaml", "      - a/a.txt\n", "")),
            "dvc.yaml:2:3:", "a/dvc.yaml:5:9", "b/dvc.yaml:5:9", "a/dvc.yaml:make", "b/dvc.yaml:use"),
    mistake("a cycle that the target is no part of", write("c/dvc.yaml", """\
        stages:
          one: {cmd: "true", deps: [y], outs: [x]}
          two: {cmd: "true", deps: [x], outs: [y]}
        """), "c/dvc.yaml:2:3:", "line 3", "c/dvc.yaml:one", "c/dvc.yaml:two", targets=["a/dvc.yaml:make"]),
    mistake("an output that dvc add tracks, too",
            both(edit("b/dvc.yaml", "- b.txt", "- data.txt"), write("b/data.txt.dvc", TRACKED)),
            "b/dvc.yaml:7:9", "b/data.txt.dvc", unfinished="what .dvc files track is not held against outputs"),
    mistake("a file that is no YAML", write("c/deep/dvc.yaml", "stages:\n  more:\n  cmd: [\n"), "c/deep/dvc.yaml:"),
    mistake("a file that is no YAML, called from another", write("c/dvc.yaml", "stages:\n\t- x\n"), "c/dvc.yaml:2:",
            within="a"),
    mistake("an unknown key", edit("b/dvc.yaml", "    deps:", "    dependencies:"), "b/dvc.yaml:4:", "dependencies"),
    mistake("a stage without command", edit("b/dvc.yaml", "    cmd: echo use >> $TRACE; rev ../a/a.txt > b.txt\n", ""),
            "b/dvc.yaml:2:", targets=["a/dvc.yaml"]),
    mistake("a value that is nowhere", edit("b/dvc.yaml", "rev ../a/a.txt", "echo ${model.rate}"), "b/dvc.yaml:3:",
            "model.rate"),
    mistake("a value of another file's own", both(edit("b/dvc.yaml", "rev ../a/a.txt", "echo ${rate}"),
                                                  edit("a/dvc.yaml", "stages:", "vars: [{rate: 1}]\nstages:")),
            "b/dvc.yaml:3:", "rate"),
    mistake("a file of values that is nowhere", edit("b/dvc.yaml", "stages:", "vars: [in.yaml]\nstages:"),
            "b/dvc.yaml:1:", "in.yaml"),
]
