"""What .dvcignore leaves out of the directories that stages read, for dvc_behaviour_test.py."""
from dvc_walks import Edit, Walk, append, both, edit, remove, write

LISTING = """\
    stages:
      list:
        cmd: echo list >> $TRACE; find data -type f | wc -l > count.txt
        deps: [data]
        outs: [count.txt]
    """


def files(*paths):
    return both(*(write(path, path + "\n") for path in paths))


PATTERNS = Walk("patterns of .dvcignore", {
    "dvc.yaml": LISTING,
    # No folder becomes new, for an empty one counts here.
    **{path: path + "\n" for path in ("data/a.txt", "data/deep/b.txt", "data/deep/er/any/c.txt", "data/deep/q/r/d.txt",
                                      "data/any/e.txt", "data/one/kept.txt")},
    ".dvcignore": """\
        # what is left out
        *.tmp
        !keep.tmp
        /data/top/
        data/deep/**/x.log
        deep/*.bak
        \\#odd
        \\!loud
        [a-c].dat
        notes?.md
        /only.txt
        build
        cache/
        data/hidden/
        !data/hidden/taken-back.txt
        **/any/where.txt
        data/**/last
        data/one/*
        !data/one/kept.txt
        """,
}, [
    Edit("the first run", None, "list"),
    Edit("by its ending, here and below", files("data/n.tmp", "data/deep/er/n.tmp")),
    Edit("taken back, here and below", files("data/keep.tmp"), "list"),
    Edit("a folder from the top", files("data/top/x.txt", "data/top/deep/x.txt")),
    Edit("a folder that is called like one from the top", files("data/deep/top/x.txt"), "list"),
    Edit("with any folders between, or none", files("data/deep/q/r/x.log", "data/deep/x.log")),
    Edit("above those folders", files("data/x.log"), "list"),
    Edit("with a slash in the middle: from the top alone", files("data/deep/z.bak"), "list"),
    Edit("escaped: a comment's mark and a negation's", files("data/#odd", "data/!loud")),
    Edit("one of some letters, one of any", files("data/a.dat", "data/notes1.md")),
    Edit("another letter", files("data/d.dat"), "list"),
    Edit("two of any", files("data/notes12.md"), "list"),
    Edit("from the top, found below", files("data/only.txt"), "list"),
    Edit("a file or a folder", files("data/build", "data/deep/build/x.txt")),
    Edit("a folder alone", files("data/cache/x.txt")),
    Edit("a file that is called like the folder", files("data/deep/cache"), "list"),
    Edit("a file of a folder that is left out cannot be taken back", files("data/hidden/taken-back.txt")),
    Edit("anywhere, and last after any folders", files("data/any/where.txt", "data/deep/er/any/where.txt",
                                                        "data/last", "data/deep/last")),
    Edit("what a folder holds", files("data/one/left.txt")),
    Edit("of what a folder holds one is taken back", append("data/one/kept.txt", "more\n"), "list"),
])

CHANGING = Walk("a .dvcignore that changes", {
    "dvc.yaml": LISTING,
    "data/a.txt": "a\n", "data/b.log": "b\n", "data/deep/c.log": "c\n",
}, [
    Edit("the first run", None, "list"),
    Edit("one file is left out", write(".dvcignore", "b.log\n"), "list"),
    Edit("a comment, and an empty line", append(".dvcignore", "\n# b\n")),
    Edit("what is left out changes", append("data/b.log", "more\n")),
    Edit("and goes", remove("data/b.log")),
    Edit("the same by another pattern, and one more", write(".dvcignore", "*.log\n"), "list"),
    Edit("back: the run cache has it", write(".dvcignore", "b.log\n")),
    Edit("in Windows' lines", write(".dvcignore", "b.log\r\n*.log\r\n")),
    Edit("nothing is left out any more: the run cache has it", both(write("data/b.log", "b\n"), remove(".dvcignore"))),
])

NESTED = Walk("a .dvcignore of a folder", {
    "dvc.yaml": """\
        stages:
          read:
            cmd: echo read >> $TRACE; find part/data -type f | wc -l > read.txt
            deps: [part/data]
            outs: [read.txt]
          beside:
            cmd: echo beside >> $TRACE; find other -type f | wc -l > beside.txt
            deps: [other]
            outs: [beside.txt]
        """,
    ".dvcignore": "*.tmp\n*.log\n", "part/.dvcignore": "!*.log\n/data/own.txt\n*.bak\n",
    "part/data/deep/a.txt": "a\n", "other/a.txt": "a\n",
}, [
    Edit("the first run", None, "read beside"),
    Edit("what the one above leaves out", files("part/data/x.tmp", "other/x.tmp")),
    Edit("what the folder's takes back, for itself alone", files("part/data/x.log", "other/x.log"), "read"),
    Edit("what the folder's leaves out", files("part/data/own.txt", "part/data/deep/x.bak")),
    Edit("elsewhere it counts", files("other/x.bak"), "beside"),
    Edit("from the folder, found below it", files("part/data/data/own.txt"), "read"),
    Edit("the folder's changes", edit("part/.dvcignore", "!*.log\n", ""), "read"),
])

NAMED = Walk("dependencies that .dvcignore names", {
    "dvc.yaml": """\
        stages:
          file:
            cmd: echo file >> $TRACE; cat in/one.tmp > file.txt
            deps: [in/one.tmp]
            outs: [file.txt]
          folder:
            cmd: echo folder >> $TRACE; cat hidden/* > folder.txt
            deps: [hidden]
            outs: [folder.txt]
        """,
    ".dvcignore": "*.tmp\n/hidden/\n", "in/one.tmp": "1\n", "hidden/a.txt": "a\n",
}, [
    Edit("the first run", None, "file folder"),
    Edit("changed: to DVC the folder is empty",
         both(append("in/one.tmp", "2\n"), append("hidden/a.txt", "b\n")), "file",
         mlpipe="file folder", because="a dependency that is named counts", differing=["folder.txt"]),
])

WALKS = [PATTERNS, CHANGING, NESTED, NAMED]
