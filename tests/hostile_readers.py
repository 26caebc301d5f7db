"""Readers for the tests of the worker processes: what they do is told by the name of the file."""

import ctypes
import os
import sys
import time
from pathlib import Path

from kg import pulse
from kg.errors import UnreadableDocumentError, VocabularyError
from kg.ingest import work


def read(task):
    """As `kg.ingest.work.quads`, unless the file name begins with the name of a disaster."""
    disaster = Path(task.path).stem.partition("-")[0]
    if disaster in DISASTERS:
        DISASTERS[disaster]()
    return work.quads(task)


def hang():
    time.sleep(600)


def hang_in_c():
    # holds the interpreter's lock as long as it runs, as a regular expression gone wild does
    ctypes.PyDLL(None).usleep(ctypes.c_uint(600_000_000)) if os.name == "posix" else hang()


def crash():
    os.abort()


def quit_at_once():
    os._exit(3)


def eat_memory():
    held = []
    while True:
        held.append(bytearray(16 * 1024 * 1024))


def recurse():
    recurse()


def raise_unreadable():
    raise UnreadableDocumentError("“文件”加了密码。请先去掉密码再读。")


def raise_key_error():
    raise KeyError("列")


def break_vocabulary():
    raise VocabularyError("词表 units.ttl 无法读取。")


def print_much():
    sys.stdout.write("noise\n" * 1000)
    sys.stdout.flush()
    os.write(1, b"more noise\n")


def work_long():
    for _ in range(8):
        time.sleep(0.25)
        pulse.beat()


DISASTERS = {
    "hang": hang,
    "hanginc": hang_in_c,
    "crash": crash,
    "quit": quit_at_once,
    "memory": eat_memory,
    "recursion": recurse,
    "locked": raise_unreadable,
    "bug": raise_key_error,
    "vocabulary": break_vocabulary,
    "noise": print_much,
    "long": work_long,
}
