"""Choose the operating system account that Postgres runs under. It refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from runtime.devstack.service import StartFailed

_UNPRIVILEGED = "nobody"
"""Exists on every system. initdb insists on an account with a name."""


@dataclass(frozen=True)
class OsAccount:
    """The owner of Postgres's files. `wrapper` goes before a command to run it as that owner."""

    uid: int
    gid: int
    wrapper: tuple[str, ...] = ()

    @property
    def must_switch(self) -> bool:
        """Whether the process that starts a command has to switch to this account; a wrapper does so itself."""
        return not self.wrapper and self.uid != os.geteuid()

    def own(self, directory: Path) -> None:
        """Create the directory if needed, and make it the account's, closed to others.

        Raises StartFailed when it belongs to another user: in a shared directory it may be a trap.
        """
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if directory.is_symlink() or directory.stat().st_uid not in (self.uid, os.geteuid()):
            raise StartFailed(f"{directory} belongs to another user: remove it, or set GREENLIGHT_HOME.")
        os.chown(directory, self.uid, self.gid)
        directory.chmod(0o700)


def account_for(files: Path, program: Path) -> OsAccount:
    """Return the account for this Postgres program: the present user; under root the owner of `files`, else nobody.

    Raises StartFailed.
    """
    if os.geteuid() != 0:
        return OsAccount(os.geteuid(), os.getegid())
    uid, gid = _owner_or_nobody(files)
    parents = sorted({*files.resolve().parents, *program.resolve().parents})
    closed = [path for path in parents if path.exists() and not path.stat().st_mode & 0o001]
    if not closed:
        return OsAccount(uid, gid)
    wrapper = _entering_closed_directories(uid, gid)
    allowed = shutil.which(wrapper[0]) and subprocess.run((*wrapper, "test", "-x", program), capture_output=True)
    if not allowed or allowed.returncode != 0:
        raise StartFailed(
            f"Postgres may not run as root, and user {uid} may not enter {closed[0]}: run make as an ordinary user, "
            f"or `chmod o+x {' '.join(map(str, closed))}`, or set DATABASE_URL."
        )
    return OsAccount(uid, gid, wrapper)


def _owner_or_nobody(files: Path) -> tuple[int, int]:
    if files.exists() and (owner := files.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    nobody = pwd.getpwnam(_UNPRIVILEGED)
    return nobody.pw_uid, nobody.pw_gid


def _entering_closed_directories(uid: int, gid: int) -> tuple[str, ...]:
    """Return a wrapper that switches to the user but keeps the right to enter closed directories, such as /root.

    Opening them to everybody would outlast this process. `no_setuid_fixup` makes access(2), by which Postgres looks
    for its files, respect that right.
    """
    return (
        "setpriv",
        "--securebits=+no_setuid_fixup",
        f"--reuid={uid}",
        f"--regid={gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    )
