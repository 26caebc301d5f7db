"""Errors that a person can act on: what was given, what is wrong, what to do. Messages are Chinese."""

import errno
from typing import Final

_REASONS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这里只能读，不能写",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.EBUSY: "正被别的程序使用",
    errno.EIO: "磁盘读写出错",
    errno.EINVAL: "系统不接受这个名称或操作",
    errno.EADDRINUSE: "已被别的程序占用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
    errno.ECONNREFUSED: "对方没有开放这个端口",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "找不到这台机器",
    errno.ETIMEDOUT: "等不到回答",
}


def reason_of(error: Exception) -> str:
    """Why the system refused, in Chinese where it is one of the common reasons; of other errors what they say.

    >>> reason_of(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    '没有这个文件或文件夹'
    """
    if not isinstance(error, OSError):
        return str(error)
    if type(error).__name__ == "gaierror":
        return "找不到这个地址"
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class KgError(Exception):
    """Root of all errors raised on purpose; the command line prints its message without a traceback."""


class UnreadableDocumentError(KgError):
    """A file that could not be read: missing, empty, binary, too large, not text in any known encoding."""


class VocabularyError(KgError):
    """The Turtle under ontology/ is broken or says two things about one spelling."""


class StoreError(KgError):
    """No graph, a broken graph, or a graph written by another version."""


class QueryError(KgError):
    """A query that cannot be parsed, is not read-only, reaches outside the graph, or has no such name."""


class ExportError(KgError):
    """A target that cannot be written."""


class EvaluationError(KgError):
    """A list of actual values that cannot be read or lacks a column."""


class DecisionError(KgError):
    """A list of decisions on links that cannot be read or written, or contradicts itself in one row."""


class CompareError(KgError):
    """Sides of a comparison that name nothing, or a workbook that is none to compare with."""
