"""mlpipe is killed at random moments. The very next run, without a manual step, succeeds with the right bytes, and
no process of the project is left.

The pipeline is built to make that hard: stages ignore TERM, write slowly, write directories, fail at first, and
start grandchildren in sessions of their own (with and without their environment) that spoil the stage's output as
soon as the stage is dead. All processes carry a marker in their environment, by which /proc is searched.

MLPIPE_KILLS: how many; MLPIPE_SEED; MLPIPE_LONG=1: many.
"""
import json
import os
import random
import signal
import time
import unittest
import uuid

from random_project import GENEROUS_S, RandomProject, setting

MARKER = "MLPIPE_TEST_MARKER"  # not passed on to stages, so each stage sets its own
HELPERS = ("mlpipe-superv", "mlpipe-keeper")

# Waits for the stage ($1) to die, then spoils its output ($2); the stage kills it before it ends.
SPOILER = """\
trap '' TERM HUP INT
while kill -0 "$1" 2>/dev/null; do sleep 0.02; done
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  sleep 0.05
  if [ -d "$2" ]; then echo spoilt > "$2/spoilt"; else echo spoilt >> "$2"; fi
done
sleep 1000
"""

SLOW = """\
trap '' TERM
MARK={mark} setsid sh spoiler.sh $$ {out} & one=$!
env -i PATH="$PATH" MARK={mark} setsid sh spoiler.sh $$ {out} & two=$!
for i in 1 2 3 4 5 6; do
  printf '%s ' $i >> {out}
  sleep 0.03
done
cat {dep} >> {out}
kill -9 $one $two
wait || true
"""

FOLDER = """\
trap '' TERM
export MARK={mark}
mkdir {out} {out}/empty
env -i PATH="$PATH" MARK={mark} setsid sh spoiler.sh $$ {out} & one=$!
for i in 1 2 3 4 5 6 7 8; do
  mkdir {out}/$i
  cat {dep} > {out}/$i/part
  sleep 0.02
done
kill -9 $one
wait || true
"""

FLAKY = """\
export MARK={mark}
printf half > {out}
sleep 0.05
echo attempt >> "$TRACE"
[ $(( $(wc -l < "$TRACE") % 3 )) -eq 0 ]
cat {dep} > {out}
"""

QUICK = "export MARK={mark}; cat {dep} > {out}; echo {out} >> {out}"


class CrashProject(RandomProject):
    def __init__(self):
        super().__init__()
        self.mark = uuid.uuid4().hex
        self.environment[MARKER] = self.mark
        self.write("spoiler.sh", SPOILER.encode())
        stages = {}

        def add(name, script, dep, out, **more):
            stages[name] = {"cmd": script.format(mark=self.mark, dep=dep, out=out),
                            "deps": [dep, "spoiler.sh"], "outs": [out], **more}

        add("slow", SLOW, "in.txt", "slow.txt")
        add("slower", SLOW, "slow.txt", "work/slower.txt")
        add("folder", FOLDER, "in.txt", "folder")
        add("flaky", FLAKY, "in.txt", "flaky.txt", retries={"attempts": 5, "delay": 0.02})
        for i in range(6):
            add(f"quick{i}", QUICK, "in.txt" if i % 2 else "flaky.txt", f"quick/{i}.txt")
        add("last", QUICK, "work/slower.txt", "last.txt")
        stages["last"]["deps"] += ["folder"] + [f"quick/{i}.txt" for i in range(6)]
        self.write("pipeline.yaml", json.dumps({"stages": stages}).encode())

    def expected(self, source):
        flaky = source
        slow = b"1 2 3 4 5 6 " + source
        slower = b"1 2 3 4 5 6 " + slow
        files = {"slow.txt": slow, "work/slower.txt": slower, "flaky.txt": flaky, "last.txt": slower + b"last.txt\n"}
        for i in range(6):
            files[f"quick/{i}.txt"] = (source if i % 2 else flaky) + b"quick/%d.txt\n" % i
        for i in range(1, 9):
            files[f"folder/{i}/part"] = source
        return {**{path: ("file", data, False) for path, data in files.items()}, "folder/empty": ("dir",)}

    def made(self):
        sources = ("in.txt", "spoiler.sh", "pipeline.yaml", "pipeline.yaml.lock")
        return {path: leaf for path, leaf in self.leaves().items() if path not in sources}

    def processes(self):
        """Number and name of each living process that carries the marker."""
        found = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    environment = file.read()
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    command = file.read()
                with open(f"/proc/{entry}/stat", "rb") as file:
                    name, _, rest = file.read().decode(errors="replace").partition("(")[2].rpartition(")")
            except OSError:
                continue
            if self.mark.encode() in environment + command and rest.split()[0] not in "ZX":
                found[int(entry)] = name
        return found

    def end_all(self):
        for process in self.processes():
            send(process, signal.SIGKILL)


def send(process, number):
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


def wait_until_none(project):
    """Returns what is left after a generous time."""
    end = time.monotonic() + 60
    while (left := project.processes()) and time.monotonic() < end:
        time.sleep(0.02)
    return left


class Crash(unittest.TestCase):
    def setUp(self):
        self.seed = int(os.environ.get("MLPIPE_SEED") or random.randrange(1 << 30))
        self.rng = random.Random(self.seed)
        self.project = CrashProject()
        if not os.environ.get("MLPIPE_KEEP"):
            self.addCleanup(self.project.remove)
        self.addCleanup(self.project.end_all)
        self.versions = 0
        self.change_input()
        self.duration_s = GENEROUS_S
        self.run_to_the_end("the first run")

    def change_input(self):
        self.versions += 1
        self.source = b"input %d\n" % self.versions
        self.project.write("in.txt", self.source)

    def moment(self):
        """Anywhere in a run, often right after its start or near its end."""
        kind = self.rng.random()
        share = self.rng.uniform(0, 1) if kind < 0.6 else self.rng.uniform(0, 0.1) if kind < 0.8 else \
            self.rng.uniform(0.8, 1)
        return share * self.duration_s

    def run_to_the_end(self, what):
        start = time.monotonic()
        code, output, errors = self.project.mlpipe("run", "-j4", "--json")
        if what == "the first run":
            self.duration_s = time.monotonic() - start
        self.assertEqual(code, 0, f"{what} (MLPIPE_SEED={self.seed}) ended with {code}:\n{output}{errors}")
        made, expected = self.project.made(), self.project.expected(self.source)
        wrong = {path: (made.get(path), expected.get(path)) for path in {*made, *expected}
                 if made.get(path) != expected.get(path)}
        self.assertEqual(wrong, {}, f"(found, expected) after {what}, seed {self.seed}")
        self.assertEqual(self.project.processes(), {}, f"{what} has left processes, seed {self.seed}")
        code, findings = self.project.json("verify")
        self.assertEqual((code, findings["findings"]), (0, []), f"verify after {what}, seed {self.seed}")
        code, output, errors = self.project.mlpipe("status", "--exit-code")
        self.assertEqual(code, 0, f"status after {what}, seed {self.seed}:\n{output}{errors}")

    def helpers(self, names):
        return [process for process, name in self.project.processes().items() if name in names]

    def kill_program(self, run):
        run.kill()

    def kill_everything(self, run):
        """The program and all its helpers at once, so that nobody is left to end the stages."""
        run.send_signal(signal.SIGSTOP)
        for names in (HELPERS[:1], HELPERS):
            for process in self.helpers(names):
                send(process, signal.SIGSTOP)
        for process in [run.pid, *self.helpers(HELPERS)]:
            send(process, signal.SIGKILL)

    def kill_supervisor_and_program(self, run):
        """The keepers are left, each to end its stage."""
        self.kill_supervisor(run)
        run.kill()

    def kill_helpers(self, run):
        """The program is left alone with its stages."""
        for process in self.helpers(HELPERS):
            send(process, signal.SIGKILL)

    def kill_supervisor(self, run):
        for process in self.helpers(HELPERS[:1]):
            send(process, signal.SIGKILL)

    def kill_keeper(self, run):
        keepers = self.helpers(HELPERS[1:])
        if keepers:
            send(self.rng.choice(keepers), signal.SIGKILL)

    def kill_once(self, how, tell_end):
        """Starts a run, kills; the run's exit code."""
        self.change_input()
        run = self.project.start("run", "-j4", stdout=tell_end, stderr=tell_end)
        time.sleep(self.moment())
        how(run)
        return run.wait(timeout=GENEROUS_S)

    def test_kills(self):
        ways = [self.kill_program, self.kill_everything, self.kill_program, self.kill_supervisor,
                self.kill_program, self.kill_everything, self.kill_program, self.kill_supervisor_and_program,
                self.kill_program, self.kill_everything, self.kill_keeper, self.kill_helpers]
        kills = setting("MLPIPE_KILLS", 12, 100)
        told = {}
        with open(os.devnull, "w") as nowhere:
            for number in range(kills):
                how = ways[number % len(ways)]
                code = self.kill_once(how, nowhere)
                orphans = len(self.project.processes())
                what = f"the run after kill {number} ({how.__name__}, {orphans} processes left at first)"
                ends_itself = how in (self.kill_program, self.kill_supervisor_and_program)
                if ends_itself and self.rng.random() < 0.5:
                    self.assertEqual(wait_until_none(self.project), {}, f"outlived {what}, seed {self.seed}")
                elif self.rng.random() < 0.3:
                    # A run that is killed while it cleans up after a killed one.
                    self.kill_once(self.kill_everything, nowhere)
                    what += " and another"
                self.run_to_the_end(what)
                told.setdefault(how.__name__, []).append((code, orphans))
        hits = [code for results in told.values() for code, _ in results if code == -signal.SIGKILL]
        self.assertTrue(hits, f"no run was killed, seed {self.seed}")
        print(f"seed {self.seed}, a run takes {self.duration_s:.1f} s; exit code and processes left at first:")
        for name, results in told.items():
            print(f"  {name}: {results}")


if __name__ == "__main__":
    unittest.main()
