"""What DVC's schema accepts beside what everybody writes, as DVC runs it, for dvc_behaviour_test.py."""
from dvc_stages import FLAGS
from dvc_walks import Edit, Walk, append, edit, remove

OUTPUTS = Walk("shapes of outputs", {
    "dvc.yaml": """\
        stages:
          together:
            cmd:
              - echo together >> $TRACE; cp in.txt a.txt; cp in.txt b.txt
              - echo '{"n":1}' > m.json; cp in.csv p.csv; cp in.csv q.csv
            deps: [in.txt, in.csv]
            outs:
              - a.txt: {cache: false}
                b.txt: {persist: true}
            metrics:
              - m.json: {cache: false}
            plots:
              - p.csv: {x: x, title: first, header: true, x_label: X, y_label: Y, template: nowhere}
                q.csv: {y: y}
              - {}
          described:
            cmd: echo described >> $TRACE; cp in.txt c.txt; cp in.txt d.txt
            deps: [in.txt]
            outs:
              - c.txt: {desc: what, type: model, labels: [a, b], meta: {k: [1]}, remote: lab, push: false}
              - d.txt: {}
              - {}
          checked:
            cmd: echo checked >> $TRACE; cp in.txt e.txt
            deps: [in.txt]
            outs: [e.txt: {checkpoint: true}]
        """,
    "in.txt": "1\n", "in.csv": "x,y\n1,2\n",
}, [
    Edit("the first run", None, "together described checked"),
    Edit("nothing"),
    Edit("changed", append("in.txt", "2\n"), "together described checked"),
    Edit("deleted: restored", remove("c.txt", "d.txt", "e.txt")),
    Edit("how they are described, and where they go",
         edit("dvc.yaml", "{desc: what, type: model, labels: [a, b], meta: {k: [1]}, remote: lab, push: false}",
              "{desc: other, type: data, labels: [], meta: text, push: true}")),
    Edit("how plots are drawn", edit("dvc.yaml", "{y: y}", "{y: x, header: false}")),
    Edit("no checkpoint", edit("dvc.yaml", "checkpoint: true", "checkpoint: false")),
    Edit("a flag of one of two in a map", edit("dvc.yaml", "a.txt: {cache: false}", "a.txt: {}"), "", mlpipe="together",
         because=FLAGS),
])

COMMANDS = Walk("shapes of commands and folders", {
    "dvc.yaml": """\
        stages:
          items:
            cmd:
              - echo items >> $TRACE
              - ''
              - '# nothing'
              - cp in.txt items.txt
            wdir: ''
            deps: [in.txt, ./in.txt, in.txt]
            outs: [items.txt]
          comment:
            cmd: '# nothing'
            wdir: ./
            deps: [in.txt]
          blank:
            cmd: '  '
            deps: [in.txt]
            meta:
          bare:
            cmd: echo bare >> $TRACE
            vars: []
            deps: []
            params: []
            outs: []
            metrics: []
            plots: []
            meta: text
            desc: ''
            frozen: false
            always_changed: false
          '1':
            cmd: echo number >> $TRACE; cp in.txt number.txt
            deps: [in.txt]
            outs: [number.txt]
          -größe%:
            cmd: echo letters >> $TRACE; cp in.txt letters.txt
            deps: [in.txt]
            outs: [letters.txt]
        """,
    "in.txt": "1\n",
}, [
    Edit("the first run", None, "items bare number letters"),
    Edit("what has neither dependencies nor outputs runs again", None, "bare"),
    Edit("changed", append("in.txt", "2\n"), "items bare number letters"),
    Edit("one that is called by a number", append("in.txt", "3\n"), "number", targets=["1"]),
])

PARAMETERS = Walk("shapes of parameters", {
    "dvc.yaml": """\
        stages:
          twice:
            cmd: echo twice >> $TRACE; cat params.yaml > twice.txt
            params: [p, p, {params.yaml: [p, p]}, {}]
            outs: [twice.txt]
          files:
            cmd: echo files >> $TRACE; cat a.yaml b.yaml > files.txt
            params:
              - a.yaml:
                b.yaml: [x]
            outs: [files.txt]
          whole:
            cmd: echo whole >> $TRACE; cat params.yaml > whole.txt
            params: [params.yaml: , p]
            outs: [whole.txt]
        """,
    "params.yaml": "p: 1\nq: 1\n", "a.yaml": "x: 1\n", "b.yaml": "x: 1\ny: 1\n",
}, [
    Edit("the first run", None, "twice files whole"),
    Edit("of a whole file that one reads by its key, too", edit("params.yaml", "q: 1", "q: 2"), "whole"),
    Edit("of two files in one map", edit("a.yaml", "1", "2"), "files"),
    Edit("of the other that is not named", edit("b.yaml", "y: 1", "y: 2")),
])


def shape(name, text, unfinished="", **options):
    """A file of one stage that traces `s`."""
    runs = "" if options.get("fails") else "s"
    return Walk(name, {"dvc.yaml": text, "in.txt": "1\n", "params.yaml": "p: 1\n"},
                [Edit(name, None, runs, unfinished=unfinished, **options)])


SINGLE = [
    shape("one output twice", "stages: {s: {cmd: echo s >> $TRACE; cp in.txt o.txt, outs: [o.txt, o.txt]}}\n"),
    shape("no keys of a file of parameters", "stages: {s: {cmd: echo s >> $TRACE, params: [params.yaml: []]}}\n"),
    shape("a list of settings for one plot", "stages: {s: {cmd: 'true', plots: [in.csv: [{x: x}, {y: y}]]}}\n",
          fails=True, says=["dvc.yaml:1:"]),
    shape("an empty command", "stages: {s: {cmd: '', deps: [in.txt]}}\n", fails=True),
    shape("no commands", "stages: {s: {cmd: [], deps: [in.txt]}}\n", fails=True),
    shape("a list among commands", "stages: {s: {cmd: [[echo s >> $TRACE]], deps: [in.txt]}}\n", fails=True),
    Walk("an empty file", {"dvc.yaml": "# to be written\n"}, [Edit("nothing to do")]),
    Walk("an empty file beside others", {
        "dvc.yaml": "stages: {s: {cmd: echo s >> $TRACE, deps: [in.txt]}}\n", "in.txt": "1\n",
        "part/dvc.yaml": "# to be written\n",
    }, [Edit("nothing to do in it", None, "s")]),
]

WALKS = [OUTPUTS, COMMANDS, PARAMETERS, *SINGLE]
