"""Files that are written whole or not at all."""

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import TextIO

from crmrules.errors import FileError

_SCRATCH = ".crmrules-"
"""How the names of what is half written begin, beside where it will stand."""


@contextmanager
def whole_file(path: Path, force: bool = False) -> Generator[TextIO, None, None]:
    """A text file that takes its name only when all of it is written; raises as `whole_path` does."""
    with whole_path(path, force) as made, made.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def whole_path(path: Path, force: bool = False) -> Generator[Path, None, None]:
    """A file to write to that takes its name only when all of it is written.

    Raises `FileError` where the name is taken and `force` is not given, or it cannot be written there.
    """
    _replaceable(path, force)
    with _writing(path):
        path = _led(path)  # a link keeps pointing at what is replaced
        _clear(path.parent)
        with _claimed(lambda: tempfile.mkstemp(prefix=_SCRATCH, dir=path.parent)) as made:
            try:
                yield made
                made.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
                made.replace(path)
            except BaseException:
                made.unlink(missing_ok=True)
                raise


@contextmanager
def whole_directory(path: Path, names: Sequence[str], force: bool = False) -> Generator[Path, None, None]:
    """A directory to write files of these names to, some or all; they take their places only when all are written.

    Raises `FileError` where one is there already and `force` is not given, or nothing can be written there.
    """
    for name in names:
        _replaceable(path / name, force)
    if path.exists() and not path.is_dir():
        raise FileError.of(str(path), "is no directory")
    with _writing(path):
        path = _led(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear(path.parent)
        with _claimed(lambda: _directory(path.parent)) as scratch:
            try:
                yield scratch
                path.mkdir(exist_ok=True)
                for name in names:
                    if (scratch / name).exists():
                        (scratch / name).replace(path / name)
            finally:
                rmtree(scratch)


@contextmanager
def _writing(path: Path) -> Generator[None, None, None]:
    """Tells what the system says against a file that is being written; a pipe that nobody reads is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileError.of(str(path), f"cannot be written: {error.strerror or error}") from None


def _replaceable(path: Path, force: bool) -> None:
    """Refuses what is there already, without `force`, and with it what is no file, such as a pipe or `/dev/null`."""
    if path.is_dir():
        raise FileError.of(str(path), "is a directory", "name a file in it")
    if path.exists() and not force:
        raise FileError.of(str(path), "is there already", "pass --force to replace it")
    if path.exists() and not path.is_file():
        raise FileError.of(str(path), "is no file that can be replaced", "name another")


def _led(path: Path) -> Path:
    """Where the links of a path lead; in a circle they lead nowhere, whatever the version of Python makes of it."""
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return real


@contextmanager
def _claimed(make: Callable[[], tuple[int, str]]) -> Generator[Path, None, None]:
    """What `make` has made, locked: others see that somebody is still at it, and a process that dies lets it go."""
    while True:
        descriptor, name = make()
        locked = _lock(descriptor, wait=True)
        if not locked or Path(name).exists():
            break
        os.close(descriptor)  # another run took it for left behind before it was locked
    try:
        yield Path(name)
    finally:
        os.close(descriptor)


def _directory(parent: Path) -> tuple[int, str]:
    name = tempfile.mkdtemp(prefix=_SCRATCH, dir=parent)
    return os.open(name, os.O_RDONLY), name


def _clear(directory: Path) -> None:
    """Remove what a run left half written that was killed."""
    for path in directory.glob(f"{_SCRATCH}*"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                if _lock(descriptor, wait=False):
                    rmtree(path) if path.is_dir() else path.unlink()
            finally:
                os.close(descriptor)


if sys.platform == "win32":

    def _lock(descriptor: int, wait: bool) -> bool:
        """There it needs none: what is open there cannot be removed."""
        return False

else:
    from fcntl import LOCK_EX, LOCK_NB, flock

    def _lock(descriptor: int, wait: bool) -> bool:
        """Take the lock of an open file or directory; false where somebody else has it, or there are no locks."""
        try:
            flock(descriptor, LOCK_EX if wait else LOCK_EX | LOCK_NB)
        except OSError:
            return False
        return True


def _umask() -> int:
    """What the user's files may not be; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
