"""Screens, logs and signals: what a person sees, and what stays behind when a run is stopped."""
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import unittest

from project import MLPIPE, PATIENCE_S, Project, clean_environment, main, wait_until


def in_terminal(project, *arguments, width=100, **environment):
    """Runs mlpipe with a terminal of its own; the exit code and all that was shown."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    process = subprocess.Popen([MLPIPE, *arguments], cwd=project.path, stdin=inner, stdout=inner, stderr=inner,
                               env=clean_environment(**{"TERM": "xterm", **environment}), start_new_session=True)
    os.close(inner)
    shown = read_all(outer)
    return process.wait(timeout=PATIENCE_S), shown


def read_all(screen):
    """What is shown until the program has closed its side."""
    shown = b""
    while True:
        try:
            block = os.read(screen, 65536)
        except OSError:
            block = b""
        if not block:
            break
        shown += block
    os.close(screen)
    return shown.decode("utf-8", "replace")


class Screens(unittest.TestCase):
    PIPELINE = """\
        stages:
          talk:
            cmd: |
              printf 'plain line\\n'
              printf '10%%\\r50%%\\r100%%\\n'
              printf 'to stderr\\n' >&2
              printf '\\033[31mred\\033[0m \\033]0;title\\a and \\303\\244\\n'
              printf 'unfinished'
              cat
              touch talk
            outs: [talk]
        """

    def test_without_a_terminal(self):
        project = Project(self)
        project.pipeline(self.PIPELINE)
        done = project.call("run")
        self.assertNotIn("\033", done.text)
        for line in ("talk | plain line", "talk | 100%", "talk | to stderr", "talk | unfinished"):
            self.assertIn(line + "\n", done.text)
        self.assertNotIn("50%", done.text)
        # The log has every byte; standard input was empty, so `cat` ended at once.
        log = project.call("logs", "talk").out
        self.assertIn("10%\r50%\r100%\n", log)
        self.assertIn("\033[31mred", log)
        quiet = project.call("run")
        self.assertEqual(quiet.text.count("\n"), 1)
        self.assertIn("up to date", quiet.text)

    def test_with_one(self):
        project = Project(self)
        project.pipeline(self.PIPELINE)
        code, shown = in_terminal(project, "run")
        self.assertEqual(code, 0)
        self.assertIn("\033[", shown)
        self.assertIn("plain line", shown)
        self.assertNotIn("\033]0;title", shown)
        code, shown = in_terminal(project, "run", "--force", NO_COLOR="1")
        self.assertEqual(code, 0)
        self.assertNotRegex(shown, "\033\\[[0-9;]*m")
        code, shown = in_terminal(project, "run", "--force", TERM="dumb")
        self.assertEqual(code, 0)
        self.assertNotIn("\033", shown)

    def test_json_is_one_document_even_when_things_fail(self):
        project = Project(self)
        project.pipeline("stages: {bad: {cmd: echo noise; exit 3, outs: [bad]}}\n")
        failed = project.call("run", "--json", code=1)
        self.assertEqual(failed.json()["executions"][0]["exit_code"], 3)
        self.assertIn("noise", failed.err)
        self.assertEqual(project.call("run", "--json", "nothing", code=2).out, "")

    def test_a_reader_that_leaves_stops_nothing(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              talk: {cmd: 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.02; done; touch talk', outs: [talk]}
              fail: {cmd: exit 3, deps: [talk], outs: [fail]}
              free: {cmd: touch free, deps: [talk], outs: [free]}
            """)
        for words in ("run -k 2>&1", "verify", "status --exit-code", "status --json --exit-code"):
            done = subprocess.run(f'"{MLPIPE}" {words} | true; exit ${{PIPESTATUS[0]}}', cwd=project.path, shell=True,
                                  executable="/bin/bash", env=clean_environment(), timeout=PATIENCE_S, check=False)
            self.assertEqual(done.returncode, 0 if words == "verify" else 1, words)
        self.assertTrue(project.exists("talk") and project.exists("free"))
        self.assertEqual(project.call("runs", "--json").json()["runs"][0]["status"], "failed")

    def test_what_is_shown_does_not_land_in_a_file_when_the_streams_are_closed(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              a: {cmd: "echo shown; echo 1 > x", outs: [x]}
            """)
        done = subprocess.run(["/bin/sh", "-c", 'exec "$0" run <&- >&- 2>&-', MLPIPE], cwd=project.path,
                              env=clean_environment(), timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(project.read("x"), "1\n")
        project.call("verify")
        self.assertEqual(project.statuses(), {"a": "skipped"})

    def test_a_stage_gets_signals_and_streams_as_a_shell_would_give_them(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              look:
                cmd: |
                  grep -E '^Sig(Blk|Ign)' /proc/self/status > signals
                  readlink /proc/self/fd/0 > stdin
                  ls /proc/self/fd | wc -l > descriptors
                  yes | head -n 1 > one
                outs: [signals, stdin, descriptors, one]
            """)
        done = project.call("run")
        self.assertNotIn("Broken pipe", done.text)
        # Above 31 are those that the C library keeps for itself.
        self.assertEqual([int(line.split()[1], 16) & 0x7fffffff for line in project.lines("signals")], [0, 0])
        self.assertEqual(project.read("stdin"), "/dev/null\n")
        # Standard streams, the lease, and what `ls` itself opens.
        self.assertLessEqual(int(project.read("descriptors")), 5)

    def test_a_grandchild_that_holds_the_pipe_does_not_hang_the_run(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              parent:
                cmd: |
                  setsid sh -c 'trap "" TERM HUP; echo $$ > pid; while true; do sleep 0.1; done' &
                  until [ -s pid ]; do sleep 0.02; done
                  touch parent
                outs: [parent]
            """)
        done = project.run()
        self.assertEqual(done["stages"]["parent"]["status"], "ran")
        self.assertFalse(project.is_running(int(project.read("pid"))))


class Signals(unittest.TestCase):
    # A stage that ignores TERM and has a grandchild in a session of its own, which does too.
    STUBBORN = """\
        stages:
          quick: {cmd: echo . >> quicks; touch quick, outs: [quick]}
          stubborn:
            cmd: |
              trap '' TERM INT HUP
              setsid sh -c 'trap "" TERM INT HUP; echo $$ > grandchild; while true; do sleep 0.1; done' &
              echo $$ > child
              until [ -s grandchild ]; do sleep 0.02; done
              echo partial > out
              touch begun
              while true; do sleep 0.1; done
            deps: [quick]
            outs: [out]
          later: {cmd: touch later, deps: [out], outs: [later]}
        """

    def begin(self, grace, *arguments):
        project = Project(self)
        project.pipeline(self.STUBBORN)
        project.write(".mlpipe/config.yaml", f"run: {{grace: {grace}}}\n")
        process = project.start("run", *arguments)
        wait_until(lambda: project.exists("begun"), "the stage has begun")
        return project, process

    def pids(self, project):
        return [int(project.read(name)) for name in ("child", "grandchild")]

    def check_stopped(self, project):
        for pid in self.pids(project):
            self.assertFalse(project.is_running(pid), pid)

    def test_interrupt(self):
        project, process = self.begin("200ms", "--json")
        process.send_signal(signal.SIGINT)
        done = project.finish(process)
        self.assertEqual(done.code, 130, done)
        self.check_stopped(project)
        record = done.json()
        self.assertEqual(record["status"], "interrupted")
        self.assertEqual({one["stage"]: one["status"] for one in record["executions"]},
                         {"quick": "ran", "stubborn": "interrupted", "later": "interrupted"})
        self.assertEqual(project.call("runs", "--json").json()["runs"][0]["status"], "interrupted")
        # What had finished is in the lock.
        self.assertEqual(project.decisions()["quick"], "skip")
        self.assertEqual(project.read("out"), "partial\n")
        self.assertEqual(project.lines("quicks"), ["."])

    def test_control_c_in_a_terminal(self):
        project = Project(self)
        project.pipeline(self.STUBBORN)
        project.write(".mlpipe/config.yaml", "run: {grace: 100ms}\n")
        child, screen = pty.fork()
        if child == 0:
            os.chdir(project.path)
            os.execve(MLPIPE, [MLPIPE, "run"], clean_environment(TERM="xterm"))
        try:
            wait_until(lambda: project.exists("begun"), "the stage has begun")
            os.write(screen, b"\x03")
            shown = read_all(screen)
        finally:
            _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 130, shown)
        self.assertRegex(shown, "[Ii]nterrupted")
        self.check_stopped(project)

    def test_a_second_interrupt_skips_the_grace(self):
        project, process = self.begin("1000s")
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: project.is_running(self.pids(project)[0]), "the stage got its signal")
        process.send_signal(signal.SIGINT)
        self.assertEqual(project.finish(process).code, 130)
        self.check_stopped(project)

    def test_kill_leaves_nothing_and_the_next_run_goes_on(self):
        project, process = self.begin("1000s")
        process.kill()
        process.wait()
        wait_until(lambda: not any(project.is_running(pid) for pid in self.pids(project)), "all are gone")
        self.assertEqual(project.call("runs", "--json").json()["runs"][0]["status"], "interrupted")
        project.edit("pipeline.yaml", "echo partial > out", "echo whole > out; exit 0")
        project.edit("pipeline.yaml", "setsid sh", "true setsid sh")
        project.edit("pipeline.yaml", "until [ -s grandchild ]; do sleep 0.02; done", "true")
        self.assertEqual({name: status for name, status in project.statuses().items() if name != "quick"},
                         {"stubborn": "ran", "later": "ran"})
        self.assertEqual(project.read("out"), "whole\n")

    def test_interrupted_while_waiting_for_the_lock(self):
        project, process = self.begin("100ms")
        waiting = project.start("run", "--wait", "1000")
        wait_until(lambda: blocks_interrupts(waiting.pid), "the second run waits")
        waiting.send_signal(signal.SIGINT)
        self.assertEqual(project.finish(waiting).code, 130)
        process.send_signal(signal.SIGINT)
        self.assertEqual(project.finish(process).code, 130)


def blocks_interrupts(pid):
    """Whether the process has come so far that it takes signals one by one."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        blocked = [line.split()[1] for line in file if line.startswith("SigBlk")][0]
    return int(blocked, 16) & (1 << (signal.SIGINT - 1))


if __name__ == "__main__":
    main()
