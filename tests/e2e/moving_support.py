"""A project with an origin, clones of it, and a server for ssh of the test's own."""
import hashlib
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import unittest
import urllib.parse

import project

PIPELINE = """\
name: moving
stages:
  prepare:
    cmd: sh prepare.sh
    deps: [prepare.sh]
    outs: [data]
  train:
    cmd: sh train.sh
    deps: [train.sh, data]
    outs: [model.txt]
  evaluate:
    cmd: |
      printf '{"size": %s}\\n' $(wc -c < model.txt) > metrics.json
    deps: [model.txt]
    metrics: [metrics.json]
"""


def find_sshd():
    return shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")


class Clones(unittest.TestCase):
    def setUp(self):
        self.place = os.path.realpath(tempfile.mkdtemp(prefix="mlpipe-moving-"))
        self.addCleanup(project.remove_tree, self.place)
        self.remote = self.at("remote")
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.at("origin.git")], check=True,
                       env=project.clean_environment(**project.GIT_IDENTITY))
        self.first = project.Project(self, git=True, directory=self.at("first"))
        self.first.git("remote", "add", "origin", self.at("origin.git"))
        self.first.pipeline(PIPELINE)
        self.first.write("prepare.sh", "mkdir -p data\necho a > data/a.txt\necho b > data/b.txt\n")
        self.first.write("train.sh", "echo model of $(cat data/a.txt data/b.txt) > model.txt\n")
        self.first.call("init", "--bare", code=None)
        self.first.commit("begin")
        self.first.git("push", "-q", "-u", "origin", "main")

    def at(self, name):
        return os.path.join(self.place, name)

    def clone(self, name):
        subprocess.run(["git", "clone", "-q", self.at("origin.git"), self.at(name)], check=True,
                       env=project.clean_environment(**project.GIT_IDENTITY))
        return project.Project(self, directory=self.at(name))

    def clone_of(self, other):
        """Another clone, with what stands in the working tree of `other` committed."""
        other.commit("all")
        other.git("push", "-q", "origin", "main")
        return self.clone("copy")

    def object_of(self, content):
        digest = hashlib.sha256(content).hexdigest()
        return os.path.join(self.remote, "objects", digest[:2], digest[2:])

    def remote_objects(self):
        found = []
        for folder, _, names in os.walk(os.path.join(self.remote, "objects")):
            found += [os.path.join(folder, name) for name in names]
        return found

    def stored(self, path):
        """What the first clone's store has under the name of an object of the remote."""
        return project.content_of(self.first.at(".mlpipe/" + os.path.relpath(path, self.remote)))


class SshServer:
    """sshd with a port, keys and settings of its own; a directory for PATH whose ssh knows it."""

    def __init__(self, case):
        self.directory = tempfile.mkdtemp(prefix="mlpipe-sshd-")
        case.addCleanup(project.remove_tree, self.directory)
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.at(name)], check=True)
        shutil.copy(self.at("user.pub"), self.at("authorized_keys"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.write("sshd_config", f"""\
            Port {self.port}
            ListenAddress 127.0.0.1
            HostKey {self.at('host')}
            PidFile none
            AuthorizedKeysFile {self.at('authorized_keys')}
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            Subsystem sftp internal-sftp
            """)
        with open(self.at("host.pub"), encoding="ascii") as file:
            self.write("known_hosts", f"[127.0.0.1]:{self.port} " + file.read())
        self.write("ssh_config", f"""\
            Host *
            IdentityFile {self.at('user')}
            IdentitiesOnly yes
            UserKnownHostsFile {self.at('known_hosts')}
            GlobalKnownHostsFile /dev/null
            StrictHostKeyChecking yes
            """)
        self.write("bin/ssh", "#!/bin/sh\nexec %s -F %s \"$@\"\n" %
                   (shlex.quote(shutil.which("ssh")), shlex.quote(self.at("ssh_config"))))
        os.chmod(self.at("bin/ssh"), 0o755)
        self.path = self.at("bin") + ":" + os.environ["PATH"]
        if os.geteuid() == 0:
            # What the system's own start of sshd makes; it refuses to run without.
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        with open(self.at("log"), "wb") as log:
            server = subprocess.Popen([find_sshd(), "-D", "-e", "-f", self.at("sshd_config")],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                                      start_new_session=True)
        case.addCleanup(project.end_process, server)
        project.wait_until(lambda: self.answers() or server.poll() is not None, "sshd listens")
        if server.poll() is not None:
            with open(self.at("log"), encoding="utf-8", errors="replace") as log:
                raise AssertionError("sshd ended: " + log.read())

    def at(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        with open(self.at(name), "w", encoding="ascii") as file:
            file.write("".join(line.strip() + "\n" if not text.startswith("#!") else line + "\n"
                               for line in text.splitlines()))

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def url(self, path, host="127.0.0.1"):
        return f"ssh://{host}:{self.port}" + urllib.parse.quote(path)

    def forget_host_key(self):
        self.write("known_hosts", "")
