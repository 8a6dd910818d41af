"""Which account Postgres runs under. It refuses root, so root lends it another."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_UNPRIVILEGED = "nobody"
"""The account that every system has. initdb insists on one with a name."""


class NoAccount(Exception):
    """Postgres cannot be run from here by this user. The text says what to do."""


@dataclass(frozen=True)
class OsAccount:
    """Who owns Postgres's files, and what goes before its commands to run them as that owner."""

    uid: int
    gid: int
    wrapper: tuple[str, ...] = ()

    @property
    def must_switch(self) -> bool:
        """Whether whoever starts a command has to become this account: the wrapper does not."""
        return not self.wrapper and self.uid != os.geteuid()

    def own(self, directory: Path) -> None:
        """The directory exists, is the account's, and is closed to others.

        Raises NoAccount when it is somebody else's: in a shared place it may be a trap.
        """
        with_mode = 0o700
        directory.mkdir(mode=with_mode, parents=True, exist_ok=True)
        if directory.is_symlink() or directory.stat().st_uid not in (self.uid, os.geteuid()):
            raise NoAccount(f"{directory} belongs to somebody else: remove it, or set GREENLIGHT_HOME.")
        os.chown(directory, self.uid, self.gid)
        directory.chmod(with_mode)


def account_for(files: Path, program: Path) -> OsAccount:
    """The account for a Postgres that keeps its files in that directory and is that program.

    An ordinary user runs it as is. Root gives it to the owner of the files if there is one, else to nobody.
    Raises NoAccount.
    """
    if os.geteuid() != 0:
        return OsAccount(os.geteuid(), os.getegid())
    uid, gid = _owner_or_nobody(files)
    closed = [path for path in _way_to(files, program) if not path.stat().st_mode & 0o001]
    if not closed:
        return OsAccount(uid, gid)
    wrapper = _passing_closed_directories(uid, gid)
    if not _runs(*wrapper, "test", "-x", str(program)):
        raise NoAccount(
            f"Postgres may not run as root, and user {uid} may not enter {closed[0]}: run make as an ordinary user, "
            f"or `chmod o+x {' '.join(map(str, closed))}`, or set DATABASE_URL."
        )
    return OsAccount(uid, gid, wrapper)


def _owner_or_nobody(files: Path) -> tuple[int, int]:
    if files.exists() and (owner := files.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    nobody = pwd.getpwnam(_UNPRIVILEGED)
    return nobody.pw_uid, nobody.pw_gid


def _way_to(*places: Path) -> list[Path]:
    """The directories above the places, from the outermost."""
    above = {parent for place in places for parent in place.resolve().parents}
    return sorted(parent for parent in above if parent.exists())


def _passing_closed_directories(uid: int, gid: int) -> tuple[str, ...]:
    """Become the user but keep the right to enter directories that are closed to it, such as /root.

    Opening those to everybody would outlast us. `no_setuid_fixup` lets access(2), by which Postgres looks for
    its own files, see that right too.
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


def _runs(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
