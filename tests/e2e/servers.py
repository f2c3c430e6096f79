# SPDX-License-Identifier: MIT
"""Real servers beside real PostgreSQL, in folders that do not outlive the test."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def scratch_folder():
    """In memory where there is room; open to the account that PostgreSQL runs as."""
    base = None
    if os.access("/dev/shm", os.W_OK):
        room = os.statvfs("/dev/shm")
        if room.f_bavail * room.f_frsize > 1 << 30:
            base = "/dev/shm"
    folder = tempfile.mkdtemp(prefix="tablewright-e2e.", dir=base)
    os.chmod(folder, 0o711)
    return folder


def postgres_programs():
    folders = [os.environ.get("TABLEWRIGHT_POSTGRES_BIN", "")] + sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    for folder in folders:
        if folder and os.access(os.path.join(folder, "initdb"), os.X_OK):
            return folder
    raise RuntimeError("no PostgreSQL server is installed")


class Cluster:
    """A PostgreSQL that a server is pointed at: roles `app` and `boss`, database `meta`."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "cluster")
        self.bin = postgres_programs()
        os.mkdir(self.folder)
        self._as = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self._as = ["setpriv", "--reuid", "postgres", "--regid", str(account.pw_gid), "--clear-groups",
                        "env", f"HOME={self.folder}"]
        data = os.path.join(self.folder, "data")
        self._run("initdb", "-D", data, "-U", "super", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        with open(os.path.join(data, "pg_hba.conf"), "w", encoding="ascii") as file:  # the owners have passwords
            file.write("local all super,app,boss trust\nlocal all all scram-sha-256\n")
        self._log_file = os.path.join(folder, "cluster.log")
        self.start()
        for statement in ("CREATE ROLE app LOGIN", "CREATE ROLE boss LOGIN CREATEDB CREATEROLE",
                          "CREATE DATABASE meta OWNER app", "REVOKE CONNECT ON DATABASE meta FROM PUBLIC"):
            self.run_sql(statement)

    def start(self):
        with open(self._log_file, "ab") as log:
            self.process = subprocess.Popen(
                self._as + [os.path.join(self.bin, "postgres"), "-D", os.path.join(self.folder, "data"),
                            "-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}",
                            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "max_connections=200"],
                cwd=self.folder, stdout=log, stderr=log)

    def _run(self, program, *arguments):
        subprocess.run(self._as + [os.path.join(self.bin, program), *arguments], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def url(self, user, database):
        return f"postgresql:///{database}?host={self.folder}&user={user}"

    def run_sql(self, statement, database="postgres"):
        deadline = time.monotonic() + 30
        while True:
            done = subprocess.run(["psql", "-X", "-At", "-c", statement, self.url("super", database)],
                                  capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout.strip()
            if time.monotonic() > deadline:
                raise RuntimeError(done.stderr)
            time.sleep(0.05)

    def arguments(self):
        return ["--postgres", self.url("app", "meta"), "--postgres-admin", self.url("boss", "postgres")]

    def kill(self):
        """At once and with all its connections."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)


class Server:
    """`tablewright-server` on a free port."""

    def __init__(self, program, folder, *arguments, name="server"):
        self.log_file = os.path.join(folder, name + ".log")
        self._log = open(self.log_file, "wb")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TABLEWRIGHT_")
                       or key == "TABLEWRIGHT_PLUGIN_PATH"}
        self.process = subprocess.Popen([program, "--listen", "127.0.0.1:0", *arguments], stdout=subprocess.PIPE,
                                        stderr=self._log, env=environment)
        line = self.process.stdout.readline().decode()
        if "listening on" not in line:
            self.stop()
            raise RuntimeError(f"{name} does not start: {line}{self.log()[-2000:]}")
        self.port = int(line.rsplit(":", 1)[1])

    def log(self):
        with open(self.log_file, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        """The exit code; -9 when it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self._log.close()
        return self.process.returncode


def end_in_order():
    """So that a test that is told to end stops what it has started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
