"""Why the operating system refuses a file, in words that have their French."""

from __future__ import annotations

import errno

from matcher.locale import N_, Sentence

KNOWN = {
    errno.ENOENT: N_("No such file or directory"),
    errno.EACCES: N_("Permission denied"),
    errno.EPERM: N_("Operation not permitted"),
    errno.EISDIR: N_("Is a directory"),
    errno.ENOTDIR: N_("Not a directory"),
    errno.EEXIST: N_("File exists"),
    errno.ENAMETOOLONG: N_("File name too long"),
    errno.ENOSPC: N_("No space left on device"),
    errno.EDQUOT: N_("Disk quota exceeded"),
    errno.EROFS: N_("Read-only file system"),
    errno.EIO: N_("Input/output error"),
    errno.EMFILE: N_("Too many open files"),
    errno.ENETUNREACH: N_("Network is unreachable"),
    errno.ECONNREFUSED: N_("Connection refused"),
}


def reason_of(error: OSError) -> str:
    """Return why, as a sentence that is translated where it is shown; what is not known here stays in the words of the system."""
    known = KNOWN.get(error.errno or 0)
    return Sentence(known) if known else error.strerror or str(error)
