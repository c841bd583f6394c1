"""Projects about what a stage can declare, for dvc_behaviour_test.py. What each stage traces is its name."""
import dvc_training
from dvc_projects import RUN_CACHE
from dvc_walks import Edit, Walk, append, both, edit, remove, symlink, write

FLAGS = "output flags count as changes"

TRAINING = Walk("training with metrics and plots", dvc_training.FILES, [
    Edit("the first run", None, "prepare train evaluate"),
    Edit("longer training", edit("params.yaml", "steps: 40", "steps: 60"), "train evaluate"),
    Edit("back", edit("params.yaml", "steps: 60", "steps: 40"), "evaluate", mlpipe="", because=RUN_CACHE),
    Edit("an uncached plot deleted: restored", remove("plots/loss.csv")),
    Edit("an uncached output deleted", remove("summary.txt"), "evaluate", mlpipe="", because=RUN_CACHE),
    Edit("a comment in the source: what follows does not run",
         edit("src/train.py", "import json", "# gradient descent\nimport json"), "train"),
    Edit("how a plot is drawn", edit("dvc.yaml", "y: loss", "y: loss, title: Loss")),
    Edit("more data", append("data/points.csv", "12,40\n13,41\n"), "prepare train evaluate"),
])

FROZEN = Walk("frozen and always changed", {
    "dvc.yaml": """\
        stages:
          fetch:
            cmd: echo fetch >> $TRACE; cp source.txt fetched.txt
            deps: [source.txt]
            outs: [fetched.txt]
          clock:
            cmd: echo clock >> $TRACE; cat moment.txt > now.txt
            outs: [now.txt]
            always_changed: true
          use:
            cmd: echo use >> $TRACE; cat fetched.txt now.txt > used.txt
            deps: [fetched.txt, now.txt]
            outs: [used.txt]
        """,
    "source.txt": "1\n", "moment.txt": "noon\n",
}, [
    Edit("the first run", None, "fetch clock use"),
    Edit("nothing: what always changes came out the same", None, "clock"),
    Edit("it comes out otherwise", write("moment.txt", "night\n"), "clock use"),
    Edit("it comes out as it did once", write("moment.txt", "noon\n"), "clock"),
    Edit("frozen: its source may change",
         both(edit("dvc.yaml", "[fetched.txt]\n  clock", "[fetched.txt]\n    frozen: true\n  clock"),
              write("source.txt", "2\n")), "clock"),
    Edit("frozen: its output is taken as it is found", write("fetched.txt", "by hand\n"), "clock use"),
    Edit("thawed: DVC takes what was found for the stage's result", edit("dvc.yaml", "    frozen: true\n", ""), "clock",
         mlpipe="fetch clock use", because="what a frozen stage did not make is not its result",
         differing=["fetched.txt", "used.txt"]),
    Edit("one target alone", write("source.txt", "3\n"), "fetch", targets=["fetch"], differing=["used.txt"]),
])

COMMANDS = Walk("commands and directories", {
    "dvc.yaml": """\
        stages:
          lines:
            cmd: |
              echo lines >> $TRACE
              cd part; pwd | sed 's,.*/,,' > ../where.txt
              test -d part && echo above >> where.txt
            deps: [part/a.txt]
            outs: [where.txt]
          items:
            cmd:
              - echo items >> $TRACE
              - X=1; echo "$X" > items.txt; chmod +x items.txt
              - echo "[$X]" >> items.txt
            deps: [part/a.txt]
            outs: [items.txt]
          inside:
            wdir: part
            cmd: echo inside >> $TRACE; cat a.txt > inside.txt
            deps: [a.txt]
            params: [here]
            outs: [inside.txt]
        """,
    "part/a.txt": "a\n", "part/params.yaml": "here: 1\n", "other/a.txt": "a\n", "other/params.yaml": "here: 2\n",
}, [
    Edit("the first run", None, "lines items inside"),
    Edit("parameters lie in the working directory", edit("part/params.yaml", "1", "2"), "inside"),
    Edit("an output with its permission to execute: restored", remove("items.txt")),
    Edit("a line that fails ends the stage", edit("dvc.yaml", "      cd part;", "      false\n      cd part;"), "lines",
         fails=True),
    Edit("mended: the run cache has it", edit("dvc.yaml", "      false\n", "")),
    Edit("an item that fails ends the stage", edit("dvc.yaml", '- X=1;', '- exit 4; X=1;'), "items", fails=True),
    Edit("another wdir with the same content", both(edit("dvc.yaml", "exit 4; ", ""),
                                                    edit("dvc.yaml", "wdir: part", "wdir: other")),
         "", mlpipe="inside", because="`wdir` counts as a change"),
    Edit("a variable of the environment",
         edit("dvc.yaml", "wdir: other", "wdir: other\n    meta: {mlpipe: {env: {SEED: 1}}}"), "", mlpipe="inside",
         because="`env` counts as a change"),
    Edit("a description", edit("dvc.yaml", "wdir: other", "wdir: other\n    desc: what lies there")),
])

OUTPUTS = Walk("outputs", {
    "dvc.yaml": """\
        stages:
          copies:
            cmd: echo copies >> $TRACE; cp entry.txt one.txt; cp entry.txt two.txt
            deps: [entry.txt, unused.txt]
            outs: [one.txt, two.txt]
          log:
            cmd: echo log >> $TRACE; cat entry.txt >> log.txt
            deps: [entry.txt]
            outs:
              - log.txt: {persist: true}
        """,
    "entry.txt": "first\n", "unused.txt": "x\n",
}, [
    Edit("the first run", None, "log copies"),
    Edit("a persistent output is gone on with", write("entry.txt", "second\n"), "log copies"),
    Edit("back: a persistent output is gone on with", write("entry.txt", "first\n"), "log"),
    Edit("one of two outputs deleted: restored", remove("two.txt")),
    Edit("a persistent output edited by hand", write("log.txt", "zero\n"), "log"),
    Edit("a dependency removed", edit("dvc.yaml", ", unused.txt", ""), "", mlpipe="copies",
         because="removed dependencies count as changes"),
    Edit("a dependency added",
         both(edit("dvc.yaml", "[entry.txt]\n    outs: [one", "[entry.txt, more.txt]\n    outs: [one"),
              write("more.txt", "y\n")), "copies"),
    Edit("an output is not cached any more", edit("dvc.yaml", "two.txt]", "{two.txt: {cache: false}}]"), "",
         mlpipe="copies", because=FLAGS),
    Edit("an output less", edit("dvc.yaml", ", {two.txt: {cache: false}}", ""), "", mlpipe="copies", because=FLAGS),
    Edit("an output that is not made", edit("dvc.yaml", "[one.txt]", "[one.txt, three.txt]"), "copies", fails=True),
])

NAMES = Walk("names with blanks and other letters", {
    "dvc.yaml": """\
        stages:
          Größe:
            cmd: echo size >> $TRACE; wc -c < "in put/übung 1.txt" > "out put.txt"
            deps: ["in put/übung 1.txt"]
            outs: ["out put.txt"]
          copy:
            cmd: 'echo copy >> $TRACE; mkdir "日本"; cp "out put.txt" "日本/a''b #1.txt"; cp "out put.txt" "日本/é [x].txt"'
            deps: ["out put.txt"]
            outs: [日本]
        """,
    "in put/übung 1.txt": "1\n",
}, [
    Edit("the first run", None, "size copy"),
    Edit("changed", write("in put/übung 1.txt", "22\n"), "size copy"),
    Edit("back: the run cache has it", write("in put/übung 1.txt", "1\n")),
    Edit("outputs deleted: restored", remove("日本", "out put.txt")),
])

SOURCES = Walk("stages without dependencies", {
    "dvc.yaml": """\
        stages:
          make:
            cmd: echo make >> $TRACE; seq 3 > made.txt
            outs: [made.txt]
          check:
            cmd: echo check >> $TRACE; grep -q 1 made.txt
            deps: [made.txt]
        """,
}, [
    Edit("the first run", None, "make check"),
    Edit("nothing"),
    Edit("an output deleted", remove("made.txt"), "make", mlpipe="",
         because="the run cache also works without dependencies"),
    Edit("another command", edit("dvc.yaml", "seq 3", "seq 4"), "make check"),
    Edit("a stage without dependencies and outputs", append("dvc.yaml", "  say: {cmd: echo say >> $TRACE}\n"), "say"),
    Edit("nothing", None, "say"),
])

FILES_OF_PARAMETERS = Walk("parameters in TOML and Python", {
    "dvc.yaml": """\
        stages:
          tables:
            cmd: echo tables >> $TRACE; cat conf.toml > tables.txt
            params: [conf.toml: [model.depth]]
            outs: [tables.txt]
          code:
            cmd: echo code >> $TRACE; cat conf.py > code.txt
            params: [conf.py: [RATE, Model.depth]]
            outs: [code.txt]
        """,
    "conf.toml": "title = 'x'\n[model]\ndepth = 3\n",
    "conf.py": "RATE = 0.1\nOTHER: int = 1\n\nclass Model:\n    depth = 2\n",
}, [
    Edit("the first run", None, "tables code"),
    Edit("one that a stage reads in each", both(edit("conf.toml", "depth = 3", "depth = 4"),
                                                edit("conf.py", "depth = 2", "depth = 4")), "tables code"),
    Edit("others", both(edit("conf.toml", "'x'", "'y'"), edit("conf.py", "int = 1", "int = 2"))),
])

MADE = Walk("what a directory that is made keeps", {
    "dvc.yaml": """\
        stages:
          gather:
            cmd: echo gather >> $TRACE; mkdir made; cat parts/* | tee made/all > made/x.tmp; ln -s all made/link
            deps: [parts]
            outs: [made]
        """,
    "parts/a.txt": "a\n", "elsewhere.txt": "b\n", ".dvcignore": "*.tmp\n",
}, [
    Edit("the first run: links", symlink("../elsewhere.txt", "parts/b.txt"), "gather", differing=["made/link"]),
    Edit("what a link of the sources leads to", write("elsewhere.txt", "c\n"), "gather", differing=["made/link"]),
    Edit("restored: links, and what .dvcignore names", remove("made"), differing=["made/link", "made/x.tmp"]),
])

TOLD = Walk("what a stage is told", {
    "dvc.yaml": """\
        stages:
          tell:
            cmd: echo tell >> $TRACE; echo $DVC_STAGE > told.txt; test "$DVC_ROOT" -ef .. >> told.txt
            outs: [told.txt]
            wdir: part
        """,
    "part/.gitkeep": "",
}, [
    Edit("the first run", None, "tell"),
])

ALONE = Walk("a file without stages", {
    "dvc.yaml": "metrics: [metrics.json]\n", "metrics.json": "{}\n",
}, [
    Edit("the first run"),
    Edit("an empty map of them", append("dvc.yaml", "stages: {}\n")),
])

WALKS = [TRAINING, FROZEN, COMMANDS, OUTPUTS, NAMES, SOURCES, FILES_OF_PARAMETERS, MADE, TOLD, ALONE]
